//! What deep mode came to.

use crate::checks::deep::Stand;
use crate::engine::step::Status;

/// A question, and how it was answered.
pub type Answered = (&'static str, Stand);

/// All answers in a sentence or two.
pub fn summary(answers: &[Answered]) -> String {
    let count = |stand| answers.iter().filter(|(_, one)| *one == stand).count();
    let (departs, unseen) = (count(Stand::Departs), count(Stand::Unseen));
    let summary = match departs {
        0 if unseen == 0 => "Each was answered as the specification wants it.".to_owned(),
        0 => "Nothing wrong was seen.".to_owned(),
        1 => "One was answered otherwise than the specification wants; the finding says how."
            .to_owned(),
        _ => format!(
            "{departs} were answered otherwise than the specification wants; the findings say how."
        ),
    };
    match unseen {
        0 => summary,
        1 => summary + " One could not be judged.",
        _ => format!("{summary} {unseen} could not be judged."),
    }
}

/// The sign of an answer.
pub fn status(stand: Stand) -> Status {
    match stand {
        Stand::Sound => Status::Pass,
        Stand::Departs => Status::Warn,
        Stand::Unseen => Status::Unseen,
    }
}
