//! What a step came to, and why an evaluation ends before the run does.
//!
//! `Err` does not mean that something went wrong here: it is how an evaluation leaves the run
//! early, from however deep in a step, with `?`. What a server does wrong is a [`Fault`] in an
//! outcome, never an error of the engine.

use crate::trace::fault::Fault;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::step::Step;
use crate::trace::wire::{Id, UserRequest};

/// What a step came to, and the exchange that showed it. A step returns it; only `Plan::settle` writes it down.
#[derive(Clone, Debug, PartialEq)]
pub struct StepOutcome {
    pub step: Step,
    pub reason: Reason,
    /// `None` where nothing was sent for it, as in step 1, or where no single exchange decided.
    pub by: Option<Id>,
}

impl StepOutcome {
    /// The question of the step has a good answer.
    pub fn passed(step: Step, by: impl Into<Option<Id>>) -> StepOutcome {
        StepOutcome::skipped(step, Reason::Settled, by)
    }

    /// There was nothing to ask, for this reason.
    pub fn skipped(step: Step, reason: Reason, by: impl Into<Option<Id>>) -> StepOutcome {
        let by = by.into();
        StepOutcome { step, reason, by }
    }

    /// This vantage cannot see what the step asks.
    pub fn unseen(step: Step, why: Unseen, by: impl Into<Option<Id>>) -> StepOutcome {
        StepOutcome::skipped(step, Reason::CannotSee { why }, by)
    }

    /// The step failed; which one it is, the fault says.
    pub fn failed(fault: Fault, by: impl Into<Option<Id>>) -> StepOutcome {
        StepOutcome::skipped(fault.step(), Reason::Fault { fault }, by)
    }

    /// Only the user can go on: the server wants credentials.
    pub fn awaits_user(step: Step, by: impl Into<Option<Id>>) -> StepOutcome {
        StepOutcome::skipped(step, Reason::WantsCredentials, by)
    }
}

/// Why an evaluation ended early.
#[derive(Clone, Debug, PartialEq)]
pub enum Interrupt {
    /// Something asked for has not come yet.
    Wait,
    /// A step ended, and what comes after it has to wait for what the table says about that. In a box: every
    /// function of the plan returns an interrupt, and few of them this one.
    Ended(Box<StepOutcome>),
    /// A step failed and is settled.
    Stop,
    /// The server wants a credential, or another one than it got: it answered this exchange with 401.
    SignIn(Id),
    /// The token that was sent with this exchange does not reach far enough.
    /// It is good for what it covers, so asking again with the same one would not help
    /// (RFC 6750, 3.1, `insufficient_scope`).
    StepUp(Id),
}

impl Interrupt {
    /// A step failed; nothing that comes after this line is evaluated.
    pub fn failed(fault: Fault, by: impl Into<Option<Id>>) -> Interrupt {
        StepOutcome::failed(fault, by).into()
    }

    /// Only the user can go on from this step.
    pub fn awaits_user(step: Step, by: impl Into<Option<Id>>) -> Interrupt {
        StepOutcome::awaits_user(step, by).into()
    }
}

impl From<StepOutcome> for Interrupt {
    fn from(outcome: StepOutcome) -> Interrupt {
        Interrupt::Ended(Box::new(outcome))
    }
}

/// How far one evaluation brought the run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// Answers are missing.
    Waiting,
    AwaitingUser(UserRequest),
    /// A step failed.
    Stopped,
    /// Everything was asked.
    Finished,
}
