//! Defects of JSON-RPC messages that could be read all the same (2025-11-25 `basic`, "Messages"):
//! `jsonrpc` is missing, an `error` of `null` stands beside a result. Strict clients reject the
//! message, and the call with it (docs/checks.md, F32).
//!
//! Silent: at refusals (4xx). Gateways and older servers write them in forms of their own, and
//! whether one is understood is the engine's matter.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Problem;
use crate::trace::exchange::Exchange;

/// Defects of messages that could be read all the same. Refusals (4xx) are left alone: gateways and older
/// servers write them in forms of their own, and whether one is understood is the engine's matter.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.handshake.is_none() {
        return;
    }
    // Judged are all exchanges of the run, also those whose outcome it could do without.
    let accepted = |exchange: &&Exchange| exchange.status().is_some_and(|status| status < 300);
    let defects = case
        .recording
        .exchanges
        .iter()
        .filter(accepted)
        .find_map(|exchange| {
            let mut words: Vec<&str> = exchange
                .problems
                .iter()
                .filter_map(describe_problem)
                .collect();
            // One message has a problem once for each of its members.
            words.dedup();
            (!words.is_empty()).then_some((exchange, words))
        });
    if let Some((exchange, words)) = defects {
        findings.add(
            Draft::new("session/malformed-envelope")
                .value(Placeholder::PROBLEMS, words.join("; "))
                .with([quote::outcome(exchange), quote::body(exchange)]),
        );
    }
}

/// A problem of the parser as part of a sentence; none where it is not for this check.
fn describe_problem(problem: &Problem) -> Option<&'static str> {
    match problem {
        Problem::VersionMissing => Some("`jsonrpc` is missing"),
        Problem::VersionWrong => Some("`jsonrpc` is not `\"2.0\"`"),
        Problem::ErrorNullWithResult => Some("`\"error\": null` stands beside a result"),
        Problem::ResultNullWithError => Some("`\"result\": null` stands beside an error"),
        Problem::ResultAndError => Some("a result and an error stand side by side"),
        Problem::MethodInResponse => Some("a `method` stands in an answer"),
        // JSON-RPC 2.0, 4: numbers should not contain fractional parts, and MCP has integers only.
        Problem::IdFractional => Some("the `id` is a number with a fraction"),
        Problem::ErrorCodeMissing => Some("an error has no `code`"),
        Problem::ErrorCodeWrongType => Some("the `code` of an error is not an integer"),
        Problem::ErrorMessageMissing => Some("an error has no `message`"),
        Problem::ErrorMessageWrongType => Some("the `message` of an error is not a text"),
        // RFC 8259, 8.1: not to be added.
        Problem::ByteOrderMark => Some("a byte order mark precedes the message"),
        Problem::TrailingBytes { .. } => Some("other text follows the message"),
        // These keep the answer from being read, or the engine judges them.
        Problem::NotJson { .. }
        | Problem::NotUtf8 { .. }
        | Problem::TooDeep
        | Problem::LeftOut { .. }
        | Problem::Batch { .. }
        | Problem::NotObject(_)
        | Problem::NotJsonRpc
        | Problem::IdMissing
        | Problem::IdNull
        | Problem::IdWrongType(_)
        | Problem::MethodWrongType(_)
        | Problem::ParamsWrongType(_)
        | Problem::Neither
        | Problem::ResultWrongType(_)
        | Problem::ErrorWrongType(_) => None,
    }
}
