//! A server of 2026-07-28 sends `Mcp-Session-Id`. That revision has no sessions, and clients
//! ignore the header: a server that relies on it forgets who is calling.
//!
//! Silent: in earlier revisions, and on answers other than the one that opened the session.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;

/// Only the answer that opened the session: the header would come with every other one as well.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake.filter(|_| case.is_modern()) else {
        return;
    };
    if handshake.exchange.header("mcp-session-id").is_some() {
        findings.add(
            Draft::new("session/id-on-modern")
                .with([quote::header(handshake.exchange, "mcp-session-id")]),
        );
    }
}
