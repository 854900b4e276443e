use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
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

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(opened) = case.opened else { return };
    let Some(declared) = opened.result.get("capabilities") else {
        return;
    };
    let mut say = |code: &str, problems: Vec<String>| {
        if !problems.is_empty() {
            let text = format!("capabilities: {}", quote::cut(&declared.to_string(), 300));
            findings.add(
                Draft::new(code)
                    .value("problems", problems.join("; "))
                    .value("opening", opening(case))
                    .seen(opened.exchange.id, Part::Body, text),
            );
        }
    };
    say("session/capabilities-malformed", malformed(declared));
    if case.revision_at_least(Revision::V2026_07_28) {
        let named = |name: &str| declared.get(name).map(|_| format!("`{name}`"));
        say(
            "session/removed-capability",
            named("tasks").into_iter().collect(),
        );
        say(
            "session/deprecated-capability",
            named("logging").into_iter().collect(),
        );
        say("session/bad-extension-name", unprefixed(declared));
    }
}

fn opening(case: &Case) -> &'static str {
    match case.is_modern() {
        true => "server/discover",
        false => "initialize",
    }
}

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
