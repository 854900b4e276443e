//! DELETE of the session was answered with something else than success or 405. A server answers
//! 2xx, or 405 if it does not let clients end sessions (2025-03-26 `basic/transports`, "Session
//! Management": SHOULD).
//!
//! Silent: at 405, and where DELETE never got as far as the server.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// Any 2xx will do: the text says neither 200 nor 204. Without a status the browser hid the answer,
/// which `delete_not_allowed.rs` looks at.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.latest(&Purpose::Delete) else {
        return;
    };
    let Some(status) = exchange.status() else {
        return;
    };
    if !matches!(status, 200..=299 | 405) {
        findings.add(
            Draft::new("closing/delete-failed")
                .value(Placeholder::STATUS, status.to_string())
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}
