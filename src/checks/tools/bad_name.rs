//! A name that is not 1 to 128 letters, digits, `_`, `-` and `.` (2025-11-25 `server/tools`,
//! "Tool Names": SHOULD). Model providers accept no other form; some clients leave out the tool,
//! some the whole list.
//!
//! Silent: at a missing name (`missing_name.rs`), and at good ones that stand there twice.

use super::{all, name, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// All odd names in one finding: a program that makes such names makes them throughout.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let odd: Vec<_> = all(case)
        .into_iter()
        .filter(|(_, tool)| !name(tool).is_empty() && !is_usual(name(tool)))
        .collect();
    let Some((exchange, tool)) = odd.first() else {
        return;
    };
    findings.add(
        Draft::new("tools/bad-name")
            .value(
                Placeholder::TOOLS,
                quote::several(odd.iter().map(|(_, tool)| title(tool)), "tool"),
            )
            .seen(
                exchange.id,
                Part::Body,
                format!("name: {}", quote::cut(name(tool), 200)),
            ),
    );
}

/// In bytes, which is the same: other letters than ASCII are odd in any case.
fn is_usual(name: &str) -> bool {
    name.len() <= 128
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}
