//! A diagnosis within another page, on another origin: what the host page sees, what it can ask for, and what it
//! cannot do.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use faultfinder_lab::Cause;
use serde_json::{Value, json};

use crate::browser::{Browser, Scheme};
use crate::case::{Case, Pending, Row, Stage};
use crate::failure::{Failure, Result};
use crate::host_page::{HostPage, enter, heard, leave, say, until};
use crate::page::Form;
use crate::suite::a11y;
use crate::suite::report::{CATCH_COPIES, copied};
use crate::targets::{Behaviour, Target};
use crate::world::{Vantage, World};

mod host_limits;

/// A browser that lets nobody copy: the frame of a page without `allow`, and the older way switched off.
const NO_COPYING: &str =
    "navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
    document.execCommand = () => false";
const LIMIT: Duration = Duration::from_secs(30);
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = in_both(Vantage::Localhost, "");
    cases.extend(host_limits::cases(Vantage::Localhost, ""));
    cases.extend(host_limits::cases(Vantage::Firefox, "-firefox"));
    cases.push(Case::new("credentials", |stage| {
        Box::pin(credentials(stage))
    }));
    for scheme in Scheme::BOTH {
        cases.push(Case::new(
            format!("dialog-{}", scheme.name()),
            move |stage| Box::pin(dialog(stage, scheme)),
        ));
    }
    cases.push(Case::new("damaged-recordings", |stage| {
        Box::pin(damaged_recordings(stage))
    }));
    cases.push(Case::new("size-of-script", |stage| {
        Box::pin(size_of_script(stage))
    }));
    for (subject, cause) in SUBJECTS {
        for scheme in Scheme::BOTH {
            for width in [900, 320] {
                let name = format!("look-{subject}-{}-{width}", scheme.name());
                cases.push(Case::new(name, move |stage| {
                    Box::pin(look(stage, subject, cause, scheme, width))
                }));
            }
        }
    }
    cases.extend(in_both(Vantage::Firefox, "-firefox"));
    Ok(cases)
}

/// What browsers could do differently.
fn in_both(vantage: Vantage, suffix: &str) -> Vec<Case> {
    let case = |name: &str, work: for<'a> fn(&'a Stage) -> Pending<'a>| {
        Case::new(format!("{name}{suffix}"), work).from(vantage)
    };
    vec![
        case("live", |stage| Box::pin(live(stage))),
        case("recorded", |stage| Box::pin(recorded(stage))),
        case("attributes", |stage| Box::pin(attributes(stage))),
        case("theme", |stage| Box::pin(theme(stage))),
        case("cancel", |stage| Box::pin(cancel(stage))),
        case("keyboard", |stage| Box::pin(keyboard(stage))),
        case("hostile-host", |stage| Box::pin(hostile_host(stage))),
        case("without-allow", |stage| Box::pin(without_allow(stage))),
        case("without-origin", |stage| Box::pin(without_origin(stage))),
    ]
}

/// What the pictures show, and the cause of the lab that comes to it.
const SUBJECTS: [(&str, Option<&str>); 3] = [
    ("idle", None),
    ("failed", Some("header-protocol-version")),
    ("healthy", Some("healthy-2025-11-25")),
];

fn element(server: &str) -> String {
    format!("<faultfinder-diagnosis server=\"{server}\"></faultfinder-diagnosis>")
}

/// The frame as somebody writes it by hand.
fn raw(stage: &Stage, fragment: &str, attributes: &str) -> String {
    let page = stage.world.page_address(stage.vantage);
    format!(
        "<iframe class=\"raw\" title=\"Diagnosis\" src=\"{page}#embed=1&amp;{fragment}\" {attributes}></iframe>"
    )
}

const WHOLE_SANDBOX: &str = "sandbox=\"allow-scripts allow-same-origin allow-popups\"";

async fn open(stage: &Stage, body: &str) -> Result<()> {
    stage.browser.window(900, 900, false).await?;
    stage.browser.prefer(Scheme::Light).await?;
    let host = HostPage::start(stage.world.page_address(stage.vantage), body).await?;
    host.open(&stage.browser).await
}

async fn open_element(stage: &Stage, server: &str) -> Result<()> {
    open(stage, &element(server)).await?;
    until(&stage.browser, "heard.some(m => m.type === 'ready')").await
}

fn cause(stage: &Stage, id: &str) -> Result<Cause> {
    let cause = stage.world.lab.cause(id);
    cause.ok_or_else(|| Failure(format!("the lab has no {id}")))
}

/// The reader presses the button in the frame, and the run ends.
async fn run_in_frame(browser: &Browser) -> Result<()> {
    enter(browser).await?;
    browser.click("[data-action=run]").await?;
    leave(browser).await?;
    until(browser, "heard.some(m => m.type === 'finished')").await
}

/// What `main` of the frame says of itself.
async fn contract(browser: &Browser) -> Result<Value> {
    enter(browser).await?;
    let script = "return { ...document.querySelector('main').dataset }";
    let contract = browser.run(script, vec![]).await?;
    leave(browser).await?;
    Ok(contract)
}

async fn clean_console(stage: &Stage, row: &mut Row) -> Result<()> {
    row.clean_console(&stage.page()).await
}

/// Nothing runs by itself; then the reader runs it, and the host hears all of it in order and grows.
async fn live(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("ready, started, steps, finished; as high as its content");
    let browser = &stage.browser;
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    open_element(stage, &target.url()).await?;
    row.same("requests before Run", target.seen().len(), 0);
    enter(browser).await?;
    row.same(
        "fields for entering something",
        stage.page().count("input, textarea, select").await?,
        0,
    );
    let link = "return document.querySelector('[data-action=open-full]').href";
    let link = browser.run(link, vec![]).await?;
    let link = link.as_str().unwrap_or_default().to_owned();
    row.check(
        link.contains("#server=") && !link.contains("embed") && !link.contains("theme"),
        || format!("the full page's link is {link}"),
    );
    leave(browser).await?;
    let is_low = "frame().getBoundingClientRect().height <= 100";
    row.holds(until(browser, is_low).await);
    run_in_frame(browser).await?;
    enter(browser).await?;
    let carries = "[data-action=open-full]:not([href*='#server='])";
    row.holds(stage.page().wait_for_element(carries).await);
    leave(browser).await?;
    let messages = heard(browser).await?;
    check_order(&mut row, &messages);
    check_report(&mut row, &messages, &contract(browser).await?);
    let page = stage.world.page_address(stage.vantage);
    let strangers = messages
        .iter()
        .filter(|m| m["origin"] != page.trim_end_matches('/'));
    row.same("messages of another origin", strangers.count(), 0);
    check_height(&mut row, browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = format!("{} messages", messages.len());
    Ok(row)
}

fn check_order(row: &mut Row, messages: &[Value]) {
    let kinds: Vec<&str> = messages
        .iter()
        .filter_map(|message| message["type"].as_str())
        .filter(|kind| *kind != "resize")
        .collect();
    let (first, last) = (kinds.first_chunk::<2>(), kinds.last());
    row.check(first == Some(&["ready", "started"]), || {
        format!("it begins with {:?}", kinds.get(..2))
    });
    row.same("last message", last, Some(&"finished"));
    let between = kinds
        .get(2..kinds.len().saturating_sub(1))
        .unwrap_or_default();
    row.check(
        between.len() >= 4 && between.iter().all(|kind| *kind == "step"),
        || format!("between them are {between:?}"),
    );
    let other_version = messages.iter().any(|message| message["faultfinder"] != 1);
    row.check(!other_version, || "a message lacks its version".into());
}

/// The host's report says what the frame's page says.
fn check_report(row: &mut Row, messages: &[Value], contract: &Value) {
    let finished = messages
        .iter()
        .find(|message| message["type"] == "finished");
    let finished = finished.cloned().unwrap_or_default();
    for (name, attribute) in [
        ("outcome", "outcome"),
        ("failed_step", "failedStep"),
        ("code", "code"),
    ] {
        row.same(name, &finished[name], &contract[attribute]);
        row.same(name, &finished["report"][name], &contract[attribute]);
    }
    row.same(
        "format",
        &finished["report"]["format"],
        &json!("faultfinder-report"),
    );
    row.check(contract["embed"].is_string(), || {
        "main has no data-embed".into()
    });
}

async fn check_height(row: &mut Row, browser: &Browser) -> Result<()> {
    enter(browser).await?;
    let script = "return Math.ceil(document.querySelector('.page').getBoundingClientRect().height)";
    let page = browser.run(script, vec![]).await?;
    leave(browser).await?;
    let wanted = format!("frame().getBoundingClientRect().height === {page}");
    row.holds(until(browser, &wanted).await);
    row.check(page.as_u64().is_some_and(|height| height > 400), || {
        format!("the page in the frame is only {page} pixels high")
    });
    Ok(())
}

/// What the dialog gives for a page of HTML, with this choice.
async fn snippet(stage: &Stage, choice: &str) -> Result<String> {
    let browser = &stage.browser;
    browser.click("[data-action=embed]").await?;
    let chosen = format!("dialog[open] [data-choice={choice}]");
    stage.page().wait_for_element(&chosen).await?;
    browser.click(&chosen).await?;
    let name = match choice {
        "live" => "server",
        _ => "recorded",
    };
    let script = "const [name, done] = arguments;
        const text = () => document.querySelector('dialog[open] .command pre')?.textContent ?? '';
        const check = () => text().includes(name + '=') ? done(text()) : setTimeout(check, 20);
        setTimeout(() => done(''), 5000); check()";
    let text = browser.run_async(script, vec![json!(name)]).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// A recording of a server full of markup, as the dialog gives it: shown at once, without a request, as text.
async fn recorded(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("shown without a request, every text inert");
    let browser = &stage.browser;
    let page = stage.page();
    let hostile = cause(stage, "healthy-hostile-texts")?;
    let (shown, _) = page.diagnose(&Form::new(hostile.url), LIMIT).await?;
    let text = snippet(stage, "recorded").await?;
    let element = text
        .split_once("<faultfinder-diagnosis")
        .map(|(_, rest)| rest);
    let element = element.ok_or_else(|| Failure(format!("the dialog gives {text:?}")))?;
    open(stage, &format!("<faultfinder-diagnosis{element}")).await?;
    until(browser, "heard.some(m => m.type === 'ready' && m.recorded)").await?;
    let contract = contract(browser).await?;
    row.same(
        "outcome",
        contract["outcome"].as_str(),
        shown.outcome.as_deref(),
    );
    row.check(contract["recorded"].is_string(), || {
        "main has no data-recorded".into()
    });
    enter(browser).await?;
    let script = "return [performance.getEntriesByType('resource').filter(e => new URL(e.name).origin !== location.origin).length,
        document.querySelectorAll('main img, main iframe, main script, [onerror], [onload]').length]";
    let seen = browser.run(script, vec![]).await?;
    row.same("requests elsewhere, and live elements", seen, json!([0, 0]));
    row.same("ways to run it", page.count("[data-action=run]").await?, 1);
    leave(browser).await?;
    check_height(&mut row, browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = "shown".into();
    Ok(row)
}

/// What cannot be opened is said in words, and the frame goes on.
async fn damaged_recordings(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a sentence each");
    let browser = &stage.browser;
    let page = stage.page();
    let long = format!("report=1.{}", "A".repeat(40_000));
    for fragment in [
        "report=1.%00%ff",
        "report=99.abc",
        "report=<img src=x onerror=alert(1)>",
        &long,
    ] {
        let escaped = fragment.replace('<', "%3C").replace('>', "%3E");
        open(stage, &raw(stage, &escaped, WHOLE_SANDBOX)).await?;
        let ready = until(browser, "heard.some(m => m.type === 'ready')").await;
        ready.map_err(|e| e.while_doing(fragment.get(..30).unwrap_or(fragment)))?;
        enter(browser).await?;
        let word = page.wait_for_element("[data-panel=problem]").await;
        row.holds(word.map_err(|e| e.while_doing(fragment.get(..30).unwrap_or(fragment))));
        row.same("state", page.shown().await?.state.as_str(), "idle");
        row.same("live elements", page.count("main img").await?, 0);
        leave(browser).await?;
    }
    clean_console(stage, &mut row).await?;
    row.got = "said".into();
    Ok(row)
}

/// The dialog that makes it: what it shows is what it gives, in three forms.
async fn dialog(stage: &Stage, scheme: Scheme) -> Result<Row> {
    let browser = &stage.browser;
    let page = stage.page();
    browser.window(1280, 1000, false).await?;
    browser.prefer(scheme).await?;
    let failing = cause(stage, "header-protocol-version")?;
    page.diagnose(&Form::new(&failing.url), LIMIT).await?;
    let live = snippet(stage, "live").await?;
    let mut row = a11y::run_axe(stage, "the dialog").await?;
    row.check(
        live.contains(&failing.url) && live.contains("/embed.js"),
        || format!("for HTML it gives {live}"),
    );
    let picture = format!("embed-dialog-{}.png", scheme.name());
    save(stage, &picture, &browser.screenshot(Some(1000)).await?)?;
    browser.click("dialog[open] [data-choice=dark]").await?;
    page.wait_for_element("iframe.preview[src*='theme=dark'][src*='embed=1']")
        .await?;
    for (form, begins) in [(2, "[![Faultfinder: "), (3, "<script src=")] {
        browser
            .click(&format!(
                "dialog[open] [data-action=choose-tab]:nth-child({form})"
            ))
            .await?;
        let there =
            format!("dialog[open] [data-action=choose-tab]:nth-child({form})[aria-pressed=true]");
        page.wait_for_element(&there).await?;
        let text = browser
            .run(
                "return document.querySelector('dialog[open] .command pre').textContent",
                vec![],
            )
            .await?;
        row.check(
            text.as_str().is_some_and(|text| text.starts_with(begins)),
            || format!("form {form} is {text}"),
        );
    }
    browser.run(CATCH_COPIES, vec![]).await?;
    browser.click("dialog[open] [data-action=copy]").await?;
    let copy = copied(browser).await?;
    row.check(copy.contains("theme=\"dark\""), || format!("copied {copy}"));
    row.clean_console(&page).await?;
    Ok(row)
}

fn save(stage: &Stage, name: &str, picture: &[u8]) -> Result<()> {
    let directory = &stage.world.choices.screenshots;
    std::fs::create_dir_all(directory)?;
    Ok(std::fs::write(directory.join(name), picture)?)
}

/// What the host changes later is followed without another page being loaded.
async fn attributes(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a new server is shown and not run");
    let browser = &stage.browser;
    let (first, second) = (
        Target::start(Behaviour::Status("404 Not Found")).await?,
        Target::start(Behaviour::Status("500 Internal Server Error")).await?,
    );
    open_element(stage, &first.url()).await?;
    run_in_frame(browser).await?;
    let change = "heard.length = 0; window.before = history.length;
        document.querySelector('faultfinder-diagnosis').setAttribute('server', arguments[0])";
    browser.run(change, vec![json!(second.url())]).await?;
    enter(browser).await?;
    row.holds(stage.page().wait_for_element("main[data-state=idle]").await);
    let shown = browser
        .run("return document.querySelector('.server').innerText", vec![])
        .await?;
    row.same("server shown", shown, json!(second.url()));
    leave(browser).await?;
    row.same("requests to the second server", second.seen().len(), 0);
    let history = browser
        .run("return history.length - window.before", vec![])
        .await?;
    row.same("new entries in the history", history, json!(0));
    // A frame without the element is changed by a message.
    say(browser, json!({ "faultfinder": 1, "type": "set-server", "server": first.url(), "transport": "sse" })).await?;
    enter(browser).await?;
    let there = format!(
        "[data-action=open-full][href*=\"{}\"][href*=\"transport=sse\"]",
        first.address.port()
    );
    row.holds(stage.page().wait_for_element(&there).await);
    leave(browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = "followed".into();
    Ok(row)
}

/// The frame has the colours of the page around it, now and later.
async fn theme(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the frame follows its host");
    let browser = &stage.browser;
    open_element(stage, "https://mcp.example.test/mcp").await?;
    for (change, wanted) in [
        ("", "light"),
        ("document.documentElement.className = 'dark'", "dark"),
        ("document.documentElement.className = 'light'", "light"),
        (
            "document.querySelector('faultfinder-diagnosis').setAttribute('theme', 'dark')",
            "dark",
        ),
        (
            "document.querySelector('faultfinder-diagnosis').removeAttribute('theme')",
            "light",
        ),
        // A page that names no scheme and paints itself.
        (
            "document.documentElement.style.colorScheme = 'normal'; document.body.style.background = '#14161a'",
            "dark",
        ),
    ] {
        browser.run(change, vec![]).await?;
        enter(browser).await?;
        let there = stage
            .page()
            .wait_for_element(&format!("html.{wanted}"))
            .await;
        row.holds(there.map_err(|e| e.while_doing(change)));
        leave(browser).await?;
    }
    row.got = "followed".into();
    clean_console(stage, &mut row).await?;
    Ok(row)
}

async fn cancel(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the host gives up the run");
    let browser = &stage.browser;
    let target = Target::start(Behaviour::Silent).await?;
    open_element(stage, &target.url()).await?;
    enter(browser).await?;
    browser.click("[data-action=run]").await?;
    leave(browser).await?;
    until(
        browser,
        "heard.some(m => m.type === 'step' && m.step === 'reach')",
    )
    .await?;
    browser
        .run(
            "document.querySelector('faultfinder-diagnosis').cancel()",
            vec![],
        )
        .await?;
    until(browser, "heard.some(m => m.type === 'finished')").await?;
    let messages = heard(browser).await?;
    let finished = messages
        .iter()
        .rfind(|message| message["type"] == "finished");
    let outcome = finished.map(|message| message["outcome"].clone());
    row.same("outcome", outcome, Some(json!("cancelled")));
    row.holds(target.let_go().await);
    clean_console(stage, &mut row).await?;
    row.got = "cancelled".into();
    Ok(row)
}

/// Tab goes into the frame and out of it.
async fn keyboard(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("Tab goes in and out");
    let browser = &stage.browser;
    open_element(stage, "https://mcp.example.test/mcp").await?;
    browser
        .run("document.querySelector('#before').focus()", vec![])
        .await?;
    let stops = tab_through(browser).await?;
    row.check(
        stops.contains(&json!("run")) && stops.contains(&json!("open-full")),
        || format!("Tab visits {stops:?}"),
    );
    let at = browser
        .run("return document.activeElement.id", vec![])
        .await?;
    row.same("the focus after the frame", at, json!("after"));
    clean_console(stage, &mut row).await?;
    row.got = format!("{} stops in the frame", stops.len());
    Ok(row)
}

/// Presses Tab until the focus is behind the frame; returns where it was within.
async fn tab_through(browser: &Browser) -> Result<Vec<Value>> {
    enter(browser).await?;
    let note = "window.stops = [];
        addEventListener('focusin', event => stops.push(event.target.dataset.action ?? event.target.className))";
    browser.run(note, vec![]).await?;
    leave(browser).await?;
    // The focus goes from one process of the browser to another.
    let settled = "const done = arguments[0];
        setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement.id))), 50)";
    let mut at = json!("before");
    for _ in 0..40 {
        // Firefox's driver gives keys to the document that it is in.
        let is_inside = at == json!("");
        if is_inside {
            enter(browser).await?;
        }
        browser.press(TAB).await?;
        if is_inside {
            leave(browser).await?;
        }
        at = browser.run_async(settled, vec![]).await?;
        if at == json!("after") {
            break;
        }
    }
    enter(browser).await?;
    let stops = browser.run("return window.stops", vec![]).await?;
    leave(browser).await?;
    Ok(stops.as_array().cloned().unwrap_or_default())
}

/// A host that tries everything: no message starts a run, nothing of the frame can be read, markup stays text.
async fn hostile_host(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("no run, no look inside, no markup");
    let browser = &stage.browser;
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    let markup = "https://mcp.example.test/<img src=x onerror=alert(1)>";
    let fragment = format!(
        "server={}",
        url::form_urlencoded::byte_serialize(target.url().as_bytes()).collect::<String>()
    );
    open(stage, &raw(stage, &fragment, WHOLE_SANDBOX)).await?;
    until(browser, "heard.some(m => m.type === 'ready')").await?;
    for message in attacks() {
        say(browser, message).await?;
    }
    let keys = "const frame = document.querySelector('iframe').contentWindow;
        frame.focus();
        const tries = [() => frame.document.body.innerHTML, () => frame.localStorage.length,
            () => frame.dispatchEvent(new Event('submit')), () => frame.faultfinder,
            () => document.querySelector('iframe').contentDocument.title];
        return tries.filter(one => { try { one(); return true } catch { return false } }).length";
    row.same("looks inside", browser.run(keys, vec![]).await?, json!(0));
    say(
        browser,
        json!({ "faultfinder": 1, "type": "set-server", "server": markup }),
    )
    .await?;
    enter(browser).await?;
    row.holds(
        stage
            .page()
            .wait_for_element("[data-action=open-full][href*=onerror]")
            .await,
    );
    row.same(
        "elements made by a message",
        stage
            .page()
            .count("main img, main iframe, main script")
            .await?,
        0,
    );
    row.same("state", stage.page().shown().await?.state.as_str(), "idle");
    leave(browser).await?;
    row.same("requests", target.seen().len(), 0);
    // Messages of a frame that is not the host's own are nobody's.
    let kinds = heard(browser).await?;
    let runs = kinds
        .iter()
        .filter(|m| m["type"] != "ready" && m["type"] != "resize");
    row.same("messages of a run", runs.count(), 0);
    clean_console(stage, &mut row).await?;
    row.got = "nothing".into();
    Ok(row)
}

/// Everything that a host might try to have heard as an order.
fn attacks() -> Vec<Value> {
    let mut all: Vec<Value> = [
        "run",
        "start",
        "submit",
        "click",
        "report",
        "set-bearer",
        "__proto__",
        "",
    ]
    .iter()
    .map(|kind| json!({ "faultfinder": 1, "type": kind, "bearer": "x", "server": "y" }))
    .collect();
    all.extend([
        json!(null),
        json!("run"),
        json!([1, 2, 3]),
        json!({ "faultfinder": 2, "type": "cancel" }),
        json!({ "faultfinder": 1 }),
        json!({ "faultfinder": 1, "type": { "toString": "run" } }),
        json!({ "faultfinder": 1, "type": "set-server" }),
        json!({ "faultfinder": 1, "type": "set-server", "server": ["a"] }),
        json!({ "faultfinder": 1, "type": "set-server", "server": "x".repeat(3_000_000) }),
        json!({ "faultfinder": 1, "type": "set-theme", "theme": "dark light;}" }),
        json!({ "faultfinder": 1, "type": "cancel" }),
        json!({ "faultfinder": 1, "type": "focus-run" }),
    ]);
    all
}

/// A server that wants credentials: the frame has no place for them and says where there is one.
async fn credentials(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("no field; a word and the way to the whole page");
    let browser = &stage.browser;
    let page = stage.page();
    let wants = cause(stage, "challenge")?;
    open(
        stage,
        &raw(
            stage,
            "v=1&amp;server=https://mcp.example.test/&amp;header=x-api-key&amp;bearer=1",
            WHOLE_SANDBOX,
        ),
    )
    .await?;
    until(browser, "heard.some(m => m.type === 'ready')").await?;
    enter(browser).await?;
    row.same(
        "buttons that run",
        page.count("[data-action=run]").await?,
        0,
    );
    row.same("words on credentials", page.count(".frame-word").await?, 1);
    let open_full = "a.primary[data-action=open-full][href*='header=x-api-key'][target=_blank]";
    row.same("ways to the whole page", page.count(open_full).await?, 1);
    leave(browser).await?;
    open_element(stage, &wants.url).await?;
    run_in_frame(browser).await?;
    enter(browser).await?;
    row.same(
        "words after a challenge",
        page.count(".frame-word").await?,
        1,
    );
    row.same(
        "fields after a challenge",
        page.count("input, textarea, select").await?,
        0,
    );
    let carries = "[data-action=open-full][href*='#server=']";
    row.same("links to what was asked", page.count(carries).await?, 1);
    let text = "return document.querySelector('main').innerText";
    let text = browser.run(text, vec![]).await?.to_string();
    row.check(!text.contains("one click"), || {
        format!("it names controls that it lacks: {text}")
    });
    row.same(
        "offers to enter a token",
        page.count("[data-action=enter-credentials]").await?,
        0,
    );
    leave(browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = "sent to the whole page".into();
    Ok(row)
}

/// Written by hand without `allow`: the run works, and copying works or says how else.
async fn without_allow(stage: &Stage) -> Result<Row> {
    let mut row =
        Row::expecting("copies by the older way, or leaves the text selected and says so");
    let browser = &stage.browser;
    let page = stage.page();
    let failing = cause(stage, "header-protocol-version")?;
    let fragment = format!(
        "server={}",
        url::form_urlencoded::byte_serialize(failing.url.as_bytes()).collect::<String>()
    );
    open(stage, &raw(stage, &fragment, WHOLE_SANDBOX)).await?;
    until(browser, "heard.some(m => m.type === 'ready')").await?;
    run_in_frame(browser).await?;
    enter(browser).await?;
    page.wait_for_element("[data-action=copy]").await?;
    browser.click("[data-action=copy]").await?;
    row.holds(page.wait_for_element(".toast.shown").await);
    let word = browser
        .run("return document.querySelector('.toast').innerText", vec![])
        .await?;
    row.same(
        "the word where only the older way works",
        word,
        json!("Copied"),
    );
    browser.run(NO_COPYING, vec![]).await?;
    page.wait_for_none(".toast.shown").await?;
    browser.click("[data-action=copy]").await?;
    row.holds(page.wait_for_element(".toast.shown").await);
    let script = "return [document.querySelector('.toast').innerText,
        document.querySelector('.command pre').innerText.trim() === String(getSelection()).trim()]";
    let left = browser.run(script, vec![]).await?;
    row.check(left[1] == json!(true), || {
        format!("nothing is left selected; it says {}", left[0])
    });
    leave(browser).await?;
    row.got = left[0].as_str().unwrap_or_default().to_owned();
    Ok(row)
}

/// A sandbox without `allow-same-origin`: where the page cannot start, it says why.
async fn without_origin(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a word instead of an empty frame");
    let browser = &stage.browser;
    open(
        stage,
        &raw(
            stage,
            "server=https://mcp.example.test/",
            "sandbox=\"allow-scripts\"",
        ),
    )
    .await?;
    enter(browser).await?;
    let script = "const done = arguments[0];
        const check = () => { const word = document.querySelector('.slow');
            word && getComputedStyle(word).opacity === '1' ? done(word.innerText) : setTimeout(check, 50) };
        setTimeout(() => done(null), 15000); check()";
    let word = browser.run_async(script, vec![]).await?;
    leave(browser).await?;
    row.check(
        word.as_str()
            .is_some_and(|word| word.contains("allow-same-origin")),
        || format!("it says {word}"),
    );
    row.got = "a word".into();
    Ok(row)
}

/// What a host page loads.
async fn size_of_script(stage: &Stage) -> Result<Row> {
    const MOST: usize = 6_000;
    let mut row = Row::expecting(format!("embed.js has at most {MOST} bytes"));
    let script = std::fs::read(Path::new(&stage.world.choices.dist).join("embed.js"))?;
    row.check(script.len() <= MOST, || format!("it has {}", script.len()));
    row.got = format!("{} bytes", script.len());
    Ok(row)
}

/// A picture of the host page, and axe-core in the frame.
async fn look(
    stage: &Stage,
    subject: &str,
    id: Option<&str>,
    scheme: Scheme,
    width: u32,
) -> Result<Row> {
    let browser = &stage.browser;
    let server = match id {
        Some(id) => cause(stage, id)?.url,
        None => "https://mcp.example.com/mcp".to_owned(),
    };
    open(stage, &element(&server)).await?;
    browser.window(width, 900, false).await?;
    browser.prefer(scheme).await?;
    until(browser, "heard.some(m => m.type === 'ready')").await?;
    if id.is_some() {
        run_in_frame(browser).await?;
    }
    enter(browser).await?;
    stage
        .page()
        .wait_for_element(&format!("html.{}", scheme.name()))
        .await?;
    browser
        .run("document.activeElement?.blur()", vec![])
        .await?;
    let mut row = a11y::run_axe(stage, subject).await?;
    let script = "return document.documentElement.scrollWidth - innerWidth";
    let wide = browser.run(script, vec![]).await?;
    row.check(wide.as_i64().is_some_and(|more| more <= 0), || {
        format!("it is {wide} pixels too wide")
    });
    leave(browser).await?;
    check_settled(browser).await?;
    let file = format!("embed-{subject}-{}-{width}.png", scheme.name());
    // A frame is painted as far as the window shows it.
    let height = browser
        .run("return document.documentElement.scrollHeight", vec![])
        .await?;
    let height = u32::try_from(height.as_u64().unwrap_or_default())?;
    browser.window(width, height, false).await?;
    let picture = browser.screenshot(None).await?;
    save(stage, &file, &picture)?;
    Ok(row)
}

/// The frame has been given the height that it asked for last.
async fn check_settled(browser: &Browser) -> Result<()> {
    until(
        browser,
        "frame().getBoundingClientRect().height === heard.findLast(m => m.type === 'resize').height",
    )
    .await
}
