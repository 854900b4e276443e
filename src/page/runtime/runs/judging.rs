//! A run that brought megabytes is judged in slices, so that the page answers in between.

use std::sync::Arc;

use leptos::task::spawn_local;

use super::{DeferredCode, Runtime, browser};
use crate::app::facts::phase_of;
use crate::app::modes::Phase;
use crate::app::state::RunId;
use crate::browser::SLICE;
use crate::engine::Run;
use crate::redact::Redacted;
use crate::report::{self, Report};
use crate::trace::transcript::Transcript;

impl Runtime {
    /// The same in slices with tasks of the browser between them, for a run that brought megabytes.
    pub(super) fn show_in_slices(self, id: RunId) {
        let generation = self.next_generation(id);
        self.with_run(id, |run| run.is_judged = true);
        spawn_local(async move {
            if let Some(report) = self.report_in_slices(id, generation).await
                && let Some(phase) = self.read_run(id, phase_of)
            {
                self.publish_in_parts(id, generation, phase, report).await;
            }
        });
    }

    async fn report_in_slices(self, id: RunId, generation: u32) -> Option<Redacted<Report>> {
        let Some(code) = self.load_deferred().await else {
            self.give_up(id);
            return None;
        };
        self.breathe(id, generation).await?;
        let clean = self.clean_in_slices(id, generation, code).await?;
        // What was withheld is judged on the way, which cannot be done in slices.
        if report::lacks_findings(&clean) {
            return self.read_run(id, code.judge);
        }
        let mut judging = (code.judge_clean)(clean);
        loop {
            self.breathe(id, generation).await?;
            let until = browser::now() + SLICE;
            while browser::now() < until {
                match (code.judge_slice)(judging) {
                    Ok(report) => return Some(report),
                    Err(rest) => judging = rest,
                }
            }
        }
    }

    async fn clean_in_slices(
        self,
        id: RunId,
        generation: u32,
        code: DeferredCode,
    ) -> Option<Redacted<Arc<Transcript>>> {
        let mut cleaning = self.read_run(id, |run| (code.clean)(run.transcript()))?;
        loop {
            self.breathe(id, generation).await?;
            let until = browser::now() + SLICE;
            while browser::now() < until {
                let step = |run: &Run| (code.clean_slice)(&mut cleaning, run.transcript());
                if !self.read_run(id, step)? {
                    return Some(cleaning.finish());
                }
            }
        }
    }

    /// Lets the browser do what waits, such as a click on Cancel; nothing where something newer is shown by then.
    pub(super) async fn breathe(self, id: RunId, generation: u32) -> Option<()> {
        browser::breathe().await;
        self.is_newest(id, generation).then_some(())
    }

    /// The user does not want to wait any longer: what was seen is shown. What the run still does, such as ending its
    /// session, goes on, and what it comes to is shown when it is there.
    pub(super) fn show_cancelled(self, id: RunId) {
        let generation = self.next_generation(id);
        self.with_run(id, |run| {
            run.is_judged = false;
            run.is_cancelled = true;
        });
        spawn_local(async move {
            let Some(code) = self.load_deferred().await else {
                return self.give_up(id);
            };
            if !self.is_newest(id, generation) {
                return;
            }
            if let Some(report) = self.read_run(id, code.cancelled) {
                self.publish(id, Phase::Done, report, 0);
            }
        });
    }
}
