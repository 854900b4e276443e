//! The first request, `server/discover`, was refused with an error code of a draft of 2026-07-28
//! ("changelog", Error codes). Clients of the published revision do not recognise it and take the
//! server for an older one.
//!
//! Silent: where the words beside the number mean something else. Older servers use -32001 for a
//! session that is gone.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::purpose::Purpose;

/// Older servers use these numbers for other things (-32001 for a session that is gone), so the words
/// beside them have to fit as well.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Only the first request: later errors with these numbers may be the server's own.
    let Some(exchange) = case.latest(&Purpose::Discover) else {
        return;
    };
    for (_, message) in &exchange.messages {
        let Message::Error {
            code: Some(code),
            message,
            data,
            ..
        } = message
        else {
            continue;
        };
        if is_of_draft(*code, message, data.as_ref()) {
            findings.add(
                Draft::new("session/draft-codes")
                    .value(Placeholder::RPC_CODE, code.to_string())
                    .value(Placeholder::MESSAGE, quote::inline(message))
                    .with([quote::outcome(exchange), quote::body(exchange)]),
            );
        }
    }
}

/// The numbers of the drafts were all in use elsewhere, so each needs words that only the draft's
/// meaning has.
fn is_of_draft(code: i64, message: &str, data: Option<&Value>) -> bool {
    let message = message.to_ascii_lowercase();
    match code {
        // Headers that do not match the body.
        -32001 => message.contains("header") && !message.contains("session"),
        // A capability that the client lacks.
        -32003 => message.contains("capabilit"),
        // A version that the server does not support.
        -32004 => {
            message.contains("version") || data.is_some_and(|data| data.get("supported").is_some())
        }
        _ => false,
    }
}
