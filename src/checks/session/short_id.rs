//! A session id that can be guessed (2025-11-25 `basic/transports`, "Session Management":
//! cryptographically secure). Whoever guesses it can read and send in the session.
//!
//! Silent: at ids of eleven characters and more, however they are made: of an id only the length
//! is known here. And in 2026-07-28, which has no sessions.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::trace::transcript::Fact;

/// Eleven characters of base64 are 66 bits: less is guessed in the lifetime of a server. Only the length is known.
const SHORT: usize = 11;

/// The first fact about an id is that of the run's own session.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    for fact in &case.recording.facts {
        if let Fact::SessionId {
            exchange, length, ..
        } = fact
            && *length < SHORT
            && !case.is_modern()
        {
            let text = format!("mcp-session-id: ({length} characters)");
            findings.add(
                Draft::new("session/short-id")
                    .value(Placeholder::LENGTH, length.to_string())
                    .seen(*exchange, Part::ResponseHeader, text),
            );
            return;
        }
    }
}
