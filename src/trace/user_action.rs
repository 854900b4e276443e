//! What only the user can do, on the way to a token and beyond the end. Each is written down whole, so that the run replays.

use crate::protocol::document::{record, tagged, words};

/// Something that the user agreed to, did elsewhere, or brought.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UserAction {
    /// To go on with this one of several authorization servers.
    Choose { issuer: String },
    /// This is how the page becomes known to the authorization server.
    UseClient { client: Client },
    /// The authorization request was opened. The verifier stays here (RFC 7636, 4.1).
    AuthorizationStarted { url: String, verifier: String },
    /// What came to the redirect URI, as a URL or its query.
    CallbackReceived { url: String },
    /// Nothing came back.
    NoCallback,
    /// The token endpoint's answer, got by other means than this page.
    TokenResponsePasted { body: String },
    /// To use the refresh token once.
    Refresh,
    /// To send what no healthy client sends, now that the session was seen to open.
    StartDeepMode,
}

tagged!(UserAction by "to" {
    Choose { issuer },
    UseClient = "become" { client },
    AuthorizationStarted = "open" { url, verifier },
    CallbackReceived = "return" { url },
    NoCallback = "give-up",
    TokenResponsePasted = "bring" { body },
    Refresh,
    StartDeepMode = "deepen",
});

/// As whom the page signs in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Client {
    pub registration: Registration,
    /// Empty where it is yet to be issued.
    pub id: String,
    pub secret: Option<String>,
}

record!(Client { registration = "way", id; secret });

/// How a client becomes known (2025-11-25 `basic/authorization`, "Client Registration Approaches").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Registration {
    /// Registered by hand; the user has the id.
    PreRegistered,
    /// By a document that this page serves: its address is the id.
    MetadataDocument,
    /// By asking the registration endpoint (RFC 7591).
    Dynamic,
}

words!(Registration { PreRegistered = "entered", MetadataDocument = "document", Dynamic = "dynamic" });
