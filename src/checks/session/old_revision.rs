//! The server answered `initialize` over POST with revision 2024-11-05, whose transport is
//! HTTP+SSE: it knows no Streamable HTTP, and no text says which rules hold for it there.
//!
//! Silent: over HTTP+SSE, where that revision belongs, and at every later one.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::protocol::mcp::revision::Revision;

/// 2024-11-05 knows no Streamable HTTP, and no text says which rules hold for it there.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake else {
        return;
    };
    // Exactly this revision: the next one has the transport that was used.
    if handshake.is_legacy_streamable() && handshake.revision == Revision::V2024_11_05 {
        findings.add(Draft::new("session/old-revision").with([quote::body(handshake.exchange)]));
    }
}
