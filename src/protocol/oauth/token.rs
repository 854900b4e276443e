//! The token request and its answer (RFC 6749 4.1.3, 5, 6; RFC 7636 4.5; RFC 8707 2.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::fields::{Fields, Problem};
use super::{NotADocument, object};
use crate::protocol::url::form_encode;

/// How a client proves to the token endpoint who it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// A public client: nothing but its id.
    None,
    /// The secret in the body.
    Post,
    /// Id and secret in the header `Authorization`.
    Basic,
}

impl Method {
    /// The name in the registry of RFC 7591, 2.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::None => "none",
            Method::Post => "client_secret_post",
            Method::Basic => "client_secret_basic",
        }
    }

    /// The method for what is in hand. Absent metadata means Basic (RFC 8414, 2), but a browser's `Authorization`
    /// costs a preflight: where the server takes both, the secret goes into the body.
    pub fn choose(has_secret: bool, supported: Option<&[String]>) -> Method {
        let takes = |method: Method| {
            supported.is_some_and(|list| list.iter().any(|name| name == method.as_str()))
        };
        match has_secret {
            false => Method::None,
            true if takes(Method::Post) => Method::Post,
            true => Method::Basic,
        }
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The client's id.
    pub id: &'a str,
    /// Its secret, if it has one.
    pub secret: Option<&'a str>,
    /// How it shows who it is.
    pub method: Method,
}

/// A request to the token endpoint: a form, and for Basic a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Form {
    /// `application/x-www-form-urlencoded`.
    pub body: String,
    /// The value of `Authorization`.
    pub authorization: Option<String>,
}

/// What a code is exchanged with. The redirect URI is that of the authorization request.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The authorization code, which works once (RFC 6749, 4.1.2).
    pub code: &'a str,
    /// Sent again, letter by letter (RFC 6749, 4.1.3).
    pub redirect_uri: &'a str,
    /// What the challenge was the hash of (RFC 7636, 4.5).
    pub verifier: &'a str,
    /// As in the authorization request (RFC 8707, 2.2).
    pub resource: &'a str,
}

/// Asks for a token for a code (RFC 6749, 4.1.3).
pub fn exchange(client: &Client, exchange: &Exchange) -> Form {
    form(
        client,
        &[
            ("grant_type", "authorization_code"),
            ("code", exchange.code),
            ("redirect_uri", exchange.redirect_uri),
            ("code_verifier", exchange.verifier),
            ("resource", exchange.resource),
        ],
    )
}

/// Asks for a new token. The scope stays what it was (RFC 6749, 6).
pub fn refresh(client: &Client, refresh_token: &str, resource: &str) -> Form {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
        ("resource", resource),
    ];
    form(client, &fields)
}

/// The form with the client's proof in it.
fn form(client: &Client, pairs: &[(&str, &str)]) -> Form {
    let mut body = String::new();
    let mut push = |name: &str, value: &str| {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        body.push_str(&form_encode(value));
    };
    for (name, value) in pairs {
        push(name, value);
    }
    let secret = client.secret.unwrap_or_default();
    let mut authorization = None;
    match client.method {
        // RFC 6749, 3.2.1: a public client sends its id.
        Method::None => push("client_id", client.id),
        Method::Post => {
            push("client_id", client.id);
            push("client_secret", secret);
        }
        // RFC 6749, 2.3.1: both are form-encoded before they are joined.
        Method::Basic => {
            let pair = [&form_encode(client.id), ":", &form_encode(secret)].concat();
            authorization = Some(["Basic ", &STANDARD.encode(pair)].concat());
        }
    }
    Form {
        body,
        authorization,
    }
}

/// What the token endpoint answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Answer {
    /// A token, whatever the status.
    Token(Token),
    /// An error (RFC 6749, 5.2), whatever the status: some servers send it with 200.
    Refused(Refusal),
    /// An object with neither a token nor an error.
    Neither,
    /// No JSON object.
    NotADocument(NotADocument),
}

/// A token and its parameters (RFC 6749, 5.1).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Token {
    /// Never empty.
    pub access_token: String,
    /// Required (RFC 6749, 5.1), and left out by some.
    pub token_type: Option<String>,
    /// In how many seconds it ends, counted from the answer.
    pub expires_in: Option<i64>,
    /// Absent: what was asked for (RFC 6749, 5.1).
    pub scope: Option<String>,
    /// Another one to get a new token with.
    pub refresh_token: Option<String>,
}

impl Token {
    /// Whether it is sent as `Authorization: Bearer`. A missing type is taken for it, as clients do.
    pub fn is_bearer(&self) -> bool {
        let named = self.token_type.as_deref();
        named.is_none_or(|name| name.eq_ignore_ascii_case("bearer"))
    }
}

/// An error of OAuth (RFC 6749, 5.2; RFC 7591, 3.2.2).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Refusal {
    /// The code, such as `invalid_grant`.
    pub error: String,
    /// What it is, for developers.
    pub description: Option<String>,
    /// A page about it.
    pub uri: Option<String>,
}

impl Refusal {
    /// As one line: `invalid_target: no such resource`
    pub fn describe(self) -> String {
        describe_error(self.error, self.description)
    }
}

/// An OAuth error, as both endpoints of an authorization server write it (RFC 6749, 4.1.2.1 and 5.2).
pub fn describe_error(error: String, description: Option<String>) -> String {
    match description {
        Some(more) if !more.is_empty() => [&error, ": ", &more].concat(),
        Some(_) | None => error,
    }
}

/// Reads an answer, live or pasted.
pub fn read(body: &[u8]) -> (Answer, Vec<Problem>) {
    let object = match object(body) {
        Ok(object) => object,
        Err(why) => return (Answer::NotADocument(why), Vec::new()),
    };
    let mut fields = Fields::new(&object);
    // An empty token is none. A token beside an error counts: the client can go on.
    let answer = match (fields.text("access_token"), refusal(&mut fields)) {
        (Some(access_token), _) if !access_token.is_empty() => Answer::Token(Token {
            access_token,
            token_type: fields.text("token_type"),
            expires_in: fields.seconds("expires_in"),
            scope: fields.text("scope"),
            refresh_token: fields.text("refresh_token"),
        }),
        (_, Some(refusal)) => Answer::Refused(refusal),
        (_, None) => Answer::Neither,
    };
    (answer, fields.into_problems())
}

/// The error that an object tells, if it tells one.
pub(super) fn refusal(fields: &mut Fields) -> Option<Refusal> {
    Some(Refusal {
        error: fields.text("error")?,
        description: fields.text("error_description"),
        uri: fields.text("error_uri"),
    })
}
