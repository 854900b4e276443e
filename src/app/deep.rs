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
        0 if unseen == 0 => "All answered as the specification requires.".to_owned(),
        0 => "No problem was found.".to_owned(),
        1 => "One was not answered as the specification requires; see the finding.".to_owned(),
        _ => format!(
            "{violations} were not answered as the specification requires; see the findings."
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
