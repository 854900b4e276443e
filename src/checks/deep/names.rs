//! The names in a list of tools, and how two lists differ. Lists are compared by name alone:
//! descriptions may hold the time of day, and schemas the order of a hash map.

use serde_json::Value;

use crate::checks::quote;

/// In the order of the list. What has no name is told by another check.
pub fn tool_names<'v>(tools: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let names = tools.filter_map(|tool| tool.get("name")?.as_str());
    names.map(str::to_owned).collect()
}

/// The tools of a result.
pub fn in_result(result: &Value) -> Option<Vec<String>> {
    Some(tool_names(result.get("tools")?.as_array()?.iter()))
}

/// In the words of a sentence: ``without `a`, and with `b` besides``; empty where the same names are in both.
pub fn difference(before: &[String], now: &[String]) -> String {
    let besides = |these: &[String], those: &[String]| {
        let only = these.iter().filter(|name| !those.contains(name));
        let only = only.map(|name| format!("`{}`", quote::inline(name)));
        let words: Vec<String> = only.collect();
        (!words.is_empty()).then(|| quote::several(words.into_iter(), "tool"))
    };
    match (besides(before, now), besides(now, before)) {
        // A tool that was renamed shows both.
        (Some(gone), Some(new)) => format!("without {gone} and with {new} added"),
        (Some(gone), None) => format!("without {gone}"),
        (None, Some(new)) => format!("with {new} added"),
        (None, None) => String::new(),
    }
}
