//! How the news of a run comes to the page: at once, with the next frame, or in steps.

use leptos::prelude::request_animation_frame;
use leptos::task::spawn_local;

use super::dom;
use super::facts::{has_sent_nothing, is_large, phase_of, wants_token};
use super::later::{self, Unloaded};
use super::modes::Phase;
use super::state::{State, UNLOADED};
use crate::browser;
use crate::redact::{Redacted, Redactor};
use crate::report::{self, Report};
use crate::trace::recording::Recording;
use crate::trace::transcript::Transcript;

/// How far the showing of a large run has got.
enum Stage {
    Start,
    Learned(Redactor),
    Clean(Redacted<Transcript>),
    Read(Redacted<Transcript>, Box<Redacted<Recording>>),
    Judged(Box<Redacted<Report>>),
}

impl State {
    /// The engine handled something. An ending is shown at once, all else with the next frame.
    pub fn news(self) {
        match self.read(|session| (phase_of(session), is_large(session))) {
            Some((Phase::Running, _)) => {
                self.0.run.borrow_mut().has_news = true;
                if self.phase() != Phase::Starting {
                    self.ask_for_frame();
                }
            }
            Some((_, true)) => self.show_in_steps(),
            // It ended before the page could say that it is on.
            Some((_, false)) if self.read(has_sent_nothing) == Some(true) => {
                dom::next_frame(move || self.show());
            }
            Some((_, false)) => self.show(),
            None => {}
        }
    }

    fn ask_for_frame(self) {
        let is_asked = std::mem::replace(&mut self.0.run.borrow_mut().frame_is_asked, true);
        if !is_asked {
            request_animation_frame(move || self.frame());
        }
    }

    fn frame(self) {
        self.give_up_without_guide();
        let now = browser::now();
        let is_time = {
            let mut run = self.0.run.borrow_mut();
            run.frame_is_asked = false;
            run.has_news && now >= run.not_before
        };
        if is_time {
            self.show();
        }
        if self.phase() == Phase::Running {
            let now = now - self.started();
            self.change(|page| page.now = now);
            self.ask_for_frame();
        }
    }

    /// Computes the report anew and shows it.
    pub fn show(self) {
        if self.read(|session| report::is_over(session.transcript())) == Some(true) {
            return self.conclude();
        }
        let before = browser::now();
        let news = self.read(|session| {
            (
                phase_of(session),
                report::redacted_live(session.transcript()),
            )
        });
        let Some((phase, report)) = news else { return };
        self.publish(phase, report);
        let after = browser::now();
        {
            let mut run = self.0.run.borrow_mut();
            run.has_news = false;
            run.not_before = after + (after - before) * 4.0;
        }
        if phase.is_on() {
            self.ask_for_frame();
        }
    }

    /// Has the run judged, by code that may still be on its way, and shows what it came to.
    fn conclude(self) {
        self.0.run.borrow_mut().has_news = false;
        let turn = self.next_turn();
        spawn_local(async move {
            let judged = later::judge(self).await;
            let Some(phase) = self.read(phase_of).filter(|_| self.0.turn.get() == turn) else {
                return;
            };
            match judged {
                Ok(Some(report)) => self.publish(phase, report),
                Ok(None) => {}
                Err(Unloaded) => self.give_up(),
            }
        });
    }

    /// What was seen is shown all the same.
    fn give_up(self) {
        let news = self.read(|session| {
            (
                phase_of(session),
                report::redacted_live(session.transcript()),
            )
        });
        if let Some((phase, report)) = news {
            self.publish(phase, report);
        }
        self.say(UNLOADED);
    }

    /// The same in steps with frames between them, for a run that brought megabytes.
    fn show_in_steps(self) {
        self.0.run.borrow_mut().has_news = false;
        self.go_on(self.next_turn(), Stage::Start);
    }

    fn go_on(self, turn: u32, stage: Stage) {
        dom::next_frame(move || {
            if self.0.turn.get() == turn
                && let Some(next) = self.next_stage(stage)
            {
                self.go_on(turn, next);
            }
        });
    }

    fn next_stage(self, stage: Stage) -> Option<Stage> {
        match stage {
            Stage::Start => self
                .read(|session| Redactor::learn(session.transcript()))
                .map(Stage::Learned),
            Stage::Learned(redactor) => self
                .read(|session| redactor.clean(session.transcript()))
                .map(Stage::Clean),
            Stage::Clean(clean) => {
                let recording = Box::new(clean.derive(Recording::from_transcript));
                Some(Stage::Read(clean, recording))
            }
            Stage::Read(clean, recording) => {
                let turn = self.0.turn.get();
                spawn_local(async move {
                    match later::judge_clean(clean, recording).await {
                        Ok(report) => self.go_on(turn, Stage::Judged(report)),
                        Err(Unloaded) => self.give_up(),
                    }
                });
                None
            }
            Stage::Judged(report) => {
                self.publish(self.read(phase_of)?, *report);
                None
            }
        }
    }

    /// Gives up what is being shown in steps.
    pub fn next_turn(self) -> u32 {
        let turn = self.0.turn.get().wrapping_add(1);
        self.0.turn.set(turn);
        turn
    }

    fn publish(self, phase: Phase, report: Redacted<Report>) {
        self.change(|page| {
            page.options_open |= wants_token(&report);
            if page.phase == Phase::Starting {
                page.sharing.keep(page.report.take());
            }
            page.report = Some(match &page.help {
                Some(help) if !phase.is_on() => report.with_help(help),
                _ => report,
            });
            page.phase = phase;
        });
    }
}
