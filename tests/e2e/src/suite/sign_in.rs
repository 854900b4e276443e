//! Sign-in, from the challenge to a session, at real parts: oidc-provider with its own login and consent pages, in
//! front of a server on the TypeScript SDK v2.

use std::sync::Arc;
use std::time::Duration;

use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::Form;
use crate::suite::report::checked_report;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    Ok(vec![Case::new("oidc-provider-found", |stage| {
        Box::pin(found(stage))
    })])
}

/// Steps 5 to 7 need nobody: the run finds the authorization server and waits at step 8.
async fn found(stage: &Stage) -> Result<Row> {
    let code = "registration/needs-consent";
    let mut row = Row::expecting(format!("authorization-required {code}"));
    let redirect = format!(
        "{}oauth/callback.html",
        stage.world.page_address(stage.vantage)
    );
    let options = ["--registration", "as-it-comes"];
    let (_programs, servers) = stage.world.servers.oauth(&redirect, &options).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(&servers.mcp), LIMIT).await?;
    row.got(&shown, took);
    row.same("code", shown.code.as_deref(), Some(code));
    row.same("state", shown.state.as_str(), "waiting");
    for step in ["challenge", "resource-metadata", "authorization-server"] {
        let ended = ["pass", "warn"].contains(&shown.status(step));
        row.check(ended, || format!("step {step} is {}", shown.status(step)));
    }
    let names_it = shown.text.contains(&servers.issuer);
    row.check(names_it, || {
        format!("the page does not name {}", servers.issuer)
    });
    checked_report(&page, &stage.world, "oidc-provider-found", &shown, &mut row).await?;
    let found: Vec<&str> = shown.findings.iter().map(|f| f.code.as_str()).collect();
    row.notes.push(format!("found: {}", found.join(", ")));
    row.clean_console(&page).await?;
    Ok(row)
}
