//! Why a step ended.

use super::fault::Fault;
use crate::protocol::document::{tagged, words};

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
