//! How long the verdict takes over a long line, in round trips: the relay counts them, and no clock does. And what is not
//! waited for: the end of the session comes after the verdict, and reaches the report and its links all the same.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Form;
use crate::relay::Relay;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);
/// Each way. Requests that are sent side by side must come within twice this time, however busy the machine is.
const HOLD: Duration = Duration::from_millis(150);

/// So many round trips a healthy server's verdict takes at most, preflights counted. A server that is strict about headers
/// takes those of the probes that find out which headers it refuses.
const MOST: [(&str, usize); 4] = [
    ("healthy-2025-11-25", 6),
    ("healthy-2025-11-25-sse", 6),
    ("healthy-2025-11-25-strict", 9),
    ("healthy-2026-07-28", 3),
];

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = vec![
        Case::new("verdict-before-closing", |stage| {
            Box::pin(closing_later(stage))
        }),
        Case::new("leaves-no-session", |stage| {
            Box::pin(leaves_no_session(stage))
        }),
    ];
    for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
        for (id, most) in MOST {
            let case = Case::new(format!("{id}{suffix}"), move |stage| {
                Box::pin(count(stage, id, most))
            });
            cases.push(case.from(vantage));
        }
    }
    Ok(cases)
}

async fn relay_to(stage: &Stage, id: &str) -> Result<(Relay, Form)> {
    let cause = stage.world.lab.cause(id);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    let relay = Relay::start(stage.world.lab.port(), HOLD).await?;
    let form = Form::new(relay.url(&cause.url)?);
    Ok((relay, form))
}

async fn count(stage: &Stage, id: &str, most: usize) -> Result<Row> {
    let mut row = Row::expecting(format!("healthy in {most} round trips"));
    let (relay, form) = relay_to(stage, id).await?;
    let (shown, took) = stage.page().diagnose(&form, LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    let rounds = relay.rounds_to_verdict();
    row.got = format!("{} in {rounds}", row.got);
    row.check(rounds <= most, || format!("{:?}", relay.requests()));
    Ok(row)
}

/// The server does not answer the DELETE before the verdict was looked at.
async fn closing_later(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("healthy while the session is being ended");
    let (relay, form) = relay_to(stage, "healthy-2025-11-25").await?;
    relay.let_deletes_end(false);
    let page = stage.page();
    page.fill(&form).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for(&["done"], LIMIT).await?;
    let early = page.shown().await?;
    row.same("outcome", early.outcome.as_deref(), Some("healthy"));
    row.same("closing", early.status("closing"), "running");
    relay.let_deletes_end(true);
    page.wait_for_verdict(LIMIT).await?;
    let shown = page.shown().await?;
    row.got = shown.summary();
    row.same("state", shown.state.as_str(), "done");
    row.same("closing", shown.status("closing"), "pass");
    let report = page.report().await?;
    row.same(
        "in the report",
        report["survey"][4]["status"].as_str(),
        Some("pass"),
    );
    stage.browser.click("[data-action=share]").await?;
    page.wait_for_element("textarea[name=link]").await?;
    let link = page.value("textarea[name=link]").await?;
    let fragment = link.split_once('#').map(|(_, rest)| format!("#{rest}"));
    page.open_recorded(&fragment.unwrap_or_default()).await?;
    let opened = page.shown().await?;
    row.same("in the link", opened.status("closing"), "pass");
    row.same(
        "outcome of the link",
        opened.outcome.as_deref(),
        Some("healthy"),
    );
    Ok(row)
}

/// Whoever runs again at once does not keep the session before from being ended.
async fn leaves_no_session(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("two sessions, both ended");
    let (relay, form) = relay_to(stage, "healthy-2025-11-25").await?;
    relay.let_deletes_end(false);
    let page = stage.page();
    page.fill(&form).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for(&["done"], LIMIT).await?;
    stage.browser.click("[data-action=run]").await?;
    page.wait_for(&["running"], LIMIT).await?;
    page.wait_for(&["done"], LIMIT).await?;
    relay.let_deletes_end(true);
    page.wait_for_verdict(LIMIT).await?;
    let deletes = relay.requests();
    let deletes = deletes
        .iter()
        .filter(|request| request.name == "DELETE")
        .count();
    row.got = format!("{deletes} DELETEs");
    row.same("DELETEs", deletes, 2);
    Ok(row)
}
