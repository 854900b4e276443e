//! An answer that shows strangers the inside of the server (CWE-209): file names, versions and
//! addresses help attackers, and tell users nothing.
//!
//! Silent: at successful answers, which may be about stack traces, and at refusals in words.
//! Traces are recognised by how their first line looks, so that "at noon" is none.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;

/// How the traces of Python, Node.js and Java, .NET, Go and Rust begin, as they stand in a text and in JSON.
const TRACES: [&str; 8] = [
    "Traceback (most recent call last)",
    "\n    at ",
    "\\n    at ",
    "\n\tat ",
    "\\n\\tat ",
    "\n   at ",
    "goroutine 1 [",
    "' panicked at ",
];

/// An answer that shows strangers the inside of the server.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Probe requests and negative tests are malformed on purpose, and a trace for them is as bad;
    // but they are not what a client meets.
    let found = case.client_exchanges().find_map(|exchange| {
        let body = is_refusal(exchange).then(|| exchange.body_text())?;
        let at = TRACES.iter().find_map(|trace| body.find(trace))?;
        let text = body.get(at..).unwrap_or_default().trim();
        Some((exchange, quote::cut(text, 200)))
    });
    if let Some((exchange, text)) = found {
        let draft = Draft::new("endpoint/stack-trace").with([quote::outcome(exchange)]);
        findings.add(draft.seen(exchange.id, Part::Body, text));
    }
}

/// By status or by JSON-RPC: a trace in a result is somebody's data.
fn is_refusal(exchange: &Exchange) -> bool {
    let mut messages = exchange.messages.iter();
    exchange.status().is_some_and(|status| status >= 400)
        || messages.any(|(_, message)| matches!(message, Message::Error { .. }))
}
