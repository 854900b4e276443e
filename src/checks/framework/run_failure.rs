//! Why a run ended before its time: the first of the eleven steps that failed, before any evidence
//! was pasted. Evidence can pass that step later; what is explained is still what this page met.

use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::recording::{Recording, StepState};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{EventKind, Transcript};
use crate::trace::wire::Id;

/// Where the run of this page broke, before anything was pasted.
#[derive(Clone, Debug, Default)]
pub struct RunFailure {
    /// The first of the eleven steps that failed.
    pub step: Option<Step>,
    /// What it failed on.
    pub fault: Option<Fault>,
    /// The exchange or probe that decided it.
    pub by: Option<Id>,
    /// How that step stood.
    pub state: StepState,
}

impl RunFailure {
    /// Where the page's own run broke. Evidence that is pasted afterwards can pass the step; the
    /// failure is still what has to be explained.
    pub fn from_recording(transcript: &Transcript, recording: &Recording) -> RunFailure {
        let pasted = transcript
            .events
            .iter()
            .position(|event| matches!(event.kind, EventKind::Paste { .. }));
        let Some(pasted) = pasted else {
            return RunFailure::from_states(&recording.step_states);
        };
        let mut before = Recording::default();
        for event in transcript.events.iter().take(pasted) {
            before.apply(event);
        }
        let stop = RunFailure::from_states(&before.step_states);
        if stop.step.is_some() {
            stop
        } else {
            RunFailure::from_states(&recording.step_states)
        }
    }

    /// The survey cannot fail a run: it begins after the session is open.
    fn from_states(states: &[StepState; 16]) -> RunFailure {
        let failed = states
            .iter()
            .zip(Step::ALL)
            .take(11)
            .find(|(state, _)| state.status == Status::Fail);
        let Some((state, at)) = failed else {
            return RunFailure::default();
        };
        let fault = match &state.reason {
            Some(Reason::Fault { fault }) => Some(fault.clone()),
            _ => None,
        };
        RunFailure {
            step: Some(at),
            fault,
            by: state.by,
            state: state.clone(),
        }
    }
}
