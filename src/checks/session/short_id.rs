use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::trace::transcript::Fact;

/// Eleven characters of base64 are 66 bits: less is guessed in the lifetime of a server. Only the length is known.
const SHORT: usize = 11;

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
                    .value("length", length.to_string())
                    .seen(*exchange, Part::ResponseHeader, text),
            );
            return;
        }
    }
}
