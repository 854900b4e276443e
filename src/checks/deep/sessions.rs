//! Holds `session/missing-id-status`, `session/unknown-id-status`, `closing/usable-after-end`.
//!
//! How a server answers where a session is missing, unknown or over (2025-11-25
//! `basic/transports`, "Session Management"). Clients open a new session at 404, and at nothing
//! else.
//!
//! Silent: at servers that issue no ids or answer without them, at 429, and about the ended
//! session where every unknown one gets the same wrong status.

use super::{Outcome, answer, test_exchange, violation};
use crate::checks::case::Case;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::NegativeTest;

/// "SHOULD respond to requests without an MCP-Session-Id header with HTTP 400 Bad Request". Who needs no id is free
/// to answer.
pub fn without_id(case: &Case) -> Outcome {
    expect_status(
        case,
        NegativeTest::NoSessionId,
        "session/missing-id-status",
        |status| matches!(status, 200..=299 | 400),
    )
}

/// 400 is what a server says that finds the id malformed (docs/checks.md, F24: 401 and 503 make clients start anew or give up).
pub fn unknown_id(case: &Case) -> Outcome {
    expect_status(
        case,
        NegativeTest::UnknownSessionId,
        "session/unknown-id-status",
        |status| matches!(status, 200..=299 | 400 | 404),
    )
}

/// "it MUST respond to requests containing that session ID with HTTP 404 Not Found".
pub fn after_end(case: &Case) -> Outcome {
    let outcome = expect_status(
        case,
        NegativeTest::EndedSession,
        "closing/usable-after-end",
        |status| status == 404,
    );
    let status = |test| test_exchange(case, test, 0).and_then(Exchange::status);
    let is_unknown = status(NegativeTest::EndedSession) == status(NegativeTest::UnknownSessionId);
    match (outcome, unknown_id(case)) {
        // It has forgotten the session, and what it says of those is told already.
        // One wrong status for every session that is not there: that is one cause.
        (Outcome::Violates(_), Outcome::Violates(_)) if is_unknown => Outcome::Unseen,
        (outcome, _) => outcome,
    }
}

/// A 401 counts here: it is one of the wrong answers.
fn expect_status(
    case: &Case,
    test: NegativeTest,
    code: &'static str,
    is_right: fn(u16) -> bool,
) -> Outcome {
    let Some(exchange) = test_exchange(case, test, 0) else {
        return Outcome::NotAsked;
    };
    match answer(exchange) {
        None => Outcome::Unseen,
        Some(answer) if answer.status() == 429 => Outcome::Unseen,
        Some(answer) if is_right(answer.status()) => Outcome::Conforms,
        Some(answer) => violation(code, exchange, &answer),
    }
}
