//! `"nextCursor": ""`, by which servers mark the last page. Up to 2025-11-25 no text says what an
//! empty cursor means, and clients differ: some stop, some ask for the next page.
//!
//! Silent: from 2026-07-28 on, which says it, and where the member is absent.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::protocol::mcp::revision::Revision;

/// Before 2026-07-28 no text says what an empty cursor means, and servers mark the last page with it.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.revision_at_least(Revision::V2026_07_28) {
        return;
    }
    let empty = case
        .pages("tools/list")
        .find(|(_, result)| result.get("nextCursor").and_then(Value::as_str) == Some(""));
    if let Some((exchange, _)) = empty {
        let text = "nextCursor: \"\"";
        findings.add(Draft::new("tools/empty-cursor").seen(exchange.id, Part::Body, text));
    }
}
