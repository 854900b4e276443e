//! Addresses whose secrets stand as `{name}`: what a link shows, and asks for before a run.

use crate::redact::secret::TAG;

/// An address to be completed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Template {
    /// With `{name}` where a secret stood. Braces that the user typed stay as they are: only the names below
    /// are asked for.
    pub server: String,
    /// What to ask for, in the order in which it stands.
    pub names: Vec<String>,
}

/// Turns the redactor's tags into names: `?api_key=redacted:query:21` is `?api_key={api_key}`.
pub fn template(server: &str) -> Template {
    let mut template = Template::default();
    let mut known: Vec<(&str, String)> = Vec::new();
    let mut rest = server;
    while let Some(start) = rest.find(TAG) {
        let (before, at) = rest.split_at(start);
        template.server.push_str(before);
        let Some((tag, kind)) = tag(at) else {
            let (text, after) = at.split_at(TAG.len());
            template.server.push_str(text);
            rest = after;
            continue;
        };
        let same = known.iter().find(|(other, _)| *other == tag);
        let name = match same {
            Some((_, name)) => name.clone(),
            None => {
                let name = unique(parameter(before).unwrap_or(kind), &template.names, server);
                known.push((tag, name.clone()));
                template.names.push(name.clone());
                name
            }
        };
        template.server.push('{');
        template.server.push_str(&name);
        template.server.push('}');
        rest = at.get(tag.len()..).unwrap_or_default();
    }
    template.server.push_str(rest);
    template
}

/// Puts values in the place of their names; a name without a value stays. A value may be as it is or already
/// percent-encoded: what would end its place in an address is encoded, escapes stay.
pub fn fill(server: &str, values: &[(String, String)]) -> String {
    let mut filled = String::with_capacity(server.len());
    let mut rest = server;
    while let Some(start) = rest.find('{') {
        let (before, at) = rest.split_at(start);
        filled.push_str(before);
        let named = values.iter().find(|(name, _)| {
            let inner = at
                .strip_prefix('{')
                .and_then(|at| at.strip_prefix(name.as_str()));
            inner.is_some_and(|after| after.starts_with('}'))
        });
        let length = match named {
            Some((name, value)) => {
                encode(value.trim(), &mut filled);
                name.len() + 2
            }
            None => {
                filled.push('{');
                1
            }
        };
        rest = at.get(length..).unwrap_or_default();
    }
    filled.push_str(rest);
    filled
}

/// The tag that begins this text, and its kind: `redacted:<kind>:<length>`, with `#<n>` or `%23<n>` behind it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(TAG)?;
    let (kind, after) = inner.split_once(':')?;
    let is_kind = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase());
    let length = digits(after);
    if !is_kind || length == 0 {
        return None;
    }
    let after = after.get(length..).unwrap_or_default();
    let numbered = ["#", "%23"].iter().find_map(|mark| {
        let number = digits(after.strip_prefix(mark)?);
        (number > 0).then_some(mark.len() + number)
    });
    let end = TAG.len() + kind.len() + 1 + length + numbered.unwrap_or_default();
    text.get(..end).map(|tag| (tag, kind))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The query parameter whose value begins behind this text.
fn parameter(before: &str) -> Option<&str> {
    /// Longer names would make no readable placeholder.
    const LONGEST: usize = 32;
    let before = before.strip_suffix('=')?;
    let start = before.rfind(['?', '&', '#', ';']).map_or(0, |at| at + 1);
    let name = before.get(start..)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (!name.is_empty() && name.len() <= LONGEST && name.bytes().all(plain)).then_some(name)
}

/// The name, with a number behind it where another secret has it, or where the user typed it in braces.
fn unique(name: &str, taken: &[String], server: &str) -> String {
    let mut unique = name.to_owned();
    let mut number = 1_u32;
    while taken.contains(&unique) || in_braces(&unique, server) {
        number += 1;
        unique.clear();
        unique.push_str(name);
        unique.push('-');
        unique.push_str(&number.to_string());
    }
    unique
}

fn in_braces(name: &str, server: &str) -> bool {
    let mut parts = server.split('{').skip(1);
    parts.any(|part| {
        part.strip_prefix(name)
            .is_some_and(|after| after.starts_with('}'))
    })
}

fn encode(value: &str, to: &mut String) {
    let bytes = value.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let is_escape = || {
            let digits = bytes.get(at + 1..at + 3).unwrap_or_default();
            digits.len() == 2 && digits.iter().all(u8::is_ascii_hexdigit)
        };
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~:=@!$,*".contains(byte) => {
                to.push(char::from(*byte));
            }
            b'%' if is_escape() => to.push('%'),
            byte => super::link::escape(*byte, to),
        }
    }
}
