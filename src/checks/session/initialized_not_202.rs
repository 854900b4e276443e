//! `notifications/initialized` is answered with 202 and no body (2025-03-26 `basic/transports`,
//! "Sending Messages to the Server"). Some clients stop at another status, or at a body that they
//! cannot read (docs/checks.md, F22).
//!
//! Silent: over HTTP+SSE, for which no text names a status, and at refusals, which are faults.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// The status and the body in one finding: both are what one line of a handler says.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // No text says with what the POST of HTTP+SSE is answered.
    if !case
        .handshake
        .is_some_and(|handshake| handshake.rules().requires_202)
    {
        return;
    }
    let Some(exchange) = case.latest(&Purpose::Initialized) else {
        return;
    };
    // A refusal ended the run, and is explained there.
    let Some(status @ 200..=299) = exchange.status() else {
        return;
    };
    let body = exchange.body_text();
    if status == 202 && body.trim().is_empty() {
        return;
    }
    let observed = match body.trim().is_empty() {
        true => format!("status {status}"),
        false => format!("status {status} and the body `{}`", quote::inline(&body)),
    };
    findings.add(
        Draft::new("session/initialized-not-202")
            .value(Placeholder::STATUS, status.to_string())
            .value(Placeholder::OBSERVED, observed)
            .with([quote::outcome(exchange)]),
    );
}
