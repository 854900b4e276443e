//! JSON out of a text, and why a text is no JSON.

use serde_json::Value;

use super::problem::{NotJson, Problem};
use crate::protocol::json::{Error, ErrorKind, Json, Reader};

/// The longest of the marks by which other formats are told.
const BEGINNING: usize = "event:".len();

/// Reads the first value in a text that comes in parts. Later bytes are named and left alone.
#[derive(Debug, Default)]
pub(super) struct Text {
    json: Reader,
    is_begun: bool,
    has_mark: bool,
    /// What it begins with, white space left out.
    beginning: String,
}

impl Text {
    pub(super) fn push(&mut self, mut part: &str) {
        if part.is_empty() {
            return;
        }
        // RFC 8259, 8.1: a sender must not add a mark, a parser may ignore it. Files that were saved on Windows have one.
        if !std::mem::replace(&mut self.is_begun, true)
            && let Some(rest) = part.strip_prefix('\u{feff}')
        {
            self.has_mark = true;
            part = rest;
        }
        self.note_beginning(part);
        self.json.push(part);
    }

    fn note_beginning(&mut self, part: &str) {
        let part = match self.beginning.is_empty() {
            true => part.trim_start(),
            false => part,
        };
        let missing = BEGINNING.saturating_sub(self.beginning.len());
        self.beginning.extend(part.chars().take(missing));
    }

    /// The value, if there is one, with what is wrong around it. What it takes in memory is added to `units`.
    pub(super) fn finish(self, problems: &mut Vec<Problem>, units: &mut usize) -> Option<Value> {
        let mark = match self.has_mark {
            true => {
                problems.push(Problem::ByteOrderMark);
                '\u{feff}'.len_utf8()
            }
            false => 0,
        };
        match self.json.finish() {
            Ok(json) => {
                note(&json, mark, problems);
                *units += json.units;
                Some(json.value)
            }
            Err(error) => {
                problems.push(explain(&self.beginning, error));
                None
            }
        }
    }
}

fn note(json: &Json, mark: usize, problems: &mut Vec<Problem>) {
    if json.has_more {
        let offset = json.end + mark;
        problems.push(Problem::TrailingBytes { offset });
    }
    if json.left_out > 0 {
        let count = json.left_out;
        problems.push(Problem::LeftOut { count });
    }
}

/// What the text looks like, where the parser failed. The order matters: HTML and event streams can also be cut.
fn explain(beginning: &str, error: Error) -> Problem {
    // The fields of an event stream, and its comments (HTML standard, 9.2.6). A server sends one under
    // `application/json` when a proxy rewrites the content type.
    let stream = ["data:", "event:", "id:", "retry:", ":"];
    let kind = match error.kind {
        // Nothing is at no place.
        ErrorKind::Empty => {
            return Problem::NotJson {
                kind: NotJson::Empty,
                line: 1,
                column: 1,
            };
        }
        _ if beginning.starts_with('<') => NotJson::Markup,
        _ if stream.iter().any(|field| beginning.starts_with(field)) => NotJson::EventStream,
        ErrorKind::Cut => NotJson::Cut,
        ErrorKind::TooDeep => return Problem::TooDeep,
        ErrorKind::Syntax => NotJson::Syntax,
    };
    let Error { line, column, .. } = error;
    Problem::NotJson { kind, line, column }
}
