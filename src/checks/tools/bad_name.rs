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
use serde_json::Value;

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
            .value(
                Placeholder::RENAMES,
                quote::several(odd.iter().map(|(_, tool)| rename(tool)), "tool"),
            )
            .seen(
                exchange.id,
                Part::Body,
                format!("name: {}", quote::cut(name(tool), 200)),
            ),
    );
}

/// `Search the notes!` to `search_the_notes`
fn rename(tool: &Value) -> String {
    format!("{} to `{}`", title(tool), cleaned(name(tool)))
}

/// The name in letters, digits, `_`, `-` and `.`, as short as clients want it.
fn cleaned(name: &str) -> String {
    let mut cleaned = String::new();
    for letter in name.chars().map(|letter| letter.to_ascii_lowercase()) {
        if cleaned.len() == 64 {
            break;
        }
        match letter {
            'a'..='z' | '0'..='9' | '_' | '-' | '.' => cleaned.push(letter),
            _ if cleaned.is_empty() || cleaned.ends_with('_') => {}
            _ => cleaned.push('_'),
        }
    }
    match cleaned.trim_end_matches('_') {
        "" => "tool".to_owned(),
        name => name.to_owned(),
    }
}

/// In bytes, which is the same: other letters than ASCII are odd in any case.
fn is_usual(name: &str) -> bool {
    name.len() <= 128
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
}
