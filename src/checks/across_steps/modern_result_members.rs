//! Holds `session/discover-result-type`, `session/discover-cache-hints`,
//! `tools/result-type-missing`, `tools/cache-hints-missing`, `prompts/result-type-missing`,
//! `prompts/cache-hints-missing`, `resources/result-type-missing`, `resources/cache-hints-missing`,
//! `tools/public-cache`, `tools/cache-scope-varies`.
//!
//! Members that revision 2026-07-28 demands in results: `resultType` (`basic`, "Result type"),
//! `ttlMs` and `cacheScope` (`server/utilities/caching`). One table for `server/discover` and the
//! list of tools, of the form "missing or of the wrong type".
//!
//! Silent: in every earlier revision; and of a scope that varies where a page has no valid scope
//! at all.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::exchange::Exchange;
use crate::trace::reason::Reason;
use crate::trace::step::Step;

/// Each list, and its codes for the two members. Resources have two lists, whose codes are the same.
const LISTS: [(&str, [&str; 2]); 4] = [
    (
        "tools/list",
        ["tools/result-type-missing", "tools/cache-hints-missing"],
    ),
    (
        "prompts/list",
        ["prompts/result-type-missing", "prompts/cache-hints-missing"],
    ),
    (
        "resources/list",
        [
            "resources/result-type-missing",
            "resources/cache-hints-missing",
        ],
    ),
    (
        "resources/templates/list",
        [
            "resources/result-type-missing",
            "resources/cache-hints-missing",
        ],
    ),
];

/// Looked at are the answer that opened the session, and each page of each list.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case.handshake else {
        return;
    };
    let rules = handshake.rules();
    if !rules.requires_result_type || !rules.requires_cache_hints {
        return;
    }
    let codes = [
        "session/discover-result-type",
        "session/discover-cache-hints",
    ];
    check_result(
        findings,
        codes,
        "server/discover",
        (handshake.exchange, handshake.result),
    );
    for (method, codes) in LISTS {
        // Every page is a result of its own, and has its own hints.
        for (exchange, result) in case.pages(method) {
            check_result(findings, codes, method, (exchange, result));
        }
    }
    scopes(case, findings);
}

/// For whom the pages of the list may be kept.
fn scopes(case: &Case, findings: &mut Findings) {
    let scope =
        |result: &'_ Value| result.get("cacheScope").and_then(Value::as_str) == Some("public");
    let mut pages = case.pages("tools/list");
    // The first page sets the scope; a page that differs from it is the odd one.
    let Some((exchange, first)) = pages.next() else {
        return;
    };
    let is_public = scope(first);
    // For everybody the same list: there is nobody it must be kept from. A gateway that keeps a
    // public list may hand it to another user otherwise.
    let open = case.recording.step_state(Step::Challenge).reason == Some(Reason::OpenServer);
    if is_public && !open {
        findings.add(Draft::new("tools/public-cache").with([quote::outcome(exchange)]));
    }
    if let Some((exchange, _)) = pages.find(|(_, page)| scope(page) != is_public)
        // A page without a scope differs from one that is public, and that is said already.
        && !findings.has("tools/cache-hints-missing")
    {
        findings.add(Draft::new("tools/cache-scope-varies").with([quote::outcome(exchange)]));
    }
}

/// The two members, each under its own code: the first says whether a result is whole, the other
/// for how long it may be kept, and they are missing for different reasons.
fn check_result(
    findings: &mut Findings,
    codes: [&str; 2],
    method: &str,
    (exchange, result): (&Exchange, &Value),
) {
    let problems = [result_type(result), cache_hints(result)];
    for (code, problems) in codes.into_iter().zip(problems) {
        if !problems.is_empty() && !findings.has(code) {
            findings.add(
                Draft::new(code)
                    .value(Placeholder::PROBLEMS, problems.join("; "))
                    .value(Placeholder::LIST, method)
                    .with([quote::body(exchange)]),
            );
        }
    }
}

/// `input_required` is right for a call of a tool; none of the results that are looked at can need
/// input.
fn result_type(result: &Value) -> Vec<String> {
    match result.get("resultType") {
        Some(Value::String(word)) if word == "complete" => Vec::new(),
        Some(Value::String(word)) => vec![format!("`resultType` is `{}`", quote::inline(word))],
        Some(_) => vec!["`resultType` is not a text".into()],
        None => vec!["`resultType` is missing".into()],
    }
}

/// Both members are demanded, zero and `private` included: silence is not "do not keep".
fn cache_hints(result: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    match result.get("ttlMs") {
        // Milliseconds, whole and not negative.
        Some(value) if value.as_u64().is_some() => {}
        Some(value) => problems.push(format!("`ttlMs` is {}", quote::inline(&value.to_string()))),
        None => problems.push("`ttlMs` is missing".into()),
    }
    match result.get("cacheScope").map(Value::as_str) {
        Some(Some("public" | "private")) => {}
        Some(Some(word)) => problems.push(format!("`cacheScope` is `{}`", quote::inline(word))),
        Some(None) => problems.push("`cacheScope` is not a text".into()),
        None => problems.push("`cacheScope` is missing".into()),
    }
    problems
}
