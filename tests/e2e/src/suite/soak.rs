//! What a tab goes through in a long life: many runs, a network that goes and comes back, a clock that is set, and
//! links and files that anybody may have changed.

use std::sync::Arc;
use std::time::Duration;

use faultfinder_fuzz::mutate::{Numbers, inputs};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result, ensure};
use crate::page::{Form, Page};
use crate::soak;
use crate::targets::{Behaviour, Target};
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(60);

/// Enough to see what grows with every run; `./dev soak` makes five hundred.
const RUNS: usize = 40;

/// Of links, and of files, each time the same.
const CHANGED: usize = 300;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Which of the page's clocks jumps in the middle of a run, and by how many milliseconds.
const JUMPS: [(&str, &str, i64); 3] = [
    ("date-forth", "Date", DAY_MS),
    ("date-back", "Date", -DAY_MS),
    ("clock-forth", "performance", DAY_MS),
];

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![Case::new("offline", |stage| Box::pin(offline(stage)))];
    for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
        let runs = Case::new(format!("runs{suffix}"), |stage| Box::pin(runs(stage)));
        cases.push(runs.from(vantage));
        for what in [What::Link, What::File] {
            let name = format!("changed-{}s{suffix}", what.name());
            let changed = Case::new(name, move |stage| Box::pin(changed(stage, what)));
            cases.push(changed.from(vantage));
        }
    }
    for (name, clock, by) in JUMPS {
        cases.push(Case::new(name, move |stage| {
            Box::pin(jump(stage, clock, by))
        }));
    }
    Ok(cases)
}

async fn runs(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("nothing grows");
    soak::soak(stage, RUNS, &mut row).await?;
    row.got = "as expected".into();
    Ok(row)
}

fn url_of(stage: &Stage, id: &str) -> Result<String> {
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    Ok(cause.url)
}

/// Starts a run and returns once the lab has a request of it with these words.
async fn start(stage: &Stage, page: &Page<'_>, id: &str, words: &str) -> Result<()> {
    page.fill(&Form::new(url_of(stage, id)?)).await?;
    stage.world.lab.clear_log(Some(id));
    page.browser.click("[data-action=run]").await?;
    let end = Instant::now() + LIMIT;
    let has_come = || {
        let log = stage.world.lab.log(id);
        log.iter().any(|request| request.body.contains(words))
    };
    while !has_come() {
        ensure(Instant::now() < end, || format!("{id} got no {words}"))?;
        sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// The network goes while a run waits, and comes back: the run says so, and the next finds nothing.
async fn offline(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed reach/offline, then healthy");
    let page = stage.page();
    let network = |is_gone: bool| {
        let conditions = json!({ "offline": is_gone, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        stage
            .browser
            .devtools("Network.emulateNetworkConditions", conditions)
    };
    stage.browser.devtools("Network.enable", json!({})).await?;
    let started = Instant::now();
    start(stage, &page, "healthy-slow-start", "initialize").await?;
    network(true).await?;
    let ended = page.wait_for_verdict(LIMIT).await;
    network(false).await?;
    ended?;
    row.got(&page.shown().await?, started.elapsed());
    row.same(
        "code",
        page.shown().await?.code.as_deref(),
        Some("reach/offline"),
    );
    let (shown, _) = page.run(LIMIT).await?;
    row.same("the next run", shown.outcome.as_deref(), Some("healthy"));
    stage.browser.devtools("Network.disable", json!({})).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// A clock is set while a run waits: the run comes to the same verdict, and no time in it is none.
async fn jump(stage: &Stage, clock: &str, by: i64) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let page = stage.page();
    let started = Instant::now();
    start(stage, &page, "healthy-slow-start", "initialize").await?;
    let set = "const [clock, by] = arguments;
        if (clock === 'performance') {
            const real = performance.now.bind(performance);
            performance.now = () => real() + by;
        } else {
            const Real = Date;
            window.Date = class extends Real {
                constructor(...given) { super(...(given.length ? given : [Real.now() + by])); }
                static now() { return Real.now() + by; }
            };
        }";
    stage
        .browser
        .run(set, vec![json!(clock), json!(by)])
        .await?;
    page.wait_for_verdict(LIMIT).await?;
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    let odd = ["NaN", "Infinity", "Invalid"];
    let odd: Vec<&str> = odd
        .into_iter()
        .filter(|word| shown.text.contains(word))
        .collect();
    row.same("odd words on the page", odd, vec![]);
    let report = page.report().await?;
    let mut odd = Vec::new();
    odd_times("", &report, &mut odd);
    row.same("odd times in the report", odd, vec![]);
    row.clean_console(&page).await?;
    Ok(row)
}

/// What is called a time and is none: it is written without a number, or less than nothing.
fn odd_times(name: &str, value: &Value, odd: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| odd_times(name, item, odd)),
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| odd_times(name, value, odd));
        }
        _ => {
            let is_time = name.ends_with("_ms") || name == "at";
            let is_sound = value.as_f64().is_some_and(|time| time >= 0.0);
            if is_time && !is_sound {
                odd.push(format!("{name}: {value}"));
            }
        }
    }
}

/// What of outsiders the page reads without being asked to run anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Link,
    File,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::File => "file",
        }
    }

    /// What is changed: what the native tests change, and what names a server that would notice.
    fn inputs(self, server: &str) -> Vec<Vec<u8>> {
        let address =
            format!("#server={server}\"><img src={server} onerror=window.ran=1>&timeout=1");
        let script = "#server=javascript:window.ran=1&outcome=healthy".to_owned();
        let plain = format!("#server={server}&transport=sse");
        match self {
            Self::Link => {
                let own = [address, script, plain].map(String::into_bytes);
                inputs("link")
                    .into_iter()
                    .chain(own.into_iter().cycle().take(60))
                    .collect()
            }
            Self::File => inputs("recorded"),
        }
    }
}

/// Notes whatever must not happen. The page's own files may load.
const TRAP: &str = "const page = window.wrappedJSObject ?? window;
    const trap = window.trap = { wrong: [], longest: 0, shown: 0 };
    const wrong = what => { if (trap.wrong.length < 5) trap.wrong.push(String(what)); };
    addEventListener('securitypolicyviolation', event => wrong(event.violatedDirective + ' ' + event.blockedURI));
    addEventListener('error', event => wrong(event.message));
    addEventListener('unhandledrejection', event => wrong(event.reason));
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
        if (new URL(entry.name).origin !== location.origin) wrong(entry.name);
    })).observe({ type: 'resource', buffered: true });
    if (PerformanceObserver.supportedEntryTypes.includes('longtask'))
        new PerformanceObserver(list => list.getEntries().forEach(entry => {
            trap.longest = Math.max(trap.longest, entry.duration);
        })).observe({ type: 'longtask' });";

/// Gives the page one input after the other, and waits each time until it has been read and drawn.
const GIVE: &str = "const [kind, inputs, done] = arguments;
    const drawn = () => new Promise(go => requestAnimationFrame(() => setTimeout(go)));
    const give = {
        link: async input => { location.hash = input; },
        file: async input => {
            const data = new DataTransfer();
            const file = new File([Uint8Array.from(input)], 'report.json', { type: 'application/json' });
            data.items.add(file);
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            await file.text();
        },
    }[kind];
    (async () => {
        for (const input of inputs) {
            await give(input);
            await drawn();
            const state = document.querySelector('main').dataset;
            if (state.state === 'running') window.trap.wrong.push('a run: ' + input);
            if ('recorded' in state || document.querySelector('[data-panel=problem]')) window.trap.shown += 1;
        }
        done(true);
    })().catch(error => done(String(error)))";

const SPRUNG: &str = "const page = window.wrappedJSObject ?? window;
    const live = document.querySelectorAll('main script, main img, main iframe, [onerror], [onload], a[href^=\"javascript:\" i]').length;
    if (live || page.ran) window.trap.wrong.push(`live: ${live}, ran: ${page.ran}`);
    const done = arguments[0];
    setTimeout(() => done(window.trap), 100)";

/// Links that a tab is led to, or files that are dropped on it: no script, no request, no task of a second.
async fn changed(stage: &Stage, what: What) -> Result<Row> {
    let mut row = Row::expecting("no script, no request, no task of a second");
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    let page = stage.page();
    page.open("").await?;
    stage.browser.run(TRAP, vec![]).await?;
    let sources = what.inputs(&target.url());
    let mut numbers = Numbers(SEED);
    let changed: Vec<Vec<u8>> = (0..CHANGED)
        .map(|place| numbers.changed(&sources, place * sources.len() / CHANGED))
        .collect();
    let started = Instant::now();
    for some in changed.chunks(50) {
        let some: Vec<Value> = some.iter().map(|input| as_argument(what, input)).collect();
        let given = vec![json!(what.name()), json!(some)];
        let done = stage.browser.run_async(GIVE, given).await?;
        row.same("reading", done, json!(true));
    }
    row.took = Some(started.elapsed());
    let trap = stage.browser.run_async(SPRUNG, vec![]).await?;
    row.same("what must not happen", &trap["wrong"], &json!([]));
    let longest = trap["longest"].as_f64().unwrap_or(f64::NAN);
    row.check(longest < 1000.0, || format!("a task of {longest:.0} ms"));
    let sent = target.seen().len();
    row.same("requests", sent, 0);
    let shown = trap["shown"].as_u64().unwrap_or_default();
    row.check(shown > 0, || "nothing of it was ever shown".into());
    row.notes.push(format!(
        "{CHANGED} changed {}s of seed {SEED:#x}: {shown} times something was shown or refused; longest task {longest:.0} ms",
        what.name()
    ));
    row.clean_console(&page).await?;
    let (shown, _) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.same(
        "the next run",
        shown.code.as_deref(),
        Some("endpoint/not-found"),
    );
    row.got = "as expected".into();
    Ok(row)
}

/// A link is text; what is no UTF-8 cannot stand in an address. A file is any bytes.
fn as_argument(what: What, input: &[u8]) -> Value {
    match what {
        What::Link => json!(String::from_utf8_lossy(input)),
        What::File => json!(input),
    }
}
