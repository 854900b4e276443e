//! The attributes, fields, links and keys that tests, embedders and agents rely on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result, ensure};
use crate::page::{Form, STEPS, SURVEY};
use crate::targets::{Behaviour, Target};
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(20);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![
        Case::new("idle", |stage| Box::pin(idle(stage))),
        Case::new("fields", |stage| Box::pin(fields(stage))),
        Case::new("failed-run", |stage| Box::pin(failed_run(stage))),
        Case::new("while-running", |stage| Box::pin(while_running(stage))),
        Case::new("wait-longer", |stage| Box::pin(wait_longer(stage))),
        Case::new("enter-and-r", |stage| Box::pin(enter_and_r(stage))),
        Case::new("inspector", |stage| Box::pin(inspector(stage))),
        Case::new("offers", |stage| Box::pin(offers(stage))),
        Case::new("help-link", |stage| Box::pin(help_link(stage))),
        Case::new("help-index", |stage| Box::pin(help_index(stage))),
        Case::new("narrow", |stage| Box::pin(narrow(stage))),
    ];
    for (name, link) in [
        ("link-hash", "#server={}&transport=sse"),
        ("link-server", "?server={}&transport=sse"),
        ("link-server-url", "?serverUrl={}&transport=sse"),
        ("link-url", "?url={}&transport=sse"),
    ] {
        cases.push(Case::new(name, move |stage| {
            Box::pin(prefill(stage, link, "sse"))
        }));
    }
    for (name, outcome) in [
        ("cors", "failed"),
        ("sign-in", "authorization-required"),
        ("healthy", "healthy"),
    ] {
        cases.push(Case::new(format!("recording-{name}"), move |stage| {
            Box::pin(recording(stage, name, outcome))
        }));
    }
    cases.push(Case::new("link-http-alias", |stage| {
        Box::pin(prefill(stage, "?url={}&transport=http", "streamable-http"))
    }));
    Ok(cases)
}

async fn idle(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("16 pending, nothing decided");
    let page = stage.page();
    page.open("").await?;
    let shown = page.shown().await?;
    row.got = shown.summary();
    for id in STEPS.iter().chain(&SURVEY) {
        row.same(id, shown.status(id), "pending");
    }
    row.same(
        "number of statuses",
        shown.statuses.len(),
        STEPS.len() + SURVEY.len(),
    );
    row.same("outcome", shown.outcome, None);
    row.same("failed step", shown.failed_step, None);
    row.same("code", shown.code, None);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn fields(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("every field and control of this part");
    let page = stage.page();
    page.open("").await?;
    let once = [
        "input[name=server]",
        "input[name=bearer]",
        "select[name=transport]",
        "[data-action=run]",
        "[data-action=add-header]",
    ];
    for selector in once {
        row.same(selector, page.count(selector).await?, 1);
    }
    let script = "return [...document.querySelectorAll('select[name=transport] option')].map(o => o.value).sort()";
    let options = stage.browser.run(script, vec![]).await?;
    row.same(
        "transports",
        options,
        json!(["auto", "sse", "streamable-http"]),
    );
    let script =
        "return [...document.querySelectorAll('button')].filter(b => !b.dataset.action).length";
    row.same(
        "buttons without data-action",
        stage.browser.run(script, vec![]).await?,
        json!(0),
    );
    row.got = "all there".into();
    Ok(row)
}

async fn failed_run(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed cors/not-allowed");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "summary",
        shown.summary().as_str(),
        "failed cors/not-allowed",
    );
    row.same("failed step", shown.failed_step.as_deref(), Some("cors"));
    for (id, status) in [("address", "pass"), ("reach", "pass"), ("cors", "fail")] {
        row.same(id, shown.status(id), status);
    }
    for id in STEPS.iter().skip(3).chain(&SURVEY) {
        row.same(id, shown.status(id), "unreached");
    }
    row.check(shown.text.contains("Stopped at step 3 of 11"), || {
        "no headline `Stopped at step 3 of 11`".into()
    });
    row.check(shown.exchanges > 0, || {
        "no element has data-exchange".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

/// A silent server is given as long again, and what was seen of it stays when the run is cancelled.
async fn wait_longer(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a longer wait, then what had been seen");
    let target = Target::start(Behaviour::Silent).await?;
    let page = stage.page();
    page.fill(&Form::new(target.url()).timeout(60)).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for_element("[data-action=wait-longer]").await?;
    let words = "return document.querySelector('.verdict.running').innerText";
    let before = stage.browser.run(words, vec![]).await?.to_string();
    for word in ["of 60 s", "Next: does the host respond at all?"] {
        row.check(before.contains(word), || format!("it says {before}"));
    }
    stage.browser.click("[data-action=wait-longer]").await?;
    let longer = "const done = arguments[0];
        const check = () => document.querySelector('.verdict.running')?.innerText.includes('of 120 s') ? done(true) : setTimeout(check, 50);
        setTimeout(() => done(false), 5000); check()";
    let longer = stage.browser.run_async(longer, vec![]).await?;
    row.same("waits twice as long", longer, json!(true));
    let focus = "return document.activeElement?.dataset.action ?? null";
    let focus = stage.browser.run(focus, vec![]).await?;
    row.same("focus", focus, json!("wait-longer"));
    stage.browser.click("[data-action=cancel]").await?;
    page.wait_for(&["done"], LIMIT).await?;
    let shown = page.shown().await?;
    row.got(&shown, Duration::default());
    for word in ["Seen until then", "no response in"] {
        row.check(shown.text.contains(word), || {
            format!("the page lacks `{word}`")
        });
    }
    row.clean_console(&page).await?;
    Ok(row)
}

async fn while_running(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("cancelled");
    let target = Target::start(Behaviour::Silent).await?;
    let page = stage.page();
    page.fill(&Form::new(target.url()).timeout(60)).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for(&["running"], LIMIT).await?;
    let running = page.shown().await?;
    row.check(running.statuses.values().any(|s| s == "running"), || {
        "no step is running".into()
    });
    row.same("outcome while running", running.outcome, None);
    let started = Instant::now();
    // It comes with the first picture of the run: a quick one has none, and a double click must not cancel.
    page.wait_for_element("[data-action=cancel]").await?;
    stage.browser.click("[data-action=cancel]").await?;
    page.wait_for(&["done"], LIMIT).await?;
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    row.same("outcome", shown.outcome.as_deref(), Some("cancelled"));
    row.check(!shown.statuses.values().any(|s| s == "running"), || {
        "a step is still running".into()
    });
    row.holds(target.let_go().await);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn enter_and_r(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("two runs");
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    let page = stage.page();
    page.open("").await?;
    stage.browser.click("input[name=server]").await?;
    let started = Instant::now();
    stage
        .browser
        .press(&format!("{}\u{e007}", target.url()))
        .await?;
    page.wait_for(&["done"], LIMIT).await?;
    let first = target.seen().len();
    row.check(first > 0, || "Enter sent nothing".into());
    let run_again = "document.activeElement?.blur();
        const main = document.querySelector('main[data-state]');
        window.runs = 0;
        new MutationObserver(() => { if (main.dataset.state === 'running') window.runs += 1; })
            .observe(main, { attributeFilter: ['data-state'] })";
    stage.browser.run(run_again, vec![]).await?;
    stage.browser.press("r").await?;
    page.wait_for(&["done"], LIMIT).await?;
    let script = "const done = arguments[0];
        const check = () => window.runs > 0 && document.querySelector('main').dataset.state === 'done'
            ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 10000); check()";
    let again = stage.browser.run_async(script, vec![]).await?;
    row.same("a second run after R", again, json!(true));
    row.check(target.seen().len() > first, || "R sent nothing".into());
    row.got(&page.shown().await?, started.elapsed());
    row.same(
        "code",
        page.shown().await?.code.as_deref(),
        Some("endpoint/not-found"),
    );
    Ok(row)
}

async fn inspector(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("exchange opens, curl offered");
    let target = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    stage
        .browser
        .run(super::report::CATCH_COPIES, vec![])
        .await?;
    let open = "document.querySelector('[data-exchange]').dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    stage.browser.run(open, vec![]).await?;
    page.wait_for_element("[data-action=copy-curl]").await?;
    stage.browser.click("[data-action=copy-curl]").await?;
    let copied = super::report::copied(&stage.browser).await?;
    row.check(copied.contains("curl"), || {
        format!("copied is no curl command: {copied:?}")
    });
    row.check(copied.contains(&target.url()), || {
        "the command has not the server's address".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

/// The lists of an open session, searchable.
async fn offers(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("three tools, one after a search");
    let cause = stage.world.lab.cause("healthy-2025-11-25");
    let cause = cause.ok_or_else(|| Failure("the lab has no healthy-2025-11-25".into()))?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(cause.url), LIMIT).await?;
    row.got(&shown, took);
    for tool in ["search_notes", "add", "delete_note"] {
        row.check(shown.text.contains(tool), || {
            format!("the page does not list {tool}")
        });
    }
    page.set_value("input[type=search]", 0, "delete").await?;
    let script = "const done = arguments[0];
        const gone = () => !document.querySelector('main').innerText.includes('search_notes');
        const check = () => gone() ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 3000); check()";
    let gone = stage.browser.run_async(script, vec![]).await?;
    row.same("other tools gone after a search", gone, json!(true));
    row.check(page.shown().await?.text.contains("delete_note"), || {
        "the search hides what fits".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

async fn help_link(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("help for the code");
    let page = stage.page();
    page.open("#help/cors/not-allowed").await?;
    let script = "const done = arguments[0];
        const there = () => document.body.innerText.includes('cors/not-allowed');
        const check = () => there() ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 5000); check()";
    row.same(
        "the page names the code",
        stage.browser.run_async(script, vec![]).await?,
        json!(true),
    );
    row.got = "shown".into();
    row.clean_console(&page).await?;
    Ok(row)
}

/// Every code is found by a word of it or of its title, and has its help.
async fn help_index(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("found and explained");
    let page = stage.page();
    page.open("#help/").await?;
    page.wait_for_element("[data-panel=help] input[name=topics]")
        .await?;
    let listed = "return document.querySelectorAll('[data-panel=help] li').length";
    let all = stage.browser.run(listed, vec![]).await?;
    row.check(all.as_u64() > Some(250), || {
        format!("{all} codes are listed")
    });
    page.set_value("input[name=topics]", 0, "header-not-allowed")
        .await?;
    let only = "[data-panel=help] li:only-child a[href='#help/cors/header-not-allowed']";
    page.wait_for_element(only).await?;
    stage.browser.click(only).await?;
    page.wait_for_element("[data-panel=help] .finding h3")
        .await?;
    row.got = "found and explained".into();
    row.clean_console(&page).await?;
    Ok(row)
}

/// Recordings that come with the page are a file of their own, which loads at the click.
async fn recording(stage: &Stage, name: &str, outcome: &str) -> Result<Row> {
    let mut row = Row::expecting(format!("{outcome}, recorded"));
    let page = stage.page();
    page.open("").await?;
    let button = format!("[data-action=open-recording][data-recording={name}]");
    page.wait_for_element(&button).await?;
    stage.browser.click(&button).await?;
    page.wait_for_element(&format!(
        "main[data-state=done][data-outcome={outcome}][data-recorded]"
    ))
    .await?;
    row.got = row.expected.clone();
    row.clean_console(&page).await?;
    Ok(row)
}

async fn narrow(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("no sideways scrolling at 360 px");
    let target = Target::start(Behaviour::WithoutCors).await?;
    stage.browser.window(360, 740, true).await?;
    let outcome = narrow_at_360(stage, &target, &mut row).await;
    stage.browser.window(1280, 900, false).await?;
    outcome?;
    Ok(row)
}

async fn narrow_at_360(stage: &Stage, target: &Target, row: &mut Row) -> Result<()> {
    let page = stage.page();
    let width = "return document.documentElement.scrollWidth";
    page.open("").await?;
    row.same(
        "width when empty",
        stage.browser.run(width, vec![]).await?,
        json!(360),
    );
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "width after a run",
        stage.browser.run(width, vec![]).await?,
        json!(360),
    );
    Ok(())
}

async fn prefill(stage: &Stage, link: &str, transport: &str) -> Result<Row> {
    let mut row = Row::expecting("prefilled, not started");
    let target = Target::start(Behaviour::Status("404 Not Found")).await?;
    let page = stage.page();
    let encoded: String = url::form_urlencoded::byte_serialize(target.url().as_bytes()).collect();
    page.open(&link.replace("{}", &encoded)).await?;
    row.same(
        "field",
        page.value("input[name=server]").await?,
        target.url(),
    );
    row.same(
        "transport",
        page.value("select[name=transport]").await?.as_str(),
        transport,
    );
    row.same(
        "query",
        stage.browser.run("return location.search", vec![]).await?,
        json!(""),
    );
    let hash = stage.browser.run("return location.hash", vec![]).await?;
    let hash = hash.as_str().unwrap_or_default();
    row.holds(ensure(hash.contains("server="), || {
        format!("location.hash is {hash:?}, without `server=`")
    }));
    row.same("requests sent", target.seen().len(), 0);
    row.got = page.shown().await?.summary();
    row.clean_console(&page).await?;
    Ok(row)
}
