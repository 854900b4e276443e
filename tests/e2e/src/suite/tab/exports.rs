//! What can be taken along: files with a name that says what they hold, and three lines for a chat. And a file that is
//! dragged over the page is expected there.

use serde_json::{Value, json};

use super::{LIMIT, value_of, wait_until};
use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::Form;
use crate::suite::report::{CATCH_COPIES, copied};
use crate::targets::{Behaviour, Target};

pub fn cases() -> Vec<Case> {
    vec![
        Case::new("files", |stage| Box::pin(files(stage))),
        Case::new("texts", |stage| Box::pin(texts(stage))),
        Case::new("drop", |stage| Box::pin(drop_file(stage))),
        Case::new("print", |stage| Box::pin(print(stage))),
    ]
}

/// Keeps the name of what is downloaded next.
const CATCH_NAME: &str = "window.named = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { window.named.push(this.download); click.call(this); }";

async fn files(stage: &Stage) -> Result<Row> {
    let mut row =
        Row::expecting("a report, an HTTP archive and a picture, named by what was found");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    stage.browser.run(CATCH_NAME, vec![]).await?;
    page.wait_for_element("[data-action=download-har]").await?;
    let har = stage
        .browser
        .download_by("[data-action=download-har]")
        .await?;
    let har: Value = serde_json::from_slice(&har)?;
    row.same(
        "version of the archive",
        har["log"]["version"].as_str(),
        Some("1.2"),
    );
    let entries = har["log"]["entries"].as_array().map_or(0, Vec::len);
    row.check(entries > 0, || "the archive is empty".into());
    let svg = stage
        .browser
        .download_by("[data-action=download-svg]")
        .await?;
    let svg = String::from_utf8_lossy(&svg).into_owned();
    let loads = "const [svg, done] = arguments, image = new Image();
        image.onload = () => done(image.naturalWidth > 0); image.onerror = () => done(false);
        image.src = 'data:image/svg+xml;base64,' + btoa(unescape(encodeURIComponent(svg)))";
    row.same(
        "the picture loads",
        stage.browser.run_async(loads, vec![json!(svg)]).await?,
        json!(true),
    );
    stage
        .browser
        .download_by("[data-action=download-json]")
        .await?;
    let names = value_of(
        stage,
        "window.named.map(name => name.replace(/\\d{4}-\\d\\d-\\d\\d/, 'DAY'))",
    )
    .await?;
    let host = target.address.to_string().replace(':', "-");
    let name = |ending: &str| format!("{host}-cors-not-allowed-DAY.{ending}");
    row.same(
        "names",
        names,
        json!([name("har"), name("svg"), name("json")]),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

async fn texts(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("three lines for a chat, and a text about a wrong diagnosis");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    page.wait_for_element("[data-action=copy-chat]").await?;
    stage.browser.click("[data-action=copy-chat]").await?;
    let chat = copied(&stage.browser).await?;
    let lines: Vec<&str> = chat.lines().collect();
    row.same("lines", lines.len(), 3);
    row.check(
        lines.get(1).is_some_and(|line| line.starts_with("Fix: ")),
        || chat.clone(),
    );
    row.check(
        chat.contains("#v=1&server=") && chat.contains("cors/not-allowed"),
        || chat.clone(),
    );
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    stage.browser.click("[data-action=report-wrong]").await?;
    let wrong = copied(&stage.browser).await?;
    row.check(
        wrong.starts_with("## Wrong diagnosis: cors/not-allowed"),
        || wrong.clone(),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

async fn drop_file(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a dragged file is announced, a dropped one opened");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    page.diagnose(&Form::new(target.url()), LIMIT).await?;
    let report = page.report().await?.to_string();
    page.open("").await?;
    page.wait_for_element(".recordings [data-action=import]")
        .await?;
    let drag = "const [type, text] = arguments, data = new DataTransfer();
        data.items.add(new File([text], 'r.json', { type: 'application/json' }));
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        return document.documentElement.hasAttribute('data-drag')";
    for (kind, marked) in [
        ("dragover", true),
        ("dragleave", false),
        ("dragover", true),
        ("drop", false),
    ] {
        let arguments = vec![json!(kind), json!(report)];
        row.same(
            kind,
            stage.browser.run(drag, arguments).await?,
            json!(marked),
        );
    }
    page.wait_for_element("main[data-recorded]").await?;
    wait_until(
        stage,
        "document.querySelector('main').dataset.code",
        json!("cors/not-allowed"),
    )
    .await?;
    row.got = "opened".into();
    row.clean_console(&page).await?;
    Ok(row)
}

async fn print(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("no button on paper, all of the diagnosis");
    let target = Target::start(Behaviour::WithoutCors).await?;
    let page = stage.page();
    let (shown, took) = page.diagnose(&Form::new(target.url()), LIMIT).await?;
    row.got(&shown, took);
    page.wait_for_element("[data-action=share]").await?;
    stage
        .browser
        .devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }))
        .await?;
    let seen = "[...document.querySelectorAll('button[data-action]:not([data-action=open-exchange]), input, form, nav, footer')].filter(e => e.checkVisibility()
        && !e.closest('.timeline') && e.ariaPressed !== 'true').map(e => e.outerHTML.slice(0, 90))";
    row.same("controls on paper", value_of(stage, seen).await?, json!([]));
    for part in [".verdict", ".timeline", "[data-severity=fault]"] {
        let shown = format!("document.querySelector('{part}')?.checkVisibility() ?? false");
        row.same(part, value_of(stage, &shown).await?, json!(true));
    }
    stage
        .browser
        .devtools("Emulation.setEmulatedMedia", json!({ "media": "" }))
        .await?;
    Ok(row)
}
