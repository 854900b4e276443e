//! A run that was written down where only the user could go on, and goes on in another document.

use std::collections::VecDeque;

use super::{Phase, Session};
use crate::engine::guide::Guide;
use crate::engine::steps;
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;
use crate::trace::wire::UserRequest;

impl Session {
    /// Takes up a run that stood when it was written down. Nothing is sent before the user acts. `origin` is the
    /// time of its start on the clock of [`Session::handle`].
    pub fn resume(transcript: Transcript, origin: f64) -> Session {
        let recording = Recording::from_transcript(&transcript);
        let environment = transcript.environment.as_ref();
        let address =
            environment.map(|environment| steps::address::parse(&transcript.options, environment));
        let exchanges = recording.exchanges.iter().map(|exchange| exchange.id);
        let probes = recording.probes.iter().map(|probed| probed.id);
        let actions = recording.user_actions.iter().map(|(id, _)| *id);
        let phase = match recording.done_at {
            Some(_) => Phase::Done,
            None => Phase::Standing(UserRequest::Credentials),
        };
        Session {
            ids: exchanges.chain(probes).chain(actions).max().unwrap_or(0),
            guide: Some(Guide::new()),
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
