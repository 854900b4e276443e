//! What leaves the page: the report is whole and valid, and nothing secret is in anything exported.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::browser::Browser;
use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page, STEPS, SURVEY, Shown};
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(20);

/// Planted where users enter secrets; none may ever be seen in an export.
const BEARER: &str = "ffplantedbearer0123456789abcdef";
const HEADER: &str = "ffplantedheader0123456789abcdef";
const QUERY: &str = "ffplantedquery0123456789abcdef";

/// Keeps what the page copies in `window.copied`, as a clipboard would.
pub const CATCH_COPIES: &str = "window.copied = null;
    const keep = text => { window.copied = text; return Promise.resolve(); };
    if (navigator.clipboard) navigator.clipboard.writeText = keep;
    document.execCommand = () => { keep(document.activeElement?.value ?? String(getSelection())); return true; }";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    Ok(vec![Case::new("secrets", |stage| Box::pin(secrets(stage)))])
}

/// What the page copied last. Copying may take a moment.
pub async fn copied(browser: &Browser) -> Result<String> {
    let script = "const done = arguments[0];
        const check = () => window.copied !== null ? done(window.copied) : setTimeout(check, 20);
        setTimeout(() => done(null), 3000); check()";
    let text = browser.run_async(script, vec![]).await?;
    text.as_str()
        .map(str::to_owned)
        .ok_or_else(|| Failure("nothing was copied".into()))
}

/// Downloads the report, keeps it for the check against the schema, and compares it with the page.
pub async fn checked_report(
    page: &Page<'_>,
    world: &World,
    name: &str,
    shown: &Shown,
    row: &mut Row,
) -> Result<Value> {
    let report = page.report().await?;
    keep(&world.scratch.join("reports"), name, &report)?;
    compare(&report, shown, row);
    Ok(report)
}

fn keep(directory: &Path, name: &str, report: &Value) -> Result<()> {
    std::fs::create_dir_all(directory)?;
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    Ok(std::fs::write(
        directory.join(format!("{name}.json")),
        report.to_string(),
    )?)
}

fn compare(report: &Value, shown: &Shown, row: &mut Row) {
    row.same(
        "report.format",
        report["format"].as_str(),
        Some("faultfinder-report"),
    );
    row.same("report.version", report["version"].as_u64(), Some(1));
    row.same(
        "report.outcome",
        report["outcome"].as_str(),
        shown.outcome.as_deref(),
    );
    row.same(
        "report.failed_step",
        report["failed_step"].as_str(),
        shown.failed_step.as_deref(),
    );
    row.same(
        "report.code",
        report["code"].as_str(),
        shown.code.as_deref(),
    );
    for (part, ids) in [("steps", &STEPS[..]), ("survey", &SURVEY[..])] {
        let entries = report[part].as_array().cloned().unwrap_or_default();
        let found: Vec<&str> = entries.iter().filter_map(|e| e["id"].as_str()).collect();
        row.same(part, found, ids.to_vec());
        for entry in &entries {
            let id = entry["id"].as_str().unwrap_or_default();
            row.same(
                &format!("report's status of {id}"),
                entry["status"].as_str(),
                Some(shown.status(id)),
            );
        }
    }
    let unexplained = report.to_string().contains("tool/unexplained");
    row.check(!unexplained, || "the report has tool/unexplained".into());
}

async fn secrets(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("healthy, no planted secret in any export");
    let (_server, address) = stage.world.servers.sdk(&["--cors"]).await?;
    let page = stage.page();
    let form = Form::default().bearer(BEARER).header("x-planted", HEADER);
    // Typed, as a user would: a link is not the page's to clean.
    page.fill(&form).await?;
    page.set_value(
        "input[name=server]",
        0,
        &format!("{address}?api_key={QUERY}"),
    )
    .await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    let report = checked_report(&page, &stage.world, "secrets", &shown, &mut row).await?;
    without_secrets("the JSON report", &report.to_string(), &mut row);
    if page.count("[data-action=download-har]").await? > 0 {
        let har = stage
            .browser
            .download_by("[data-action=download-har]")
            .await?;
        without_secrets("the HAR file", &String::from_utf8_lossy(&har), &mut row);
    }
    copied_markdown(stage, &mut row).await?;
    copied_curl(stage, &mut row).await?;
    let link = stage.browser.run("return location.href", vec![]).await?;
    without_secrets("the address bar", &link.to_string(), &mut row);
    row.clean_console(&page).await?;
    Ok(row)
}

async fn copied_markdown(stage: &Stage, row: &mut Row) -> Result<()> {
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    stage
        .page()
        .wait_for_element("[data-action=copy-markdown]")
        .await?;
    stage.browser.click("[data-action=copy-markdown]").await?;
    let markdown = copied(&stage.browser).await?;
    without_secrets("the Markdown", &markdown, row);
    let link = markdown.find("[The recorded run in Faultfinder](<http");
    row.check(link.is_some_and(|at| at < 600), || {
        format!("the recording is not on top of {markdown}")
    });
    Ok(())
}

async fn copied_curl(stage: &Stage, row: &mut Row) -> Result<()> {
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    let open = "document.querySelector('[data-exchange]').dispatchEvent(new MouseEvent('click', { bubbles: true }))";
    stage.browser.run(open, vec![]).await?;
    stage
        .page()
        .wait_for_element("[data-action=copy-curl]")
        .await?;
    stage.browser.click("[data-action=copy-curl]").await?;
    let curl = copied(&stage.browser).await?;
    without_secrets("the curl command", &curl, row);
    row.check(curl.to_ascii_lowercase().contains("authorization"), || {
        format!("the curl command leaves the authorization header out: {curl}")
    });
    row.check(curl.contains('$'), || {
        format!("the curl command has no shell variable: {curl}")
    });
    Ok(())
}

fn without_secrets(what: &str, text: &str, row: &mut Row) {
    for secret in [BEARER, HEADER, QUERY] {
        row.check(!text.contains(secret), || {
            format!("{what} contains the planted {secret}")
        });
    }
}
