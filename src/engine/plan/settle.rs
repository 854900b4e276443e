//! How outcomes are written down. The steps say what they came to; that, and what it does to the run, happens here.
//!
//! Two things follow from that. A function that only reads an answer and finds a fault in it needs
//! no plan. And what a failure means for the other steps stands in one place,
//! [`StepStates::settle`](crate::engine::states::StepStates::settle), over the table in
//! `transition.rs`, and not at the hundred places that fail.

use super::Plan;
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::{Interrupt, Progress, StepOutcome};
use crate::engine::states::ImpliedReasons;
use crate::engine::transition::Effect;
use crate::trace::exchange::Exchange;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::wire::{Id, UserRequest};

impl Plan<'_> {
    /// Writes an outcome down. The caller may leave the effect alone where the table knows only one for the reason.
    pub fn settle(&mut self, outcome: StepOutcome) -> Effect {
        let implied = self.implied_reasons();
        self.states.settle(outcome, &implied)
    }

    /// Writes down how the run ended, or stands.
    pub(in crate::engine) fn conclude(&mut self, ended: Result<(), Interrupt>) -> Progress {
        match ended {
            Ok(()) => Progress::Finished,
            Err(Interrupt::Stop) => Progress::Stopped,
            Err(Interrupt::Ended(outcome)) => match self.settle(*outcome) {
                Effect::AwaitUser => Progress::AwaitingUser(UserRequest::Credentials),
                // An outcome that lets the run go on never gets here: the survey settles its own.
                Effect::Stop | Effect::Continue => Progress::Stopped,
            },
            // A 401 that nobody goes on from means that the deferred steps are still to come.
            Err(Interrupt::Wait | Interrupt::SignIn(_) | Interrupt::StepUp(_)) => Progress::Waiting,
        }
    }

    /// Says that work on a step has begun.
    pub fn begin(&mut self, step: Step) {
        self.states.begin(step);
    }

    /// Ends a step well.
    pub fn pass(&mut self, step: Step, by: Id) {
        self.settle(StepOutcome::passed(step, by));
    }

    /// Ends a step well, unless an earlier exchange has: the first one that showed it is the one to name.
    pub fn pass_first(&mut self, step: Step, by: Id) {
        let implied = self.implied_reasons();
        self.states.settle_implied(step, Some(by), &implied);
    }

    /// A readable head settles steps 2 and 3: something answered, and the browser let this page see it.
    /// Any status will do: a 500 that can be read was let through like a 200.
    pub fn pass_reach_and_cors(&mut self, exchange: &Exchange) {
        self.pass_first(Step::Reach, exchange.id);
        self.pass_first(Step::Cors, exchange.id);
    }

    /// An open session settles steps 5 to 11: the server asked for nothing more than it got.
    pub fn settle_open_session(&mut self, opened: &OpenSession) {
        let by = opened.handshake;
        match self.authorization_reason() {
            // Steps 5 to 9 are settled by how the token was come by.
            Reason::CredentialAccepted => {}
            reason => {
                for step in Step::SIGN_IN {
                    self.settle(StepOutcome::skipped(step, reason.clone(), by));
                }
            }
        }
        // That the session opened is all the proof there is. Whether the server looked
        // at the credential at all, only deep mode can tell (docs/checks.md, F50).
        if self.has_credentials() {
            let accepted = Reason::CredentialAccepted;
            self.settle(StepOutcome::skipped(Step::Token, accepted, by));
        }
        self.pass(Step::Session, opened.completed_by);
    }

    /// How steps end in this run that say nothing themselves.
    fn implied_reasons(&self) -> ImpliedReasons {
        ImpliedReasons {
            cors: match self.environment.capabilities().enforces_cors {
                true => Reason::Settled,
                false => Reason::NoCorsHere,
            },
            authorization: self.authorization_reason(),
        }
    }

    /// What became of steps 5 to 10 where the server asks for nothing more.
    fn authorization_reason(&self) -> Reason {
        match (&self.token, self.options.has_credentials()) {
            (Some(_), _) => Reason::CredentialAccepted,
            (None, true) => Reason::CredentialGiven,
            (None, false) => Reason::OpenServer,
        }
    }

    /// After a cancel: keep the recorded step states.
    pub fn copy_recorded_states(&mut self) {
        for step in Step::ALL {
            let state = self.recording.step_state(step);
            let reason = state.reason.clone();
            self.states.set(step, state.status, reason, state.by);
        }
    }

    /// Takes the states of a live run that failed up to the failed step: they say what a browser meets. The rest is
    /// as the paste has it, and what that does not show was not looked at.
    pub(in crate::engine) fn keep_states_up_to_failure(&mut self, live: &super::StepStates) {
        let failed = Step::ALL
            .into_iter()
            .find(|step| live.status(*step) == Status::Fail);
        for step in Step::ALL {
            if step.index() <= failed.map_or(0, Step::index) {
                let (status, reason, by) = live.get(step);
                self.states.set(step, status, reason.cloned(), by);
            }
        }
    }
}
