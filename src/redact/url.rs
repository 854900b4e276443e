//! Addresses: user names, secret query values, secret-looking path segments and fragments are replaced;
//! scheme, host and port stay, because a diagnosis without them is none.
//!
//! In the address that the user entered more is secret than in others: `target.rs` says what.

use super::parts::{Parts, Tail, decoded};
use super::secret::{self, Name, has_secret_start, is_tag, looks_secret};
use super::secrets::Secrets;
use super::target;

/// An address without its secrets. What is no address is cleaned as text.
pub fn clean(address: &str, secrets: &mut Secrets) -> String {
    let Some(parts) = Parts::of(address) else {
        return no_address(address, secrets);
    };
    // Perhaps no address at all: what is known may reach beyond what looks like a host.
    let known = match parts.scheme {
        None if !address.starts_with('/') => secrets.without_known(address),
        _ => address.to_owned(),
    };
    let Some(parts) = Parts::of(&known) else {
        return secrets.text(&known);
    };
    let mut clean = String::with_capacity(address.len());
    if let Some(scheme) = parts.scheme {
        clean.push_str(scheme);
        clean.push_str("://");
    }
    authority(&parts, secrets, &mut clean);
    // What is known goes first: it may hold signs that mean something in a URL.
    let tail = secrets.without_known(parts.tail);
    let tail = Tail::of(&tail);
    let segments = tail.path.split('/');
    let segments: Vec<String> = segments.map(|one| segment(one, secrets)).collect();
    clean.push_str(&segments.join("/"));
    for (mark, part) in [('?', tail.query), ('#', tail.fragment)] {
        if let Some(part) = part {
            clean.push(mark);
            let pairs: Vec<String> = part.split('&').map(|one| pair(one, secrets)).collect();
            clean.push_str(&pairs.join("&"));
        }
    }
    clean
}

/// What is no address as the user wrote it may be one without its secrets: the number of a tag must not become a fragment.
fn no_address(text: &str, secrets: &mut Secrets) -> String {
    let clean = secrets.text(text);
    match text.contains('#') {
        true => clean,
        false => clean.replace('#', "%23"),
    }
}

fn authority(parts: &Parts, secrets: &mut Secrets, clean: &mut String) {
    let Some((user, host)) = parts.authority.rsplit_once('@') else {
        match parts.scheme {
            Some(_) => clean.push_str(parts.authority),
            None => clean.push_str(&secrets.text(parts.authority)),
        }
        return;
    };
    if let Some((_, password)) = user.split_once(':').filter(|_| !is_tag(user)) {
        secrets.learn("user", &decoded(password));
    }
    clean.push_str(&tag("user", user, secrets));
    clean.push('@');
    clean.push_str(host);
}

fn segment(segment: &str, secrets: &mut Secrets) -> String {
    let of_target = secrets.of_target(&target::segment_key(segment));
    // Paths that this program made up to see whether anything answers beside the target.
    let is_ours = segment.starts_with("faultfinder-");
    match (of_target, looks_secret(segment) && !is_ours) {
        (Some(found), _) => tag_of_target(&found, "path", segment, secrets),
        (None, true) => tag("path", segment, secrets),
        (None, false) => secrets.text(segment).replace('#', "%23"),
    }
}

fn pair(pair: &str, secrets: &mut Secrets) -> String {
    let of_target = secrets.of_target(&target::pair_key(pair));
    let (name, value) = match pair.split_once('=') {
        Some((name, value)) => (Some(name), value),
        None => (None, pair),
    };
    let value = match of_target {
        Some(found) => tag_of_target(&found, "query", value, secrets),
        None if is_secret(name, value, secrets) => tag("query", value, secrets),
        None => secrets.text(value).replace('#', "%23"),
    };
    match name {
        Some(name) => format!("{name}={value}"),
        None => value,
    }
}

fn is_secret(name: Option<&str>, value: &str, secrets: &mut Secrets) -> bool {
    match name.and_then(|name| secret::name(&decoded(name))) {
        Some(Name::Header | Name::Secret) => true,
        Some(Name::Perhaps) | None => {
            let suspicious = looks_secret(value) || has_secret_start(value);
            suspicious && !is_harmless_address(value, secrets)
        }
    }
}

/// Escaped, `https://mcp.example.com/v1/mcp` has as many digits among its letters as a secret. It is one of the
/// parameters by which a sign-in is understood.
fn is_harmless_address(value: &str, secrets: &mut Secrets) -> bool {
    let plain = decoded(value);
    // One in another is not followed further: an address could be all such shells.
    let is_address = plain.starts_with("http") && plain.matches("://").count() == 1;
    is_address && clean(&plain, secrets) == plain
}

/// A tag inside an address: `#` would begin the fragment there.
fn tag(kind: &'static str, secret: &str, secrets: &mut Secrets) -> String {
    if is_tag(secret) {
        return secret.to_owned();
    }
    // The same secret may also stand in a header, unescaped.
    secrets.tag(kind, &decoded(secret)).replace('#', "%23")
}

fn tag_of_target(
    found: &target::Found,
    kind: &'static str,
    secret: &str,
    secrets: &mut Secrets,
) -> String {
    match found.is_findable {
        true => tag(kind, secret, secrets),
        false => secrets
            .tag_behind(&found.before, kind, &decoded(secret))
            .replace('#', "%23"),
    }
}
