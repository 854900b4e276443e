//! Finds secrets in any text by what surrounds them: a telling name before `:` or `=`, a scheme such as
//! `Bearer`, the form of a JWT. One pass over the bytes, whatever they are: JSON, broken JSON, JSON inside a
//! JSON string, event streams, forms, headers, prose.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::ahead::{Ahead, Stop};
use super::secret::{self, Name, TAG};
use super::work::{BLOCK, Work};

/// A secret's place.
pub struct Hit {
    pub from: usize,
    pub to: usize,
    pub kind: &'static str,
}

/// The secrets of a text, in order. Looks at few bytes closely: those that follow a name, and those that
/// begin a word which says what it is.
///
/// `work` counts the bytes that are looked at.
pub async fn secrets(text: &[u8], work: &mut Work) -> Vec<Hit> {
    let mut scan = Scan {
        text,
        ahead: Ahead::new(text),
        hits: Vec::new(),
        done: 0,
    };
    let mut at = 0;
    while at < text.len() {
        at = scan.block(at);
        let steps = scan.ahead.make_room() + BLOCK;
        work.rest(steps as u64).await;
    }
    work.done += scan.ahead.work + text.len() as u64;
    scan.hits
}

struct Scan<'a> {
    text: &'a [u8],
    ahead: Ahead<'a>,
    hits: Vec<Hit>,
    /// What was found ends here.
    done: usize,
}

impl Scan<'_> {
    /// Looks at the bytes from here on, and at those behind them that belong to what begins among them. Where to go on.
    fn block(&mut self, from: usize) -> usize {
        let block = self.text.iter().enumerate().skip(from).take(BLOCK);
        for (at, byte) in block {
            let hit = match byte {
                _ if at < self.done => None,
                b':' | b'=' => self.after_mark(at, *byte),
                b'e' => self.jwt(at),
                b'B' | b'b' => self.after_scheme(at),
                b's' | b'g' | b'x' => self.by_its_start(at),
                _ => None,
            };
            if self.ahead.is_out() {
                return at;
            }
            if let Some(hit) = hit.filter(|hit| hit.from >= self.done) {
                self.done = hit.to;
                self.hits.push(hit);
            }
        }
        from + BLOCK
    }

    /// `eyJ` begins the base64 of `{"`; a JWT has two or more dots (RFC 7519, 3; RFC 7516, 3).
    fn jwt(&mut self, at: usize) -> Option<Hit> {
        let rest = self.text.get(at..)?;
        if !rest.starts_with(b"eyJ") || !begins(self.text, at) {
            return None;
        }
        let length = rest_while(rest, 0, |b| is_word(b) || b == b'.');
        let token = rest.get(..length)?;
        let dots = token.iter().filter(|b| **b == b'.').count();
        // At most three begin in a run of such bytes that is none: each has a dot before it.
        self.ahead.work += length as u64;
        (dots >= 2 && length > 20).then_some(Hit {
            from: at,
            to: at + length,
            kind: "token",
        })
    }

    /// A token that says what it is, wherever it stands.
    fn by_its_start(&mut self, at: usize) -> Option<Hit> {
        const STARTS: [&[u8]; 5] = [b"sk-", b"sess_", b"ghp_", b"github_pat_", b"xoxb-"];
        let rest = self.text.get(at..)?;
        if !STARTS.iter().any(|start| rest.starts_with(start)) || !begins(self.text, at) {
            return None;
        }
        let to = self.ahead.next(Stop::Credential, at);
        let is_secret = self.ahead.looks_secret(Stop::Credential, at, to);
        is_secret.then_some(Hit {
            from: at,
            to,
            kind: "token",
        })
    }

    /// The value behind a telling name and its `:` or `=`.
    fn after_mark(&mut self, at: usize, mark: u8) -> Option<Hit> {
        let text = self.text;
        let (word, quoted) = name_before(text, at)?;
        let name = secret::name(word)?;
        if in_tag(text, at, word) {
            return None;
        }
        let start = skip_space(text, at + 1);
        let (value_quoted, from) = skip_quote(text, start);
        // `"https://a.example/?token=","next":1`: this quote ends the text around the name.
        let ends = |byte: u8| b",:}]\r\n".contains(&byte);
        if value_quoted && !quoted && byte(text, from).is_none_or(ends) {
            return None;
        }
        let stop = match (value_quoted, mark, name) {
            (true, ..) => Stop::quote(from - start - 1),
            (false, b'=', Name::Perhaps) => Stop::Guess,
            (false, b'=', _) => Stop::Form,
            // `"token": 5` and `"token": {` hold no text.
            _ if quoted => return None,
            _ => return self.unquoted_header(from, name),
        };
        let to = self.ahead.next(stop, from);
        let from = from + scheme_length(text.get(from..to)?);
        let is_secret = match name {
            Name::Header | Name::Secret => from < to,
            Name::Perhaps => self.ahead.looks_secret(stop, from, to),
        };
        (is_secret && !self.ahead.has_tag(from, to)).then_some(Hit {
            from,
            to,
            kind: kind(word),
        })
    }

    /// `Authorization: Bearer …` on a line of its own or in prose.
    fn unquoted_header(&mut self, from: usize, name: Name) -> Option<Hit> {
        // JavaScript and Python quote so.
        let from = from + usize::from(byte(self.text, from) == Some(b'\''));
        let from = from + scheme_length(self.text.get(from..)?);
        let word = self.ahead.next(Stop::Word, from);
        let is_secret = match name {
            // In prose a word may follow: `Authorization: required`.
            Name::Header => word - from >= 8 && self.ahead.next(Stop::Digit, from) < word,
            Name::Secret | Name::Perhaps => self.ahead.looks_secret(Stop::Word, from, word),
        };
        if !is_secret || self.ahead.has_tag(from, word) {
            return None;
        }
        // `Cookie: a=1; b=2`: all of the line.
        let is_cookie = name == Name::Header
            && byte(self.text, word) == Some(b';')
            && self.ahead.next(Stop::Equals, from) < word;
        let to = match is_cookie {
            true => self.ahead.next(Stop::Line, from),
            false => word,
        };
        Some(Hit {
            from,
            to,
            kind: "token",
        })
    }

    /// `Bearer …` and `Basic …` wherever they stand. `Bearer realm="x"` is a challenge and no secret.
    fn after_scheme(&mut self, at: usize) -> Option<Hit> {
        let word = self.text.get(at..at + 7)?;
        let is_bearer = word.eq_ignore_ascii_case(b"bearer ");
        let is_basic = word.get(..6)?.eq_ignore_ascii_case(b"basic ");
        if !(is_bearer || is_basic) || !begins(self.text, at) {
            return None;
        }
        let from = at + if is_bearer { 7 } else { 6 };
        let to = self.ahead.next(Stop::Credential, from);
        let is_secret = match is_basic {
            true => {
                // No two of them share a credential: a space stands between.
                self.ahead.work += (to - from) as u64;
                let value = std::str::from_utf8(self.text.get(from..to)?).ok()?;
                basic(value).is_some_and(|pair| pair.contains(':'))
            }
            false => {
                let is_parameter = self.text.get(to.saturating_sub(1)..=to) == Some(b"=\"");
                self.ahead.looks_secret(Stop::Credential, from, to) && !is_parameter
            }
        };
        is_secret.then_some(Hit {
            from,
            to,
            kind: "token",
        })
    }
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

/// Whether the name is a tag's own: what stands right behind a tag is no value of it.
fn in_tag(text: &[u8], at: usize, word: &str) -> bool {
    let before = text
        .get(..at)
        .and_then(|text| text.strip_suffix(word.as_bytes()));
    let is_length = byte(text, at + 1).is_some_and(|b| b.is_ascii_digit());
    is_length && before.is_some_and(|before| before.ends_with(TAG.as_bytes()))
}

/// The name before a mark, and whether it is in the quotes of JSON: `"name" :`, `\"name\":`, `name=`, `'name':`.
fn name_before(text: &[u8], at: usize) -> Option<(&str, bool)> {
    let before = text.get(..at)?;
    let end = before.len() - back_while(before, |b| matches!(b, b' ' | b'\t'));
    let before = before.get(..end)?;
    let quoted = before.last() == Some(&b'"');
    let before = if quoted {
        let inside = before.get(..before.len() - 1)?;
        inside.get(..inside.len() - back_while(inside, |b| b == b'\\'))?
    } else {
        before.strip_suffix(b"'").unwrap_or(before)
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
