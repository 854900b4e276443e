//! The MCP session that a run opened, as far as later requests depend on it.

use serde_json::{Map, Value};

use crate::protocol::mcp::request;
use crate::protocol::mcp::revision::{Revision, Rules, Transport};
use crate::trace::wire::Id;

/// An open session.
#[derive(Clone, Debug)]
pub struct OpenSession {
    pub transport: Transport,
    pub revision: Revision,
    /// Where messages are posted.
    /// Not always the address that was typed: a redirect that keeps the method, or the
    /// `endpoint` event of 2024-11-05, leads elsewhere.
    pub url: String,
    /// `None` also where the server issued one and does not expose it: a page cannot
    /// tell these apart (Fetch standard, "CORS-safelisted response-header name").
    pub session_id: Option<String>,
    /// As the server wrote them. What is not declared is not asked for, tools excepted.
    pub capabilities: Map<String, Value>,
    /// The exchange that opened it; over HTTP+SSE the stream.
    pub handshake: Id,
    /// The last exchange of the opening: `notifications/initialized`, where the era has it.
    pub completed_by: Id,
}

impl OpenSession {
    /// What every later request is made of.
    pub fn session(&self) -> request::Session<'_> {
        request::Session {
            revision: self.revision.spoken_over(self.transport),
            id: self.session_id.as_deref(),
        }
    }

    /// What this server owes to a client.
    pub fn rules(&self) -> Rules {
        self.revision.rules_over(self.transport)
    }

    /// 2026-07-28: each request stands alone.
    pub fn is_modern(&self) -> bool {
        self.revision.is_modern()
    }

    /// 2024-11-05: messages are posted to the announced endpoint, answers come on this stream.
    pub fn answer_stream(&self) -> Option<Id> {
        (self.transport == Transport::HttpSse).then_some(self.handshake)
    }
}
