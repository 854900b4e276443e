//! The form of what a server declares: a capability is an object, and what it switches on is `true` or `false` (2025-11-25
//! schema, `ServerCapabilities`). Capabilities that no revision describes are not looked at.

use serde_json::{Map, Value};

use crate::protocol::jsonrpc::JsonType;

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
const SWITCHES: [(&str, &str); 4] = [
    ("prompts", "listChanged"),
    ("resources", "listChanged"),
    ("resources", "subscribe"),
    ("tools", "listChanged"),
];

/// Capabilities that are no objects, and switches inside them that are neither on nor off, each as part of a sentence.
pub fn malformed(declared: &Map<String, Value>) -> Vec<String> {
    let objects = OBJECTS.iter().filter_map(|name| {
        let value = declared.get(*name).filter(|value| !value.is_object())?;
        Some(wrong(name, value, "object"))
    });
    let switches = SWITCHES.iter().filter_map(|(capability, switch)| {
        let value = declared.get(*capability)?.get(switch)?;
        let name = [capability, ".", switch].concat();
        (!value.is_boolean()).then(|| wrong(&name, value, "boolean"))
    });
    objects.chain(switches).collect()
}

fn wrong(name: &str, value: &Value, expected: &str) -> String {
    let found = JsonType::from_value(value).as_str();
    format!("`{name}` has type {found}, expected {expected}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_capability_is_named() {
        let rows = [
            (json!({"tools": {"listChanged": true}, "own": 1}), ""),
            (
                json!({"tools": []}),
                "`tools` has type array, expected object",
            ),
            (
                json!({"prompts": null}),
                "`prompts` has type null, expected object",
            ),
            (
                json!({"resources": {"subscribe": "yes"}}),
                "`resources.subscribe` has type string, expected boolean",
            ),
        ];
        for (declared, expected) in rows {
            let declared = declared.as_object().expect("an object");
            assert_eq!(malformed(declared).join("; "), expected);
        }
    }
}
