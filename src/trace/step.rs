//! The steps of a run and where each stands.

use crate::protocol::document::json_enum;

json_enum! {
    /// The eleven steps and, after them, the five lanes of the survey, in order.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    pub enum Step {
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
    }
}

impl Step {
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

json_enum! {
    /// Where a step stands. The engine never says `warn`: the report turns a `pass` with a warning into it.
    #[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
    pub enum Status {
        #[default]
        Pending = "pending",
        Running = "running",
        /// Only the user can go on.
        Waiting = "waiting",
        Pass = "pass",
        Warn = "warn",
        Fail = "fail",
        /// Does not apply to this server.
        Skipped = "skipped",
        /// Applies, but this vantage cannot observe it.
        Unseen = "unseen",
        /// An earlier step failed.
        Unreached = "unreached",
    }
}
