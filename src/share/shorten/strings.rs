//! Long strings of a body cut short, so that it stays what it is: JSON, or events that hold JSON.

/// What stands where a string was cut.
const CUT: &str = "…";

/// The parts of a body with the strings in it cut to `most` characters each. A text that holds no JSON is
/// cut to ten times as many; bytes that are no text stay.
pub fn shorten(parts: &[&[u8]], most: usize) -> Vec<Vec<u8>> {
    let whole = parts.concat();
    let Ok(text) = std::str::from_utf8(&whole) else {
        return parts.iter().map(|part| part.to_vec()).collect();
    };
    let cuts = if holds_json(text) {
        long_strings(text, most)
    } else {
        let end = text.char_indices().nth(most * 10);
        end.map(|(at, _)| (at, text.len())).into_iter().collect()
    };
    let mut shorter = Vec::with_capacity(parts.len());
    let mut start = 0;
    for part in parts {
        let end = start + part.len();
        shorter.push(without(text.as_bytes(), start, end, &cuts));
        start = end;
    }
    shorter
}

/// The bytes from `start` to `end` without what is cut. The mark stands in the part in which the cut begins.
fn without(text: &[u8], start: usize, end: usize, cuts: &[(usize, usize)]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(end - start);
    let mut at = start;
    let first = cuts.partition_point(|(_, to)| *to <= start);
    for (from, to) in cuts.get(first..).unwrap_or_default() {
        if *from >= end {
            break;
        }
        if *from >= start {
            kept.extend_from_slice(text.get(at..*from).unwrap_or_default());
            kept.extend_from_slice(CUT.as_bytes());
        }
        at = (*to).min(end);
    }
    kept.extend_from_slice(text.get(at..end).unwrap_or_default());
    kept
}

fn holds_json(text: &str) -> bool {
    let text = text.trim_start();
    let begins = ["{", "[", "data:", "event:", "id:", ":"];
    begins.iter().any(|begin| text.starts_with(begin))
}

/// What to take out of the strings that are longer: from the character after the last one kept to the end.
/// Names of members stay whole: two that begin alike must not become one.
fn long_strings(text: &str, most: usize) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(length) = text.get(at..).and_then(|rest| rest.find('"')) {
        let begin = at + length + 1;
        let (cut, end) = string(text, begin, most);
        let after = bytes.get(end + 1..).unwrap_or_default();
        let is_name = after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        // The mark takes three bytes itself.
        if !is_name && cut.is_some_and(|from| end > from + CUT.len()) {
            cuts.extend(cut.map(|from| (from, end)));
        }
        at = end + 1;
    }
    cuts
}

/// Where the string that begins here is too long, and where it ends: at its quote, or at the end of the line.
fn string(text: &str, begin: usize, most: usize) -> (Option<usize>, usize) {
    let bytes = text.as_bytes();
    let mut at = begin;
    let mut count = 0;
    let mut cut = None;
    loop {
        let length = match bytes.get(at) {
            None | Some(b'"' | b'\n' | b'\r') => return (cut, at.min(bytes.len())),
            Some(b'\\') => escape(bytes, at),
            // A letter of several bytes; in a text with broken escapes `at` may stand inside one.
            Some(_) => text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8),
        };
        if count == most && text.is_char_boundary(at) {
            cut = Some(at);
        }
        count += 1;
        at += length;
    }
}

/// How long an escape is; the halves of a pair of surrogates stay together (RFC 8259, 7).
fn escape(bytes: &[u8], at: usize) -> usize {
    let is_high = |first: &u8, second: &u8| {
        matches!(first, b'd' | b'D') && matches!(second, b'8' | b'9' | b'a' | b'A' | b'b' | b'B')
    };
    match bytes.get(at + 1..at + 4) {
        Some([b'u', first, second]) if is_high(first, second) => 12,
        Some([b'u', ..]) => 6,
        _ => 2,
    }
}
