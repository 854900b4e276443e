//! JSON out of a text, and why a text is no JSON.

use serde_json::Value;

use super::problem::{NotJson, Problem};
use crate::protocol::json::Json;

/// The first value in a text; `None` if it has none. Later bytes are named and left alone. What it takes in memory is
/// added to `units`.
pub(super) fn parse_json(
    text: &str,
    problems: &mut Vec<Problem>,
    units: &mut usize,
) -> Option<Value> {
    // RFC 8259, 8.1: a sender must not add a mark, a parser may ignore it. Files that were saved on Windows have one.
    let body = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            problems.push(Problem::ByteOrderMark);
            rest
        }
        None => text,
    };
    // Asks for a stream of values and takes one, so that a body which goes on after its message is still read.
    let mut values = serde_json::Deserializer::from_str(body).into_iter::<Json>();
    match values.next() {
        Some(Ok(json)) => {
            let end = values.byte_offset();
            if body.get(end..).is_some_and(|rest| !rest.trim().is_empty()) {
                let offset = end + text.len() - body.len();
                problems.push(Problem::TrailingBytes { offset });
            }
            if json.left_out > 0 {
                let count = json.left_out;
                problems.push(Problem::LeftOut { count });
            }
            *units += json.units;
            Some(json.value)
        }
        Some(Err(error)) => {
            problems.push(explain(body, &error));
            None
        }
        // The iterator ends at once where there is only white space.
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

/// What the text looks like, where the parser failed. The order matters: HTML and event streams can also be cut.
fn explain(body: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let start = body.trim_start();
    // The fields of an event stream, and its comments (HTML standard, 9.2.6). A server sends one under
    // `application/json` when a proxy rewrites the content type.
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
        // Brackets count outside of strings only, and an escaped quote does not end a string (RFC 8259, 7).
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
