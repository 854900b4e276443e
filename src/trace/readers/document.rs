//! Metadata documents (RFC 8414, RFC 9728): what an answer holds.

use serde_json::{Map, Value};

use crate::protocol::oauth::{NotADocument, object};
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;

/// A document that was found.
pub struct Document<'a> {
    /// The exchange that holds it.
    pub exchange: &'a Exchange,
    /// Its members.
    pub object: Map<String, Value>,
}

/// The document in an answer, or why there is none.
pub fn document(exchange: &Exchange) -> Result<Document<'_>, AuthFault> {
    if exchange.private_redirect().is_some() {
        return Err(AuthFault::PrivateRedirect);
    }
    match exchange.status() {
        None => Err(AuthFault::Unreadable),
        Some(200..=299) => match object(&exchange.body) {
            Ok(object) => Ok(Document { exchange, object }),
            Err(NotADocument::Markup) => Err(AuthFault::HtmlPage),
            Err(_) if exchange.content_type() == "text/html" => Err(AuthFault::HtmlPage),
            Err(_) => Err(AuthFault::InvalidJson),
        },
        Some(401 | 403) => Err(AuthFault::NeedsAuthorization),
        Some(_) => Err(AuthFault::NotFound),
    }
}
