use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.recording.find(&Purpose::Delete) else {
        return;
    };
    let Some(status) = exchange.status() else {
        return;
    };
    if !matches!(status, 200..=299 | 405) {
        findings.add(
            Draft::new("closing/delete-failed")
                .value("status", status.to_string())
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}
