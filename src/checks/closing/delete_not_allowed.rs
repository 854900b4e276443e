use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// Every POST of this session passed, with the same headers: what the preflight refuses is the method.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.opened.is_none() {
        return;
    }
    let Some(exchange) = case.recording.find(&Purpose::Delete) else {
        return;
    };
    if exchange.failed_opaquely() {
        findings.add(Draft::new("closing/delete-not-allowed").with([quote::outcome(exchange)]));
    }
}
