//! An `inputSchema` that is missing, whose root is no object schema, or whose keywords have
//! values of the wrong type (2025-11-25 `server/tools`, "Tool"; JSON Schema 2020-12, 6). One bad
//! schema makes many clients drop the whole list (docs/checks.md, F31).
//!
//! Silent: at references that lead out of the schema (`external_ref.rs`), at choices at the root
//! (`rules.rs`), and at keywords that are not known.

use serde_json::Value;

use super::{all, schema, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// One bad schema makes many clients drop the whole list (docs/checks.md, F31).
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let spoilt: Vec<_> = all(case)
        .into_iter()
        .filter(|(_, tool)| tool.is_object())
        .map(|(exchange, tool)| (exchange, tool, problems(tool)))
        .filter(|(_, _, problems)| !problems.is_empty())
        .collect();
    let Some((exchange, tool, problems)) = spoilt.first() else {
        return;
    };
    // What is quoted is the beginning; a schema can be as long as it likes.
    let text = match tool.get("inputSchema") {
        Some(schema) => format!("inputSchema: {}", quote::cut(&schema.to_string(), 200)),
        None => "inputSchema: (missing)".into(),
    };
    findings.add(
        Draft::new("tools/bad-input-schema")
            .value(
                Placeholder::TOOLS,
                quote::several(spoilt.iter().map(|(_, tool, _)| title(tool)), "tool"),
            )
            .value(Placeholder::PROBLEMS, problems.join("; "))
            .seen(exchange.id, Part::Body, text),
    );
}

/// What is wrong with the schema of one tool. Every tool has one, if only `{"type": "object"}`.
fn problems(tool: &Value) -> Vec<String> {
    match tool.get("inputSchema") {
        None => vec!["`inputSchema` is missing".into()],
        Some(found) => schema::problems(found, schema::Root::Object),
    }
}
