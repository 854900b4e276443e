//! An `outputSchema` that breaks the rules of its form (2025-06-18 `server/tools`, "Output
//! Schema"). Clients that check schemas reject the tool, and many the whole list.
//!
//! Silent: before 2025-06-18, which has no output schemas, and from 2026-07-28 on about a root of
//! another type than `object`.

use super::{all, schema, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::mcp::revision::Revision;

/// A tool may do without; one that is there has to be right.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Output schemas came with 2025-06-18; since 2026-07-28 the root may be of any type.
    if !case.revision_at_least(Revision::V2025_06_18) {
        return;
    }
    let root = if case.is_modern() {
        schema::Root::Any
    } else {
        schema::Root::Object
    };
    let spoilt: Vec<_> = all(case)
        .into_iter()
        .filter_map(|(exchange, tool)| Some((exchange, tool, tool.get("outputSchema")?)))
        .map(|(exchange, tool, found)| (exchange, tool, found, schema::problems(found, root)))
        .filter(|(_, _, _, problems)| !problems.is_empty())
        .collect();
    let Some((exchange, _, found, problems)) = spoilt.first() else {
        return;
    };
    let text = format!("outputSchema: {}", quote::cut(&found.to_string(), 200));
    findings.add(
        Draft::new("tools/bad-output-schema")
            .value(
                Placeholder::TOOLS,
                quote::several(spoilt.iter().map(|(_, tool, _, _)| title(tool)), "tool"),
            )
            .value(Placeholder::PROBLEMS, problems.join("; "))
            .seen(exchange.id, Part::Body, text),
    );
}
