//! A run that was written down where only the user could go on, and goes on in another document.
//!
//! The authorization request leads the whole page away, so the run is written down before and read
//! again in the document that the user comes back to. Nothing but the transcript is needed for
//! that: ids go on where they stopped, and the first evaluation finds every answer.

use std::collections::VecDeque;

use super::{Phase, Run};
use crate::engine::plan::DeferredSteps;
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;
use crate::trace::wire::UserRequest;

impl Run {
    /// Takes up a run that stood when it was written down. Nothing is sent before the user acts. `origin` is the
    /// time of its start on the clock of [`Run::handle`].
    pub fn resume(transcript: Transcript, origin: f64) -> Run {
        let recording = Recording::from_transcript(&transcript);
        let environment = transcript.environment.as_ref();
        let address = environment.map(|environment| transcript.options.address(Some(environment)));
        let exchanges = recording.exchanges.iter().map(|exchange| exchange.id);
        let probes = recording.probes.iter().map(|probed| probed.id);
        let actions = recording.user_actions.iter().map(|(id, _)| *id);
        // What is not over was waiting for the sign-in: nothing else leaves the page
        // with a run under way.
        let phase = match recording.done_at {
            Some(_) => Phase::Done,
            None => Phase::AwaitingUser(UserRequest::Credentials),
        };
        Run {
            // They go on counting, so that nothing of the first document is taken for
            // an answer in this one.
            ids: exchanges.chain(probes).chain(actions).max().unwrap_or(0),
            deferred_steps: Some(DeferredSteps::new()),
            address,
            origin,
            phase,
            outbox: VecDeque::new(),
            wake: None,
            transcript,
            recording,
        }
    }
}
