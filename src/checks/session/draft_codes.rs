use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::purpose::Purpose;

/// Older servers use these numbers for other things (-32001 for a session that is gone), so the words
/// beside them have to fit as well.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.recording.find(&Purpose::Discover) else {
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
                    .value("rpc_code", code.to_string())
                    .value("message", quote::inline(message))
                    .with([quote::outcome(exchange), quote::body(exchange)]),
            );
        }
    }
}

fn is_of_draft(code: i64, message: &str, data: Option<&Value>) -> bool {
    let message = message.to_ascii_lowercase();
    match code {
        -32001 => message.contains("header") && !message.contains("session"),
        -32003 => message.contains("capabilit"),
        -32004 => {
            message.contains("version") || data.is_some_and(|data| data.get("supported").is_some())
        }
        _ => false,
    }
}
