//! What only the user can do, during authorization and beyond the end. Each is written down whole, so that the run replays.

use crate::protocol::document::{
    CallbackUrl, Secret, Text, Url, json_enum, json_struct, json_tagged_enum,
};

json_tagged_enum! {
    /// Something that the user agreed to, did elsewhere, or brought.
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub enum UserAction by "to" {
        /// To go on with this one of several authorization servers.
        Choose = "choose" { issuer: String = "issuer" as Url },
        /// This is how the page becomes known to the authorization server.
        UseClient = "become" { client: Client = "client" },
        /// The authorization request was opened. The verifier stays here (RFC 7636, 4.1).
        AuthorizationStarted = "open" { url: String = "url" as CallbackUrl, verifier: String = "verifier" as Secret("verifier") },
        /// What came to the redirect URI, as a URL or its query.
        CallbackReceived = "return" { url: String = "url" as CallbackUrl },
        /// Nothing came back.
        NoCallback = "give-up",
        /// The token endpoint's answer, got by other means than this page.
        TokenResponsePasted = "bring" { body: String = "body" as Text },
        /// To use the refresh token once.
        Refresh = "refresh",
        /// To wait for what is under way as long again.
        WaitLonger = "wait",
        /// To send what no healthy client sends, now that the session was seen to open.
        StartDeepMode = "deepen",
    }
}

json_struct! {
    /// As whom the page signs in.
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct Client {
        pub registration: Registration = "way",
        /// Empty where it is yet to be issued.
        pub id: String = "id" as Url,
        pub secret: Option<String> = optional "secret" as Secret("secret"),
    }
}

json_enum! {
    /// How a client becomes known (2025-11-25 `basic/authorization`, "Client Registration Approaches").
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Registration {
        /// Registered by hand; the user has the id.
        PreRegistered = "entered",
        /// By a document that this page serves: its address is the id.
        MetadataDocument = "document",
        /// By asking the registration endpoint (RFC 7591).
        Dynamic = "dynamic",
    }
}
