//! Authorization server metadata (RFC 8414, 2; OpenID Connect Discovery 3 has the same members).

use serde_json::{Map, Value};

use super::fields::{Fields, Problem};
use crate::protocol::url::Url;

/// What an authorization server says about itself, as far as an MCP client uses it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ServerMetadata {
    /// Its identifier; required. It must equal the one that the address was made from (RFC 8414, 3.3).
    pub issuer: Option<String>,
    /// Where the user signs in.
    pub authorization_endpoint: Option<String>,
    /// Where a code becomes a token.
    pub token_endpoint: Option<String>,
    /// Where clients register themselves (RFC 7591).
    pub registration_endpoint: Option<String>,
    /// Must hold `code`.
    pub response_types_supported: Option<Vec<String>>,
    /// Absent means `authorization_code` and `implicit` (RFC 8414, 2).
    pub grant_types_supported: Option<Vec<String>>,
    /// How clients show who they are; absent means `client_secret_basic` (RFC 8414, 2).
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// RFC 7636 by way of RFC 8414; MCP refuses servers that leave it out (2025-11-25).
    pub code_challenge_methods_supported: Option<Vec<String>>,
    /// The scopes that it knows, or some of them.
    pub scopes_supported: Option<Vec<String>>,
    /// Where the keys are that its tokens are signed with.
    pub jwks_uri: Option<String>,
    /// `client_id_metadata_document_supported`.
    pub takes_metadata_documents: bool,
    /// `authorization_response_iss_parameter_supported` (RFC 9207, 3).
    pub sends_iss: bool,
}

/// Reads any object; what is missing or of the wrong type is absent.
pub fn read(object: &Map<String, Value>) -> (ServerMetadata, Vec<Problem>) {
    let mut fields = Fields::new(object);
    let metadata = ServerMetadata {
        issuer: fields.text("issuer"),
        authorization_endpoint: fields.text("authorization_endpoint"),
        token_endpoint: fields.text("token_endpoint"),
        registration_endpoint: fields.text("registration_endpoint"),
        response_types_supported: fields.texts("response_types_supported"),
        grant_types_supported: fields.texts("grant_types_supported"),
        token_endpoint_auth_methods_supported: fields
            .texts("token_endpoint_auth_methods_supported"),
        code_challenge_methods_supported: fields.texts("code_challenge_methods_supported"),
        scopes_supported: fields.texts("scopes_supported"),
        jwks_uri: fields.text("jwks_uri"),
        takes_metadata_documents: fields.flag("client_id_metadata_document_supported")
            == Some(true),
        sends_iss: fields.flag("authorization_response_iss_parameter_supported") == Some(true),
    };
    (metadata, fields.into_problems())
}

/// What can be done with the address of an endpoint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Endpoint {
    /// `https:`, as MCP wants it (2025-03-26 `basic/authorization`).
    Https,
    /// `http:`, which is tolerated on this machine only.
    Http,
    /// `javascript:`, `data:` and all else that must never be opened.
    Unsafe,
    /// Relative, or no address at all.
    NotAUrl,
}

/// Tells whether an address can be opened or asked. It comes from a document of somebody else's, so `javascript:` must
/// never get to `window.open`.
pub fn endpoint(address: &str) -> Endpoint {
    match Url::parse(address).as_ref().map(Url::scheme) {
        Ok("https") => Endpoint::Https,
        Ok("http") => Endpoint::Http,
        Ok(_) => Endpoint::Unsafe,
        Err(_) => Endpoint::NotAUrl,
    }
}
