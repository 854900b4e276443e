//! Tools without a `description`. A model chooses a tool by its description; without one it
//! guesses from the name.
//!
//! Silent: at a description that is no text, which is a malformed member (`rules.rs`), and at
//! tools without a name.

use serde_json::Value;

use super::{all, name, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// Blanks are no description.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // One that is no text is a malformed member.
    let described = |tool: &Value| match tool.get("description") {
        None => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    let silent: Vec<_> = all(case)
        .into_iter()
        .filter(|(_, tool)| !name(tool).is_empty() && !described(tool))
        .collect();
    let Some((exchange, tool)) = silent.first() else {
        return;
    };
    // The number begins the title.
    let count = match silent.len() {
        1 => "one tool is".to_owned(),
        count => format!("{count} tools are"),
    };
    findings.add(
        Draft::new("tools/no-description")
            .value(Placeholder::COUNT, count)
            .value(
                Placeholder::TOOLS,
                quote::several(silent.iter().map(|(_, tool)| title(tool)), "tool"),
            )
            .seen(exchange.id, Part::Body, quote::cut(&tool.to_string(), 200)),
    );
}
