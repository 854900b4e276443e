//! JSON out of a text, and why a text is no JSON.

use serde_json::Value;

use super::problem::{NotJson, Problem};
use crate::protocol::json::Json;

pub(super) fn parse_json(text: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    let body = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            problems.push(Problem::ByteOrderMark);
            rest
        }
        None => text,
    };
    let mut values = serde_json::Deserializer::from_str(body).into_iter::<Json>();
    match values.next() {
        Some(Ok(Json(value))) => {
            let end = values.byte_offset();
            if body.get(end..).is_some_and(|rest| !rest.trim().is_empty()) {
                let offset = end + text.len() - body.len();
                problems.push(Problem::TrailingBytes { offset });
            }
            Some(value)
        }
        Some(Err(error)) => {
            problems.push(explain(body, &error));
            None
        }
        None => {
            problems.push(Problem::NotJson {
                kind: NotJson::Empty,
                line: 1,
                column: 1,
            });
            None
        }
    }
}

fn explain(body: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let start = body.trim_start();
    let stream = ["data:", "event:", "id:", "retry:", ":"];
    let kind = if start.starts_with('<') {
        NotJson::Markup
    } else if stream.iter().any(|field| start.starts_with(field)) {
        NotJson::EventStream
    } else if error.is_eof() {
        NotJson::Cut
    } else if depth_before(body, line, column) >= 128 {
        // serde_json refuses the 128th level; it has no other mark for that than its wording.
        return Problem::TooDeep;
    } else {
        NotJson::Syntax
    };
    Problem::NotJson { kind, line, column }
}

/// How deep the JSON is nested where the reader stopped.
fn depth_before(body: &str, line: usize, column: usize) -> usize {
    let line_start: usize = body
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut depth = 0usize;
    let (mut in_string, mut escaped) = (false, false);
    for byte in body.bytes().take(line_start + column) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}
