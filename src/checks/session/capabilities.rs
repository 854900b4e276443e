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
use crate::protocol::mcp::revision::Revision;

/// What every revision describes as an object; `{}` says yes.
const OBJECTS: [&str; 8] = [
    "completions",
    "experimental",
    "extensions",
    "logging",
    "prompts",
    "resources",
    "tasks",
    "tools",
];

/// What stands inside of one, and is `true` or `false`.
const SWITCHES: [&str; 4] = [
    "/prompts/listChanged",
    "/resources/listChanged",
    "/resources/subscribe",
    "/tools/listChanged",
];

/// The declaration is read as JSON: a server that declares `true` for an object has a session all
/// the same, and only strict clients refuse it.
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
    say("session/capabilities-malformed", malformed(declared));
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

/// Capabilities that are no objects, and switches inside them that are neither on nor off.
fn malformed(declared: &Value) -> Vec<String> {
    let wrong = |name: &str, value: &Value| {
        let name = name.trim_start_matches('/').replace('/', ".");
        format!("`{name}` is `{}`", quote::inline(&value.to_string()))
    };
    let objects = OBJECTS.iter().filter_map(|name| {
        let value = declared.get(name).filter(|value| !value.is_object())?;
        Some(wrong(name, value))
    });
    let switches = SWITCHES.iter().filter_map(|path| {
        let value = declared.pointer(path).filter(|value| !value.is_boolean())?;
        Some(wrong(path, value))
    });
    objects.chain(switches).collect()
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
