//! What events of a stream must not look like, on any stream of an open session. Where the stream lost an
//! answer, the fault says so itself (`list_failure_hints.rs`).

use super::case::Case;
use super::draft::{Draft, Findings};
use super::finding::Part;
use super::quote;
use crate::protocol::jsonrpc;
use crate::protocol::sse::{Problem, SseEvent};
use crate::trace::purpose::Purpose;
use crate::trace::recording::Exchange;

pub(super) fn run(case: &Case, findings: &mut Findings) {
    if case.opened.is_none() {
        return;
    }
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

fn check_event(case: &Case, exchange: &Exchange, event: &SseEvent) -> Option<Draft> {
    let data = || format!("data: {}", quote::cut(&event.data, 200));
    if let Some(name) = other_name(exchange, event) {
        let draft = Draft::new("stream/event-name").value("found", quote::inline(name));
        return Some(draft.seen(exchange.id, Part::Body, format!("event: {name}")));
    }
    if is_no_message(exchange, event) {
        let draft = Draft::new("stream/not-a-message");
        return Some(draft.seen(exchange.id, Part::Body, data()));
    }
    let id = event.id.as_deref().filter(|_| case.is_modern())?;
    let text = format!("id: {}", quote::cut(id, 100));
    Some(Draft::new("stream/event-ids").seen(exchange.id, Part::Body, text))
}

/// A message in an event of another name than `message`. Keep-alives may have any.
pub fn other_name<'e>(exchange: &Exchange, event: &'e SseEvent) -> Option<&'e str> {
    let name = event.event.as_deref().filter(|name| *name != "message")?;
    let opens = exchange.purpose == Purpose::OpenSse && name == "endpoint";
    (!opens && holds_message(event)).then_some(name)
}

/// Data that clients read as a message, and cannot. Empty data is how 2025-11-25 lets a stream begin.
pub fn is_no_message(exchange: &Exchange, event: &SseEvent) -> bool {
    let read = event.event.as_deref().is_none_or(|name| name == "message");
    // Nothing was noted where all could be read.
    read && !exchange.problems.is_empty() && !event.data.trim().is_empty() && !holds_message(event)
}

fn holds_message(event: &SseEvent) -> bool {
    !jsonrpc::parse(event.data.as_bytes()).0.is_empty()
}

fn lines(exchange: &Exchange, findings: &mut Findings) {
    let mut words: Vec<String> = exchange
        .sse_problems
        .iter()
        .filter_map(describe_problem)
        .collect();
    words.dedup();
    words.truncate(3);
    if !words.is_empty() && !findings.has("stream/malformed-events") {
        findings.add(
            Draft::new("stream/malformed-events")
                .value("problems", words.join("; "))
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}

fn describe_problem(problem: &Problem) -> Option<String> {
    match problem {
        Problem::NotUtf8 { line } => Some(format!("line {line} is not UTF-8")),
        Problem::UnknownField { name, line } => Some(format!(
            "line {line} begins with `{}`, which is no field of an event",
            quote::inline(name)
        )),
        Problem::RetryNotDigits { line, .. } => {
            Some(format!("the `retry` of line {line} is not a number"))
        }
        Problem::IdWithNul { line } => Some(format!("the `id` of line {line} holds a NUL")),
        // Keep-alives look like this; what is too large is said elsewhere.
        Problem::EventWithoutData { .. } | Problem::EventTooLarge { .. } => None,
    }
}
