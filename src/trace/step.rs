//! The steps of a run and where each stands.

use crate::protocol::document::words;

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
