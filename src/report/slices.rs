//! A large run is judged in slices: one body, one check, and in the end the report. Between two of them a page answers
//! its user.

use std::sync::Arc;

use super::Report;
use super::compute::from_findings;
use crate::checks::Checking;
use crate::checks::case::Case;
use crate::redact::Redacted;
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;

/// So much of a body is taken in at once.
const SLICE_BYTES: usize = 256 << 10;

/// The judging of one run, as far as it has got.
#[derive(Debug)]
pub struct Judging {
    clean: Redacted<Arc<Transcript>>,
    progress: Redacted<Progress>,
}

/// What was made of the transcript so far.
#[derive(Debug, Default)]
struct Progress {
    recording: Recording,
    /// So many events were taken in.
    taken: usize,
    checking: Checking,
    is_checked: bool,
}

impl Judging {
    /// Nothing is read yet.
    pub fn new(clean: Redacted<Arc<Transcript>>) -> Box<Judging> {
        let progress = clean.derive(|clean| Progress {
            recording: Recording::of_facts(clean.facts.clone()),
            ..Progress::default()
        });
        Box::new(Judging { clean, progress })
    }

    /// Goes on by one slice: what is left, or the report.
    pub fn step(self: Box<Self>) -> Result<Redacted<Report>, Box<Judging>> {
        let Judging { clean, progress } = *self;
        if progress.is_checked {
            return Ok(clean.derive_with(&progress, |clean, progress| {
                let findings = progress.checking.found.clone();
                from_findings(clean, &progress.recording, findings)
            }));
        }
        let progress = progress.complete_with(&clean, |progress, clean| progress.step(clean));
        Err(Box::new(Judging { clean, progress }))
    }
}

impl Progress {
    fn step(&mut self, clean: &Transcript) {
        if self.taken < clean.events.len() {
            self.taken = self.recording.take_some(clean, self.taken, SLICE_BYTES);
            return;
        }
        let case = Case::new(clean, &self.recording);
        self.is_checked = !self.checking.step(&case);
    }
}
