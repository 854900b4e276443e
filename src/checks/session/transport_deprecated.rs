//! The session was opened over HTTP+SSE, the transport of 2024-11-05, which 2025-03-26 replaced
//! (`basic/transports`, "Backwards Compatibility"). Clients drop their support for it one after
//! another.
//!
//! Silent: over Streamable HTTP, whatever the revision.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// The transport is told by how the session opened, not by the revision: a server may agree to a
/// later one over the old transport.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case
        .handshake
        .is_some_and(|handshake| handshake.is_http_sse())
    {
        let stream = case.recording.find(&Purpose::OpenSse);
        findings.add(Draft::new("session/transport-deprecated").with(stream.map(quote::outcome)));
    }
}
