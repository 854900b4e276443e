//! What a page at `http://localhost` never meets: the page over https, from an insecure name, and as a
//! page from the public internet.

use std::sync::Arc;
use std::time::Duration;

use faultfinder_lab::{Cause, Group};

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Form;
use crate::suite::report::checked_report;
use crate::verdict::try_cause;
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (name, cause, vantage) in [
        (
            "https-healthy-2026-07-28",
            "healthy-2026-07-28",
            Vantage::Https,
        ),
        (
            "https-healthy-2025-11-25",
            "healthy-2025-11-25-strict",
            Vantage::Https,
        ),
        ("insecure-healthy", "healthy-2026-07-28", Vantage::Insecure),
        (
            "insecure-healthy-old",
            "healthy-2024-11-05",
            Vantage::Insecure,
        ),
    ] {
        cases.push(
            Case::new(name, move |stage| Box::pin(same_as_localhost(stage, cause))).from(vantage),
        );
    }
    cases.push(
        Case::new("https-mixed-content", |stage| {
            Box::pin(mixed_content(stage))
        })
        .from(Vantage::Https),
    );
    cases.push(
        Case::new("https-local-name", |stage| Box::pin(local_name(stage))).from(Vantage::Https),
    );
    for cause in world.lab.causes().into_iter().filter(concerns_tls) {
        let name = format!("https-{}", cause.id);
        cases.push(
            Case::new(name, move |stage| Box::pin(try_cause(stage, cause))).from(Vantage::Https),
        );
    }
    cases.push(
        Case::new("public-to-loopback", |stage| Box::pin(local_network(stage)))
            .from(Vantage::Public),
    );
    Ok(cases)
}

/// The lab's transport causes on https addresses; those with surroundings of their own run in the lab's suite. The hanging
/// ones are the hard ones: this page has a public name, so that the browser could be asking the user for a permission all
/// the time. It is not, as the name leads to this machine; nobody can see that, and nothing waits for it.
fn concerns_tls(cause: &Cause) -> bool {
    cause.group == Group::Reach && cause.url.starts_with("https://") && cause.requires.is_empty()
}

async fn same_as_localhost(stage: &Stage, id: &str) -> Result<Row> {
    let cause = stage
        .world
        .lab
        .cause(id)
        .ok_or_else(|| Failure(format!("the lab has no {id}")))?;
    try_cause(stage, cause).await
}

async fn mixed_content(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed address/mixed-content");
    let page = stage.page();
    let (shown, took) = page
        .diagnose(&Form::new("http://mcp.example.test/mcp"), LIMIT)
        .await?;
    row.got(&shown, took);
    row.same("code", shown.code.as_deref(), Some("address/mixed-content"));
    row.same("certainty", row.certainty.clone(), "certain".to_owned());
    row.same("exchanges", shown.exchanges, 0);
    checked_report(&page, &stage.world, "mixed-content", &shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// Plain http to a name of the local network is no mixed content in Chromium: it would ask the visitor of a public page,
/// and this page is as near as the server.
async fn local_name(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let cause = stage.world.lab.cause("healthy-2025-11-25");
    let cause = cause.ok_or_else(|| Failure("the lab has no healthy-2025-11-25".into()))?;
    let url = cause.url.replace("localhost", "box.local");
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(url), LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    Ok(row)
}

/// A public page needs the visitor's permission for this machine; headless Chromium refuses it unasked.
async fn local_network(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("failed reach/local-network-denied");
    let cause = stage.world.lab.cause("healthy-2026-07-28");
    let cause = cause.ok_or_else(|| Failure("the lab has no healthy-2026-07-28".into()))?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(cause.url), LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "code",
        shown.code.as_deref(),
        Some("reach/local-network-denied"),
    );
    checked_report(&page, &stage.world, "local-network", &shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}
