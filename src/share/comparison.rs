//! What a comparison comes to.

use crate::checks::finding::Severity;
use crate::trace::step::{Status, Step};

/// What became of a server between two runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What became of it, in one word.
    pub change: Change,
    /// The change in one sentence.
    pub sentence: String,
    /// Findings that only the later run has, without the one that the sentence names.
    pub new: Vec<Noticed>,
    /// Findings that only the earlier run has.
    pub gone: Vec<Noticed>,
    /// Steps and lanes of the survey that ended otherwise.
    pub steps: Vec<StepChange>,
    /// How long each step took that both runs timed.
    pub timings: Vec<Timing>,
    /// How long the earlier run took, in milliseconds.
    pub before_ms: f64,
    /// How long the later run took, in milliseconds.
    pub after_ms: f64,
    /// What was not the same for both runs, in sentences: it may be the whole difference.
    pub circumstances: Vec<String>,
}

/// What became of a server between two runs, in one word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// Both runs stopped for the same reason, as far as can be told.
    SameFailure,
    /// The later run stopped for another reason, or at another step.
    OtherFailure,
    /// What stopped the earlier run is gone.
    Fixed,
    /// The earlier run was healthy or waited for credentials, and the later one failed.
    BrokenNow,
    /// Healthy both times.
    StillHealthy,
    /// Both times only the credentials were missing.
    StillWaiting,
    /// The server asks for credentials where it opened a session before.
    AsksNow,
    /// One of the runs was stopped, is not over, or did not look where the other one did.
    Undecided,
}

/// A finding, as lists show it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Noticed {
    /// Its code.
    pub code: &'static str,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: Severity,
}

/// A step that ended otherwise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StepChange {
    /// The step.
    pub step: Step,
    /// What became of it in the earlier run.
    pub before: Status,
    /// What became of it in the later run.
    pub after: Status,
}

/// How long a step took in both runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// The step.
    pub step: Step,
    /// In the earlier run, in milliseconds.
    pub before_ms: f64,
    /// In the later run, in milliseconds.
    pub after_ms: f64,
}

/// Whether a run came to what its link expects.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expectation {
    /// Outcome, step and code are those that the link names, or its code is among the candidates of the verdict.
    pub reproduced: bool,
    /// `Reproduced: …` or `Not reproduced: …`, and why, as far as this page can know.
    pub sentences: Vec<String>,
}
