//! The runs of the page, and how their news come to it: at once, with the next frame, or in slices.

mod judging;
mod parting;

use std::mem;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{GetUntracked, request_animation_frame, set_timeout};
use leptos::task::spawn_local;

use super::code::DeferredCode;
use super::{Runtime, UNLOADED};
use crate::app::facts::{has_sent_nothing, is_large, phase_of};
use crate::app::message::{Message, Published};
use crate::app::modes::Phase;
use crate::app::pacing::Pacing;
use crate::app::run_facts::RunFacts;
use crate::app::shared::Shared;
use crate::app::state::RunId;
use crate::browser;
use crate::browser::SLICE;
use crate::browser::driver::Driver;
use crate::engine::DeferredSteps;
use crate::engine::Run;
use crate::page::dom;
use crate::redact::Redacted;
use crate::report::{self, Report};
use crate::trace::vantage::Options;
use crate::trace::wire::Action;

/// For how long a run is on before it is drawn.
///
/// A healthy server nearby is diagnosed in less time than it takes to see a change, and drawing the run would make up
/// half of that. So what was on the page stays, marked as running, until the run ends or this time has passed.
const UNSEEN: Duration = Duration::from_millis(100);

/// A run that is driven here.
pub(super) struct LiveRun {
    id: RunId,
    driver: Rc<Driver>,
    /// No two begin at the same time.
    started: f64,
    pacing: Pacing,
    /// Of what is being shown.
    generation: u32,
    /// It has ended, and is judged in slices.
    is_judged: bool,
    /// The user was told that it has stopped; its session may still be ended.
    is_cancelled: bool,
    /// Its session is being ended, and the verdict is shown, or on its way.
    is_closing: bool,
}

/// So long Cancel may take to end a run that has a session to end first.
const ANSWER: Duration = Duration::from_millis(100);

impl Runtime {
    pub(super) fn start_run(self, id: RunId, options: Options) {
        // First: it gives up what is still open, and six connections per host are all there are.
        self.drop_run(id);
        let driver = Driver::start(options, self.inner().steps.get(), move || {
            self.on_engine_update(id);
        });
        let started = self.add_run(id, driver, browser::now());
        let draw = move || {
            // One that has ended is being shown already.
            let is_on = self.read_run(id, phase_of) == Some(Phase::Running);
            if is_on && self.with_run(id, |run| run.started) == Some(started) {
                self.show(id);
            }
        };
        set_timeout(draw, UNSEEN);
    }

    /// Drives a run that began elsewhere. It does nothing before it is acted upon.
    pub fn resume_run(self, id: RunId, run: Run, started: f64) {
        self.drop_run(id);
        let driver = Driver::resume(run, move || self.on_engine_update(id));
        self.add_run(id, driver, started);
    }

    fn add_run(self, id: RunId, driver: Driver, started: f64) -> f64 {
        let run = LiveRun {
            id,
            driver: Rc::new(driver),
            started,
            pacing: Pacing::default(),
            generation: self.count_generation(),
            is_judged: false,
            is_cancelled: false,
            is_closing: false,
        };
        self.inner().runs.borrow_mut().push(run);
        started
    }

    pub(super) fn drop_run(self, id: RunId) {
        let mut runs = self.inner().runs.borrow_mut();
        let place = runs.iter().position(|run| run.id == id);
        let gone = place.map(|place| runs.swap_remove(place).driver);
        drop(runs);
        let is_closing = |driver: &Rc<Driver>| driver.with(|run| run.recording().is_closing());
        let mut leaving = self.inner().leaving.borrow_mut();
        leaving.retain(is_closing);
        // A session that is being ended is ended, although nobody looks on.
        if gone.as_ref().is_some_and(is_closing) {
            leaving.extend(gone);
        } else if let Some(driver) = gone {
            drop(leaving);
            // What is open is given up, outside of the borrow.
            driver.give_up();
            // What was read may be tens of megabytes in a million pieces.
            spawn_local(async move {
                while driver.forget_some() {
                    browser::breathe().await;
                }
            });
        }
    }

    /// Hands over what the user did.
    pub fn act(self, id: RunId, action: Action) {
        // Nothing is left of the run that the engine could cancel.
        let is_judged = self.with_run(id, |run| run.is_judged) == Some(true);
        if action == Action::Cancel {
            if is_judged {
                return self.show_cancelled(id);
            }
            let answer = move || {
                if self.phase(id).is_on() {
                    self.show_cancelled(id);
                }
            };
            set_timeout(answer, ANSWER);
        }
        if let Some(driver) = self.with_run(id, |run| run.driver.clone()) {
            driver.act(action);
        }
    }

    /// Reads a run, while it is kept.
    pub fn read_run<T>(self, id: RunId, read: impl FnOnce(&Run) -> T) -> Option<T> {
        let driver = self.with_run(id, |run| run.driver.clone());
        driver.map(|driver| driver.with(read))
    }

    fn with_run<T>(self, id: RunId, then: impl FnOnce(&mut LiveRun) -> T) -> Option<T> {
        let mut runs = self.inner().runs.borrow_mut();
        runs.iter_mut().find(|run| run.id == id).map(then)
    }

    fn phase(self, id: RunId) -> Phase {
        self.read_state(|state| state.runs.get(id).map(|run| run.phase))
            .unwrap_or_default()
    }

    // --- The deferred half of the engine ---------------------------------------

    /// Keeps the deferred steps for the runs to come, and gives them to those that are on.
    pub(super) fn install_deferred_steps(self, steps: DeferredSteps) {
        self.inner().steps.set(Some(steps));
        for (_, driver) in self.drivers() {
            driver.install_deferred_steps(steps);
        }
    }

    /// Reads again what the engine says beyond the reports, now that the code for it is there.
    pub(super) fn read_all_facts(self, code: DeferredCode) {
        for (id, driver) in self.drivers() {
            let facts = Shared::new(driver.with(code.read_facts));
            self.dispatch(Message::RunFactsRead(id, facts));
        }
    }

    fn drivers(self) -> Vec<(RunId, Rc<Driver>)> {
        let runs = self.inner().runs.borrow();
        runs.iter()
            .map(|run| (run.id, run.driver.clone()))
            .collect()
    }

    /// A run that waits for the deferred steps, now or later, is given up.
    pub(super) fn go_without_deferred(self) {
        self.inner().deferred_failed.set(true);
        for (id, _) in self.drivers() {
            self.cancel_if_stuck(id);
        }
    }

    fn cancel_if_stuck(self, id: RunId) {
        let waits = self.read_run(id, Run::waits_for_deferred_steps) == Some(true);
        if waits && self.inner().deferred_failed.get() {
            self.act(id, Action::Cancel);
            self.dispatch(Message::Toasted(UNLOADED));
        }
    }

    // --- Showing ---------------------------------------------------------------

    /// The engine handled something. An ending is shown at once, all else with the next frame.
    fn on_engine_update(self, id: RunId) {
        let is_closing = self.read_run(id, |run| run.recording().is_closing()) == Some(true);
        let was_closing = self.with_run(id, |run| mem::replace(&mut run.is_closing, is_closing));
        if is_closing && was_closing == Some(true) {
            // What the end of the session brings is shown when that is over.
            return;
        }
        let is_cancelled = self.with_run(id, |run| run.is_cancelled) == Some(true);
        match self.read_run(id, |run| (phase_of(run), is_large(run))) {
            Some((Phase::Running, _)) if is_cancelled => {}
            Some((Phase::Running, _)) => {
                self.with_run(id, |run| run.pacing.note_news());
                if self.phase(id) != Phase::Starting {
                    self.request_frame(id);
                }
                self.note_running(id);
            }
            Some((_, true)) => self.show_in_slices(id),
            // It ended before the page could say that it is on.
            Some((_, false)) if self.read_run(id, has_sent_nothing) == Some(true) => {
                dom::next_frame(move || self.show(id));
            }
            Some((_, false)) => self.show(id),
            None => {}
        }
    }

    /// The panels of a run that goes on by itself have nothing to offer.
    fn note_running(self, id: RunId) {
        let is_noted = self.read_state(|state| {
            let run = state.runs.get(id);
            run.is_none_or(|run| run.facts.is_running)
        });
        if !is_noted {
            let facts = self.run_facts(id, Phase::Running);
            self.dispatch(Message::RunFactsRead(id, facts));
        }
    }

    fn request_frame(self, id: RunId) {
        if self.with_run(id, |run| run.pacing.request_frame()) == Some(true) {
            request_animation_frame(move || self.on_frame(id));
        }
    }

    fn on_frame(self, id: RunId) {
        self.cancel_if_stuck(id);
        let now = browser::now();
        let Some((is_time, started)) =
            self.with_run(id, |run| (run.pacing.take_frame(now), run.started))
        else {
            return;
        };
        if is_time {
            self.show(id);
        }
        if self.phase(id) == Phase::Running {
            self.dispatch(Message::FrameDrawn(id, now - started));
            self.request_frame(id);
        }
    }

    /// Computes the report anew and shows it.
    fn show(self, id: RunId) {
        if self.read_run(id, |run| report::is_over(run.transcript())) == Some(true) {
            return self.finish(id);
        }
        let Some(code) = self.inner().deferred.get_untracked() else {
            return self.show_when_loaded(id);
        };
        let before = browser::now();
        let seen = |run: &Run| (phase_of(run), (code.live)(run));
        let Some((phase, report)) = self.read_run(id, seen) else {
            return;
        };
        if browser::now() - before < SLICE {
            return self.draw_live(id, phase, report, before);
        }
        let generation = self.next_generation(id);
        spawn_local(async move {
            if self.breathe(id, generation).await.is_some() {
                self.draw_live(id, phase, report, before);
            }
        });
    }

    fn draw_live(self, id: RunId, phase: Phase, report: Redacted<Report>, before: f64) {
        self.publish(id, phase, report, 0);
        let after = browser::now();
        self.with_run(id, |run| run.pacing.note_drawn(before, after));
        if phase.is_on() {
            self.request_frame(id);
        }
    }

    /// The user was quicker than the deferred chunk: the run goes on, and is shown from when the chunk is there.
    fn show_when_loaded(self, id: RunId) {
        let started = self.with_run(id, |run| run.started);
        spawn_local(async move {
            let is_loaded = self.load_deferred().await.is_some();
            if self.with_run(id, |run| run.started) != started {
                return;
            }
            match is_loaded {
                true => self.show(id),
                false => self.give_up(id),
            }
        });
    }

    /// Has the run judged, by code that may still be on its way, and shows what it came to.
    fn finish(self, id: RunId) {
        let generation = self.next_generation(id);
        spawn_local(async move {
            let code = self.load_deferred().await;
            if !self.is_newest(id, generation) {
                return;
            }
            let Some(code) = code else {
                return self.give_up(id);
            };
            let before = browser::now();
            let judged = |run: &Run| (phase_of(run), (code.judge)(run));
            let Some((phase, report)) = self.read_run(id, judged) else {
                return;
            };
            match browser::now() - before < SLICE {
                true => self.publish(id, phase, report, 0),
                false => self.publish_in_parts(id, generation, phase, report).await,
            }
        });
    }

    /// The deferred chunk did not load, and without it nothing of a run can be shown.
    fn give_up(self, id: RunId) {
        self.drop_run(id);
        self.dispatch(Message::RunNotShown(id));
        self.dispatch(Message::Toasted(UNLOADED));
    }

    fn publish(self, run: RunId, phase: Phase, report: Redacted<Report>, undrawn: usize) {
        let facts = self.run_facts(run, phase);
        self.dispatch(Message::Published(Box::new(Published {
            run,
            phase,
            report,
            facts,
            undrawn,
        })));
    }

    /// What the engine says beyond the report, as far as the code that reads it is there.
    fn run_facts(self, run: RunId, phase: Phase) -> Shared<RunFacts> {
        let code = self.inner().deferred.get_untracked();
        let read = code.and_then(|code| self.read_run(run, code.read_facts));
        Shared::new(read.unwrap_or_else(|| RunFacts {
            is_running: phase.is_on(),
            ..RunFacts::default()
        }))
    }

    // --- Generations -----------------------------------------------------------

    fn count_generation(self) -> u32 {
        let generation = self.inner().generation.get().wrapping_add(1);
        self.inner().generation.set(generation);
        generation
    }

    /// Gives up what is being shown in steps.
    fn next_generation(self, id: RunId) -> u32 {
        let generation = self.count_generation();
        self.with_run(id, |run| {
            run.pacing.forget_news();
            run.generation = generation;
        });
        generation
    }

    fn is_newest(self, id: RunId, generation: u32) -> bool {
        self.with_run(id, |run| run.generation) == Some(generation)
    }
}
