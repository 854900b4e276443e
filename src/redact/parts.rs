//! The parts of an address as they are written, of one that no browser could read as well.

use crate::protocol::url::percent_decode;

/// The parts of an address, as they are written.
pub struct Parts<'a> {
    /// Absent where the text begins with the host, or with the path.
    pub scheme: Option<&'a str>,
    /// Host and port, with what stands before an `@`.
    pub authority: &'a str,
    /// Path, query and fragment.
    pub tail: &'a str,
}

/// The parts of a path, a query and a fragment.
pub struct Tail<'a> {
    /// The segments of the path, with slashes between.
    pub path: &'a str,
    pub query: Option<&'a str>,
    pub fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Splits an address; `None` for what is none.
    pub fn of(address: &'a str) -> Option<Parts<'a>> {
        let (scheme, rest) = match address.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ if address.contains(|c: char| c.is_whitespace() || c == '"') => return None,
            _ => (None, address),
        };
        let end = rest.find(['/', '?', '#', '\\']);
        if scheme.is_none() && end.is_none() {
            return None;
        }
        let (authority, tail) = rest.split_at(end.unwrap_or(rest.len()));
        Some(Parts {
            scheme,
            authority,
            tail,
        })
    }
}

impl<'a> Tail<'a> {
    /// Splits what follows the host.
    pub fn of(tail: &'a str) -> Tail<'a> {
        let (tail, fragment) = split(tail, '#');
        let (path, query) = split(tail, '?');
        Tail {
            path,
            query,
            fragment,
        }
    }
}

/// As it reads without percent signs.
pub fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent_decode(text)).into_owned()
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

fn is_scheme(scheme: &str) -> bool {
    !scheme.is_empty()
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}
