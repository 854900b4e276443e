//! What only the user can do, on the way to a token and beyond the end. Each is written down whole, so that the run replays.

use crate::protocol::document::{record, tagged, words};

/// Something that the user agreed to, did elsewhere, or brought.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Consent {
    /// To go on with this one of several authorization servers.
    Choose { issuer: String },
    /// This is how the page becomes known to the authorization server.
    Become { client: Client },
    /// The authorization request was opened. The verifier stays here (RFC 7636, 4.1).
    Open { url: String, verifier: String },
    /// What came to the redirect URI, as a URL or its query.
    Return { url: String },
    /// Nothing came back.
    GiveUp,
    /// The token endpoint's answer, got by other means than this page.
    Bring { body: String },
    /// To use the refresh token once.
    Refresh,
    /// To send what no healthy client sends, now that the session was seen to open.
    Deepen,
}

tagged!(Consent by "to" {
    Choose { issuer },
    Become { client },
    Open { url, verifier },
    Return { url },
    GiveUp,
    Bring { body },
    Refresh,
    Deepen,
});

/// As whom the page signs in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Client {
    pub way: Way,
    /// Empty where it is yet to be issued.
    pub id: String,
    pub secret: Option<String>,
}

record!(Client { way, id; secret });

/// How a client becomes known (2025-11-25 `basic/authorization`, "Client Registration Approaches").
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// Registered by hand; the user has the id.
    Entered,
    /// By a document that this page serves: its address is the id.
    Document,
    /// By asking the registration endpoint (RFC 7591).
    Dynamic,
}

words!(Way { Entered = "entered", Document = "document", Dynamic = "dynamic" });
