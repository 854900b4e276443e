//! Whether the server looks at the credential that it asks for (failures F50).

use super::{Answer, Verdict, answer, departs, tried};
use crate::checks::case::Case;
use crate::trace::purpose::NegativeTest;

pub fn made_up(case: &Case) -> Verdict {
    let tried = |test| tried(case, test, 0);
    let (Some(without), Some(with)) = (
        tried(NegativeTest::NoCredential),
        tried(NegativeTest::MadeUpCredential),
    ) else {
        return Verdict::NotAsked;
    };
    let is_guarded = match answer(without) {
        None => return Verdict::Unseen,
        Some(Answer::Result(..)) => return Verdict::Sound,
        Some(answer) => matches!(answer.status(), 401 | 403),
    };
    let is_bearer = with.request.headers.contains("authorization");
    match answer(with) {
        None => Verdict::Unseen,
        _ if !is_guarded => Verdict::Unseen,
        Some(answer @ Answer::Result(..)) => departs("token/any-accepted", with, &answer),
        Some(answer) if answer.status() == 401 || !is_bearer => Verdict::Sound,
        Some(answer) if answer.status() == 429 => Verdict::Unseen,
        Some(answer) => departs("token/invalid-status", with, &answer),
    }
}
