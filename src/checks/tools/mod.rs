//! The survey's tools. One file per code where a rule looks at the whole list; `rules.rs` is the
//! table of those that look at one tool. They share how tools are found and named in a sentence.

use serde_json::Value;

use super::case::Case;
use super::quote;
use crate::trace::exchange::Exchange;

pub(super) mod bad_header_annotation;
pub(super) mod bad_input_schema;
pub(super) mod bad_name;
pub(super) mod bad_output_schema;
pub(super) mod cursor_not_a_string;
pub(super) mod duplicate_name;
pub(super) mod empty;
pub(super) mod empty_cursor;
pub(super) mod external_ref;
pub(super) mod many;
pub(super) mod missing_name;
pub(super) mod no_description;
pub(super) mod rules;
mod schema;
pub(super) mod slow;
pub(super) mod too_many_pages;

/// The tools of all pages, each with the exchange that brought it.
fn all<'a>(case: &Case<'a>) -> Vec<(&'a Exchange, &'a Value)> {
    case.tools.clone()
}

/// The name, or nothing where it is missing or no text.
fn name(tool: &Value) -> &str {
    tool.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// `search` in a sentence, or that it has none.
pub(super) fn title(tool: &Value) -> String {
    match name(tool) {
        "" => "a tool without a name".into(),
        name => format!("`{}`", quote::inline(name)),
    }
}
