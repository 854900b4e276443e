//! Members that revision 2026-07-28 demands in results, of the form "missing or of the wrong type". One
//! table for `server/discover` and the list of tools.

use serde_json::Value;

use super::case::Case;
use super::draft::{Draft, Findings};
use super::quote;
use crate::trace::reason::Reason;
use crate::trace::recording::Exchange;
use crate::trace::step::Step;

pub(super) fn run(case: &Case, findings: &mut Findings) {
    let Some(opened) = case.opened else { return };
    let rules = opened.rules();
    if !rules.requires_result_type || !rules.requires_cache_hints {
        return;
    }
    let codes = [
        "session/discover-result-type",
        "session/discover-cache-hints",
    ];
    check_result(findings, codes, opened.exchange, opened.result);
    for (exchange, result) in case.pages("tools/list") {
        let codes = ["tools/result-type-missing", "tools/cache-hints-missing"];
        check_result(findings, codes, exchange, result);
    }
    scopes(case, findings);
}

/// For whom the pages of the list may be kept.
fn scopes(case: &Case, findings: &mut Findings) {
    let scope =
        |result: &'_ Value| result.get("cacheScope").and_then(Value::as_str) == Some("public");
    let mut pages = case.pages("tools/list");
    let Some((exchange, first)) = pages.next() else {
        return;
    };
    let is_public = scope(first);
    let open = case.recording.step_state(Step::Challenge).reason == Some(Reason::OpenServer);
    if is_public && !open {
        findings.add(Draft::new("tools/public-cache").with([quote::outcome(exchange)]));
    }
    if let Some((exchange, _)) = pages.find(|(_, page)| scope(page) != is_public)
        && !findings.has("tools/cache-hints-missing")
    {
        findings.add(Draft::new("tools/cache-scope-varies").with([quote::outcome(exchange)]));
    }
}

fn check_result(findings: &mut Findings, codes: [&str; 2], exchange: &Exchange, result: &Value) {
    let problems = [result_type(result), cache_hints(result)];
    for (code, problems) in codes.into_iter().zip(problems) {
        if !problems.is_empty() && !findings.has(code) {
            findings.add(
                Draft::new(code)
                    .value("problems", problems.join("; "))
                    .with([quote::body(exchange)]),
            );
        }
    }
}

fn result_type(result: &Value) -> Vec<String> {
    match result.get("resultType") {
        Some(Value::String(word)) if word == "complete" => Vec::new(),
        Some(Value::String(word)) => vec![format!("`resultType` is `{}`", quote::inline(word))],
        Some(_) => vec!["`resultType` is not a text".into()],
        None => vec!["`resultType` is missing".into()],
    }
}

fn cache_hints(result: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    match result.get("ttlMs") {
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
