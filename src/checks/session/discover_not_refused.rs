//! A server of an earlier revision does not know `server/discover`, and has to refuse it as any unknown method: with the
//! JSON-RPC error -32601 (JSON-RPC 2.0, 5.1). Here something else came back, and `initialize` opened the session all
//! the same. Clients of 2026-07-28 ask first, and some stop there.
//!
//! Silent: at any JSON-RPC error, whatever its code, and at a status 4xx without one, which frameworks give for a missing
//! session; at an answer that the browser hid, which is `cors/errors_hidden.rs`.

use crate::checks::case::{Case, request_id};
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// The exchange is one that the run could do without: `initialize` answered. It is judged all the same, for clients of
/// 2026-07-28 meet it first.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake.filter(|handshake| !handshake.is_modern()) else {
        return;
    };
    let discover = case.recording.exchanges.iter().find(|exchange| {
        exchange.purpose == Purpose::Discover
            && exchange.origin == handshake.exchange.origin
            && exchange.id < handshake.exchange.id
    });
    let Some((exchange, observed)) = discover.and_then(|found| Some((found, observed(found)?)))
    else {
        return;
    };
    findings.add(
        Draft::new("session/discover-not-refused")
            .value(Placeholder::OBSERVED, observed)
            .with([quote::outcome(exchange), quote::body(exchange)]),
    );
}

/// What came in place of a refusal.
fn observed(exchange: &Exchange) -> Option<String> {
    // What the browser hid has no status.
    let status = exchange.status()?;
    match status {
        500..=599 => return Some(status.to_string()),
        200..=299 => {}
        // Statuses of the 4xx are how frameworks say that a session is missing; no client minds.
        _ => return None,
    }
    let mut answers = exchange.messages.iter().map(|(_, message)| message);
    let observed = match answers.find(|message| message.is_answer()) {
        // Gateways leave the id of a refusal out.
        Some(answer @ Message::Error { .. })
            if answer.id().is_none() || answer.id() == request_id(exchange).as_ref() =>
        {
            return None;
        }
        Some(Message::Error { .. }) => "an error with another id".to_owned(),
        Some(_) => "a result of another method".to_owned(),
        None if exchange.body_text().trim().is_empty() => format!("{status} with an empty body"),
        None if exchange.content_type() == "text/html" => format!("{status} with an HTML page"),
        None => format!("{status} without a JSON-RPC response"),
    };
    Some(observed)
}
