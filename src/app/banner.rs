//! What stands above a diagnosis that a link brought: that it was recorded, or what is expected of the run.

use super::finding::capital;
use super::modes::Phase;
use super::sharing::Recorded;
use super::state::{AppState, ReportRef};
use crate::report::Report;
use crate::share::{self, Expectation, Link};

/// What is said above the verdict.
#[derive(Clone, Debug, PartialEq)]
pub enum Banner {
    /// This is an ordinary run, or none yet.
    Nothing,
    /// The diagnosis was not made here and now.
    Recorded(ReportRef, Recorded),
    /// A link asks for a run, which has not been made yet.
    Asked {
        /// What the run came to in the original, in a sentence.
        expected: String,
        /// The link names something that it does not bring.
        needs_input: bool,
    },
    /// The run that a link asked for is over.
    Compared(ReportRef, Link),
}

impl Banner {
    /// That of the run that is looked at.
    pub fn of(state: &AppState) -> Banner {
        let run = state.run();
        match (&run.recorded, &run.report) {
            (Some(recorded), Some(report)) => Banner::Recorded(report.clone(), recorded.clone()),
            _ => expected(state).unwrap_or(Banner::Nothing),
        }
    }
}

/// For a link that asks for a run: what it came to, and afterwards whether it does again.
fn expected(state: &AppState) -> Option<Banner> {
    let run = state.run();
    let link = &state.asked;
    let expected = link.expected.as_ref()?;
    match run.phase {
        Phase::AwaitingUser | Phase::Done => {
            let report = run.report.as_ref()?;
            // A comparison with the recording says as much.
            let is_asked = is_of(report, link) && run.earlier.recording.is_none();
            is_asked.then(|| Banner::Compared(report.clone(), link.clone()))
        }
        Phase::Idle if link.server.as_ref() == Some(&state.form.server) => Some(Banner::Asked {
            expected: share::expects(expected),
            needs_input: state.form.asks(),
        }),
        Phase::Idle | Phase::Starting | Phase::Running => None,
    }
}

/// Whether this is the run that a link asked for.
fn is_of(report: &Report, link: &Link) -> bool {
    let target = share::template(&report.transcript.options.server);
    link.server.as_ref() == Some(&target.server)
}

/// Whether a run came to what its link expects: a word, and the sentences after it.
pub(crate) fn reproduced(expectation: &Expectation) -> (&'static str, Vec<String>) {
    let word = match expectation.reproduced {
        true => "Reproduced",
        false => "Not reproduced",
    };
    let mut sentences = expectation.sentences.clone();
    match sentences.first_mut() {
        Some(first) => *first = after_word(first),
        None => sentences.push(String::new()),
    }
    (word, sentences)
}

/// A sentence such as `Fixed: it stopped …`, whose word stands above it already.
pub(crate) fn after_word(sentence: &str) -> String {
    let rest = sentence.split_once(": ").map_or(sentence, |(_, rest)| rest);
    capital(rest)
}
