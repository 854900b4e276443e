//! GET of the endpoint is answered with 200 and something else than `text/event-stream`
//! (2025-03-26 `basic/transports`, "Listening for Messages from the Server"). Some clients take
//! this for a broken stream and connect again without end.
//!
//! Silent: at every other status, which is `get_wrong_status.rs`.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// The type decides, whatever the body holds: clients look at it before they read.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.latest(&Purpose::GetStream) else {
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
            .value(Placeholder::CONTENT_TYPE, named)
            .with([
                quote::outcome(exchange),
                quote::header(exchange, "content-type"),
            ]),
    );
}
