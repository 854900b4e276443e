use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // No text says with what the POST of HTTP+SSE is answered.
    if !case
        .opened
        .is_some_and(|opened| opened.rules().requires_202)
    {
        return;
    }
    let Some(exchange) = case.recording.find(&Purpose::Initialized) else {
        return;
    };
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
            .value("status", status.to_string())
            .value("observed", observed)
            .with([quote::outcome(exchange)]),
    );
}
