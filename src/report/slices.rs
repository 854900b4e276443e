//! A large run is judged in slices: one body, one check, and in the end the report, part by part. Between two of them a page
//! answers its user.

use std::sync::Arc;

use super::compute::{Parts, from_parts};
use super::{Report, exchanges, offers};
use crate::checks::Checking;
use crate::checks::case::Case;
use crate::redact::Redacted;
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;

/// So much of a body is taken in at once, if it came in parts as small, or of what is offered.
const SLICE_BYTES: usize = 16 << 10;

/// The judging of one run, as far as it has got.
#[derive(Debug)]
pub struct Judging {
    clean: Redacted<Arc<Transcript>>,
    progress: Redacted<Progress>,
    /// What is left then is to let go of what was read, which takes a while as well.
    report: Option<Redacted<Report>>,
}

/// What was made of the transcript so far.
#[derive(Debug, Default)]
struct Progress {
    recording: Recording,
    /// So many events were taken in.
    taken: usize,
    checking: Checking,
    stage: Stage,
    parts: Parts,
}

/// What is being made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Stage {
    #[default]
    Recording,
    Findings,
    Offers,
    Exchanges,
    Report,
}

impl Judging {
    /// Nothing is read yet.
    pub fn new(clean: Redacted<Arc<Transcript>>) -> Box<Judging> {
        let progress = clean.derive(|clean| Progress {
            recording: Recording::of_facts(clean.facts.clone()),
            ..Progress::default()
        });
        Box::new(Judging {
            clean,
            progress,
            report: None,
        })
    }

    /// Goes on by one slice: what is left, or the report.
    pub fn step(mut self: Box<Self>) -> Result<Redacted<Report>, Box<Judging>> {
        if let Some(report) = self
            .report
            .take_if(|_| self.progress.recording.exchanges.is_empty())
        {
            return Ok(report);
        }
        let Judging {
            clean,
            progress,
            report,
        } = *self;
        if report.is_some() {
            let progress = progress.complete_with(&clean, |progress, _| {
                progress.recording.exchanges.pop();
            });
            return Err(Box::new(Judging {
                clean,
                progress,
                report,
            }));
        }
        let is_made = progress.stage == Stage::Report;
        let (report, progress) = match is_made {
            true => {
                let (report, progress) = progress.split_with(&clean, |progress, clean| {
                    let parts = std::mem::take(&mut progress.parts);
                    from_parts(clean, &Case::new(clean, &progress.recording), parts)
                });
                (Some(report), progress)
            }
            false => (
                None,
                progress.complete_with(&clean, |progress, clean| progress.step(clean)),
            ),
        };
        Err(Box::new(Judging {
            clean,
            progress,
            report,
        }))
    }
}

impl Progress {
    fn step(&mut self, clean: &Transcript) {
        if self.stage == Stage::Recording && self.taken < clean.events.len() {
            self.taken = self.recording.take_some(clean, self.taken, SLICE_BYTES);
            return;
        }
        let case = Case::new(clean, &self.recording);
        let parts = &mut self.parts;
        let goes_on = match self.stage {
            Stage::Recording => false,
            Stage::Findings => {
                let goes_on = self.checking.step(&case);
                if !goes_on {
                    parts.findings = std::mem::take(&mut self.checking.found);
                }
                goes_on
            }
            Stage::Offers => offers::add_some(&case, &mut parts.offers, SLICE_BYTES),
            Stage::Exchanges => {
                let next = exchanges::one(&case, parts.exchanges.len());
                let goes_on = next.is_some();
                parts.exchanges.extend(next);
                goes_on
            }
            Stage::Report => false,
        };
        if !goes_on {
            self.stage = match self.stage {
                Stage::Recording => Stage::Findings,
                Stage::Findings => Stage::Offers,
                Stage::Offers => Stage::Exchanges,
                Stage::Exchanges | Stage::Report => Stage::Report,
            };
        }
    }
}
