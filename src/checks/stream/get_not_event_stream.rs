use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.recording.find(&Purpose::GetStream) else {
        return;
    };
    if exchange.status() != Some(200) || exchange.is_event_stream() {
        return;
    }
    let named = match exchange.content_type().as_str() {
        "" => "no content type".to_owned(),
        name => format!("`{}`", quote::inline(name)),
    };
    findings.add(
        Draft::new("stream/get-not-event-stream")
            .value("content_type", named)
            .with([
                quote::outcome(exchange),
                quote::header(exchange, "content-type"),
            ]),
    );
}
