//! What is around a diagnosis: the address bar, the browser's history, the tab, what can be entered in place of a URL, and
//! what can be taken along.

mod entry;
mod exports;
mod history;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Stage};
use crate::failure::{Failure, Result};
use crate::page::Page;
use crate::world::World;

const LIMIT: Duration = Duration::from_secs(20);

pub async fn cases(_: &Arc<World>) -> Result<Vec<Case>> {
    let mut cases = history::cases();
    cases.extend(entry::cases());
    cases.extend(exports::cases());
    Ok(cases)
}

/// Types an address as a user would, in place of what stands there.
async fn enter(page: &Page<'_>, text: &str) -> Result<()> {
    page.set_value("input[name=server]", 0, text).await
}

/// The value of an expression in the page.
async fn value_of(stage: &Stage, expression: &str) -> Result<Value> {
    stage
        .browser
        .run(&format!("return {expression}"), vec![])
        .await
}

/// Waits until an expression in the page has this value.
async fn wait_until(stage: &Stage, expression: &str, expected: Value) -> Result<()> {
    let script = format!(
        "const [expected, done] = arguments;
         const check = () => JSON.stringify({expression}) === JSON.stringify(expected) ? done(true) : setTimeout(check, 20);
         setTimeout(() => done(false), 5000); check()"
    );
    match stage
        .browser
        .run_async(&script, vec![expected.clone()])
        .await?
    {
        Value::Bool(true) => Ok(()),
        _ => Err(Failure(format!(
            "{expression} is {}, not {expected}",
            value_of(stage, expression).await?
        ))),
    }
}

/// What `main` says of a run that is over.
async fn wait_for_outcome(stage: &Stage, outcome: Option<&str>) -> Result<()> {
    let expression = "document.querySelector('main').dataset.outcome ?? null";
    wait_until(stage, expression, json!(outcome)).await
}
