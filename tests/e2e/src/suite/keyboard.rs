//! Everything works by keyboard, and nothing happens to keys that are meant for a field.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::Result;
use crate::page::{Form, Page};
use crate::suite::report::{CATCH_COPIES, copied};
use crate::targets::{Behaviour, Target};
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(20);
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";
const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    Ok(vec![
        Case::new("help-and-escape", |stage| Box::pin(help_and_escape(stage))),
        Case::new("copy-curl", |stage| Box::pin(copy_curl(stage))),
        Case::new("arrows", |stage| Box::pin(arrows(stage))),
        Case::new("typing-is-typing", |stage| Box::pin(typing(stage))),
        Case::new("tab-reaches-all", |stage| Box::pin(tab_reaches_all(stage))),
    ])
}

async fn blur(page: &Page<'_>) -> Result<()> {
    page.browser
        .run("document.activeElement?.blur()", vec![])
        .await?;
    Ok(())
}

async fn failed_page(stage: &Stage) -> Result<(Page<'_>, Target)> {
    let target = Target::start(Behaviour::Status("500 Internal Server Error")).await?;
    let page = stage.page();
    page.diagnose(&Form::new(target.url()), LIMIT).await?;
    blur(&page).await?;
    Ok((page, target))
}

async fn help_and_escape(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("? opens the keys, Escape closes them");
    let page = stage.page();
    page.open("").await?;
    blur(&page).await?;
    stage.browser.press("?").await?;
    page.wait_for_element("dialog[open]").await?;
    stage.browser.press(ESCAPE).await?;
    page.wait_for_none("dialog[open]").await?;
    row.got = "opened and closed".into();
    row.clean_console(&page).await?;
    Ok(row)
}

async fn copy_curl(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("C copies the exchange");
    let (page, target) = failed_page(stage).await?;
    stage.browser.run(CATCH_COPIES, vec![]).await?;
    stage.browser.press("c").await?;
    let text = copied(&stage.browser).await?;
    row.check(
        text.contains("curl") && text.contains(&target.url()),
        || format!("copied {text:?}"),
    );
    row.got = "copied".into();
    row.clean_console(&page).await?;
    Ok(row)
}

async fn arrows(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("arrows walk the steps");
    let (page, _target) = failed_page(stage).await?;
    let focused = "return document.activeElement?.closest('[data-step]')?.dataset.step ?? null";
    let mut seen = Vec::new();
    for key in [RIGHT, RIGHT, LEFT] {
        stage.browser.press(key).await?;
        // The page moves the focus a moment after the key.
        let script = "const [before, done] = arguments;
            const now = () => document.activeElement?.closest('[data-step]')?.dataset.step ?? null;
            const check = () => now() !== before ? done(now()) : setTimeout(check, 20);
            setTimeout(() => done(now()), 2000); check()";
        let before = seen.last().cloned().unwrap_or(json!(null));
        seen.push(stage.browser.run_async(script, vec![before]).await?);
    }
    let last = stage.browser.run(focused, vec![]).await?;
    row.got = seen
        .iter()
        .map(|s| s.as_str().unwrap_or("(nothing)"))
        .collect::<Vec<_>>()
        .join(", ");
    row.check(seen.iter().all(|step| step.is_string()), || {
        "an arrow key leads to no step".into()
    });
    row.check(
        seen.first() == Some(&last) && seen.first() != seen.get(1),
        || "left does not undo right".into(),
    );
    row.clean_console(&page).await?;
    Ok(row)
}

async fn typing(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("r and c in the field are letters");
    let (page, target) = failed_page(stage).await?;
    let before = target.seen().len();
    page.set_value("input[name=server]", 0, "").await?;
    stage.browser.click("input[name=server]").await?;
    stage.browser.press("rc?/").await?;
    row.same(
        "field",
        page.value("input[name=server]").await?.as_str(),
        "rc?/",
    );
    row.same("requests", target.seen().len(), before);
    row.same("open dialogs", page.count("dialog[open]").await?, 0);
    row.got = "typed".into();
    row.clean_console(&page).await?;
    Ok(row)
}

/// Tab visits every visible control, and each shows that it has the focus.
async fn tab_reaches_all(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("Tab visits every visible control");
    let (_page, _target) = failed_page(stage).await?;
    let mark = "window.unvisited = new Set([...document.querySelectorAll('button, input, select, textarea, summary, a[href]')]
            .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !e.closest('dialog:not([open])')));
        window.bare = [];
        return window.unvisited.size";
    let controls = stage
        .browser
        .run(mark, vec![])
        .await?
        .as_u64()
        .unwrap_or_default();
    for _ in 0..controls * 2 + 10 {
        stage.browser.press(TAB).await?;
        let visit = "const e = document.activeElement;
            window.unvisited.delete(e);
            const style = getComputedStyle(e);
            if (e !== document.body && style.outlineStyle === 'none' && style.boxShadow === 'none')
                window.bare.push(e.outerHTML.slice(0, 80));
            return window.unvisited.size";
        if stage.browser.run(visit, vec![]).await? == json!(0) {
            break;
        }
    }
    let left = stage
        .browser
        .run(
            "return [...window.unvisited].map(e => e.outerHTML.slice(0, 100))",
            vec![],
        )
        .await?;
    row.same("controls that Tab never reaches", left, json!([]));
    let bare = stage.browser.run("return window.bare", vec![]).await?;
    row.same("controls whose focus is invisible", bare, json!([]));
    row.got = format!("{controls} controls");
    Ok(row)
}
