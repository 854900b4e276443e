//! Why a step ended.

use super::fault::Fault;
use crate::protocol::document::{json_enum, json_tagged_enum};

json_tagged_enum! {
    /// Why a step ended. A closed list: each failing reason is explained by exactly one fault finding.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Reason by "reason" {
        /// The step's question has a good answer.
        Settled = "settled",
        /// Step 3: this vantage keeps no answer back, so there is nothing to find out.
        NoCorsHere = "no-cors-here",
        /// Steps 5 to 10: the server asked for nothing.
        OpenServer = "open-server",
        /// Steps 5 to 9: a credential was sent up front.
        CredentialGiven = "credential-given",
        /// Step 10: the credential that was sent up front was accepted.
        CredentialAccepted = "credential-accepted",
        /// Survey: the server does not offer it.
        NotOffered = "not-offered",
        /// Closing: this era or server has no session to end.
        NothingToClose = "nothing-to-close",
        /// The vantage cannot observe it; says why.
        CannotSee = "cannot-see" { why: Unseen = "why" },
        /// An earlier step failed.
        Earlier = "earlier",
        /// The user stopped the run before the step ended.
        Cancelled = "cancelled",
        /// The browser asks the user for permission to reach the local network.
        PermissionPrompt = "permission-prompt",
        /// The server wants credentials and the run has none.
        WantsCredentials = "wants-credentials",
        /// The step failed.
        Fault = "fault" { fault: Fault = "fault" },
    }
}

json_enum! {
    /// Why something could not be observed.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Unseen {
        /// Not sent, because the pasted transcript ends before it.
        NotPasted = "not-pasted",
        /// The session id is hidden from this page, so the session cannot be ended.
        SessionIdHidden = "session-id-hidden",
        /// The stream was opened and said nothing: some browsers show a response only with its first byte.
        QuietStream = "quiet-stream",
        /// The browser kept the answer to itself, and it is not worth more questions.
        NoAnswer = "no-answer",
        /// It was redirected, and what it carried stays with the server that was asked.
        Redirected = "redirected",
    }
}
