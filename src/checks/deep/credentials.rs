//! Whether the server looks at the credential that it asks for (failures F50).

use super::{Answer, Outcome, answer, test_exchange, violation};
use crate::checks::case::Case;
use crate::trace::purpose::NegativeTest;

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
        Some(Answer::Result(..)) => return Outcome::Conforms,
        Some(answer) => matches!(answer.status(), 401 | 403),
    };
    let is_bearer = with.request.headers.contains("authorization");
    match answer(with) {
        None => Outcome::Unseen,
        _ if !is_guarded => Outcome::Unseen,
        Some(answer @ Answer::Result(..)) => violation("token/any-accepted", with, &answer),
        Some(answer) if answer.status() == 401 || !is_bearer => Outcome::Conforms,
        Some(answer) if answer.status() == 429 => Outcome::Unseen,
        Some(answer) => violation("token/invalid-status", with, &answer),
    }
}
