//! JSON with line breaks, made from the text as it came: no number is rounded, no key moves, and what is
//! broken stays broken. It stops after `limit` bytes, so that a large body costs no more than what is shown.

/// The indented text, and whether it was cut.
pub fn pretty(json: &str, limit: usize) -> (String, bool) {
    let mut out = String::with_capacity(limit.min(json.len() * 2));
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut rest = json.trim().chars().peekable();
    while let Some(next) = rest.next() {
        if out.len() >= limit {
            return (out, true);
        }
        if in_string {
            out.push(next);
            in_string = escaped || next != '"';
            escaped = next == '\\' && !escaped;
            continue;
        }
        match next {
            '"' => {
                in_string = true;
                out.push(next);
            }
            '{' | '[' => {
                out.push(next);
                while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
                if let Some(close) = rest.next_if(|c| *c == '}' || *c == ']') {
                    out.push(close);
                } else {
                    depth += 1;
                    break_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut out, depth);
                out.push(next);
            }
            ',' => {
                out.push(next);
                break_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ if next.is_ascii_whitespace() => {}
            _ => out.push(next),
        }
    }
    (out, false)
}

/// Text as it is, cut at `limit` bytes.
pub fn plain(text: &str, limit: usize) -> (String, bool) {
    let end = text.floor_char_boundary(limit);
    (text[..end].to_owned(), end < text.len())
}

/// Whether a text is meant as JSON.
pub(crate) fn looks_like_json(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
}

/// Beyond 40 levels the indentation stays: a body nested 10 000 deep must not become 100 MB of spaces.
fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(40) {
        out.push_str("  ");
    }
}
