//! What can be entered in place of a URL: the form takes from it what it can, and secrets stay in memory.

use serde_json::json;

use super::{LIMIT, enter, value_of, wait_until};
use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::Page;
use crate::targets::{Behaviour, Target};

const SECRET: &str = "ffplantedbearer0123456789abcdef";
const ENTER: &str = "\u{e007}";

pub fn cases() -> Vec<Case> {
    vec![
        Case::new("empty-field", |stage| Box::pin(empty_field(stage, ""))),
        Case::new("only-spaces", |stage| Box::pin(empty_field(stage, "   "))),
        Case::new("scheme-added", |stage| Box::pin(scheme_added(stage))),
        Case::new("pasted-command", |stage| Box::pin(pasted_command(stage))),
        Case::new("submitted-configuration", |stage| {
            Box::pin(submitted_configuration(stage))
        }),
        Case::new("choice-by-keyboard", |stage| {
            Box::pin(choice_by_keyboard(stage))
        }),
    ]
}

const NOTE: &str = "(document.querySelector('[data-panel=form-note]')?.textContent ?? '')";

async fn empty_field(stage: &Stage, text: &str) -> Result<Row> {
    let mut row = Row::expecting("a hint beneath the field, and no verdict");
    let page = stage.page();
    page.open("").await?;
    page.wait_for_element("[data-panel=form-note]").await?;
    page.set_value("input[name=server]", 0, text).await?;
    stage.browser.click("[data-action=run]").await?;
    wait_until(
        stage,
        &format!("{NOTE}.startsWith('Enter the URL')"),
        json!(true),
    )
    .await?;
    row.same("state", page.shown().await?.state.as_str(), "idle");
    row.same("verdicts", page.count("[data-panel=verdict]").await?, 0);
    let focused = "document.activeElement?.name ?? null";
    wait_until(stage, focused, json!("server")).await?;
    stage.browser.press("h").await?;
    wait_until(stage, NOTE, json!("")).await?;
    row.got = "hint shown and gone".into();
    row.clean_console(&page).await?;
    Ok(row)
}

async fn scheme_added(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("http:// is added, and the run starts");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    page.open("").await?;
    enter(&page, &format!("{}/mcp", target.address)).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "summary",
        shown.summary().as_str(),
        "failed cors/not-allowed",
    );
    row.same(
        "field",
        page.value("input[name=server]").await?,
        target.url(),
    );
    let note = value_of(stage, NOTE).await?;
    row.check(
        note.as_str()
            .is_some_and(|note| note.starts_with("http:// was added")),
        || note.to_string(),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

/// Pastes into the field as a browser does, with all line ends.
async fn paste(stage: &Stage, text: &str) -> Result<()> {
    let script = "const field = document.querySelector('input[name=server]'), data = new DataTransfer();
        field.focus();
        data.setData('text/plain', arguments[0]);
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    stage.browser.run(script, vec![json!(text)]).await?;
    Ok(())
}

async fn sent_credentials(page: &Page<'_>, target: &Target, row: &mut Row) -> Result<()> {
    let seen = target.seen();
    let has = |name: &str, value: &str| {
        let mut requests = seen.iter().filter(|request| request.method == "POST");
        requests.any(|request| request.header(name) == Some(value))
    };
    row.check(has("authorization", &format!("Bearer {SECRET}")), || {
        "no token was sent".into()
    });
    row.check(has("x-tenant", "a b"), || "no header was sent".into());
    let href = page
        .browser
        .run("return location.href + document.title", vec![])
        .await?;
    row.check(!href.to_string().contains(SECRET), || {
        format!("a secret in {href}")
    });
    Ok(())
}

async fn pasted_command(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("URL, token and header fill the form; the run sends them");
    let target = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.open("").await?;
    page.wait_for_element("[data-panel=form-note]").await?;
    let command = format!(
        "curl -X POST {} \\\n  -H 'Authorization: Bearer {SECRET}' \\\n  -H \"X-Tenant: a b\" \\\n  -H 'Content-Type: application/json'",
        target.url()
    );
    paste(stage, &command).await?;
    let field = "document.querySelector('input[name=server]').value";
    wait_until(stage, field, json!(target.url())).await?;
    row.same("requests before the run", target.seen().len(), 0);
    row.same(
        "token",
        page.value("input[name=bearer]").await?.as_str(),
        SECRET,
    );
    row.same("headers", page.count("input[name=header-name]").await?, 1);
    let note = value_of(stage, NOTE).await?.to_string();
    row.check(note.contains("curl") && !note.contains(SECRET), || {
        note.clone()
    });
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    sent_credentials(&page, &target, &mut row).await?;
    Ok(row)
}

async fn submitted_configuration(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the configuration fills the form, and is run");
    let target = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.open("").await?;
    let configuration = json!({ "mcpServers": { "notes": {
        "type": "http", "url": target.url(),
        "headers": { "Authorization": format!("Bearer {SECRET}"), "X-Tenant": "a b" },
    } } });
    enter(&page, &configuration.to_string()).await?;
    let (shown, took) = page.run(LIMIT).await?;
    row.got(&shown, took);
    row.same(
        "field",
        page.value("input[name=server]").await?,
        target.url(),
    );
    sent_credentials(&page, &target, &mut row).await?;
    Ok(row)
}

async fn choice_by_keyboard(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("Enter, Enter, Enter: read, chosen, run");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    page.open("").await?;
    let configuration = json!({ "mcpServers": {
        "a": { "url": target.url() },
        "b": { "url": "https://other.example/mcp", "headers": { "X-Api-Key": SECRET } },
    } });
    enter(&page, &configuration.to_string()).await?;
    stage
        .browser
        .run(
            "document.querySelector('input[name=server]').focus()",
            vec![],
        )
        .await?;
    stage.browser.press(ENTER).await?;
    wait_until(
        stage,
        "document.activeElement?.dataset.action ?? null",
        json!("choose-entry"),
    )
    .await?;
    row.same(
        "choices",
        page.count("[data-action=choose-entry]").await?,
        2,
    );
    let text = value_of(stage, NOTE).await?.to_string();
    row.check(!text.contains(SECRET), || text.clone());
    stage.browser.press(ENTER).await?;
    wait_until(
        stage,
        "document.activeElement?.dataset.action ?? null",
        json!("run"),
    )
    .await?;
    row.same(
        "field",
        page.value("input[name=server]").await?,
        target.url(),
    );
    stage.browser.press(ENTER).await?;
    page.wait_for_verdict(LIMIT).await?;
    row.got = page.shown().await?.summary();
    row.same(
        "summary",
        row.got.clone().as_str(),
        "failed cors/not-allowed",
    );
    row.clean_console(&page).await?;
    Ok(row)
}
