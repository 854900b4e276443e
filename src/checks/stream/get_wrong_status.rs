//! GET of the endpoint is answered neither with a stream nor with 405 (2025-03-26
//! `basic/transports`, "Listening for Messages from the Server": MUST). Some clients end the
//! session at another status (docs/checks.md, F21).
//!
//! Silent: at 200 of any type, and where the browser shows no status.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// 401 counts as well: the same credential went with it as with every POST before.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.latest(&Purpose::GetStream) else {
        return;
    };
    let Some(status) = exchange.status() else {
        return;
    };
    if !matches!(status, 200 | 405) {
        findings.add(
            Draft::new("stream/get-wrong-status")
                .value(Placeholder::STATUS, status.to_string())
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}
