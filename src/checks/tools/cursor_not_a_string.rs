//! A `nextCursor` that is no string (2025-11-25 `server/utilities/pagination`). On the last page
//! the member has to be absent; `null` and `0` make strict clients reject the answer.
//!
//! Silent: at an empty string, which is `empty_cursor.rs`.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// `null` counts: the member is a string or is not there.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let odd = case.pages("tools/list").find_map(|(exchange, result)| {
        let cursor = result
            .get("nextCursor")
            .filter(|cursor| !cursor.is_string())?;
        Some((exchange, cursor))
    });
    if let Some((exchange, cursor)) = odd {
        let found = quote::inline(&cursor.to_string());
        findings.add(
            Draft::new("tools/cursor-not-a-string")
                .value(Placeholder::FOUND, format!("`{found}`"))
                .seen(exchange.id, Part::Body, format!("nextCursor: {found}")),
        );
    }
}
