//! The list goes on after as many pages as this program reads. Each page is a request that every
//! client has to make before it can use the server.
//!
//! Silent: where the cursor repeats itself (`across_steps/lists.rs`), and where the run stopped
//! for another reason.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::reason::Reason;
use crate::trace::step::Step;

/// The page that was read last still names a next one.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let pages: Vec<_> = case.pages("tools/list").collect();
    let more = |result: &Value| result.get("nextCursor").is_some_and(Value::is_string);
    let Some((exchange, result)) = pages.last() else {
        return;
    };
    // The engine ends the lane without a deciding exchange when it has read enough pages.
    let state = case.recording.step_state(Step::Tools);
    let cut = state.by.is_none() && state.reason == Some(Reason::Settled);
    if cut && more(result) && !findings.has("tools/pagination-loop") {
        findings.add(
            Draft::new("tools/too-many-pages")
                .value(Placeholder::PAGES, pages.len().to_string())
                .with([quote::outcome(exchange)]),
        );
    }
}
