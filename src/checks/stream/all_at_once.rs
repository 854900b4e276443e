//! An answer came as an event stream, and all of its events at one moment, long after the
//! request: a proxy or a compressor collected them. Progress and partial results then reach the
//! user only at the end.
//!
//! Silent: at one or two events, which are naturally one piece, at answers that came at once, and
//! at streams that are not the answer to a request.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// Fewer events say nothing: an answer with one notification before it is naturally one piece.
const EVENTS: usize = 3;

/// What comes sooner was hardly held back.
const HELD_MS: f64 = 1000.0;

/// The first such answer; what holds one stream back holds back every other.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let held = case.recording.exchanges.iter().find_map(|exchange| {
        // These are open for as long as the session is, and have nothing to deliver.
        let answers = !matches!(
            exchange.purpose,
            Purpose::OpenSse | Purpose::GetStream | Purpose::Listen
        );
        answers
            .then(|| held_back(exchange))
            .flatten()
            .map(|after| (exchange, after))
    });
    if let Some((exchange, after)) = held {
        let text = format!(
            "{} events at once, {} after the request",
            exchange.events.len(),
            quote::duration(after)
        );
        findings.add(
            Draft::new("stream/all-at-once")
                .value(Placeholder::EVENTS, exchange.events.len().to_string())
                .value(Placeholder::WAITED, quote::duration(after))
                .seen(exchange.id, Part::Timing, text),
        );
    }
}

/// How long after the request all events came together, if they did.
fn held_back(exchange: &Exchange) -> Option<f64> {
    let (first, _) = exchange.events.first()?;
    let (last, _) = exchange.events.last()?;
    let after = first - exchange.sent_at;
    // Five milliseconds are the grain of the clock that a page gets.
    let together = exchange.events.len() >= EVENTS && last - first < 5.0;
    (together && after >= HELD_MS).then_some(after)
}
