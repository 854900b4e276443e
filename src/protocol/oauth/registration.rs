//! Dynamic client registration (RFC 7591), and the metadata of a client, which is the same in a document that
//! the client serves itself (MCP 2025-11-25, "Client ID Metadata Documents").

use serde_json::{Map, Value};

use super::fields::{Fields, Problem};
use super::token::{Refusal, refusal};
use super::{NotADocument, object};

/// A client as it introduces itself: public, one redirect URI, the code flow with refresh.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// What the authorization server shows to the user.
    pub name: &'a str,
    /// The page's own address.
    pub uri: &'a str,
    /// The only one.
    pub redirect_uri: &'a str,
    /// The scopes that it may ask for later; the server's default if there are none.
    pub scope: Option<&'a str>,
}

impl Client<'_> {
    /// `native` on this machine, `web` elsewhere: an authorization server judges the redirect URI by it
    /// (2026-07-28 `basic/authorization`; OpenID Connect Registration 2).
    pub fn application_type(&self) -> &'static str {
        // A redirect to this machine is native by OpenID's rule, although a browser opens it.
        let host = self.redirect_uri.split("://").nth(1).unwrap_or_default();
        let loopback = ["localhost", "127.0.0.1", "[::1]"];
        let is_native = loopback.iter().any(|name| {
            let rest = host.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
        if is_native { "native" } else { "web" }
    }

    /// The members of a registration request.
    pub fn metadata(&self) -> Map<String, Value> {
        let list = |items: &[&str]| {
            let items = items.iter().map(|item| Value::from(*item));
            Value::Array(items.collect())
        };
        let mut metadata = Map::new();
        let mut put = |name: &str, value: Value| metadata.insert(name.to_owned(), value);
        put("client_name", self.name.into());
        put("client_uri", self.uri.into());
        put("redirect_uris", list(&[self.redirect_uri]));
        put(
            "grant_types",
            list(&["authorization_code", "refresh_token"]),
        );
        put("response_types", list(&["code"]));
        // A page cannot keep a secret: everything in it can be read by who uses it.
        put("token_endpoint_auth_method", "none".into());
        put("application_type", self.application_type().into());
        if let Some(scope) = self.scope {
            put("scope", scope.into());
        }
        metadata
    }
}

/// A client that was registered.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Registered {
    /// The id; never empty.
    pub client_id: String,
    /// Given out although a public client did not ask for it.
    pub client_secret: Option<String>,
    /// Seconds since 1970; 0 and absent: never.
    pub secret_expires_at: Option<i64>,
    /// How the server wants the client to show who it is.
    pub token_endpoint_auth_method: Option<String>,
    /// What the server allows from now on.
    pub redirect_uris: Option<Vec<String>>,
    /// What came back other than it was sent: redirect URIs, grants, application type.
    pub changed: Vec<&'static str>,
}

/// What the registration endpoint answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// 201, as a rule; any object with a `client_id` counts.
    Registered(Registered),
    /// An object with an `error` (RFC 7591, 3.2.2).
    Refused(Refusal),
    /// An object without `client_id`, and without an error.
    Neither,
    /// No JSON object.
    NotADocument(NotADocument),
}

/// Reads the answer to what was `sent`.
pub fn read(body: &[u8], sent: &Map<String, Value>) -> (Answer, Vec<Problem>) {
    let object = match object(body) {
        Ok(object) => object,
        Err(why) => return (Answer::NotADocument(why), Vec::new()),
    };
    let mut fields = Fields::new(&object);
    // An id counts beside an error, and an error whatever the status: servers send both with 200.
    let answer = match (fields.text("client_id"), refusal(&mut fields)) {
        (Some(client_id), _) if !client_id.is_empty() => Answer::Registered(Registered {
            client_id,
            client_secret: fields.text("client_secret"),
            secret_expires_at: fields
                .seconds("client_secret_expires_at")
                .filter(|at| *at != 0),
            token_endpoint_auth_method: fields.text("token_endpoint_auth_method"),
            redirect_uris: fields.texts("redirect_uris"),
            changed: changed(&object, sent),
        }),
        (_, Some(refusal)) => Answer::Refused(refusal),
        (_, None) => Answer::Neither,
    };
    (answer, fields.into_problems())
}

/// What the server echoes other than it was sent. It must echo what it registered (RFC 7591, 3.2.1) and may have
/// changed it. More than was asked for is no change, and neither is a member that is left out.
fn changed(object: &Map<String, Value>, sent: &Map<String, Value>) -> Vec<&'static str> {
    const WATCHED: [&str; 4] = [
        "redirect_uris",
        "grant_types",
        "response_types",
        "application_type",
    ];
    let differs = |name: &&'static str| match (object.get(*name), sent.get(*name)) {
        (Some(Value::Array(got)), Some(Value::Array(sent))) => {
            !sent.iter().all(|item| got.contains(item))
        }
        (Some(got), Some(sent)) => got != sent,
        _ => false,
    };
    WATCHED.into_iter().filter(differs).collect()
}
