//! Work: the worst texts for each target, and what they cost. A reader that goes over a text again and again is quick with
//! inputs of a few kilobytes, and hangs the page with a megabyte.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::Target;

#[path = "../../shared/worst_cases.rs"]
pub mod worst_cases;

/// Signs that mean something in one of the grammars. All pairs of them are repeated.
#[rustfmt::skip]
pub const SIGNS: [&str; 15] = ["{", "[", "\"", "\\", ",", ":", "=", ";", "&", "%25", "/", "<", "\n", " ", "a"];

/// What stands around the text, so that it gets where a target reads closely.
pub fn frames(target: &str) -> &'static [(&'static str, &'static str)] {
    match target {
        "address" => &[
            ("", ""),
            ("https://mcp.test/", ""),
            ("https://mcp.test/?a=", ""),
            ("https://", "/mcp"),
            ("{\"url\":\"", "\"}"),
            ("curl http://a.test -H '", "'"),
        ],
        "callback" => &[
            ("", ""),
            ("?code=", "&state=a"),
            ("https://page.test/?error=a&error_description=", ""),
        ],
        "challenge" => &[("", ""), ("Bearer ", ""), ("Bearer a=\"", "\"")],
        "evidence" => &[
            ("", ""),
            ("< HTTP/1.1 200 OK\n< a: ", "\n\n"),
            ("* Connected to ", "\ncurl: (60) "),
            ("=== faultfinder 1\n--- POST https://a.test/\n", "=== end\n"),
            ("{\"log\":", "}"),
        ],
        "headers" => &[("", ""), ("text/html; a=", "")],
        "json" | "message" | "oauth" => &[
            ("", ""),
            ("[", "]"),
            ("{\"a\":\"", "\"}"),
            (
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"",
                "\"}]}}",
            ),
            ("{\"error\":\"", "\"}"),
        ],
        "jwt" => &[("", ""), ("eyJ", ".eyJ.a"), ("eyJhbGciOiJub25lIn0.", ".")],
        "link" => &[
            ("", ""),
            ("#v=1&server=", ""),
            ("#report=1.", ""),
            ("#", ""),
        ],
        "recorded" => &[
            ("", ""),
            (
                "{\"format\":\"faultfinder-report\",\"version\":1,\"tool\":{\"version\":\"0.1.0\"},\"transcript\":",
                "}",
            ),
        ],
        "schema" => &[
            ("", ""),
            ("{\"description\":\"", "\"}"),
            ("{\"pattern\":\"", "\"}"),
            ("{\"$ref\":\"#/", "\"}"),
        ],
        "stream" => &[("\u{1}\u{7}", ""), ("\u{1}\u{7}data: ", "\n\n")],
        _ => &[("", "")],
    }
}

/// The words of the dictionary.
pub fn words() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/words.dict");
    let words = fs::read_to_string(file).expect("the dictionary");
    let words = words.lines().filter(|line| line.starts_with('"'));
    let words = words.map(|line| {
        line.trim_matches('"')
            .replace("\\\"", "\"")
            .replace("\\\\", "\\")
    });
    let words = words.map(|word| word.replace("\\x0d", "\r").replace("\\x0a", "\n"));
    SIGNS
        .iter()
        .map(|sign| (*sign).to_owned())
        .chain(words)
        .collect()
}

/// What an input costs a target: the time that this thread ran, the least of some runs.
pub fn cost(target: &Target, input: &[u8], runs: usize) -> Duration {
    worst_cases::cost(runs, || {
        // What must hold of an answer is held elsewhere, on inputs of the length that is allowed.
        let _ = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    })
}
