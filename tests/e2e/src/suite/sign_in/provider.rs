//! oidc-provider, a real authorization server: each way to become known there, driven through its own pages.

use std::time::Instant;

use fantoccini::wd::WindowHandle;
use faultfinder_lab::{SignIn, Then};
use serde_json::Value;

use super::ways::{LIMIT, judge_healthy};
use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::{Form, Page, Shown};
use crate::processes::{OauthServers, Program};
use crate::sign_in::{Callback, Plan, Visitor, new_window, redirect_uri};
use crate::suite::report::checked_report;
use crate::world::Vantage;

const SECRET: &str = "ffconfidentialsecret0123456789";

pub fn cases() -> Vec<Case> {
    let healthy = |name: &'static str, options: &'static [&'static str], plan: fn() -> Plan| {
        Case::new(name, move |stage| {
            Box::pin(ends_healthy(stage, name, options, plan()))
        })
    };
    vec![
        found_only(),
        healthy("provider-entered", &[], || Plan::by(known())),
        healthy("provider-dynamic", &["--registration", "cors"], || {
            Plan::by(SignIn::dynamic())
        }),
        healthy("provider-isolated", &["--coop"], || Plan::by(known())),
        healthy("provider-refresh", &[], || {
            Plan::by(known().then(Then::Refresh))
        }),
        healthy("provider-here", &[], || {
            Plan::by(known()).callback(Callback::Here)
        }),
        // Its token endpoint answers no page for a client with a secret: the user fetches the token by hand.
        healthy("provider-confidential", &["--secret", SECRET], || {
            Plan::by(confidential().then(Then::PasteToken))
        }),
        healthy("provider-firefox", &[], || Plan::by(known())).from(Vantage::Firefox),
        Case::new("provider-dynamic-as-it-comes", |stage| {
            Box::pin(registration_unreadable(stage))
        }),
        Case::new("provider-two-tabs", |stage| Box::pin(two_tabs(stage))),
    ]
}

fn found_only() -> Case {
    Case::new("provider-found", |stage| Box::pin(found(stage)))
}

/// The client that `oauth-server.mjs` registers.
fn known() -> SignIn {
    SignIn::entered("faultfinder")
}

fn confidential() -> SignIn {
    SignIn::entered("faultfinder-confidential").secret(SECRET)
}

async fn start(stage: &Stage, options: &[&str]) -> Result<(Program, OauthServers)> {
    let redirect = redirect_uri(stage.world.page_address(stage.vantage));
    stage.world.servers.oauth(&redirect, options).await
}

/// Steps 5 to 7 need nobody: the run finds the authorization server and waits at step 8.
async fn found(stage: &Stage) -> Result<Row> {
    let code = "registration/needs-consent";
    let mut row = Row::expecting(format!("authorization-required {code}"));
    let (_programs, servers) = start(stage, &["--registration", "as-it-comes"]).await?;
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
    let report = checked(stage, &page, "provider-found", &shown, &mut row).await?;
    row.notes
        .push(format!("provider-found: {}", codes(&report)));
    Ok(row)
}

async fn ends_healthy(stage: &Stage, name: &str, options: &[&str], plan: Plan) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let (_programs, servers) = start(stage, options).await?;
    let plan = plan.at_provider();
    let page = stage.page();
    let started = Instant::now();
    page.diagnose(&Form::new(&servers.mcp), LIMIT).await?;
    let shown = Visitor::new(&page, &plan).await?.sign_in().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    let report = checked(stage, &page, name, &shown, &mut row).await?;
    row.notes.push(format!("{name}: {}", codes(&report)));
    Ok(row)
}

async fn registration_unreadable(stage: &Stage) -> Result<Row> {
    let code = "registration/unreadable";
    let mut row = Row::expecting(format!("failed {code}"));
    let (_programs, servers) = start(stage, &["--registration", "as-it-comes"]).await?;
    let plan = Plan::by(SignIn::dynamic()).at_provider();
    let page = stage.page();
    let started = Instant::now();
    page.diagnose(&Form::new(&servers.mcp), LIMIT).await?;
    let shown = Visitor::new(&page, &plan).await?.sign_in().await?;
    row.got(&shown, started.elapsed());
    row.same("outcome", shown.outcome.as_deref(), Some("failed"));
    let step = Some("registration");
    row.same("failed step", shown.failed_step.as_deref(), step);
    row.same("code", shown.code.as_deref(), Some(code));
    checked(stage, &page, "provider-unreadable", &shown, &mut row).await?;
    // The same run goes on with a client that is known there.
    let plan = Plan::by(known()).at_provider();
    let mut visitor = Visitor::new(&page, &plan).await?;
    visitor.introduce().await?;
    let shown = visitor.sign_in().await?;
    judge_healthy(&shown, &mut row);
    checked(stage, &page, "provider-known-after-all", &shown, &mut row).await?;
    Ok(row)
}

/// The windows of both tabs are open at once, and what the second one's says does not reach the first.
async fn two_tabs(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("healthy twice");
    let (_programs, servers) = start(stage, &[]).await?;
    let plan = Plan::by(known()).at_provider();
    let page = stage.page();
    let client = &stage.browser.client;
    let started = Instant::now();
    let first_tab = client.window().await?;
    let (first_popup, first) = opened(&page, &plan, &servers).await?;
    let before = client.windows().await?;
    let open = "window.open('about:blank', '_blank', 'noopener')";
    stage.browser.run(open, vec![]).await?;
    let second_tab = new_window(client, &before).await?;
    client.switch_to_window(second_tab.clone()).await?;
    let (second_popup, second) = opened(&page, &plan, &servers).await?;

    second.agree_in(&second_popup).await?;
    page.wait_for(&["done"], LIMIT).await?;
    judge_healthy(&page.shown().await?, &mut row);
    client.switch_to_window(first_tab.clone()).await?;
    let waits = page.shown().await?;
    let code = Some("authorization/needs-consent");
    row.same("code of the other tab", waits.code.as_deref(), code);
    first.agree_in(&first_popup).await?;
    page.wait_for(&["done"], LIMIT).await?;
    let shown = page.shown().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    checked(stage, &page, "provider-two-tabs", &shown, &mut row).await?;
    first.close_others().await?;
    Ok(row)
}

/// Diagnoses in the current tab as far as the window of the authorization server.
async fn opened<'a>(
    page: &'a Page<'a>,
    plan: &'a Plan,
    servers: &OauthServers,
) -> Result<(WindowHandle, Visitor<'a>)> {
    page.diagnose(&Form::new(&servers.mcp), LIMIT).await?;
    let mut visitor = Visitor::new(page, plan).await?;
    visitor.introduce().await?;
    let popup = visitor.open_popup("sign-in").await?;
    Ok((popup, visitor))
}

async fn checked(
    stage: &Stage,
    page: &Page<'_>,
    name: &str,
    shown: &Shown,
    row: &mut Row,
) -> Result<Value> {
    let report = checked_report(page, &stage.world, name, shown, row).await?;
    row.clean_console(page).await?;
    Ok(report)
}

fn codes(report: &Value) -> String {
    let findings = report["findings"].as_array().into_iter().flatten();
    let codes: Vec<&str> = findings.filter_map(|f| f["code"].as_str()).collect();
    format!("also found: {}", codes.join(", "))
}
