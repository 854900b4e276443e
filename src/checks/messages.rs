//! What single messages must not be, on whatever exchange they come. One walk over all that an open session
//! received; probes and negative tests are not looked at.

use super::case::Case;
use super::draft::{Draft, Findings};
use super::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Exchange;

pub(super) fn run(case: &Case, findings: &mut Findings) {
    if case.opened.is_none() {
        return;
    }
    for exchange in case.client_exchanges() {
        for (_, message) in &exchange.messages {
            if let Some(draft) = check_message(case, exchange, message)
                && !findings.has(&draft.code)
            {
                findings.add(draft.with([quote::outcome(exchange), quote::body(exchange)]));
            }
        }
    }
}

fn check_message(case: &Case, exchange: &Exchange, message: &Message) -> Option<Draft> {
    let listens = exchange.purpose == Purpose::Listen;
    match message {
        Message::Error { id: None, .. } if lacks_its_id(case, exchange) => {
            Some(Draft::new("session/error-without-id"))
        }
        Message::Error {
            code: Some(code), ..
        } if case.is_modern() && is_reserved(*code) => {
            Some(Draft::new("session/reserved-error-code").value("rpc_code", code.to_string()))
        }
        Message::Request { method, .. } if case.is_modern() => {
            Some(Draft::new("stream/server-request").value("method", quote::inline(method)))
        }
        Message::Notification { method, .. } if listens && belongs_to_a_request(method) => {
            Some(Draft::new("stream/subscription-noise").value("method", quote::inline(method)))
        }
        Message::Notification { method, .. }
            if case.is_modern() && method == "notifications/message" =>
        {
            Some(Draft::new("stream/unrequested-log"))
        }
        _ => None,
    }
}

/// Only an error upon a request that could not be read may go without (2025-11-25 `basic`, "Responses"). Older
/// servers refuse `server/discover` without one, before they read it; and where a list broke on it, the fault says it.
fn lacks_its_id(case: &Case, exchange: &Exchange) -> bool {
    let asked = matches!(exchange.purpose, Purpose::List { .. } | Purpose::Listen);
    let read = case.is_modern() || exchange.status().is_some_and(|status| status < 300);
    asked && read && !case.is_fault_exchange(exchange)
}

/// 2026-07-28 `basic`, "Error Codes": it keeps -32020 to -32099 for itself and has given out the first three; -32002 it took back.
fn is_reserved(code: i64) -> bool {
    matches!(code, -32_099..=-32_023 | -32_002)
}

/// 2026-07-28 `basic/patterns/subscriptions`: these go to the stream of the request that they tell of.
fn belongs_to_a_request(method: &str) -> bool {
    matches!(method, "notifications/progress" | "notifications/message")
}
