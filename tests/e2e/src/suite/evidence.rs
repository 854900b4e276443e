//! What a user pastes turns candidates into a cause: a browser's own code, and the output of plain curl.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::processes::run_sh;
use crate::suite::real::{gather_evidence, submit_evidence};
use crate::suite::report::checked_report;
use crate::verdict::form_for;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![
        Case::new("curl-refused", |stage| {
            Box::pin(by_curl(stage, "refused", "reach/refused"))
        }),
        Case::new("curl-self-signed", |stage| {
            Box::pin(by_curl(stage, "self-signed", "reach/certificate-untrusted"))
        }),
        Case::new("script-refused", |stage| {
            Box::pin(by_script(stage, "refused", "reach/refused"))
        }),
        Case::new("script-preflight-404", |stage| {
            Box::pin(by_script(
                stage,
                "preflight-404",
                "cors/preflight-not-routed",
            ))
        }),
        Case::new("line-preflight-404", |stage| {
            Box::pin(by_line(stage, "preflight-404", "cors/preflight-not-routed"))
        }),
        Case::new("line-refused", |stage| {
            Box::pin(by_line(stage, "refused", "reach/refused"))
        }),
        Case::new("beside-the-finding", |stage| Box::pin(beside(stage))),
        Case::new("scripts-missing", |stage| Box::pin(scripts_missing(stage))),
        Case::new("another-server", |stage| Box::pin(another_server(stage))),
    ];
    for (text, code) in [
        ("net::ERR_CONNECTION_REFUSED", "reach/refused"),
        ("net::ERR_NAME_NOT_RESOLVED", "reach/unknown-host"),
        (
            "net::ERR_CERT_AUTHORITY_INVALID",
            "reach/certificate-untrusted",
        ),
        ("NS_ERROR_CONNECTION_REFUSED", "reach/refused"),
    ] {
        cases.push(Case::new(text.replace("::", "-"), move |stage| {
            Box::pin(by_word(stage, text, code))
        }));
    }
    Ok(cases)
}

async fn undecided<'a>(stage: &'a Stage, id: &str, row: &mut Row) -> Result<(Page<'a>, String)> {
    let cause = stage
        .world
        .lab
        .cause(id)
        .ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&form_for(&cause), LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "code without evidence",
        shown.code.as_deref(),
        cause.expect.chromium.code,
    );
    Ok((page, cause.url))
}

async fn by_word(stage: &Stage, text: &str, code: &'static str) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {code}"));
    let (page, _) = undecided(stage, "refused", &mut row).await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("textarea[name=evidence]").await?;
    settled(stage, &page, text, code, &mut row).await?;
    Ok(row)
}

/// The command that everybody knows, run for real.
async fn by_curl(stage: &Stage, id: &str, code: &'static str) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {code}"));
    let (page, url) = undecided(stage, id, &mut row).await?;
    let printed = run_sh(&format!("curl -sv -o /dev/null -m 10 '{url}' 2>&1")).await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("textarea[name=evidence]").await?;
    settled(stage, &page, &printed, code, &mut row).await?;
    Ok(row)
}

async fn by_script(stage: &Stage, id: &str, code: &'static str) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {code}"));
    let (page, _) = undecided(stage, id, &mut row).await?;
    let printed = gather_evidence(&page).await?;
    settled(stage, &page, &printed, code, &mut row).await?;
    Ok(row)
}

/// The one line of the panel, run as it is.
async fn by_line(stage: &Stage, id: &str, code: &'static str) -> Result<Row> {
    let mut row = Row::expecting(format!("failed {code}"));
    let (page, _) = undecided(stage, id, &mut row).await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("[data-panel=evidence] > .command pre")
        .await?;
    let line = "return document.querySelector('[data-panel=evidence] > .command pre').textContent";
    let line = stage.browser.run(line, vec![]).await?;
    let line = line.as_str().unwrap_or_default();
    row.check(line.lines().count() == 1, || format!("the line is {line}"));
    let printed = run_sh(&format!("{line} 2>&1")).await?;
    settled(stage, &page, &printed, code, &mut row).await?;
    Ok(row)
}

/// A finding that tells to paste has the field beside it; while the panel is open, that has it.
async fn beside(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed reach/refused");
    let (page, _) = undecided(stage, "refused", &mut row).await?;
    page.wait_for_element(".finding textarea[name=evidence]")
        .await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("[data-panel=evidence] textarea[name=evidence]")
        .await?;
    row.same("fields", page.count("textarea[name=evidence]").await?, 1);
    stage
        .browser
        .click("[data-panel=evidence] [data-action=close]")
        .await?;
    page.wait_for_element(".finding textarea[name=evidence]")
        .await?;
    let text = "net::ERR_CONNECTION_REFUSED";
    settled(stage, &page, text, "reach/refused", &mut row).await?;
    Ok(row)
}

/// The scripts are a file of their own. Where it does not load, the panel says so, and the next try brings it.
async fn scripts_missing(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("an alert, then a script");
    let (page, _) = undecided(stage, "refused", &mut row).await?;
    let hide = "const fetch = window.fetch;
        window.fetch = (what, ...rest) => {
            if (!String(what).startsWith('scripts-')) return fetch(what, ...rest);
            window.fetch = fetch;
            return Promise.resolve(new Response('', { status: 404 }));
        }";
    stage.browser.run(hide, vec![]).await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("[data-panel=evidence] [role=alert] [data-action=load-script]")
        .await?;
    let alert = "return document.querySelector('[data-panel=evidence] [role=alert]').textContent";
    let alert = stage.browser.run(alert, vec![]).await?;
    let says_why = alert
        .as_str()
        .is_some_and(|alert| alert.contains("status 404"));
    row.check(says_why, || format!("the panel says {alert}"));
    stage.browser.click("[data-action=load-script]").await?;
    page.wait_for_element("pre[data-script=sh]").await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// What another server said proves nothing about this one.
async fn another_server(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("refused, with an offer");
    let (page, _) = undecided(stage, "preflight-404", &mut row).await?;
    stage.browser.click("[data-action=paste-evidence]").await?;
    page.wait_for_element("textarea[name=evidence]").await?;
    let before = page.shown().await?;
    let other =
        "$ curl -si 'http://other.test/mcp'\nHTTP/1.1 200 OK\ncontent-type: text/plain\n\nok\n";
    submit_evidence(&page, other).await?;
    page.wait_for_element("[data-panel=evidence] [role=alert] [data-action=try-url]")
        .await?;
    let shown = page.shown().await?;
    row.same("code", shown.code.as_deref(), before.code.as_deref());
    row.same("exchanges", shown.exchanges, before.exchanges);
    row.check(shown.text.contains("http://other.test/mcp"), || {
        "the page does not say what the output is about".into()
    });
    row.clean_console(&page).await?;
    Ok(row)
}

async fn settled(
    stage: &Stage,
    page: &Page<'_>,
    text: &str,
    code: &str,
    row: &mut Row,
) -> Result<()> {
    submit_evidence(page, text).await?;
    let arrived = page
        .wait_for_element(&format!("main[data-state=done][data-code='{code}']"))
        .await;
    let shown = page.shown().await?;
    row.got(&shown, row.took.unwrap_or_default());
    row.holds(arrived);
    row.same("outcome", shown.outcome.as_deref(), Some("failed"));
    checked_report(page, &stage.world, &format!("evidence-{code}"), &shown, row).await?;
    row.clean_console(page).await
}
