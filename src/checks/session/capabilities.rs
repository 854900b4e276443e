//! Holds `session/capabilities-malformed`, `session/removed-capability`,
//! `session/deprecated-capability`, `session/bad-extension-name`.
//!
//! What the server declares when the session opens. A capability is an object, and what it
//! switches on is `true` or `false` (2025-11-25 schema, `ServerCapabilities`); 2026-07-28 moved
//! `tasks` out, deprecated `logging`, and wants names of extensions with a prefix.
//!
//! Silent: at capabilities that no revision describes, and before 2026-07-28 about all but the
//! form.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::mcp::capabilities;
use crate::protocol::mcp::revision::Revision;

/// The form is a fault of the engine where this program opened the session; what was recorded before that was so is read
/// here.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake else {
        return;
    };
    let Some(declared) = handshake.result.get("capabilities") else {
        return;
    };
    let mut say = |code: &str, problems: Vec<String>| {
        if !problems.is_empty() {
            let text = format!("capabilities: {}", quote::cut(&declared.to_string(), 300));
            findings.add(
                Draft::new(code)
                    .value(Placeholder::PROBLEMS, problems.join("; "))
                    .value(Placeholder::OPENING, opening(case))
                    .seen(handshake.exchange.id, Part::Body, text),
            );
        }
    };
    // The form is the same in all revisions.
    let members = declared.as_object();
    let problems = members.map(capabilities::malformed).unwrap_or_default();
    say("session/capabilities-malformed", problems);
    // What 2026-07-28 changed. Earlier servers are right to declare it.
    if case.revision_at_least(Revision::V2026_07_28) {
        let named = |name: &str| declared.get(name).map(|_| format!("`{name}`"));
        say(
            // Tasks are an extension since then (`changelog`).
            "session/removed-capability",
            named("tasks").into_iter().collect(),
        );
        say(
            // Logging goes on to work for as long as the protocol keeps deprecated features.
            "session/deprecated-capability",
            named("logging").into_iter().collect(),
        );
        say("session/bad-extension-name", unprefixed(declared));
    }
}

/// The request that opened the session, as the texts name it.
fn opening(case: &Case) -> &'static str {
    match case.is_modern() {
        true => "server/discover",
        false => "initialize",
    }
}

/// Names of extensions without the vendor's prefix (2026-07-28 schema, `ServerCapabilities.extensions`).
fn unprefixed(declared: &Value) -> Vec<String> {
    let extensions = declared.get("extensions").and_then(Value::as_object);
    let names = extensions.into_iter().flatten().map(|(name, _)| name);
    names
        .filter(|name| {
            let (prefix, rest) = name.split_once('/').unwrap_or_default();
            prefix.is_empty() || rest.is_empty()
        })
        .map(|name| format!("`{}`", quote::inline(name)))
        .collect()
}
