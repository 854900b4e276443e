//! What surrounds an address where people copy it from, and does not belong to it.

/// White space, and what copying from a web page or a chat adds without anybody seeing it.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Takes off quotes, brackets and the punctuation of a sentence around a URL.
pub(super) fn unwrap(text: &str) -> String {
    let mut text = text;
    loop {
        let before = text;
        text = text.trim_matches(|c| {
            is_invisible(c)
                || matches!(
                    c,
                    '"' | '\''
                        | '`'
                        | '\u{201c}'
                        | '\u{201d}'
                        | '\u{2018}'
                        | '\u{2019}'
                        | '\u{ab}'
                        | '\u{bb}'
                )
        });
        // A full stop stays: it may end a host, as `localhost.` does.
        text = text.trim_end_matches([',', ';']);
        // `<https://…>`, as mail and Markdown write links; `<host>` alone is a placeholder.
        let inner = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        text = inner.filter(|inner| inner.contains("://")).unwrap_or(text);
        if text == before {
            // What is invisible within the address was never typed, and the parser would percent-encode it.
            let hidden = |c: char| is_invisible(c) && !c.is_whitespace();
            return text.chars().filter(|c| !hidden(*c)).collect();
        }
    }
}
