//! Finds secrets in any text by what surrounds them: a telling name before `:` or `=`, a scheme such as
//! `Bearer`, the form of a JWT. One pass over the bytes, whatever they are: JSON, broken JSON, JSON inside a
//! JSON string, event streams, forms, headers, prose.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::secret::{self, Name, TAG, looks_secret};

/// A secret's place.
pub struct Hit {
    pub from: usize,
    pub to: usize,
    pub kind: &'static str,
}

/// The secrets of a text, in order. Looks at few bytes closely: those that follow a name, and those that
/// begin a word which says what it is.
pub fn secrets(text: &[u8]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut done = 0;
    for (at, byte) in text.iter().enumerate() {
        let hit = match byte {
            _ if at < done => None,
            b':' | b'=' => after_mark(text, at, *byte),
            b'e' => jwt(text, at),
            b'B' | b'b' => after_scheme(text, at),
            _ => None,
        };
        if let Some(hit) = hit.filter(|hit| hit.from >= done) {
            done = hit.to;
            hits.push(hit);
        }
    }
    hits
}

fn byte(text: &[u8], at: usize) -> Option<u8> {
    text.get(at).copied()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a word begins here, and not before.
fn begins(text: &[u8], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| byte(text, before))
        .is_none_or(|before| !is_word(before))
}

/// `eyJ` begins the base64 of `{"`; a JWT has two or more dots (RFC 7519, 3; RFC 7516, 3).
fn jwt(text: &[u8], at: usize) -> Option<Hit> {
    let rest = text.get(at..)?;
    if !rest.starts_with(b"eyJ") || !begins(text, at) {
        return None;
    }
    let length = rest
        .iter()
        .take_while(|b| is_word(**b) || **b == b'.')
        .count();
    let token = rest.get(..length)?;
    let dots = token.iter().filter(|b| **b == b'.').count();
    (dots >= 2 && length > 20).then_some(Hit {
        from: at,
        to: at + length,
        kind: "token",
    })
}

/// The value behind a telling name and its `:` or `=`.
fn after_mark(text: &[u8], at: usize, mark: u8) -> Option<Hit> {
    let (word, quoted) = name_before(text, at)?;
    let name = secret::name(word)?;
    if in_tag(text, at, word) {
        return None;
    }
    // What may be a secret is one only up to a length. Without that bound `code=code=code=…` would be read to
    // its end again and again.
    let text = match name {
        Name::Perhaps => text.get(..text.len().min(at + LONGEST_GUESS))?,
        Name::Header | Name::Secret => text,
    };
    let start = skip_space(text, at + 1);
    let (value_quoted, from) = skip_quote(text, start);
    // `"https://a.example/?token=","next":1`: this quote ends the text around the name.
    let ends = |byte: u8| b",:}]\r\n".contains(&byte);
    if value_quoted && !quoted && byte(text, from).is_none_or(ends) {
        return None;
    }
    let to = if value_quoted {
        end_of_quoted(text, from, from - start - 1)
    } else if mark == b'=' && name == Name::Perhaps {
        from + rest_while(text, from, |b| b > b' ' && !b"=&;,\"'\\<>)]}#".contains(&b))
    } else if mark == b'=' {
        from + rest_while(text, from, |b| b > b' ' && !b"&;,\"'\\<>)]}#".contains(&b))
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
    (secret && !value.contains(TAG)).then_some(Hit {
        from,
        to,
        kind: kind(word),
    })
}

/// Whether the name is a tag's own: what stands right behind a tag is no value of it.
fn in_tag(text: &[u8], at: usize, word: &str) -> bool {
    let before = text
        .get(..at)
        .and_then(|text| text.strip_suffix(word.as_bytes()));
    let is_length = byte(text, at + 1).is_some_and(|b| b.is_ascii_digit());
    is_length && before.is_some_and(|before| before.ends_with(TAG.as_bytes()))
}

/// The name before a mark, and whether it is in quotes: `"name" :`, `\"name\":`, `name=`.
fn name_before(text: &[u8], at: usize) -> Option<(&str, bool)> {
    let before = text.get(..at)?;
    let end = before.len() - back_while(before, |b| matches!(b, b' ' | b'\t'));
    let before = before.get(..end)?;
    let quoted = before.last() == Some(&b'"');
    let before = if quoted {
        let inside = before.get(..before.len() - 1)?;
        inside.get(..inside.len() - back_while(inside, |b| b == b'\\'))?
    } else {
        before
    };
    let word = before.get(before.len() - back_while(before, is_word)..)?;
    Some((std::str::from_utf8(word).ok()?, quoted))
}

/// No name is longer; a text without an end must not be walked back again and again.
const LONGEST_NAME: usize = 64;

fn back_while(text: &[u8], keep: impl Fn(u8) -> bool) -> usize {
    text.iter()
        .rev()
        .take(LONGEST_NAME)
        .take_while(|b| keep(**b))
        .count()
}

/// Longer values are no secrets unless their name says so.
const LONGEST_GUESS: usize = 8_192;

/// So much of a header's value tells whether it is a credential.
const BEGINNING: usize = 512;

/// `Authorization: Bearer …` on a line of its own or in prose.
fn unquoted_header(text: &[u8], from: usize, name: Name) -> Option<Hit> {
    let from = from + scheme_length(text.get(from..)?);
    let ends = |b: u8| b" ,;\r\n\"'\\".contains(&b);
    // Judged by its beginning, so that a text without a space is not read again and again.
    let beginning = text.get(..text.len().min(from + BEGINNING))?;
    let first = rest_while(beginning, from, |b| !ends(b));
    let value = std::str::from_utf8(text.get(from..from + first)?).ok()?;
    let secret = match name {
        // In prose a word may follow: `Authorization: required`.
        Name::Header => value.len() >= 8 && value.bytes().any(|b| b.is_ascii_digit()),
        Name::Secret | Name::Perhaps => looks_secret(value),
    };
    // `Cookie: a=1; b=2`: all of the line.
    let cookie = secret
        && name == Name::Header
        && value.contains('=')
        && byte(text, from + first) == Some(b';');
    let length = if cookie {
        rest_while(text, from, |b| !b"\r\n\"\\".contains(&b))
    } else if secret {
        rest_while(text, from, |b| !ends(b))
    } else {
        first
    };
    (secret && !value.contains(TAG)).then_some(Hit {
        from,
        to: from + length,
        kind: "token",
    })
}

/// `Bearer …` and `Basic …` wherever they stand. `Bearer realm="x"` is a challenge and no secret.
fn after_scheme(text: &[u8], at: usize) -> Option<Hit> {
    let word = text.get(at..at + 7)?;
    let is_bearer = word.eq_ignore_ascii_case(b"bearer ");
    let is_basic = word.get(..6)?.eq_ignore_ascii_case(b"basic ");
    if !(is_bearer || is_basic) || !begins(text, at) {
        return None;
    }
    let from = at + if is_bearer { 7 } else { 6 };
    let text = text.get(..text.len().min(from + LONGEST_GUESS))?;
    let to = from
        + rest_while(text, from, |b| {
            b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b)
        });
    let value = std::str::from_utf8(text.get(from..to)?).ok()?;
    let secret = match is_basic {
        true => basic(value).is_some_and(|pair| pair.contains(':')),
        false => looks_secret(value) && byte(text, to) != Some(b'"'),
    };
    secret.then_some(Hit {
        from,
        to,
        kind: "token",
    })
}

/// User and password, as the scheme `Basic` encodes them (RFC 7617, 2).
pub fn basic(credential: &str) -> Option<String> {
    let bytes = STANDARD_NO_PAD
        .decode(credential.trim_end_matches('='))
        .ok()?;
    String::from_utf8(bytes).ok()
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
    let length = scheme_length(value.as_bytes());
    (value.get(length..).unwrap_or_default(), from + length)
}

/// How many bytes `Bearer ` or `Basic ` take at the beginning.
fn scheme_length(value: &[u8]) -> usize {
    let begins = |scheme: &&&str| {
        let start = value.get(..scheme.len()).unwrap_or_default();
        start.eq_ignore_ascii_case(scheme.as_bytes())
    };
    let mut schemes = ["bearer ", "basic "].iter();
    schemes.find(begins).map_or(0, |scheme| scheme.len())
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
