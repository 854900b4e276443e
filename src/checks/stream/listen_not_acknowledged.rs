//! `subscriptions/listen` is acknowledged by a notification before anything else (2026-07-28
//! `basic/patterns/subscriptions`). A client that waits for it never learns of changes to the
//! lists.
//!
//! Silent: where nothing of the stream was seen. A result is no acknowledgement: it ends the subscription.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// The notification that has to come first.
const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";

/// Only asked of servers that declare notifications of changes; a server without them may refuse
/// the method.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.latest(&Purpose::Listen) else {
        return;
    };
    // Some browsers show a stream only with its first byte: then nothing was seen, and nothing is said.
    if exchange.head.is_none() || is_acknowledged(exchange) {
        return;
    }
    findings.add(
        Draft::new("stream/listen-not-acknowledged")
            .value(Placeholder::OBSERVED, observed(exchange))
            .with([quote::outcome(exchange), quote::body(exchange)]),
    );
}

/// Whether a client can go on.
fn is_acknowledged(exchange: &Exchange) -> bool {
    exchange.messages.iter().any(|(_, message)| match message {
        Message::Notification { method, .. } => method == ACKNOWLEDGED,
        _ => false,
    })
}

/// What came instead, as part of a sentence: the first message, or that there was none.
fn observed(exchange: &Exchange) -> String {
    let first = exchange.messages.first().map(|(_, message)| message);
    match first {
        Some(Message::Error { code, message, .. }) => {
            let code = code.map_or_else(|| "no code".into(), |code| code.to_string());
            format!("error {code}: `{}`", quote::inline(message))
        }
        Some(Message::Notification { method, .. } | Message::Request { method, .. }) => {
            format!("`{}` as its first message", quote::inline(method))
        }
        Some(Message::Response { .. }) => "its result, which ends the subscription".into(),
        _ if exchange.is_event_stream() => {
            format!("a stream without a message for {}", quote::waited(exchange))
        }
        _ => format!("status {}", exchange.status().unwrap_or_default()),
    }
}
