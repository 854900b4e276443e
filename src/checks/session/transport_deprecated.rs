use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.opened.is_some_and(|opened| opened.is_http_sse()) {
        let stream = case.recording.find(&Purpose::OpenSse);
        findings.add(Draft::new("session/transport-deprecated").with(stream.map(quote::outcome)));
    }
}
