//! The steps, how each can end, and THE table that says what an ending does to the run.

pub use super::fault::{Broken, Fault};
use crate::protocol::document::{tagged, words};

/// The eleven steps and, after them, the five lanes of the survey, in order.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Step {
    Address,
    Reach,
    Cors,
    Endpoint,
    Challenge,
    ResourceMetadata,
    AuthorizationServer,
    Registration,
    Authorization,
    Token,
    Session,
    Tools,
    Prompts,
    Resources,
    Stream,
    Closing,
}

words!(Step {
    Address = "address",
    Reach = "reach",
    Cors = "cors",
    Endpoint = "endpoint",
    Challenge = "challenge",
    ResourceMetadata = "resource-metadata",
    AuthorizationServer = "authorization-server",
    Registration = "registration",
    Authorization = "authorization",
    Token = "token",
    Session = "session",
    Tools = "tools",
    Prompts = "prompts",
    Resources = "resources",
    Stream = "stream",
    Closing = "closing",
});

impl Step {
    /// Every step, the eleven first.
    pub const ALL: [Step; 16] = [
        Step::Address,
        Step::Reach,
        Step::Cors,
        Step::Endpoint,
        Step::Challenge,
        Step::ResourceMetadata,
        Step::AuthorizationServer,
        Step::Registration,
        Step::Authorization,
        Step::Token,
        Step::Session,
        Step::Tools,
        Step::Prompts,
        Step::Resources,
        Step::Stream,
        Step::Closing,
    ];

    /// Only a server that wants credentials needs these.
    pub const SIGN_IN: [Step; 6] = [
        Step::Challenge,
        Step::ResourceMetadata,
        Step::AuthorizationServer,
        Step::Registration,
        Step::Authorization,
        Step::Token,
    ];

    /// The name that people read.
    pub fn name(self) -> &'static str {
        match self {
            Step::Address => "Address",
            Step::Reach => "Reach",
            Step::Cors => "Cross-origin access",
            Step::Endpoint => "Endpoint",
            Step::Challenge => "Challenge",
            Step::ResourceMetadata => "Resource metadata",
            Step::AuthorizationServer => "Authorization server",
            Step::Registration => "Registration",
            Step::Authorization => "Authorization",
            Step::Token => "Token",
            Step::Session => "Session",
            Step::Tools => "Tools",
            Step::Prompts => "Prompts",
            Step::Resources => "Resources",
            Step::Stream => "Stream",
            Step::Closing => "Closing",
        }
    }

    /// 1 to 11; the survey has no numbers.
    pub fn number(self) -> Option<usize> {
        let index = self.index();
        (index < 11).then_some(index + 1)
    }

    /// The position in [`Step::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Where a step stands. The engine never says `warn`: the report turns a `pass` with a warning into it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Status {
    #[default]
    Pending,
    Running,
    /// Only the user can go on.
    Waiting,
    Pass,
    Warn,
    Fail,
    /// Does not apply to this server.
    Skipped,
    /// Applies, but this vantage cannot observe it.
    Unseen,
    /// An earlier step failed.
    Unreached,
}

words!(Status {
    Pending = "pending",
    Running = "running",
    Waiting = "waiting",
    Pass = "pass",
    Warn = "warn",
    Fail = "fail",
    Skipped = "skipped",
    Unseen = "unseen",
    Unreached = "unreached",
});

/// Why a step ended. A closed list: each failing reason is explained by exactly one fault finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The step's question has a good answer.
    Settled,
    /// Steps 5 to 10: the server asked for nothing.
    OpenServer,
    /// Steps 5 to 9: a credential was sent up front.
    CredentialGiven,
    /// Step 10: the credential that was sent up front was accepted.
    CredentialAccepted,
    /// Survey: the server does not offer it.
    NotOffered,
    /// Closing: this era or server has no session to end.
    NothingToClose,
    /// The vantage cannot observe it; says why.
    CannotSee { why: Unseen },
    /// An earlier step failed.
    Earlier,
    /// The user stopped the run before the step ended.
    Cancelled,
    /// The browser asks the user for permission to reach the local network.
    PermissionPrompt,
    /// The server wants credentials and the run has none.
    WantsCredentials,
    /// The step failed.
    Fault { fault: Fault },
}

tagged!(Reason by "reason" {
    Settled,
    OpenServer,
    CredentialGiven,
    CredentialAccepted,
    NotOffered,
    NothingToClose,
    CannotSee { why },
    Earlier,
    Cancelled,
    PermissionPrompt,
    WantsCredentials,
    Fault { fault },
});

/// Why something could not be observed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unseen {
    /// Not sent, because the pasted transcript ends before it.
    NotPasted,
    /// The session id is hidden from this page, so the session cannot be ended.
    SessionIdHidden,
    /// The stream was opened and said nothing: some browsers show a response only with its first byte.
    QuietStream,
    /// The browser kept the answer to itself, and it is not worth more questions.
    NoAnswer,
}

words!(Unseen {
    NotPasted,
    SessionIdHidden,
    QuietStream,
    NoAnswer,
});

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
