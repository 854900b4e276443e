//! OAuth as MCP uses it: where documents lie, what they say, what a client sends and what comes back.
//!
//! Everything here reads and builds; what a finding is worth is decided elsewhere.

pub mod authorization;
pub mod callback;
pub mod fields;
pub mod handover;
pub mod jwt;
pub mod pkce;
pub mod registration;
pub mod resource_metadata;
pub mod scope;
pub mod server_metadata;
pub mod token;
pub mod url_difference;
pub mod well_known;

use serde_json::{Map, Value};

use super::json;

/// Why a body holds no JSON object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotADocument {
    /// A page for people: HTML or another markup.
    Markup,
    /// No JSON, or nothing at all.
    NotJson,
    /// JSON, but an array, a text or a number.
    NotAnObject,
}

/// Every document of OAuth is one JSON object (RFC 8414 3.2, RFC 9728 3.2, RFC 7591 3.2.1, RFC 6749 5.1).
pub fn object(body: &[u8]) -> Result<Map<String, Value>, NotADocument> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    match json::parse(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(NotADocument::NotAnObject),
        Err(_) if text.starts_with('<') => Err(NotADocument::Markup),
        Err(_) => Err(NotADocument::NotJson),
    }
}
