//! Holds `session/error-without-id`, `session/reserved-error-code`, `stream/server-request`,
//! `stream/subscription-noise`, `stream/unrequested-log`.
//!
//! What single messages must not be, on whatever exchange they come: one walk over all that an
//! open session received. The rules are those of 2025-11-25 `basic`, "Responses", and of
//! 2026-07-28, in which a server sends no requests, logs only where the request named a level,
//! and keeps a range of error codes to itself.
//!
//! Silent: at probe requests and negative tests, which are made to be answered oddly, and at the
//! second message that breaks the same rule.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// Before a session is open, odd messages are what kept it from opening, and the fault says so.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.handshake.is_none() {
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

/// What is wrong with one message, by the rules of the revision that is spoken. A log message
/// on the listening stream breaks two of them; the first says more.
fn check_message(case: &Case, exchange: &Exchange, message: &Message) -> Option<Draft> {
    let listens = exchange.purpose == Purpose::Listen;
    match message {
        // Without the id, the request waits until it times out.
        Message::Error { id: None, .. } if lacks_its_id(case, exchange) => {
            Some(Draft::new("session/error-without-id"))
        }
        // Up to 2025-11-25 only JSON-RPC's own range is reserved, and -32002 is a resource that is
        // not there.
        Message::Error {
            code: Some(code), ..
        } if case.is_modern() && is_reserved(*code) => Some(
            Draft::new("session/reserved-error-code")
                .value(Placeholder::RPC_CODE, code.to_string()),
        ),
        // Up to 2025-11-25 a server may ask the client (`sampling`, `elicitation`, `ping`). In
        // 2026-07-28 it answers that it needs input, and the client asks again.
        Message::Request { method, .. } if case.is_modern() => Some(
            Draft::new("stream/server-request").value(Placeholder::METHOD, quote::inline(method)),
        ),
        // The stream of `subscriptions/listen` has no request of its own that these could belong
        // to.
        Message::Notification { method, .. } if listens && belongs_to_a_request(method) => Some(
            Draft::new("stream/subscription-noise")
                .value(Placeholder::METHOD, quote::inline(method)),
        ),
        // No request of this program names a log level in its `_meta`, so none wants logs
        // (2026-07-28 `server/utilities/logging`).
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
    // The first request may be refused by something before the server, which knows no ids.
    let asked = matches!(exchange.purpose, Purpose::List { .. } | Purpose::Listen);
    // A refusal by status (4xx) may come from a server that did not read the body.
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
