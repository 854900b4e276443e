//! What the host page decides and what it does not: the form of the page in its frame, whose keys press what, and how much
//! work its messages make.

use serde_json::json;

use super::{
    ENTER, TAB, WHOLE_SANDBOX, cause, clean_console, enter, leave, open, open_element, raw, until,
};
use crate::case::{Case, Pending, Row, Stage};
use crate::failure::Result;
use crate::targets::{Behaviour, Target};
use crate::world::Vantage;

const SPACE: &str = " ";

pub fn cases(vantage: Vantage, suffix: &str) -> Vec<Case> {
    let case = |name: &str, work: for<'a> fn(&'a Stage) -> Pending<'a>| {
        Case::new(format!("{name}{suffix}"), work).from(vantage)
    };
    vec![
        case("whole-page-in-frame", |stage| {
            Box::pin(whole_page_in_frame(stage))
        }),
        case("stolen-focus", |stage| Box::pin(stolen_focus(stage))),
        case("flood", |stage| Box::pin(flood(stage, MESSAGES))),
        case("flood-of-fragments", |stage| {
            Box::pin(flood(stage, FRAGMENTS))
        }),
    ]
}

/// The host leaves `embed=1` away: the frame is compact all the same, before a run and after one that wants credentials.
async fn whole_page_in_frame(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the compact page, without a field");
    let browser = &stage.browser;
    let page = stage.page();
    let wants = cause(stage, "challenge")?;
    let server: String = url::form_urlencoded::byte_serialize(wants.url.as_bytes()).collect();
    let frame = raw(stage, &format!("server={server}"), WHOLE_SANDBOX);
    open(stage, &frame.replace("embed=1&amp;", "")).await?;
    // The host hears it too: the form and the messages belong together.
    row.holds(until(browser, "heard.some(m => m.type === 'ready')").await);
    enter(browser).await?;
    page.wait_for_element("main[data-embed]").await?;
    browser.click("[data-action=run]").await?;
    page.wait_for_element("main[data-code='challenge/credentials-required']")
        .await?;
    let fields = page.count("input, textarea, select").await?;
    row.same("fields", fields, 0);
    let offers = "[data-action=enter-credentials], [data-action=sign-in], [data-action=import]";
    row.same("offers to enter something", page.count(offers).await?, 0);
    // Another fragment changes nothing of that.
    let change = "location.hash = 'server=https://mcp.example.test/&bearer=1'";
    browser.run(change, vec![]).await?;
    page.wait_for_element("a.primary[data-action=open-full]")
        .await?;
    let fields = page.count("input, textarea, select").await?;
    row.same("fields after another link", fields, 0);
    leave(browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = "compact".into();
    Ok(row)
}

/// The host moves the focus while its reader types. The keys that follow press nothing; who then goes to Run and presses
/// it starts the run.
async fn stolen_focus(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("no run by the next keys, one by the reader's own");
    let browser = &stage.browser;
    let page = stage.page();
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    open_element(stage, &target.url()).await?;
    let own = "document.querySelector('#before').focus()";
    browser.run(own, vec![]).await?;
    let steal = "document.querySelector('faultfinder-diagnosis').focusRun()";
    browser.run(steal, vec![]).await?;
    enter(browser).await?;
    row.holds(page.wait_for_element(".frame-bar:focus").await);
    let name = "const at = document.activeElement; return [at.role, at.ariaLabel]";
    let name = browser.run(name, vec![]).await?;
    row.same(
        "what has the focus",
        name,
        json!(["group", "Connection diagnosis"]),
    );
    browser.press(ENTER).await?;
    browser.press(SPACE).await?;
    row.same("state", page.shown().await?.state.as_str(), "idle");
    row.same("requests", target.seen().len(), 0);
    // On Run, at once: the reader has not settled yet.
    let on_run = "document.querySelector('[data-action=run]').focus()";
    leave(browser).await?;
    browser.run(steal, vec![]).await?;
    enter(browser).await?;
    row.holds(page.wait_for_element(".frame-bar:focus").await);
    browser.run(on_run, vec![]).await?;
    browser.press(ENTER).await?;
    row.same(
        "state after Enter on Run",
        page.shown().await?.state.as_str(),
        "idle",
    );
    row.holds(press_run(stage).await);
    leave(browser).await?;
    row.holds(until(browser, "heard.some(m => m.type === 'finished')").await);
    clean_console(stage, &mut row).await?;
    row.got = "by the reader only".into();
    Ok(row)
}

/// Goes on from the bar to Run and presses it, until the frame takes the key for the reader's.
async fn press_run(stage: &Stage) -> Result<()> {
    let page = stage.page();
    stage
        .browser
        .run("document.querySelector('.frame-bar').focus()", vec![])
        .await?;
    stage.browser.press(TAB).await?;
    page.wait_for_element("[data-action=run]:focus").await?;
    // At the most until half a second has passed.
    for _ in 0..200 {
        if page.shown().await?.state != "idle" {
            return Ok(());
        }
        stage.browser.press(ENTER).await?;
    }
    page.wait_for_none("main[data-state=idle]").await
}

/// As many servers as the host can name: of those within a frame only the last is shown.
async fn flood(stage: &Stage, flood: &str) -> Result<Row> {
    let mut row = Row::expecting("no more changes than frames");
    let browser = &stage.browser;
    let page = stage.page();
    open_element(stage, "https://mcp.example.test/mcp").await?;
    enter(browser).await?;
    let count = "window.changes = 0; window.began = window.ended = performance.now();
        new MutationObserver(records => { window.changes += records.length; window.ended = performance.now() })
            .observe(document.querySelector('[data-action=open-full]'), { attributeFilter: ['href'] })";
    browser.run(count, vec![]).await?;
    let last = "https://mcp.example.test/last";
    if flood == MESSAGES {
        leave(browser).await?;
    }
    browser.run(flood, vec![json!(COUNT), json!(last)]).await?;
    if flood == MESSAGES {
        enter(browser).await?;
    }
    let there = format!("[data-action=open-full][href$=\"{last}\"]");
    row.holds(page.wait_for_element(&there).await);
    let seen = "return [window.changes, Math.ceil((window.ended - window.began) / 16) + 1]";
    let seen = browser.run(seen, vec![]).await?;
    let (changes, frames) = (seen[0].as_u64(), seen[1].as_u64());
    row.check(changes > Some(0) && changes <= frames, || {
        format!("the page changed {changes:?} times in {frames:?} frames")
    });
    leave(browser).await?;
    clean_console(stage, &mut row).await?;
    row.got = format!("{} changes", changes.unwrap_or_default());
    Ok(row)
}

const COUNT: u32 = 5_000;

/// What the host says to the frame.
const MESSAGES: &str = "const [count, last] = arguments; const padding = '/x'.repeat(4000);
    const to = document.querySelector('faultfinder-diagnosis').shadowRoot.querySelector('iframe').contentWindow;
    const name = server => to.postMessage({ faultfinder: 1, type: 'set-server', server }, '*');
    for (let index = 0; index < count; index++) name('https://mcp.example.test/' + index + padding);
    name(last)";

/// What the host does to the address of the frame, seen from within, where no browser holds it back.
const FRAGMENTS: &str = "const [count, last] = arguments; const padding = '/x'.repeat(400);
    const name = server => { location.hash = 'embed=1&server=' + server; };
    for (let index = 0; index < count; index++) name('https://mcp.example.test/' + index + padding);
    name(last)";
