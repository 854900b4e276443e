//! Holds `stream/event-name`, `stream/not-a-message`, `stream/event-ids`,
//! `stream/malformed-events`.
//!
//! What events of a stream must not look like, on any stream of an open session. A message
//! belongs into an event named `message` or without a name (HTML standard, 9.2), and the data of
//! such an event is one JSON-RPC message (2025-11-25 `basic/transports`, "Sending Messages"). Ids
//! of events are for resuming, which 2026-07-28 has not.
//!
//! Silent: at keep-alives of any name, at the empty data with which 2025-11-25 lets a stream
//! begin, and where the stream lost an answer: that fault says so itself
//! (`explain/list_failure_hints.rs`).

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc;
use crate::protocol::sse::{Problem, SseEvent};
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// One finding per code, with the first event that shows it: a stream that gets one event wrong
/// gets them all wrong, and a hundred quotations prove no more than one.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.handshake.is_none() {
        return;
    }
    // Only what an open session received. Before that, an odd event is what kept it from opening.
    let streams = case
        .client_exchanges()
        .filter(|exchange| exchange.is_event_stream());
    for exchange in streams.filter(|exchange| !case.is_fault_exchange(exchange)) {
        for (_, event) in &exchange.events {
            if let Some(draft) = check_event(case, exchange, event)
                && !findings.has(&draft.code)
            {
                findings.add(draft);
            }
        }
        lines(exchange, findings);
    }
}

/// The first thing that is wrong with an event. A wrong name comes first: what an event of another
/// name holds is nothing that a client reads.
fn check_event(case: &Case, exchange: &Exchange, event: &SseEvent) -> Option<Draft> {
    let data = || format!("data: {}", quote::cut(&event.data, 200));
    if let Some(name) = other_name(exchange, event) {
        let draft = Draft::new("stream/event-name").value(Placeholder::FOUND, quote::inline(name));
        return Some(draft.seen(exchange.id, Part::Body, format!("event: {name}")));
    }
    if is_no_message(exchange, event) {
        let draft = Draft::new("stream/not-a-message");
        return Some(draft.seen(exchange.id, Part::Body, data()));
    }
    // Up to 2025-11-25 a client resumes a broken stream by `Last-Event-ID`, so ids are right
    // there.
    let id = event.id.as_deref().filter(|_| case.is_modern())?;
    let text = format!("id: {}", quote::cut(id, 100));
    Some(Draft::new("stream/event-ids").seen(exchange.id, Part::Body, text))
}

/// A message in an event of another name than `message`. Keep-alives may have any.
pub fn other_name<'e>(exchange: &Exchange, event: &'e SseEvent) -> Option<&'e str> {
    let name = event.event.as_deref().filter(|name| *name != "message")?;
    // The transport of 2024-11-05 begins with an event `endpoint`, whose data is an address.
    let opens = exchange.purpose == Purpose::OpenSse && name == "endpoint";
    (!opens && holds_message(event)).then_some(name)
}

/// Data that clients read as a message, and cannot. Empty data is how 2025-11-25 lets a stream begin.
pub fn is_no_message(exchange: &Exchange, event: &SseEvent) -> bool {
    let read = event.event.as_deref().is_none_or(|name| name == "message");
    // Nothing was noted where all could be read.
    read && !exchange.problems.is_empty() && !event.data.trim().is_empty() && !holds_message(event)
}

/// Whether the data can be read as JSON-RPC, if with defects.
fn holds_message(event: &SseEvent) -> bool {
    !jsonrpc::parse(event.data.as_bytes()).0.is_empty()
}

/// What is wrong with the lines of a stream, whatever event they belong to. Three are named: a
/// stream without `data:` has as many wrong lines as a message has.
fn lines(exchange: &Exchange, findings: &mut Findings) {
    let mut words: Vec<String> = exchange
        .sse_problems
        .iter()
        .filter_map(describe_problem)
        .collect();
    // Each line of a message that lacks its `data:` is reported by itself.
    words.dedup();
    words.truncate(3);
    if !words.is_empty() && !findings.has("stream/malformed-events") {
        findings.add(
            Draft::new("stream/malformed-events")
                .value(Placeholder::PROBLEMS, words.join("; "))
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}

/// A problem of the parser as part of a sentence; none where it is no breach.
fn describe_problem(problem: &Problem) -> Option<String> {
    match problem {
        // HTML standard, 9.2.6: a stream is UTF-8, and nothing else can be declared.
        Problem::NotUtf8 { line } => Some(format!("line {line} is not UTF-8")),
        Problem::UnknownField { name, line } => Some(format!(
            "line {line} begins with `{}`, which is no field of an event",
            quote::inline(name)
        )),
        // Clients ignore the field then, and reconnect after a time of their own.
        Problem::RetryNotDigits { line, .. } => {
            Some(format!("the `retry` of line {line} is not a number"))
        }
        // Clients must ignore such an id (HTML standard, 9.2.6): it could not be sent back in a
        // header.
        Problem::IdWithNul { line } => Some(format!("the `id` of line {line} holds a NUL")),
        // Keep-alives look like this; what is too large is said elsewhere.
        Problem::EventWithoutData { .. } | Problem::EventTooLarge { .. } => None,
    }
}
