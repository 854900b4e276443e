//! Holds `endpoint/parse-error-status`, `session/ping-refused`,
//! `session/unknown-method-accepted`, `session/unknown-method-status`, `tools/invalid-cursor`.
//!
//! What is wrong with a message by itself, whatever the revision: a body that is no JSON, a
//! method that nobody implements, a cursor that nobody gave out (JSON-RPC 2.0, 5.1;
//! `server/utilities/pagination`).
//!
//! Silent: at refusals in other words than the text's, as long as they are refusals; no revision
//! before 2026-07-28 says which status belongs to an unknown method.

use super::{Answer, Outcome, evaluate, violation};
use crate::checks::case::Case;
use crate::protocol::mcp::era::{INVALID_PARAMS, METHOD_NOT_FOUND, PARSE_ERROR};
use crate::trace::exchange::Exchange;
use crate::trace::purpose::NegativeTest;

/// A method that no specification and no server has. A result for it means that the method is not
/// looked at.
pub fn unknown_method(case: &Case) -> Outcome {
    let rules = case.handshake.map(|handshake| handshake.rules());
    let is_404_demanded = rules.is_some_and(|rules| rules.unknown_method_is_404);
    evaluate(
        case,
        NegativeTest::UnknownMethod,
        |exchange, answer| match answer {
            // A success without an answer is worse than a wrong error: the client waits for one.
            Answer::Result(..) | Answer::Bare(200..=299) => {
                violation("session/unknown-method-accepted", exchange, &answer)
            }
            // Only 2026-07-28 says which status (`basic/transports/streamable-http`).
            Answer::Error(status, METHOD_NOT_FOUND, _) if is_404_demanded && status != 404 => {
                violation("session/unknown-method-status", exchange, &answer)
            }
            Answer::Error(..) | Answer::Bare(_) => Outcome::Conforms,
        },
    )
}

/// "The receiver MUST respond promptly with an empty response" (2025-11-25 `basic/utilities/ping`). Any result will do.
pub fn ping(case: &Case) -> Outcome {
    evaluate(case, NegativeTest::Ping, |exchange, answer| match answer {
        Answer::Result(..) => Outcome::Conforms,
        Answer::Error(..) | Answer::Bare(_) => violation("session/ping-refused", exchange, &answer),
    })
}

/// A refusal in the words of HTTP or in those of JSON-RPC will do: no revision says which.
pub fn not_json(case: &Case) -> Outcome {
    let judge = |exchange: &Exchange, answer: Answer| match answer {
        Answer::Error(_, PARSE_ERROR, _) => Outcome::Conforms,
        _ if (400..500).contains(&answer.status()) => Outcome::Conforms,
        _ => violation("endpoint/parse-error-status", exchange, &answer),
    };
    evaluate(case, NegativeTest::NotJson, judge)
}

/// `Invalid params` is the error that the text names (2025-03-26 `server/utilities/pagination`,
/// "Error Handling": SHOULD), so a result and any other error are both told, as a note.
pub fn bad_cursor(case: &Case) -> Outcome {
    let judge = |exchange: &Exchange, answer: Answer| match answer {
        Answer::Error(_, INVALID_PARAMS, _) => Outcome::Conforms,
        _ => violation("tools/invalid-cursor", exchange, &answer),
    };
    evaluate(case, NegativeTest::BadCursor, judge)
}
