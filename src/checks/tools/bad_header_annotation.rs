//! An `x-mcp-header` in an `inputSchema` that breaks a rule of 2026-07-28 (`server/tools`,
//! "x-mcp-header"): on a property that is not a string, integer or boolean, with a name that no
//! header can have, twice, or where `properties` alone do not lead. Clients must leave such a
//! tool out.
//!
//! Silent: in earlier revisions, whose clients ignore the keyword, and at a property that is
//! itself called so.

use std::collections::HashSet;

use serde_json::Value;

use super::{all, title};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::http::is_token_byte;

/// The keyword by which a schema sends an argument in a header as well.
const KEYWORD: &str = "x-mcp-header";

/// Clients of 2026-07-28 must leave out a tool whose annotation breaks a rule; earlier ones ignore it.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if !case.is_modern() {
        return;
    }
    let spoilt: Vec<_> = all(case)
        .into_iter()
        .filter_map(|(exchange, tool)| Some((exchange, tool, problem(tool.get("inputSchema")?)?)))
        .collect();
    let Some((exchange, _, problem)) = spoilt.first() else {
        return;
    };
    findings.add(
        Draft::new("tools/bad-header-annotation")
            .value(
                Placeholder::TOOLS,
                quote::several(spoilt.iter().map(|(_, tool, _)| title(tool)), "tool"),
            )
            .value(Placeholder::PROBLEMS, problem.clone())
            .seen(exchange.id, Part::Body, problem.clone()),
    );
}

/// The first thing that is wrong with the annotations of one schema, over all objects that
/// `properties` lead to.
fn problem(schema: &Value) -> Option<String> {
    let mut names = HashSet::new();
    let mut allowed = 0;
    let mut problem = None;
    let mut objects = vec![schema];
    while let Some(object) = objects.pop() {
        let properties = object.get("properties").and_then(Value::as_object);
        for property in properties.into_iter().flat_map(|all| all.values()) {
            if let Some(annotation) = property.get(KEYWORD) {
                allowed += 1;
                problem = problem.or_else(|| misuse(property, annotation, &mut names));
            }
            objects.push(property);
        }
    }
    // Anything beyond those that `properties` lead to stands where clients cannot find its value.
    problem.or_else(|| {
        (count(schema) > allowed)
            .then(|| format!("`{KEYWORD}` stands where `properties` alone do not lead"))
    })
}

/// What is wrong with one annotation that stands at an allowed place.
fn misuse(property: &Value, annotation: &Value, names: &mut HashSet<String>) -> Option<String> {
    let Some(name) = annotation.as_str() else {
        return Some(format!("`{KEYWORD}` is not a text"));
    };
    let quoted = quote::inline(name);
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        return Some(format!("`{quoted}` cannot be a part of a header's name"));
    }
    // Names of headers ignore case (RFC 9110, 5.1).
    if !names.insert(name.to_ascii_lowercase()) {
        return Some(format!("`{quoted}` is used twice"));
    }
    let kind = property.get("type").and_then(Value::as_str);
    match kind {
        Some("string" | "integer" | "boolean") => None,
        // Other types have no one text that could stand in a header.
        _ => Some(format!(
            "the property with `{quoted}` is not of type string, integer or boolean"
        )),
    }
}

/// How often the keyword stands in a schema, wherever that is: more often than `properties` lead to
/// it is wrong.
fn count(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            // A property may itself be called so; then its value is a schema.
            let here = usize::from(members.get(KEYWORD).is_some_and(|value| !value.is_object()));
            here + members.values().map(count).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(count).sum(),
        _ => 0,
    }
}
