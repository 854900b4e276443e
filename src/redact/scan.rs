//! Finds secrets in any text by what surrounds them: a telling name before `:` or `=`, a scheme such as
//! `Bearer`, the form of a JWT. One pass over the bytes, whatever they are: JSON, broken JSON, JSON inside a
//! JSON string, event streams, forms, headers, prose.

use crate::checks::secret::{self, Name, is_tag, looks_secret};

/// A secret's place.
pub struct Hit {
    pub from: usize,
    pub to: usize,
    pub kind: &'static str,
}

/// The secrets of a text, in order.
pub fn secrets(text: &[u8]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !is_word(byte(text, at)) {
            at += 1;
            continue;
        }
        let end = at
            + text
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take_while(|b| is_word(Some(**b)))
                .count();
        let word = text
            .get(at..end)
            .and_then(|word| std::str::from_utf8(word).ok())
            .unwrap_or_default();
        match jwt(text, at)
            .or_else(|| after_name(text, word, end))
            .or_else(|| after_scheme(text, word, end))
        {
            Some(hit) => {
                at = hit.to.max(end);
                hits.push(hit);
            }
            None => at = end,
        }
    }
    hits
}

fn byte(text: &[u8], at: usize) -> Option<u8> {
    text.get(at).copied()
}

fn is_word(byte: Option<u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// `eyJ` begins the base64 of `{"`; a JWT has two or more dots (RFC 7519, 3; RFC 7516, 3).
fn jwt(text: &[u8], at: usize) -> Option<Hit> {
    let rest = text.get(at..)?;
    if !rest.starts_with(b"eyJ") {
        return None;
    }
    let length = rest
        .iter()
        .take_while(|b| is_word(Some(**b)) || **b == b'.')
        .count();
    let token = rest.get(..length)?;
    let dots = token.iter().filter(|b| **b == b'.').count();
    (dots >= 2 && length > 20).then_some(Hit {
        from: at,
        to: at + length,
        kind: "token",
    })
}

/// The value behind a telling name.
fn after_name(text: &[u8], word: &str, end: usize) -> Option<Hit> {
    let (quoted, colon) = skip_quote(text, end);
    let colon = skip_space(text, colon);
    let mark = byte(text, colon).filter(|b| matches!(b, b':' | b'='))?;
    // Only now: most words have neither behind them, and names are dearer to compare.
    let name = secret::name(word)?;
    let start = skip_space(text, colon + 1);
    let (value_quoted, from) = skip_quote(text, start);
    let to = if value_quoted {
        end_of_quoted(text, from, from - start - 1)
    } else if mark == b'=' {
        from + rest_while(text, from, |b| !b" \t\r\n&;,\"'\\<>)]}#".contains(&b))
    } else if quoted {
        // `"token": 5` and `"token": {` hold no text.
        return None;
    } else {
        return unquoted_header(text, from, name);
    };
    let value = std::str::from_utf8(text.get(from..to)?).ok()?;
    let (value, from) = without_scheme(value, from);
    let secret = match name {
        Name::Header | Name::Secret => !value.is_empty(),
        Name::Perhaps => looks_secret(value),
    };
    (secret && !is_tag(value)).then_some(Hit {
        from,
        to,
        kind: kind(word),
    })
}

/// `Authorization: Bearer …` on a line of its own or in prose.
fn unquoted_header(text: &[u8], from: usize, name: Name) -> Option<Hit> {
    let line = from + rest_while(text, from, |b| !b"\r\n\"'\\".contains(&b));
    let value = std::str::from_utf8(text.get(from..line)?).ok()?;
    let (value, from) = without_scheme(value, from);
    let first = value.split([' ', ',', ';']).next().unwrap_or_default();
    let secret = match name {
        // In prose a word may follow: `Authorization: required`.
        Name::Header => first.len() >= 8 && first.bytes().any(|b| b.is_ascii_digit()),
        Name::Secret | Name::Perhaps => looks_secret(first),
    };
    let cookie = name == Name::Header && value.contains('=') && value.contains(';');
    let to = from + if cookie { value.len() } else { first.len() };
    (secret && !is_tag(first)).then_some(Hit {
        from,
        to,
        kind: "token",
    })
}

/// `Bearer …` wherever it stands. `Bearer realm="x"` is a challenge and no secret.
fn after_scheme(text: &[u8], word: &str, end: usize) -> Option<Hit> {
    if !word.eq_ignore_ascii_case("bearer") || byte(text, end) != Some(b' ') {
        return None;
    }
    let from = end + 1;
    let to = from
        + rest_while(text, from, |b| {
            b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b)
        });
    let value = std::str::from_utf8(text.get(from..to)?).ok()?;
    (looks_secret(value) && byte(text, to) != Some(b'"')).then_some(Hit {
        from,
        to,
        kind: "token",
    })
}

fn kind(word: &str) -> &'static str {
    let word = word.to_ascii_lowercase();
    if word.contains("session") {
        "session"
    } else if word.contains("cookie") {
        "cookie"
    } else if word.contains("token") || word == "authorization" {
        "token"
    } else {
        "secret"
    }
}

/// Steps over `"`, and over `\"` as it stands in a JSON string inside JSON.
fn skip_quote(text: &[u8], at: usize) -> (bool, usize) {
    let slashes = rest_while(text, at, |b| b == b'\\');
    match byte(text, at + slashes) {
        Some(b'"') => (true, at + slashes + 1),
        _ => (false, at),
    }
}

/// Where a quoted value ends: at the quote that is escaped as the first one was, or at the end of the line.
/// With d backslashes before the first quote, a quote inside the value has more of them (2d + 1), and so has
/// the last one where the value ends with a backslash.
fn end_of_quoted(text: &[u8], from: usize, depth: usize) -> usize {
    let mut at = from;
    loop {
        at += rest_while(text, at, |b| !matches!(b, b'"' | b'\n' | b'\r'));
        let before = text.get(from..at).unwrap_or_default();
        let slashes = before.iter().rev().take_while(|b| **b == b'\\').count();
        if byte(text, at) != Some(b'"') || slashes % (2 * (depth + 1)) == depth {
            return at - slashes.min(depth);
        }
        at += 1;
    }
}

fn without_scheme(value: &str, from: usize) -> (&str, usize) {
    for scheme in ["Bearer ", "bearer ", "Basic ", "basic "] {
        if let Some(rest) = value.strip_prefix(scheme) {
            return (rest, from + scheme.len());
        }
    }
    (value, from)
}

fn skip_space(text: &[u8], at: usize) -> usize {
    at + rest_while(text, at, |b| matches!(b, b' ' | b'\t'))
}

fn rest_while(text: &[u8], at: usize, keep: impl Fn(u8) -> bool) -> usize {
    text.get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|b| keep(**b))
        .count()
}
