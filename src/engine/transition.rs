//! THE table that says what an ending makes of its step, and what it does to the run.
//!
//! Both matches name every variant. A new reason, or a new step, does not compile until somebody
//! has decided here what it does to a run.

use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};

/// How far a fault or another ending reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// The run goes on.
    Continue,
    /// The run ends here; unfinished steps become `unreached`.
    Stop,
    /// The run stands still until the user acts; later steps stay `pending`.
    AwaitUser,
}

/// THE table: what an ending makes of its step, and what it does to the run.
pub fn transition(step: Step, reason: &Reason) -> (Status, Effect) {
    match reason {
        Reason::Settled | Reason::CredentialAccepted => (Status::Pass, Effect::Continue),
        Reason::NoCorsHere
        | Reason::OpenServer
        | Reason::CredentialGiven
        | Reason::NotOffered
        | Reason::NothingToClose => (Status::Skipped, Effect::Continue),
        // What this vantage cannot see is neither good nor bad: no run fails for it.
        Reason::CannotSee { why: _ } => (Status::Unseen, Effect::Continue),
        // Not `Skipped`: the question does apply, and was never asked.
        Reason::Earlier | Reason::Cancelled => (Status::Unreached, Effect::Continue),
        // `Waiting` also suspends the limits (`limits.rs`): the time is the user's.
        Reason::PermissionPrompt | Reason::WantsCredentials => (Status::Waiting, Effect::AwaitUser),
        Reason::Fault { fault: _ } => (Status::Fail, fault_effect(step)),
    }
}

/// In the survey a fault means that something offered cannot be used; the session stands.
fn fault_effect(step: Step) -> Effect {
    match step {
        Step::Address
        | Step::Reach
        | Step::Cors
        | Step::Endpoint
        | Step::Challenge
        | Step::ResourceMetadata
        | Step::AuthorizationServer
        | Step::Registration
        | Step::Authorization
        | Step::Token
        | Step::Session => Effect::Stop,
        Step::Tools | Step::Prompts | Step::Resources | Step::Stream | Step::Closing => {
            Effect::Continue
        }
    }
}
