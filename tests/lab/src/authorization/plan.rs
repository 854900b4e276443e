//! What one cause's way to a token looks like, as data. The default is sound; a cause changes one thing.
//!
//! Texts are templates: `{url}` is the MCP endpoint, `{base}` the address above it, `{metadata}` where its metadata
//! belongs, `{issuer}` the authorization server, `{lab}` and `{second}` the lab's two origins.
//! `{plain-…}` is the same with http for https, `{loud-issuer}` has its host in capitals.

use serde_json::{Value, json};

use crate::cors::Cors;

/// Members to set, or to take away.
pub type Members = Vec<(&'static str, Option<Value>)>;

/// The whole way, from the challenge to an accepted token.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The challenge of the 401; `None` leaves the header out.
    pub challenge: Option<&'static str>,
    /// The JSON-RPC method that wants a token; empty where all of them do.
    pub guarded: &'static str,
    /// The metadata of the MCP server (RFC 9728).
    pub resource: Document,
    /// The metadata of the authorization server (RFC 8414).
    pub server: Document,
    /// Further authorization servers at paths below the first, all of them sound.
    pub others: &'static [&'static str],
    pub clients: Clients,
    pub registration: Registration,
    pub consent: Consent,
    pub exchange: Exchange,
    pub token: Token,
    pub acceptance: Acceptance,
}

/// A metadata document and where it lies.
#[derive(Clone, Debug)]
pub struct Document {
    /// Paths below the cause's own prefix; one that begins with a slash stands before it.
    pub places: Vec<&'static str>,
    pub members: Members,
    pub form: Form,
    pub content_type: &'static str,
    pub cors: bool,
    /// A place that redirects, and the address it redirects to.
    pub moved: Option<(&'static str, &'static str)>,
}

/// What is answered where the document should lie.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    Json,
    /// The page of a single-page application, with status 200.
    Html,
    /// JSON that breaks off.
    AuthFault,
    Status(u16),
}

/// How a client authenticates at the token endpoint (RFC 7591, 2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    None,
    Post,
    Basic,
    /// By its secret in either way, or not at all.
    Any,
}

/// Who is known without a registration. [`PUBLIC_CLIENT`] always is.
#[derive(Clone, Debug)]
pub struct Clients {
    /// How [`CONFIDENTIAL_CLIENT`] authenticates, where it is known.
    pub confidential: Option<Method>,
    /// Whether client id metadata documents are refused although they are advertised.
    pub refuses_documents: bool,
}

/// A client without a secret that every authorization server of the lab knows, with any redirect URI.
pub const PUBLIC_CLIENT: &str = "lab-client";
/// A client with [`CLIENT_SECRET`].
pub const CONFIDENTIAL_CLIENT: &str = "lab-confidential-client";
/// Holds what has to be escaped in a form, and twice in an `Authorization` header (RFC 6749, 2.3.1).
pub const CLIENT_SECRET: &str = "lab+secret/100%";

/// An OAuth error.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    pub status: u16,
    pub error: &'static str,
    pub description: &'static str,
}

/// Dynamic registration (RFC 7591).
#[derive(Clone, Debug)]
pub struct Registration {
    pub refusal: Option<Refusal>,
    /// A body that is no registration.
    pub body: Option<&'static str>,
    pub status: u16,
    pub members: Members,
    /// Issues a secret that lasts as many seconds; 0 is for ever.
    pub secret_lasts: Option<u64>,
    pub cors: Cors,
}

/// The authorization endpoint.
#[derive(Clone, Debug)]
pub struct Consent {
    pub page: Page,
    /// Parameters of the answer to set (`{state}` is the state that was sent) or to take away.
    pub parameters: Vec<(&'static str, Option<&'static str>)>,
    /// Answers in the fragment, as for the implicit grant.
    pub fragment: bool,
    pub remembered: Remembered,
}

/// What the authorization endpoint shows before it redirects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Page {
    None,
    /// An error, and nothing after it.
    Error(&'static str),
    /// A page with `Cross-Origin-Opener-Policy: same-origin`, which goes on by itself after a moment.
    Isolated,
}

/// What the authorization server remembers of a code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Remembered {
    Faithfully,
    /// The redirect URI with a slash at its end.
    OtherRedirect,
    /// A code challenge of somebody else.
    OtherChallenge,
    /// That the code was used.
    Used,
}

/// The token endpoint.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub refusal: Option<Refusal>,
    /// Takes no client without a secret in the `Authorization` header, whatever the metadata says.
    pub demands_basic: bool,
    /// Content type and body, answered with status 200 instead of a token.
    pub body: Option<(&'static str, &'static str)>,
    pub members: Members,
    pub refresh: Refresh,
    pub cors: Cors,
}

/// What becomes of refresh tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refresh {
    Rotates,
    /// The same one is issued again.
    Stays,
    Refused,
    /// There are none.
    Never,
}

/// The access token.
#[derive(Clone, Debug)]
pub struct Token {
    pub opaque: bool,
    pub claims: Vec<(&'static str, Option<Claim>)>,
    /// The scope granted, whatever was asked for.
    pub scope: Option<&'static str>,
    /// In seconds.
    pub lasts: i64,
}

/// The value of a claim.
#[derive(Clone, Copy, Debug)]
pub enum Claim {
    Text(&'static str),
    /// Seconds from now.
    FromNow(i64),
}

/// What the MCP server makes of a token.
#[derive(Clone, Debug)]
pub struct Acceptance {
    pub checks: Checks,
    /// The scope that every request needs.
    pub scope: &'static str,
    /// The challenge of a 403; `None` leaves the header out.
    pub insufficient: Option<&'static str>,
    /// Whether every token is too narrow.
    pub never_enough: bool,
    /// The challenge with which it refuses every token.
    pub refusal: Option<&'static str>,
}

/// How closely the MCP server looks at a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Checks {
    /// Signature, issuer, audience, time.
    All,
    Signature,
    /// Any text will do.
    Nothing,
}

pub const RESOURCE: &str = "/.well-known/oauth-protected-resource/mcp";
pub const RESOURCE_ROOT: &str = "/.well-known/oauth-protected-resource";
pub const RESOURCE_APPENDED: &str = "mcp/.well-known/oauth-protected-resource";
pub const SERVER: &str = "/.well-known/oauth-authorization-server";
pub const SERVER_APPENDED: &str = ".well-known/oauth-authorization-server";
pub const OPENID: &str = "/.well-known/openid-configuration";

/// The scopes of the lab.
pub const SCOPES: [&str; 2] = ["mcp:read", "mcp:write"];

/// Says everything that a client needs.
pub const SOUND_CHALLENGE: &str = "Bearer resource_metadata=\"{metadata}\", scope=\"mcp:read\"";

impl Plan {
    /// Nothing is wrong.
    pub fn sound() -> Plan {
        Plan {
            challenge: Some(SOUND_CHALLENGE),
            guarded: "",
            resource: Document::lying(RESOURCE, resource_members()),
            server: Document::lying(SERVER, server_members()),
            others: &[],
            clients: Clients {
                confidential: None,
                refuses_documents: false,
            },
            registration: Registration {
                refusal: None,
                body: None,
                status: 201,
                members: Vec::new(),
                secret_lasts: None,
                cors: Cors::permissive(),
            },
            consent: Consent {
                page: Page::None,
                parameters: Vec::new(),
                fragment: false,
                remembered: Remembered::Faithfully,
            },
            exchange: Exchange {
                refusal: None,
                demands_basic: false,
                body: None,
                members: Vec::new(),
                refresh: Refresh::Rotates,
                cors: Cors::permissive(),
            },
            token: Token {
                opaque: false,
                claims: Vec::new(),
                scope: None,
                lasts: 3600,
            },
            acceptance: Acceptance {
                checks: Checks::All,
                scope: "mcp:read",
                insufficient: Some(
                    "Bearer error=\"insufficient_scope\", scope=\"mcp:write\", resource_metadata=\"{metadata}\"",
                ),
                never_enough: false,
                refusal: None,
            },
        }
    }
}

impl Document {
    fn lying(place: &'static str, members: Members) -> Document {
        Document {
            places: vec![place],
            members,
            form: Form::Json,
            content_type: "application/json",
            cors: true,
            moved: None,
        }
    }

    pub fn set(&mut self, name: &'static str, value: Value) {
        self.members.push((name, Some(value)));
    }

    pub fn remove(&mut self, name: &'static str) {
        self.members.push((name, None));
    }

    /// Lies here, and nowhere else.
    pub fn lies(&mut self, place: &'static str) {
        self.places = vec![place];
    }
}

fn resource_members() -> Members {
    vec![
        ("resource", Some(json!("{url}"))),
        ("authorization_servers", Some(json!(["{issuer}"]))),
        ("scopes_supported", Some(json!(SCOPES))),
        ("bearer_methods_supported", Some(json!(["header"]))),
        ("resource_name", Some(json!("Fault lab"))),
    ]
}

/// The members of a sound authorization server's metadata.
pub fn server_members() -> Members {
    let yes = || Some(json!(true));
    vec![
        ("issuer", Some(json!("{issuer}"))),
        ("authorization_endpoint", Some(json!("{issuer}/authorize"))),
        ("token_endpoint", Some(json!("{issuer}/token"))),
        ("registration_endpoint", Some(json!("{issuer}/register"))),
        ("scopes_supported", Some(json!(SCOPES))),
        ("response_types_supported", Some(json!(["code"]))),
        (
            "grant_types_supported",
            Some(json!(["authorization_code", "refresh_token"])),
        ),
        (
            "token_endpoint_auth_methods_supported",
            Some(json!(["none"])),
        ),
        ("code_challenge_methods_supported", Some(json!(["S256"]))),
        ("client_id_metadata_document_supported", yes()),
        ("authorization_response_iss_parameter_supported", yes()),
    ]
}
