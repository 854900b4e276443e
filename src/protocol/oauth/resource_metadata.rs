//! Protected resource metadata (RFC 9728, 2).

use serde_json::{Map, Value};

use super::fields::{Fields, Problem};

/// What a resource says about itself, as far as an MCP client uses it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ResourceMetadata {
    /// The identifier of the resource; required. It must equal the one that the address was made from (3.3).
    pub resource: Option<String>,
    /// The issuers that it takes tokens from; MCP requires one at least.
    pub authorization_servers: Option<Vec<String>>,
    /// Scopes to ask for.
    pub scopes_supported: Option<Vec<String>>,
    /// How it takes tokens: `header`, `body`, `query`. MCP uses the header only.
    pub bearer_methods_supported: Option<Vec<String>>,
    /// Its name for people.
    pub resource_name: Option<String>,
    /// Where its own keys are.
    pub jwks_uri: Option<String>,
    /// `dpop_bound_access_tokens_required`: a bearer token is not enough (RFC 9449).
    pub dpop_required: bool,
}

/// Reads any object; what is missing or of the wrong type is absent.
pub fn read(object: &Map<String, Value>) -> (ResourceMetadata, Vec<Problem>) {
    let mut fields = Fields::new(object);
    let metadata = ResourceMetadata {
        resource: fields.text("resource"),
        authorization_servers: fields.texts("authorization_servers"),
        scopes_supported: fields.texts("scopes_supported"),
        bearer_methods_supported: fields.texts("bearer_methods_supported"),
        resource_name: fields.text("resource_name"),
        jwks_uri: fields.text("jwks_uri"),
        dpop_required: fields.flag("dpop_bound_access_tokens_required") == Some(true),
    };
    (metadata, fields.into_problems())
}
