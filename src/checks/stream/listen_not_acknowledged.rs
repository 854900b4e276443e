use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Exchange;

const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.recording.find(&Purpose::Listen) else {
        return;
    };
    // Some browsers show a stream only with its first byte: then nothing was seen, and nothing is said.
    if exchange.head.is_none() || is_acknowledged(exchange) {
        return;
    }
    findings.add(
        Draft::new("stream/listen-not-acknowledged")
            .value("observed", observed(exchange))
            .with([quote::outcome(exchange), quote::body(exchange)]),
    );
}

fn is_acknowledged(exchange: &Exchange) -> bool {
    exchange.messages.iter().any(|(_, message)| match message {
        Message::Notification { method, .. } => method == ACKNOWLEDGED,
        // A server may decline with the result of an empty subscription at once (spec-silent, mcp-checks 1.2).
        Message::Response { .. } => true,
        _ => false,
    })
}

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
        _ if exchange.is_event_stream() => {
            format!("a stream without a message for {}", quote::waited(exchange))
        }
        _ => format!("status {}", exchange.status().unwrap_or_default()),
    }
}
