//! The lines to paste, proved: a real product without them shows the fault, the page offers the lines for it,
//! and with exactly these lines the same product is healthy.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Form, Page};
use crate::products::{AXUM_LINES, Product};
use crate::world::{Vantage, World};

const LIMIT: Duration = Duration::from_secs(30);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let cors = |name: &str, product| {
        Case::new(format!("cors-{name}"), move |stage: &Stage| {
            Box::pin(proves(stage, product, "cors", "cors/not-allowed"))
        })
    };
    Ok(vec![
        cors("nginx", Product::Nginx),
        cors("caddy", Product::Caddy),
        cors("express", Product::Express),
        cors("starlette", Product::Starlette),
        // Its lines are compiled with one origin: the page's, where it has a name of its own.
        cors("axum", Product::Axum).from(Vantage::Insecure),
    ])
}

async fn proves(
    stage: &Stage,
    product: Product,
    topic: &'static str,
    fault: &'static str,
) -> Result<Row> {
    let mut row = Row::expecting(format!("{fault}, then healthy"));
    let (servers, scratch) = (&stage.world.servers, &stage.world.scratch);
    let (_upstream, upstream) = servers.sdk(&[]).await?;
    let upstream = upstream.trim_end_matches("/mcp");
    let page = stage.page();
    let without = product.start(servers, scratch, (topic, ""), upstream);
    let without = without.await?;
    let (shown, _) = page.diagnose(&Form::new(&without.address), LIMIT).await?;
    row.same("code without the lines", shown.code.as_deref(), Some(fault));
    let lines = offered(&page, product.name()).await?;
    if product == Product::Axum {
        row.same("the compiled lines", AXUM_LINES, lines.as_str());
    }
    let with = product.start(servers, scratch, (topic, &lines), upstream);
    let with = with.await?;
    let (shown, took) = page.diagnose(&Form::new(&with.address), LIMIT).await?;
    row.got(&shown, took);
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.clean_console(&page).await?;
    Ok(row)
}

/// The lines that the page shows once the product is chosen.
async fn offered(page: &Page<'_>, product: &str) -> Result<String> {
    page.wait_for_element("[data-panel=snippets] .tab").await?;
    let script = "const tabs = [...document.querySelectorAll('[data-panel=snippets] .tab')];
        tabs.find(tab => tab.textContent === arguments[0]).click()";
    page.browser.run(script, vec![json!(product)]).await?;
    let script = "const [product, done] = arguments;
        const look = () => {
            const chosen = document.querySelector('[data-panel=snippets] .tab[aria-pressed=true]');
            if (chosen?.textContent !== product) return setTimeout(look, 20);
            done(document.querySelector('[data-panel=snippets] pre').textContent);
        };
        setTimeout(() => done(null), 5000);
        look()";
    let lines = page.browser.run_async(script, vec![json!(product)]).await?;
    let lines = lines.as_str().map(str::to_owned);
    lines.ok_or_else(|| Failure(format!("the page offers no lines for {product}")))
}
