//! The form that stands in the document: it can be used before the program is there, and nothing of that is lost.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::page_files::PageFiles;
use crate::tiny_http::{Answering, Handler, Request, Wire, serve};
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (vantage, suffix) in [(Vantage::Localhost, ""), (Vantage::Firefox, "-firefox")] {
        let typed = Case::new(format!("typed{suffix}"), |stage| Box::pin(typed(stage)));
        let sent = Case::new(format!("sent{suffix}"), |stage| Box::pin(sent(stage)));
        cases.extend([typed.from(vantage), sent.from(vantage)]);
    }
    Ok(cases)
}

/// Serves the page, and its program only when it may.
struct Held {
    files: PageFiles,
    may: Arc<Semaphore>,
}

impl Handler for Held {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        Box::pin(async move {
            if request.path().ends_with("_bg.wasm") {
                let permit = self.may.acquire().await;
                permit.map_err(std::io::Error::other)?.forget();
            }
            self.files.answer(request, wire).await
        })
    }
}

/// Opens the page without its program. What lets that pass is returned.
async fn open_early(stage: &Stage) -> Result<(String, Arc<Semaphore>)> {
    let may = Arc::new(Semaphore::new(0));
    let files = PageFiles::new(&stage.world.choices.dist, "http");
    let held = Held {
        files,
        may: Arc::clone(&may),
    };
    let port = serve("127.0.0.1", Arc::new(held)).await?.port();
    let base = format!("http://localhost:{port}/");
    stage.browser.client.goto(&base).await?;
    Ok((base, may))
}

/// What stands where, and what the field holds.
async fn seen(stage: &Stage) -> Result<Value> {
    let script = "const field = document.querySelector('input[name=server]');
        const place = name => { const box = document.querySelector(name).getBoundingClientRect();
            return [box.x, box.y, box.width, box.height].map(Math.round) };
        const words = ['h1', '.hero p', '.ask button'].map(name => document.querySelector(name).textContent);
        return { words, hint: field.placeholder, label: field.ariaLabel, heading: place('h1'), lead: place('.hero p'), field: place('input[name=server]'), button: place('.ask button'),
            text: field.value, from: field.selectionStart, to: field.selectionEnd, focused: field === document.activeElement }";
    stage.browser.run(script, vec![]).await
}

/// Nothing moves, and the cursor stays where it is.
async fn typed(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("the form stays as it is");
    let (base, may) = open_early(stage).await?;
    let page = Page::new(&stage.browser, &base);
    row.same("pages at first", page.count("main").await?, 0);
    stage.browser.press("http://localhost:1/").await?;
    let select = "document.activeElement.setSelectionRange(2, 5)";
    stage.browser.run(select, vec![]).await?;
    let before = seen(stage).await?;
    row.same("text", &before["text"], &json!("http://localhost:1/"));
    row.same("focus", &before["focused"], &json!(true));
    may.add_permits(2);
    page.wait_for_element("main[data-state=idle]").await?;
    row.same("the form", seen(stage).await?, before);
    row.same("forms", page.count("form").await?, 1);
    row.clean_console(&page).await?;
    row.got = "as it was".into();
    Ok(row)
}

/// Enter counts as soon as there is somebody to hear it.
async fn sent(stage: &Stage) -> Result<Row> {
    let mut row = Row::expecting("a diagnosis");
    let (base, may) = open_early(stage).await?;
    let page = Page::new(&stage.browser, &base);
    let cause = stage.world.lab.cause("refused");
    let cause = cause.ok_or_else(|| Failure("the lab has no refused".into()))?;
    page.set_value("input[name=server]", 0, &cause.url).await?;
    stage.browser.click(".ask button").await?;
    may.add_permits(2);
    page.wait_for(&["done"], LIMIT).await?;
    let shown = page.shown().await?;
    row.got(&shown, Duration::ZERO);
    row.same("step", shown.failed_step.as_deref(), Some("reach"));
    Ok(row)
}
