//! THE table that says what an ending makes of its step, and what it does to the run.

use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};

/// How far a fault or another ending reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// The run goes on.
    GoOn,
    /// The run ends here; unfinished steps become `unreached`.
    Stop,
    /// The run stands still until the user acts; later steps stay `pending`.
    Stand,
}

/// THE table: what an ending makes of its step, and what it does to the run.
pub fn transition(step: Step, reason: &Reason) -> (Status, Effect) {
    match reason {
        Reason::Settled | Reason::CredentialAccepted => (Status::Pass, Effect::GoOn),
        Reason::OpenServer
        | Reason::CredentialGiven
        | Reason::NotOffered
        | Reason::NothingToClose => (Status::Skipped, Effect::GoOn),
        Reason::CannotSee { why: _ } => (Status::Unseen, Effect::GoOn),
        Reason::Earlier | Reason::Cancelled => (Status::Unreached, Effect::GoOn),
        Reason::PermissionPrompt | Reason::WantsCredentials => (Status::Waiting, Effect::Stand),
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
            Effect::GoOn
        }
    }
}
