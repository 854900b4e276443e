//! Real MCP servers: server-everything over both transports, and the TypeScript SDK v2 with and
//! without CORS, and with a static bearer token. Without CORS, evidence that a terminal gathers takes the
//! diagnosis on to a session.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page, Shown};
use crate::processes::run_sh;
use crate::silence;
use crate::suite::report::checked_report;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

/// The verdict once both are known: what browsers meet, and what everybody else meets.
const BOUNDARY: &str = "blocked at step 3, Cross-origin access";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    Ok(vec![
        Case::new("everything-streamable-http", |stage| {
            Box::pin(everything(stage, "streamableHttp"))
        }),
        Case::new("everything-sse", |stage| Box::pin(everything(stage, "sse"))),
        Case::new("sdk-with-cors", |stage| Box::pin(sdk_with_cors(stage))),
        Case::new("sdk-without-cors", |stage| {
            Box::pin(sdk_without_cors(stage))
        }),
        Case::new("sdk-with-bearer", |stage| Box::pin(sdk_with_bearer(stage))),
    ])
}

async fn everything(stage: &Stage, mode: &'static str) -> Result<Row> {
    let (_server, address) = stage.world.servers.everything(mode).await?;
    healthy(stage, &format!("everything-{mode}"), &address).await
}

async fn sdk_with_cors(stage: &Stage) -> Result<Row> {
    let (_server, address) = stage.world.servers.sdk(&["--cors"]).await?;
    healthy(stage, "sdk-with-cors", &address).await
}

/// The server takes one token and names no sign-in: without it a run waits, with another one it fails.
async fn sdk_with_bearer(stage: &Stage) -> Result<Row> {
    let token = "ffstaticbearer0123456789";
    let options = ["--cors", "--bearer", token];
    let (_server, address) = stage.world.servers.sdk(&options).await?;
    let before = without_token(stage, &address).await?;
    let form = Form::new(&address).bearer(token);
    let mut row = healthy_with(stage, "sdk-with-bearer", &form).await?;
    row.problems.extend(before.problems);
    Ok(row)
}

async fn without_token(stage: &Stage, address: &str) -> Result<Row> {
    let mut row = Row::default();
    let page = stage.page();
    let (shown, _) = page.diagnose(&Form::new(address), LIMIT).await?;
    let waits = Some("challenge/credentials-required");
    row.same("code without a token", shown.code.as_deref(), waits);
    row.same("state without a token", shown.state.as_str(), "waiting");
    let wrong = Form::new(address).bearer("ffanotherbearer0123456789");
    let (shown, _) = page.diagnose(&wrong, LIMIT).await?;
    let refused = Some("token/refused");
    row.same("code with another token", shown.code.as_deref(), refused);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn healthy(stage: &Stage, name: &str, address: &str) -> Result<Row> {
    healthy_with(stage, name, &Form::new(address)).await
}

async fn healthy_with(stage: &Stage, name: &str, form: &Form) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let page = stage.page();
    let (shown, took) = page.diagnose(form, LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    let faults: Vec<&str> = shown.codes("fault").collect();
    row.check(faults.is_empty(), || {
        format!("faults: {}", faults.join(", "))
    });
    let report = checked_report(&page, &stage.world, name, &shown, &mut row).await?;
    let revision = &report["server"]["revision"];
    row.notes.push(format!("{name}: {revision}"));
    silence::judge(name, stage.vantage, &shown, &mut row);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn sdk_without_cors(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed cors/not-allowed, then a session from evidence");
    let (_server, address) = stage.world.servers.sdk(&[]).await?;
    let page = stage.page();
    let started = Instant::now();
    let (refused, _) = page.diagnose(&Form::new(&address), LIMIT).await?;
    row.got(&refused, started.elapsed());
    row.same("code", refused.code.as_deref(), Some("cors/not-allowed"));
    row.same("failed step", refused.failed_step.as_deref(), Some("cors"));
    let printed = gather_evidence(&page).await?;
    let shown = paste_evidence(&page, &printed).await?;
    row.got(&shown, started.elapsed());
    // The evidence turns the candidates into a cause.
    row.same(
        "code with evidence",
        shown.code.as_deref(),
        Some("cors/allow-origin-missing"),
    );
    row.same(
        "failed step with evidence",
        shown.failed_step.as_deref(),
        Some("cors"),
    );
    row.check(shown.text.contains(BOUNDARY), || {
        format!("the page does not say `{BOUNDARY}`")
    });
    let report = checked_report(&page, &stage.world, "sdk-without-cors", &shown, &mut row).await?;
    row.check(!report["boundary"].is_null(), || {
        "the report has no boundary".into()
    });
    let pasted = report["exchanges"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|e| e["origin"] == "pasted")
        .count();
    row.check(pasted > 0, || "no exchange is marked `pasted`".into());
    unreadable_evidence_is_explained(&page, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// Takes the script from the page, runs it in a shell, and returns what it printed.
pub async fn gather_evidence(page: &Page<'_>) -> Result<String> {
    page.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("pre[data-script=sh]").await?;
    let script = "return document.querySelector('pre[data-script=sh]').textContent";
    let script = page.browser.run(script, vec![]).await?;
    let script = script
        .as_str()
        .ok_or_else(|| Failure("pre[data-script=sh] is empty".into()))?;
    let printed = run_sh(script).await?;
    offers_powershell(page).await?;
    Ok(printed)
}

/// The other script stands behind its tab.
async fn offers_powershell(page: &Page<'_>) -> Result<()> {
    let script = "const tabs = [...document.querySelectorAll('[data-panel=evidence] button')];
        tabs.find(tab => tab.textContent.includes('PowerShell'))?.click()";
    page.browser.run(script, vec![]).await?;
    page.wait_for_element("pre[data-script=powershell]").await
}

/// Pastes text as evidence and waits for what the page makes of it.
async fn paste_evidence(page: &Page<'_>, text: &str) -> Result<Shown> {
    submit_evidence(page, text).await?;
    page.wait_for_verdict(LIMIT).await?;
    let script = "const [wanted, done] = arguments;
        const check = () => document.body.innerText.includes(wanted) ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 5000); check()";
    // The verdict may be drawn a moment after the state; the caller judges what it says.
    page.browser
        .run_async(script, vec![json!(BOUNDARY)])
        .await?;
    page.shown().await
}

/// Pastes text and has it read.
pub async fn submit_evidence(page: &Page<'_>, text: &str) -> Result<()> {
    page.set_value("textarea[name=evidence]", 0, text).await?;
    page.browser.click("[data-action=exchange-pasted]").await
}

/// Text that is no evidence gets an answer, and the verdict stays.
async fn unreadable_evidence_is_explained(page: &Page<'_>, row: &mut Row) -> Result<()> {
    if page.count("textarea[name=evidence]").await? == 0 {
        page.browser.click("[data-action=paste-evidence]").await?;
        page.wait_for_element("textarea[name=evidence]").await?;
    }
    let before = page.shown().await?;
    submit_evidence(page, "the quick brown fox").await?;
    let script = "const done = arguments[0];
        const there = () => [...document.querySelectorAll('[role=alert], [role=status], [aria-live]')]
            .some(e => e.textContent.trim() !== '');
        const check = () => there() ? done(true) : setTimeout(check, 20);
        setTimeout(() => done(false), 3000); check()";
    let answered = page.browser.run_async(script, vec![]).await?;
    row.same("an answer to nonsense", answered, json!(true));
    row.same("code after nonsense", page.shown().await?.code, before.code);
    Ok(())
}
