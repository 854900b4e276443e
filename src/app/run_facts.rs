//! What the page needs of an engine's run beyond the report: read when the run has changed, not when it is drawn.

use std::sync::Arc;

use super::auth::AuthStep;
use crate::checks::case::Case;
use crate::checks::deep::{self, CheckStatus};
use crate::engine::Run;
use crate::redact::Redacted;
use crate::report::Report;
use crate::share;
use crate::trace::recording::Recording;

/// What there is to go on with. Nothing of it while the run is on.
#[derive(Debug, Default)]
pub struct RunFacts {
    /// The engine works: no control of the panels is of use.
    pub is_running: bool,
    /// Where deep mode can be asked for, or was.
    pub deep: Option<DeepMode>,
    /// What there is to sign in with.
    pub auth: Option<Arc<AuthStep>>,
    /// Signing in brought a refresh token that can be tried.
    pub can_refresh: bool,
}

/// Deep mode: what it asks, and how that was answered.
#[derive(Clone, Debug, PartialEq)]
pub enum DeepMode {
    /// It can be asked for.
    Offered {
        /// The server speaks the modern era, which has no sessions.
        is_modern: bool,
        /// What it asks.
        questions: Vec<&'static str>,
    },
    /// It is on, with these questions.
    Running(Vec<&'static str>),
    /// It is over: each question, and how it was answered.
    Done(Vec<(&'static str, CheckStatus)>),
}

impl RunFacts {
    /// Of a run that is on.
    pub(crate) fn running(run: &Run) -> RunFacts {
        let has_begun = has_begun(run.recording());
        RunFacts {
            is_running: true,
            deep: has_begun.then(|| DeepMode::Running(questions(&case(run)))),
            ..RunFacts::default()
        }
    }

    /// Of a run that is over or waits.
    pub fn read(run: &Run) -> RunFacts {
        let recording = run.recording();
        let is_over = recording.done_at.is_some();
        let deep = if is_over && run.can_run_deep_mode() {
            let case = case(run);
            Some(DeepMode::Offered {
                is_modern: case.is_modern(),
                questions: questions(&case),
            })
        } else {
            (is_over && has_begun(recording))
                .then(|| DeepMode::Done(deep::check_statuses(&case(run))))
        };
        RunFacts {
            is_running: false,
            deep,
            auth: AuthStep::read(run).map(Arc::new),
            can_refresh: is_over
                && run
                    .auth_options()
                    .is_some_and(|options| options.can_refresh),
        }
    }

    /// Of a recording, with which nobody can go on.
    pub(crate) fn of_recording(report: &Redacted<Report>) -> RunFacts {
        let answered = || {
            let recording = Recording::from_transcript(&report.transcript);
            deep::check_statuses(&Case::new(&report.transcript, &recording))
        };
        RunFacts {
            deep: share::is_deep(report).then(|| DeepMode::Done(answered())),
            ..RunFacts::default()
        }
    }

    /// Whether deep mode can be asked for.
    pub fn offers_deep(&self) -> bool {
        matches!(self.deep, Some(DeepMode::Offered { .. }))
    }
}

fn has_begun(recording: &Recording) -> bool {
    recording.negative_tests().next().is_some()
}

fn case(run: &Run) -> Case<'_> {
    Case::new(run.transcript(), run.recording())
}

fn questions(case: &Case) -> Vec<&'static str> {
    deep::deep_checks(case)
        .map(|check| check.description)
        .collect()
}
