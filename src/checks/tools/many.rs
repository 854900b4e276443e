//! More tools than the interfaces of models take at once, or a list so large that every client
//! waits for it. MCP sets no limit, so this is a note (docs/checks.md, F30).
//!
//! Silent: where the list never ends, which says more: a loop, or too many pages.

use super::all;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;

/// What the interfaces of models take at once.
const MANY: usize = 128;

/// Every client reads all of it before it can do anything.
const LARGE: usize = 1 << 20;

/// Either is reason enough; both are told, since the remedy is the same.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let bytes: usize = case
        .pages("tools/list")
        .map(|(exchange, _)| exchange.body.len())
        .sum();
    let count = all(case).len();
    let Some((exchange, _)) = case.pages("tools/list").last() else {
        return;
    };
    if (count > MANY || bytes > LARGE)
        && !findings.has("tools/pagination-loop")
        && !findings.has("tools/too-many-pages")
    {
        let text = format!("{count} tools in {} kB", bytes / 1000);
        findings.add(
            Draft::new("tools/many")
                .value(Placeholder::COUNT, count.to_string())
                .value(Placeholder::LENGTH, (bytes / 1000).to_string())
                .seen(exchange.id, Part::Body, text),
        );
    }
}
