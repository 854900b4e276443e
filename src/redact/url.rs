//! Addresses: user names, secret query values, secret-looking path segments and fragments are replaced;
//! scheme, host and port stay, because a diagnosis without them is none.

use super::secret::{self, Name, is_tag, looks_secret};
use super::secrets::Secrets;
use crate::protocol::url::percent_decode;

/// An address without its secrets. What is no address is cleaned as text.
pub fn clean(address: &str, secrets: &mut Secrets) -> String {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ if address.starts_with('/') => (None, address),
        _ => return secrets.text(address),
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    // What is known goes first: it may hold signs that mean something in a URL.
    let tail = &secrets.without_known(tail);
    let (tail, fragment) = split(tail, '#');
    let (path, query) = split(tail, '?');
    let mut clean = String::with_capacity(address.len());
    if let Some(scheme) = scheme {
        clean.push_str(scheme);
        clean.push_str("://");
    }
    match authority.rsplit_once('@') {
        Some((user, host)) => {
            if let Some((_, password)) = user.split_once(':').filter(|_| !is_tag(user)) {
                let password = percent_decode(password);
                secrets.learn("user", &String::from_utf8_lossy(&password));
            }
            clean.push_str(&tag("user", user, secrets));
            clean.push('@');
            clean.push_str(host);
        }
        None => clean.push_str(authority),
    }
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| self::segment(segment, secrets))
        .collect();
    clean.push_str(&segments.join("/"));
    for (mark, part) in [('?', query), ('#', fragment)] {
        if let Some(part) = part {
            clean.push(mark);
            let pairs: Vec<String> = part
                .split('&')
                .map(|pair| self::pair(pair, secrets))
                .collect();
            clean.push_str(&pairs.join("&"));
        }
    }
    clean
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

fn segment(segment: &str, secrets: &mut Secrets) -> String {
    // Paths that this program made up to see whether anything answers beside the target.
    if looks_secret(segment) && !segment.starts_with("faultfinder-") {
        tag("path", segment, secrets)
    } else {
        secrets.text(segment).replace('#', "%23")
    }
}

fn pair(pair: &str, secrets: &mut Secrets) -> String {
    let Some((name, value)) = pair.split_once('=') else {
        return if looks_secret(pair) {
            tag("query", pair, secrets)
        } else {
            secrets.text(pair).replace('#', "%23")
        };
    };
    let secret = match secret::name(name) {
        Some(Name::Header | Name::Secret) => true,
        Some(Name::Perhaps) | None => {
            let suspicious = looks_secret(value) || has_secret_start(value);
            suspicious && !is_harmless_address(value, secrets)
        }
    };
    let value = if secret {
        tag("query", value, secrets)
    } else {
        secrets.text(value).replace('#', "%23")
    };
    format!("{name}={value}")
}

/// Escaped, `https://mcp.example.com/v1/mcp` has as many digits among its letters as a secret. It is one of the
/// parameters by which a sign-in is understood.
fn is_harmless_address(value: &str, secrets: &mut Secrets) -> bool {
    let plain = percent_decode(value);
    let plain = String::from_utf8_lossy(&plain);
    // One in another is not followed further: an address could be all such shells.
    let is_address = plain.starts_with("http") && plain.matches("://").count() == 1;
    is_address && clean(&plain, secrets) == plain
}

/// Tokens that say what they are.
pub fn has_secret_start(value: &str) -> bool {
    ["sk-", "ghp_", "github_pat_", "xoxb-", "eyJ", "Bearer"]
        .iter()
        .any(|start| value.starts_with(start))
}

/// A tag inside an address: `#` would begin the fragment there.
fn tag(kind: &'static str, secret: &str, secrets: &mut Secrets) -> String {
    if is_tag(secret) {
        return secret.to_owned();
    }
    // The same secret may also stand in a header, unescaped.
    let plain = percent_decode(secret);
    let plain = String::from_utf8_lossy(&plain);
    secrets.tag(kind, &plain).replace('#', "%23")
}
