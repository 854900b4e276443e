//! A `$ref` that leads out of the schema. Clients must not fetch it (2026-07-28 `server/tools`,
//! "$ref Resolution"), so they cannot check or show that part.
//!
//! Silent: at references within the schema, and at a schema that is bundled under its own `$id`,
//! which needs no fetching.

use super::{all, schema, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// Clients must not fetch a schema from elsewhere (2026-07-28 `server/tools`); one that is bundled under its
/// own `$id` needs no fetching.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let leading: Vec<_> = all(case)
        .into_iter()
        .filter_map(|(exchange, tool)| {
            let schema = tool.get("inputSchema")?;
            // JSON Schema 2020-12, 9.3: a part of a bundle is known by its own `$id`.
            let bundled = |to: &String| {
                let base = to.split('#').next().unwrap_or_default();
                has_id(schema, base)
            };
            let to = schema::external_refs(schema)
                .into_iter()
                .find(|to| !bundled(to))?;
            Some((exchange, tool, to))
        })
        .collect();
    let Some((exchange, _, to)) = leading.first() else {
        return;
    };
    findings.add(
        Draft::new("tools/external-ref")
            .value(
                Placeholder::TOOLS,
                quote::several(leading.iter().map(|(_, tool, _)| title(tool)), "tool"),
            )
            .value(Placeholder::PROBLEMS, format!("`{}`", quote::inline(to)))
            .seen(
                exchange.id,
                Part::Body,
                format!("$ref: {}", quote::cut(to, 200)),
            ),
    );
}

/// Whether a part of the schema has this address for its own.
fn has_id(schema: &serde_json::Value, id: &str) -> bool {
    match schema {
        serde_json::Value::Object(members) => {
            let own = members.get("$id").and_then(serde_json::Value::as_str);
            own.is_some_and(|own| own.trim_end_matches('#') == id)
                || members.values().any(|part| has_id(part, id))
        }
        serde_json::Value::Array(items) => items.iter().any(|part| has_id(part, id)),
        _ => false,
    }
}
