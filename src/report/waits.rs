//! The user's own time: how long somebody read, signed in or thought is nothing that a server took.

use crate::trace::transcript::{EventKind, Transcript};

/// A shorter wait is left on the axis: nobody sees it.
const LEAST: f64 = 1_000.0;

/// The stretches of a run in which only the user could go on, in the order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waits(Vec<Wait>);

/// One of them, in milliseconds from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// When the run stood still.
    pub from: f64,
    /// Until the user acted.
    pub length: f64,
}

impl Waits {
    /// What passed before each act of the user.
    pub fn of(transcript: &Transcript) -> Waits {
        let mut waits = Vec::new();
        let mut before = 0.0;
        for event in &transcript.events {
            let length = event.at - before;
            if matches!(event.kind, EventKind::UserAction { .. }) && length >= LEAST {
                waits.push(Wait {
                    from: before,
                    length,
                });
            }
            before = event.at;
        }
        Waits(waits)
    }

    /// A moment of the run, counted without them.
    pub fn without(&self, ms: f64) -> f64 {
        let passed = self
            .0
            .iter()
            .map(|wait| (ms - wait.from).clamp(0.0, wait.length));
        ms - passed.sum::<f64>()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Wait> {
        self.0.iter()
    }
}
