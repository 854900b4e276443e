//! What deep mode came to.

use crate::checks::deep::CheckStatus;
use crate::trace::step::Status;

/// A question, and how it was answered.
pub(crate) type Answered = (&'static str, CheckStatus);

/// All answers in a sentence or two.
pub fn summary(answers: &[Answered]) -> String {
    let count = |status| answers.iter().filter(|(_, one)| *one == status).count();
    let (violations, unseen) = (count(CheckStatus::Violates), count(CheckStatus::Unseen));
    let summary = match violations {
        0 if unseen == 0 => "Each was answered as the specification wants it.".to_owned(),
        0 => "Nothing wrong was seen.".to_owned(),
        1 => "One was answered otherwise than the specification wants; the finding says how."
            .to_owned(),
        _ => format!(
            "{violations} were answered otherwise than the specification wants; the findings say how."
        ),
    };
    match unseen {
        0 => summary,
        1 => summary + " One could not be judged.",
        _ => format!("{summary} {unseen} could not be judged."),
    }
}

/// The sign of an answer.
pub fn status(status: CheckStatus) -> Status {
    match status {
        CheckStatus::Conforms => Status::Pass,
        CheckStatus::Violates => Status::Warn,
        CheckStatus::Unseen => Status::Unseen,
    }
}
