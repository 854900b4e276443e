//! An `Mcp-Session-Id` with other characters than visible ASCII, 0x21 to 0x7E (2025-03-26
//! `basic/transports`, "Session Management"). Clients and proxies change or refuse such a value.
//! The id itself is redacted; its shape was noted when it came.
//!
//! Silent: about the length, which is `short_id.rs`.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::trace::transcript::Fact;

/// The id itself is redacted; its shape was noted when it came.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    for fact in &case.recording.facts {
        if let Fact::SessionId {
            exchange,
            length,
            visible_ascii: false,
        } = fact
        {
            let text = format!("mcp-session-id: ({length} bytes, not all of them visible ASCII)");
            findings.add(Draft::new("session/id-not-ascii").seen(
                *exchange,
                Part::ResponseHeader,
                text,
            ));
            // One session, one id: the further sessions of deep mode would say the same.
            return;
        }
    }
}
