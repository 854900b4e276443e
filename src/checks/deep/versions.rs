//! Holds `session/version-echoed`, `session/version-not-echoed`,
//! `session/version-header-unchecked`.
//!
//! How a server with a handshake agrees on a revision (2025-11-25 `basic/lifecycle`, "Version
//! Negotiation"), asked for each one that was published and for one that was not.
//!
//! Silent: at a server that answers every question with a revision that was published, if only
//! ever the same.

use super::{Answer, Outcome, agreed_version, evaluate, violation};
use crate::checks::case::Case;
use crate::checks::draft::Draft;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::mcp::invalid_requests;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::NegativeTest;

/// Every `initialize` of deep mode that was answered: what was asked for, and what was agreed to.
fn answered<'a>(case: &Case<'a>) -> Vec<(&'a Exchange, &'static str, &'a str)> {
    let asked: Vec<&'static str> = invalid_requests::versions()
        .map(|(version, _)| version)
        .collect();
    let tests = case.recording.negative_tests();
    let answers = tests.filter_map(|(test, index, exchange)| {
        // The index of a test is the place of its version in the list that was gone through.
        let asked = asked.get(usize::try_from(index).ok()?)?;
        let agreed = agreed_version(case.recording, exchange)?;
        (test == NegativeTest::Initialize).then_some((exchange, *asked, agreed))
    });
    answers.collect()
}

/// Whether deep mode got as far as asking; without an answer there is still a question.
fn was_asked(case: &Case) -> bool {
    let mut tests = case.recording.negative_tests();
    tests.any(|(test, _, _)| test == NegativeTest::Initialize)
}

/// A version that nobody published cannot be one that the server supports.
pub fn echoed(case: &Case) -> Outcome {
    if !was_asked(case) {
        return Outcome::NotAsked;
    }
    let echo = answered(case)
        .into_iter()
        .find(|(_, asked, agreed)| *asked == invalid_requests::VERSION && asked == agreed);
    match echo {
        Some((exchange, _, _)) => Outcome::Violates(
            Draft::new("session/version-echoed")
                .value(Placeholder::VERSION, invalid_requests::VERSION)
                .with([quote::outcome(exchange), quote::body(exchange)]),
        ),
        None => Outcome::Conforms,
    }
}

/// "If the server supports the requested protocol version, it MUST respond with the same version."
pub fn agreed(case: &Case) -> Outcome {
    if !was_asked(case) {
        return Outcome::NotAsked;
    }
    let answers = answered(case);
    // What was agreed to once is known, whatever it was the answer to.
    let supports = |version: &str| answers.iter().any(|(_, _, agreed)| *agreed == version);
    let wrong = answers
        .iter()
        .find(|(_, asked, agreed)| asked != agreed && supports(asked));
    match wrong {
        Some((exchange, asked, agreed)) => Outcome::Violates(
            Draft::new("session/version-not-echoed")
                .value(Placeholder::ASKED, *asked)
                .value(Placeholder::FOUND, quote::inline(agreed))
                .with([quote::outcome(exchange), quote::body(exchange)]),
        ),
        None => Outcome::Conforms,
    }
}

/// "it MUST respond with 400 Bad Request" (2025-06-18 `basic/transports`, "Protocol Version Header").
pub fn bad_header(case: &Case) -> Outcome {
    let judge = |exchange: &Exchange, answer: Answer| match answer {
        Answer::Result(..) => violation("session/version-header-unchecked", exchange, &answer),
        Answer::Error(..) | Answer::Bare(_) => Outcome::Conforms,
    };
    evaluate(case, NegativeTest::BadVersionHeader, judge)
}
