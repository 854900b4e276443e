//! The page as the tests see it: only through its machine contract.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::{Browser, ConsoleLine};
use crate::failure::{Failure, Result, ensure, fail};

/// Ids of the eleven steps, in order.
pub const STEPS: [&str; 11] = [
    "address",
    "reach",
    "cors",
    "endpoint",
    "challenge",
    "resource-metadata",
    "authorization-server",
    "registration",
    "authorization",
    "token",
    "session",
];

/// Ids of the survey's parts.
pub const SURVEY: [&str; 5] = ["tools", "prompts", "resources", "stream", "closing"];

/// How long the page may take for what needs no server.
const USUAL: Duration = Duration::from_secs(5);

/// The verdict stands as soon as `main` is done; the session may then still be ended.
const CLOSED: &str = "[data-state=done]:not(:has([data-step=closing][data-status=running]))";

/// What a user enters before a run.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub server: String,
    pub transport: Option<String>,
    /// Seconds the page waits for a silent server.
    pub timeout: Option<u32>,
    pub bearer: Option<String>,
    pub headers: Vec<(String, String)>,
}

impl Form {
    pub fn new(server: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            ..Self::default()
        }
    }

    pub fn bearer(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn timeout(mut self, seconds: u32) -> Self {
        self.timeout = Some(seconds);
        self
    }

    /// The part of a link that prefills the page. It never carries a secret.
    pub fn fragment(&self) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("server", &self.server);
        if let Some(transport) = &self.transport {
            pairs.append_pair("transport", transport);
        }
        if let Some(seconds) = self.timeout {
            pairs.append_pair("timeout", &seconds.to_string());
        }
        pairs.finish()
    }
}

/// What the page shows at one moment.
#[derive(Debug, Clone)]
pub struct Shown {
    pub state: String,
    pub outcome: Option<String>,
    pub failed_step: Option<String>,
    pub code: Option<String>,
    /// Status of each step and each part of the survey, by id.
    pub statuses: BTreeMap<String, String>,
    pub findings: Vec<ShownFinding>,
    pub exchanges: usize,
    /// Everything readable on the page.
    pub text: String,
}

/// A finding's attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownFinding {
    pub code: String,
    pub severity: String,
    pub certainty: String,
}

impl Shown {
    pub fn status(&self, id: &str) -> &str {
        self.statuses.get(id).map_or("(missing)", String::as_str)
    }

    pub fn codes<'a>(&'a self, severity: &'a str) -> impl Iterator<Item = &'a str> {
        self.findings
            .iter()
            .filter(move |f| f.severity == severity)
            .map(|f| f.code.as_str())
    }

    pub fn finding(&self, code: &str) -> Option<&ShownFinding> {
        self.findings.iter().find(|f| f.code == code)
    }

    /// Outcome and code in one short text.
    pub fn summary(&self) -> String {
        let outcome = self.outcome.as_deref().unwrap_or(&self.state);
        match &self.code {
            Some(code) => format!("{outcome} {code}"),
            None => outcome.to_owned(),
        }
    }
}

/// The page in one browser.
pub struct Page<'a> {
    pub browser: &'a Browser,
    /// The page's own address, ending in `/`.
    base: &'a str,
}

impl<'a> Page<'a> {
    pub fn new(browser: &'a Browser, base: &'a str) -> Self {
        Self { browser, base }
    }

    /// Loads the page anew with this query and fragment, and waits until it can be used.
    pub async fn open(&self, rest: &str) -> Result<()> {
        // Between two fragments of one address a browser would not load anything.
        self.browser.client.goto("about:blank").await?;
        self.browser.console().await?;
        self.browser
            .client
            .goto(&format!("{}{rest}", self.base))
            .await?;
        self.wait_for(&["idle"], Duration::from_secs(20))
            .await
            .map_err(|e| e.while_doing("the page did not come up"))
    }

    /// Loads the page anew with a link that shows something at once.
    pub async fn open_recorded(&self, fragment: &str) -> Result<()> {
        self.browser.client.goto("about:blank").await?;
        self.browser.console().await?;
        self.browser
            .client
            .goto(&format!("{}{fragment}", self.base))
            .await?;
        self.wait_for_element("main[data-recorded] .recorded").await
    }

    /// Opens the page with a link that prefills it, then enters what a link must not carry.
    pub async fn fill(&self, form: &Form) -> Result<()> {
        self.open(&format!("#{}", form.fragment())).await?;
        self.enter_secrets(form).await
    }

    /// Enters bearer and headers in the options.
    pub async fn enter_secrets(&self, form: &Form) -> Result<()> {
        if form.bearer.is_none() && form.headers.is_empty() {
            return Ok(());
        }
        self.browser
            .run(
                "document.querySelector('details[data-panel=options]').open = true",
                vec![],
            )
            .await?;
        if let Some(bearer) = &form.bearer {
            self.set_value("input[name=bearer]", 0, bearer).await?;
        }
        for (index, (name, value)) in form.headers.iter().enumerate() {
            self.ensure_header_row(index).await?;
            self.set_value("input[name=header-name]", index, name)
                .await?;
            self.set_value("input[name=header-value]", index, value)
                .await?;
        }
        Ok(())
    }

    async fn ensure_header_row(&self, index: usize) -> Result<()> {
        if self.count("input[name=header-name]").await? <= index {
            self.browser.click("[data-action=add-header]").await?;
        }
        let rows = self.count("input[name=header-name]").await?;
        ensure(rows > index, || {
            "add-header added no input[name=header-name]".into()
        })
    }

    /// How many elements match.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        let script = "return document.querySelectorAll(arguments[0]).length";
        let count = self.browser.run(script, vec![json!(selector)]).await?;
        Ok(count.as_u64().unwrap_or_default() as usize)
    }

    /// Sets a field at once and tells the page, as a paste does.
    pub async fn set_value(&self, selector: &str, index: usize, value: &str) -> Result<()> {
        let script = "const field = document.querySelectorAll(arguments[0])[arguments[1]];
            if (!field) return false;
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, arguments[2]);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return true";
        let found = self
            .browser
            .run(script, vec![json!(selector), json!(index), json!(value)])
            .await?;
        ensure(found == json!(true), || format!("there is no {selector}"))
    }

    /// The value of a field.
    pub async fn value(&self, selector: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.value ?? null";
        let value = self.browser.run(script, vec![json!(selector)]).await?;
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| Failure(format!("there is no {selector}")))
    }

    /// Starts a diagnosis and waits for its end, or for the point where only the user can go on.
    /// Returns what is shown then, and how long it took.
    pub async fn run(&self, limit: Duration) -> Result<(Shown, Duration)> {
        let started = Instant::now();
        self.browser.click("[data-action=run]").await?;
        self.wait_for_verdict(limit).await?;
        let took = started.elapsed();
        Ok((self.shown().await?, took))
    }

    /// Fills the form, runs, and waits.
    pub async fn diagnose(&self, form: &Form, limit: Duration) -> Result<(Shown, Duration)> {
        self.fill(form).await?;
        self.run(limit).await
    }

    /// Waits for the end of a run, its session included, or for the point where only the user can go on. While the browser
    /// asks for a permission a run waits too, but it has no outcome yet and goes on by itself.
    pub async fn wait_for_verdict(&self, limit: Duration) -> Result<()> {
        self.wait_for_main(&[CLOSED, "[data-state=waiting][data-outcome]"], limit)
            .await
    }

    /// Waits until the page is in one of these states.
    pub async fn wait_for(&self, states: &[&str], limit: Duration) -> Result<()> {
        let selectors: Vec<String> = states
            .iter()
            .map(|state| format!("[data-state={state}]"))
            .collect();
        let selectors: Vec<&str> = selectors.iter().map(String::as_str).collect();
        self.wait_for_main(&selectors, limit).await
    }

    /// Waits until `main` matches one of these.
    async fn wait_for_main(&self, selectors: &[&str], limit: Duration) -> Result<()> {
        let script = "const [selectors, limit, done] = arguments;
            const there = () => selectors.some(selector => document.querySelector('main' + selector) !== null);
            if (there()) return done(true);
            const watch = new MutationObserver(() => there() && end(true));
            const end = seen => { watch.disconnect(); done(seen); };
            watch.observe(document, { subtree: true, childList: true, attributeFilter: ['data-state', 'data-outcome', 'data-status'] });
            setTimeout(() => end(false), limit)";
        let limit_ms = u64::try_from(limit.as_millis())?;
        let seen = self
            .browser
            .run_async(script, vec![json!(selectors), json!(limit_ms)])
            .await?;
        if seen == json!(true) {
            return Ok(());
        }
        let now = self
            .shown()
            .await
            .map_or("no main[data-state]".to_owned(), |s| s.state);
        fail(format!(
            "still {now} after {} s, not {}",
            limit.as_secs(),
            selectors.join(" or ")
        ))
    }

    /// Waits until an element matches.
    pub async fn wait_for_element(&self, selector: &str) -> Result<()> {
        self.wait_for_presence(selector, true, USUAL).await
    }

    /// The same where a run has to come to something first.
    pub async fn wait_at_most(&self, limit: Duration, selector: &str) -> Result<()> {
        self.wait_for_presence(selector, true, limit).await
    }

    /// Waits until no element matches.
    pub async fn wait_for_none(&self, selector: &str) -> Result<()> {
        self.wait_for_presence(selector, false, USUAL).await
    }

    async fn wait_for_presence(&self, selector: &str, wanted: bool, limit: Duration) -> Result<()> {
        let script = "const [selector, wanted, limit, done] = arguments;
            const there = () => (document.querySelector(selector) !== null) === wanted;
            if (there()) return done(true);
            const watch = new MutationObserver(() => there() && end(true));
            const end = seen => { watch.disconnect(); done(seen); };
            watch.observe(document, { subtree: true, childList: true, attributes: true });
            setTimeout(() => end(false), limit)";
        let limit_ms = u64::try_from(limit.as_millis())?;
        let arguments = vec![json!(selector), json!(wanted), json!(limit_ms)];
        let seen = self.browser.run_async(script, arguments).await?;
        ensure(seen == json!(true), || {
            let verb = if wanted { "appeared" } else { "went" };
            format!("{selector}: none {verb} within {} s", limit.as_secs())
        })
    }

    /// Reads everything that the contract promises, at one moment, when no text is on its way.
    pub async fn shown(&self) -> Result<Shown> {
        self.wait_for_none("[data-texts=loading]").await?;
        let script = "const main = document.querySelector('main[data-state]');
            if (!main) return null;
            const all = selector => [...document.querySelectorAll(selector)];
            return {
                state: main.dataset.state, outcome: main.dataset.outcome ?? null,
                failed_step: main.dataset.failedStep ?? null, code: main.dataset.code ?? null,
                statuses: all('[data-step][data-status]').map(e => [e.dataset.step, e.dataset.status]),
                findings: all('[data-code][data-severity]').map(e =>
                    [e.dataset.code, e.dataset.severity, e.dataset.certainty ?? '(missing)']),
                exchanges: new Set(all('[data-exchange]').map(e => e.dataset.exchange)).size,
                text: document.body.innerText,
            }";
        let seen = self.browser.run(script, vec![]).await?;
        ensure(seen.is_object(), || {
            "the page has no main[data-state]".into()
        })?;
        Ok(read_shown(&seen))
    }

    /// The report that a click downloads.
    pub async fn report(&self) -> Result<Value> {
        let button = "[data-action=download-json]";
        self.wait_for_element(button).await?;
        let bytes = self.browser.download_by(button).await?;
        serde_json::from_slice(&bytes).map_err(|e| Failure(format!("the report is not JSON: {e}")))
    }

    /// Lines of the console that the page itself is to blame for.
    ///
    /// Chromium prints a line for every request that fails or answers with an error status, and for every
    /// CORS refusal. No page can prevent those, and provoking them is this page's purpose.
    pub async fn errors(&self) -> Result<Vec<String>> {
        let lines = self.browser.console().await?;
        Ok(self.errors_among(&lines))
    }

    /// Those of these lines that the page itself is to blame for.
    pub fn errors_among(&self, lines: &[ConsoleLine]) -> Vec<String> {
        let own = lines
            .iter()
            .filter(|line| !is_unavoidable(line) && !self.is_foreign_advice(line));
        own.map(|l| format!("{}: {}", l.level, l.text)).collect()
    }

    /// What Chromium advises the maker of another page, such as an authorization server's.
    fn is_foreign_advice(&self, line: &ConsoleLine) -> bool {
        line.level == "DEBUG" && !line.text.starts_with(self.base)
    }
}

fn is_unavoidable(line: &ConsoleLine) -> bool {
    let text = &line.text;
    let by_the_browser = ["network", "javascript", "security"].contains(&line.source.as_str());
    let refused = text.contains("blocked by CORS policy");
    // The redirect oracle works by violating the policy of its own frame (its one expected violation).
    let oracle = line.source == "security" && text.contains("about:srcdoc");
    line.source == "network" || by_the_browser && (refused || oracle)
}

fn read_shown(seen: &Value) -> Shown {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let optional = |key: &str| {
        seen[key]
            .as_str()
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
    };
    let rows = |key: &str| seen[key].as_array().cloned().unwrap_or_default();
    Shown {
        state: text(&seen["state"]),
        outcome: optional("outcome"),
        failed_step: optional("failed_step"),
        code: optional("code"),
        statuses: rows("statuses")
            .iter()
            .map(|row| (text(&row[0]), text(&row[1])))
            .collect(),
        findings: rows("findings")
            .iter()
            .map(|row| ShownFinding {
                code: text(&row[0]),
                severity: text(&row[1]),
                certainty: text(&row[2]),
            })
            .collect(),
        exchanges: seen["exchanges"].as_u64().unwrap_or_default() as usize,
        text: text(&seen["text"]),
    }
}
