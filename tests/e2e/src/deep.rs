//! Asks for deep mode, as a user does: reads what will be sent, presses the button and waits.

use std::collections::BTreeSet;
use std::time::Duration;

use faultfinder_lab::{Lab, Logged};
use serde_json::{Value, json};

use crate::case::Row;
use crate::failure::Result;
use crate::page::{Page, Shown};

const LIMIT: Duration = Duration::from_secs(60);

/// More than this nobody has to bear. Preflights, which a browser adds of its own accord, are not counted.
const MOST: usize = 90;

/// What nobody but deep mode sends.
const MARKS: [&str; 5] = [
    "1900-01-01",
    "faultfinder/does-not-exist",
    "faultfinder-invalid-cursor",
    "Bearer faultfinder-probe",
    "00000000-0000-4000-8000-000000000000",
];

/// The log of the server that is asked, where it is the lab's.
#[derive(Clone, Copy)]
pub struct Listening<'a> {
    pub lab: &'a Lab,
    pub cause: &'a str,
}

impl Listening<'_> {
    fn requests(self) -> Vec<Logged> {
        let log = self.lab.log(self.cause).into_iter();
        log.filter(|request| request.method != "OPTIONS").collect()
    }
}

/// What deep mode came to.
pub struct Deep {
    pub shown: Shown,
    /// The codes that were not there before.
    pub fresh: BTreeSet<String>,
}

/// Goes on with a run that has ended well. What is wrong about it goes into the row.
pub async fn ask(page: &Page<'_>, server: Option<Listening<'_>>, row: &mut Row) -> Result<Deep> {
    let before = page.shown().await?;
    row.same(
        "outcome before deep mode",
        before.outcome.as_deref(),
        Some("healthy"),
    );
    let faults: Vec<&str> = before.codes("fault").collect();
    row.check(faults.is_empty(), || {
        format!("faults before deep mode: {}", faults.join(", "))
    });
    page.wait_for_element("[data-panel=deep][data-stage=offered]")
        .await?;
    says_what_it_sends(page, row).await?;
    if let Some(server) = server {
        let early: Vec<String> = server.requests().iter().filter_map(mark).collect();
        row.check(early.is_empty(), || {
            format!("sent without being asked for: {}", early.join(", "))
        });
        server.lab.clear_log(Some(server.cause));
    }
    page.browser
        .click("[data-panel=deep] [data-action=deep]")
        .await?;
    let ended = "html:has(main[data-state=done]) [data-panel=deep][data-stage=done]";
    page.wait_at_most(LIMIT, ended).await?;
    if let Some(server) = server {
        count(&server.requests(), server.cause, row);
    }
    let shown = page.shown().await?;
    row.check(shown.exchanges > before.exchanges, || {
        "deep mode shows no exchange".into()
    });
    let was = |code: &str| before.findings.iter().any(|finding| finding.code == code);
    let fresh = shown.findings.iter().map(|finding| finding.code.clone());
    let fresh = fresh.filter(|code| !was(code)).collect();
    Ok(Deep { shown, fresh })
}

/// The panel has a list, each item of which says something.
async fn says_what_it_sends(page: &Page<'_>, row: &mut Row) -> Result<()> {
    let script = "return [...document.querySelectorAll('[data-panel=deep] li')].map(item => item.innerText.trim())";
    let items = page.browser.run(script, vec![]).await?;
    let items = items.as_array().cloned().unwrap_or_default();
    let whole = !items.is_empty() && items.iter().all(|item| *item != json!(""));
    row.check(whole, || {
        format!("the panel says of what it will send: {items:?}")
    });
    Ok(())
}

/// The mark of deep mode that a request carries.
fn mark(request: &Logged) -> Option<String> {
    let holds = |mark: &str| {
        let mut headers = request.headers.iter();
        request.body.contains(mark) || headers.any(|(_, value)| value.contains(mark))
    };
    let marked = MARKS.iter().find(|mark| holds(mark));
    let is_json = request
        .headers
        .iter()
        .any(|(name, value)| name == "content-type" && value == "application/json");
    let is_broken = is_json && serde_json::from_str::<Value>(&request.body).is_err();
    let broken = is_broken.then_some("broken JSON");
    marked.copied().or(broken).map(str::to_owned)
}

fn count(requests: &[Logged], cause: &str, row: &mut Row) {
    let sent = requests.len();
    row.check((1..=MOST).contains(&sent), || {
        format!("deep mode sent {sent} requests, of {MOST} at most")
    });
    row.check(
        requests.iter().any(|request| mark(request).is_some()),
        || "deep mode sent nothing that only it sends".into(),
    );
    row.notes
        .push(format!("{cause}: {sent} requests in deep mode"));
}
