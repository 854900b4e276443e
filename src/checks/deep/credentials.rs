//! Holds `token/any-accepted`, `token/invalid-status`.
//!
//! Whether the server looks at the credential that it asks for (docs/checks.md, F50): the opening
//! request is sent without one and with a made-up one. A server must validate tokens and refuse
//! invalid ones with 401 (2025-03-26 `basic/authorization`, "Token Handling").
//!
//! Silent: where the server is open without a credential, where a gate answers 429, and about the
//! status where the credential is not a bearer token, for which no text names one.

use super::{Answer, Outcome, answer, test_exchange, violation};
use crate::checks::case::Case;
use crate::trace::purpose::NegativeTest;

/// The opening request twice: first without a credential, so that it is known whether one is
/// needed, then with one that nobody issued.
pub fn made_up(case: &Case) -> Outcome {
    let tried = |test| test_exchange(case, test, 0);
    let (Some(without), Some(with)) = (
        tried(NegativeTest::NoCredential),
        tried(NegativeTest::MadeUpCredential),
    ) else {
        return Outcome::NotAsked;
    };
    let is_guarded = match answer(without) {
        None => return Outcome::Unseen,
        // Open to all: there is no credential to look at.
        Some(Answer::Result(..)) => return Outcome::Conforms,
        Some(answer) => matches!(answer.status(), 401 | 403),
    };
    // A key in a header of the server's own comes with no rule about the status.
    let is_bearer = with.request.headers.contains("authorization");
    match answer(with) {
        None => Outcome::Unseen,
        // A refusal for another reason than the credential, such as 400, proves nothing about it.
        _ if !is_guarded => Outcome::Unseen,
        Some(answer @ Answer::Result(..)) => violation("token/any-accepted", with, &answer),
        Some(answer) if answer.status() == 401 || !is_bearer => Outcome::Conforms,
        // Asked too often: the credential was not looked at.
        Some(answer) if answer.status() == 429 => Outcome::Unseen,
        // Whatever else it is, 403 and 500 included: clients sign in anew at 401 only (RFC 6750,
        // 3.1).
        Some(answer) => violation("token/invalid-status", with, &answer),
    }
}
