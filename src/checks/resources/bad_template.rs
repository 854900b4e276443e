//! A `uriTemplate` whose braces do not fit together (RFC 6570, 2). A client cannot make an
//! address of it.
//!
//! Silent: about what stands between the braces: operators and modifiers are many, and no client
//! needs them to be judged here.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// One finding for all of them, with the first as evidence.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let templates = case.items("resources/templates/list", "resourceTemplates");
    // A template that is no text is a malformed list.
    let template = |item: &'_ Value| {
        item.get("uriTemplate")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let bad: Vec<_> = templates
        .into_iter()
        .filter_map(|(exchange, item)| Some((exchange, template(item)?)))
        .filter(|(_, text)| !is_template(text))
        .collect();
    let Some((exchange, first)) = bad.first() else {
        return;
    };
    let quoted = bad
        .iter()
        .map(|(_, text)| format!("`{}`", quote::inline(text)));
    findings.add(
        Draft::new("resources/bad-template")
            .value(Placeholder::URIS, quote::several(quoted, "template"))
            .seen(
                exchange.id,
                Part::Body,
                format!("uriTemplate: {}", quote::cut(first, 200)),
            ),
    );
}

/// Every `{` has its `}` with something in between, and none stands inside another (RFC 6570, 2).
fn is_template(text: &str) -> bool {
    let mut open = None;
    for (at, letter) in text.char_indices() {
        match (letter, open) {
            ('{', None) => open = Some(at),
            ('}', Some(from)) if at > from + 1 => open = None,
            ('{' | '}', _) => return false,
            _ => {}
        }
    }
    open.is_none()
}
