use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::engine::wire::ResponseKind;

/// In a browser a missing header and a hidden one look the same; elsewhere every header can be read.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // With a credential sent and refused, what else the server would take is beside the point.
    if case.stop.step.is_some() {
        return;
    }
    let Some(exchange) = unauthorized(case) else {
        return;
    };
    let filtered = exchange
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::Cors);
    if filtered && exchange.header("www-authenticate").is_none() {
        findings.add(
            Draft::new("challenge/header-unreadable")
                .with([quote::header(exchange, "www-authenticate")]),
        );
    }
}
