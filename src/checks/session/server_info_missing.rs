//! The answer that opens the session has no `serverInfo` with a name and a version: a member of
//! the result of `initialize`, and of `_meta` from 2026-07-28 on (`basic`, "_meta": SHOULD).
//! Clients show the name, and bug reports need the version.
//!
//! Silent: about what the name says.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// Both names are demanded of the member itself; that it is there at all is a SHOULD in 2026-07-28.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake else {
        return;
    };
    let (opening, pointer) = match case.is_modern() {
        true => (
            "server/discover",
            // `~1` stands for the slash of the name (RFC 6901, 3).
            "/_meta/io.modelcontextprotocol~1serverInfo",
        ),
        false => ("initialize", "/serverInfo"),
    };
    let info = handshake.result.pointer(pointer);
    let has = |name: &str| {
        info.and_then(|info| info.get(name))
            .is_some_and(Value::is_string)
    };
    if !(has("name") && has("version")) {
        findings.add(
            Draft::new("session/server-info-missing")
                .value(Placeholder::OPENING, opening)
                .with([quote::body(handshake.exchange)]),
        );
    }
}
