//! The browser did not let DELETE pass: the preflight does not allow the method (Fetch standard,
//! 4.9). Browser clients then leave each session open until it expires.
//!
//! Silent: where the session never opened, since the preflight may then refuse more than the
//! method.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// Every POST of this session passed, with the same headers: what the preflight refuses is the method.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.handshake.is_none() {
        return;
    }
    let Some(exchange) = case.latest(&Purpose::Delete) else {
        return;
    };
    // A server that is gone by now would look the same; but it answered the lists a moment before.
    if exchange.failed_opaquely() {
        findings.add(Draft::new("closing/delete-not-allowed").with([quote::outcome(exchange)]));
    }
}
