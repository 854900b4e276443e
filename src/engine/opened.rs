//! The MCP session that a run opened, as far as later requests depend on it.

use serde_json::{Map, Value};

use crate::protocol::mcp::request;
use crate::protocol::mcp::revision::Revision;
use crate::trace::wire::Id;

/// An open session.
#[derive(Clone, Debug)]
pub struct Opened {
    pub route: Route,
    pub revision: Revision,
    /// Where messages are posted.
    pub url: String,
    pub session_id: Option<String>,
    pub capabilities: Map<String, Value>,
    /// The exchange that opened it.
    pub handshake: Id,
}

/// How messages travel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Route {
    /// 2026-07-28: each request stands alone.
    Modern,
    /// 2025-03-26 to 2025-11-25.
    Streamable,
    /// 2024-11-05: posts to the announced endpoint, answers on this stream.
    Sse { stream: Id },
}

impl Opened {
    pub fn session(&self) -> request::Session<'_> {
        // 2024-11-05 has another transport. A server that answers with it over this one is spoken to as in the
        // first revision that has this one: deployed clients do the same.
        let least = match self.route {
            Route::Streamable => Revision::V2025_03_26,
            Route::Modern | Route::Sse { .. } => Revision::V2024_11_05,
        };
        request::Session {
            revision: self.revision.max(least),
            id: self.session_id.as_deref(),
        }
    }
}
