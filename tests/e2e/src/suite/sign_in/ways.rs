//! The sound cause of the lab, by each way in which the answer comes back, from other places and in Firefox.

use std::time::{Duration, Instant};

use faultfinder_lab::SignIn;
use serde_json::json;

use crate::case::{Case, Row, Stage};
use crate::failure::{Failure, Result};
use crate::page::{Page, STEPS, Shown};
use crate::sign_in::{Callback, Plan, Visitor};
use crate::suite::report::checked_report;
use crate::verdict::form_for;
use crate::world::Vantage;

pub const LIMIT: Duration = Duration::from_secs(30);

/// Nothing is wrong there.
pub const SOUND: &str = "oauth";
/// A client that the lab's authorization servers know.
const KNOWN: &str = "lab-client";

pub fn cases() -> Vec<Case> {
    let healthy = |name: &'static str, plan: fn() -> Plan| {
        Case::new(name, move |stage| {
            Box::pin(ends_healthy(stage, name, plan()))
        })
    };
    vec![
        healthy("here", || {
            Plan::by(SignIn::dynamic()).callback(Callback::Here)
        }),
        healthy("here-entered", || {
            Plan::by(SignIn::entered(KNOWN)).callback(Callback::Here)
        }),
        healthy("pasted", || {
            Plan::by(SignIn::dynamic()).callback(Callback::Pasted)
        }),
        healthy("firefox", || Plan::by(SignIn::dynamic())).from(Vantage::Firefox),
        // Without `crypto.subtle`.
        healthy("insecure", || Plan::by(SignIn::dynamic())).from(Vantage::Insecure),
        healthy("https", || Plan::by(SignIn::dynamic())).from(Vantage::Https),
    ]
}

async fn ends_healthy(stage: &Stage, name: &str, plan: Plan) -> Result<Row> {
    let mut row = Row::expecting("healthy");
    let cause = stage.world.lab.cause(SOUND);
    let cause = cause.ok_or_else(|| Failure(format!("the lab has no {SOUND}")))?;
    let page = stage.page();
    let started = Instant::now();
    let (stopped, _) = page.diagnose(&form_for(&cause), LIMIT).await?;
    let shown = Visitor::new(&page, &plan).await?.sign_in().await?;
    row.got(&shown, started.elapsed());
    judge_healthy(&shown, &mut row);
    row.check(shown.exchanges > stopped.exchanges, || {
        format!(
            "{} exchanges before the sign-in, {} after it",
            stopped.exchanges, shown.exchanges
        )
    });
    nothing_left(&page, &mut row).await?;
    let name = format!("sign-in-{name}");
    checked_report(&page, &stage.world, &name, &shown, &mut row).await?;
    row.clean_console(&page).await?;
    Ok(row)
}

/// Every step has ended well: the run is one, from the address to the session.
pub fn judge_healthy(shown: &Shown, row: &mut Row) {
    row.same("outcome", shown.outcome.as_deref(), Some("healthy"));
    row.same("state", shown.state.as_str(), "done");
    for id in STEPS {
        let status = shown.status(id);
        row.check(["pass", "warn"].contains(&status), || {
            format!("step {id} is {status}")
        });
    }
    let faults: Vec<&str> = shown.codes("fault").collect();
    row.check(faults.is_empty(), || {
        format!("faults: {}", faults.join(", "))
    });
}

/// The page keeps nothing of a sign-in, neither in its storage nor in its address.
async fn nothing_left(page: &Page<'_>, row: &mut Row) -> Result<()> {
    let script =
        "return [Object.keys(sessionStorage), location.search, /code=|state=/.test(location.hash)]";
    let left = page.browser.run(script, vec![]).await?;
    row.same("what is left", left, json!([[], "", false]));
    Ok(())
}
