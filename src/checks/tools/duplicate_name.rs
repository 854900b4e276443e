//! Two tools of one name (2025-11-25 `server/tools`, "Tool Names": unique). A call reaches one of
//! them, and nothing says which.
//!
//! Silent: where the pages of the list go round in a circle, which brings every tool again, and
//! at tools without a name.

use std::collections::HashSet;

use super::{all, name, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// By name over all pages, because clients put the pages together before they look.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Pages that go round in a circle bring every tool again: one cause, one finding.
    if findings.has("tools/pagination-loop") {
        return;
    }
    let mut seen = HashSet::new();
    let mut twice: Vec<_> = all(case)
        .into_iter()
        .filter(|(_, tool)| !name(tool).is_empty() && !seen.insert(name(tool)))
        .collect();
    // Three of one name are named once.
    twice.dedup_by_key(|(_, tool)| name(tool));
    let Some((exchange, tool)) = twice.first() else {
        return;
    };
    let first = all(case)
        .into_iter()
        .find(|(_, other)| name(other) == name(tool));
    let remark = match first {
        Some((page, _)) if page.id != exchange.id => "They stand on different pages of the list.",
        _ => "",
    };
    findings.add(
        Draft::new("tools/duplicate-name")
            .remark(remark)
            .value(
                Placeholder::TOOLS,
                quote::several(twice.iter().map(|(_, tool)| title(tool)), "tool"),
            )
            .seen(
                exchange.id,
                Part::Body,
                format!("name: {}", quote::cut(name(tool), 200)),
            ),
    );
}
