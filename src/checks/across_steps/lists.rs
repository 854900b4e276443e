//! Holds `tools/list-malformed`, `tools/pagination-loop`, `tools/undeclared`,
//! `prompts/list-malformed`, `prompts/pagination-loop`, `prompts/undeclared`,
//! `resources/list-malformed`, `resources/pagination-loop`, `resources/undeclared`.
//!
//! What can be wrong with each of the four lists, in one table: the form of the result
//! (2025-11-25 `server/tools`, "Listing", and its like), a `nextCursor` that comes a second time
//! (`server/utilities/pagination`), and a list that is served although its capability was not
//! declared.
//!
//! Silent: at entries whose names and URIs alone are wrong, which have codes of their own, and at
//! a list that is empty or refused.

use std::collections::HashSet;

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// What tells the four lists apart; all else is checked once, over this.
struct List {
    /// The request that asks for it.
    method: &'static str,
    /// The member of the result that is the list.
    member: &'static str,
    /// Where its codes belong, which is also the name of its capability.
    area: &'static str,
    /// What each entry must hold as text.
    texts: &'static [&'static str],
}

/// Names of tools and URIs of resources have codes of their own.
const LISTS: [List; 4] = [
    List {
        method: "tools/list",
        member: "tools",
        area: "tools",
        texts: &[],
    },
    List {
        method: "prompts/list",
        member: "prompts",
        area: "prompts",
        texts: &["name"],
    },
    List {
        method: "resources/list",
        member: "resources",
        area: "resources",
        texts: &["name"],
    },
    List {
        method: "resources/templates/list",
        member: "resourceTemplates",
        area: "resources",
        texts: &["name", "uriTemplate"],
    },
];

/// The order matters where codes of two lists are the same: `resources` has two lists, and one
/// finding gathers the evidence of both.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    for list in &LISTS {
        malformed(case, list, findings);
        looping(case, list, findings);
        undeclared(case, list, findings);
    }
}

/// A finding of this list: `tools` and `list-malformed` make `tools/list-malformed`. The texts
/// quote the method, because two lists share an area.
fn draft(list: &List, bad_thing: &str) -> Draft {
    Draft::new(format!("{}/{bad_thing}", list.area)).value(Placeholder::LIST, list.method)
}

/// The result has no list, or an entry that no client can use. One finding is enough: what is wrong
/// with a hundred entries is wrong with the program that made them.
fn malformed(case: &Case, list: &List, findings: &mut Findings) {
    for (exchange, result) in case.pages(list.method) {
        let entries = match result.get(list.member) {
            Some(Value::Array(entries)) => entries,
            _ => {
                findings.add(
                    draft(list, "list-malformed")
                        .value(Placeholder::PROBLEMS, no_list(list.member, result))
                        .with([quote::outcome(exchange), quote::body(exchange)]),
                );
                return;
            }
        };
        // What is not demanded of an entry is not looked at here: names of tools, URIs of
        // resources and schemas have codes of their own, which name the tool.
        let sound = |entry: &Value| {
            entry.is_object()
                && list
                    .texts
                    .iter()
                    .all(|name| entry.get(name).is_some_and(Value::is_string))
                && arguments_are_sound(entry)
        };
        if let Some(place) = entries.iter().position(|entry| !sound(entry)) {
            let entry = quote::cut(&entries[place].to_string(), 200);
            let text = format!("entry {} of {}: {entry}", place + 1, list.member);
            let part = crate::checks::finding::Part::Body;
            let problem = format!(
                "entry {} of `{}` is `{}`",
                place + 1,
                list.member,
                quote::inline(&quote::cut(&entry, 40))
            );
            let draft = draft(list, "list-malformed").value(Placeholder::PROBLEMS, problem);
            findings.add(draft.seen(exchange.id, part, text));
            return;
        }
    }
}

/// What stands in place of the list.
pub(in crate::checks) fn no_list(member: &str, result: &Value) -> String {
    match result.get(member) {
        Some(value) => format!(
            "`{member}` is `{}`",
            quote::inline(&quote::cut(&value.to_string(), 40))
        ),
        None => format!("`{member}` is missing"),
    }
}

/// Those of a prompt: a list of objects with names, if there are any.
fn arguments_are_sound(entry: &Value) -> bool {
    let named = |one: &Value| one.get("name").is_some_and(Value::is_string);
    match entry.get("arguments") {
        // `null` for an absent list is what several languages write by themselves, and no client
        // minds.
        None | Some(Value::Null) => true,
        Some(Value::Array(all)) => all.iter().all(named),
        Some(_) => false,
    }
}

/// A cursor that came before leads round in a circle.
fn looping(case: &Case, list: &List, findings: &mut Findings) {
    let mut seen = HashSet::new();
    for (exchange, result) in case.pages(list.method) {
        // A cursor that is no text cannot be sent back, so it leads round in no circle.
        let Some(cursor) = result.get("nextCursor").and_then(Value::as_str) else {
            continue;
        };
        if !seen.insert(cursor) {
            let text = format!("nextCursor: {}", quote::inline(cursor));
            let part = crate::checks::finding::Part::Body;
            findings.add(draft(list, "pagination-loop").seen(exchange.id, part, text));
            return;
        }
    }
}

/// Clients ask only for what is declared, so a list that is served without being declared is not
/// shown. The engine asks for tools in any case: they are what a server is for, and one that lacks
/// the declaration has them as a rule.
fn undeclared(case: &Case, list: &List, findings: &mut Findings) {
    if case.handshake.is_none() || case.declares(list.area) {
        return;
    }
    let mut pages = case.pages(list.method);
    // An empty list is what many SDKs answer for every method that they know.
    let filled = |result: &Value| {
        result
            .get(list.member)
            .and_then(Value::as_array)
            .is_some_and(|all| !all.is_empty())
    };
    if let Some((exchange, _)) = pages.find(|(_, result)| filled(result)) {
        findings.add(draft(list, "undeclared").with([quote::outcome(exchange)]));
    }
}
