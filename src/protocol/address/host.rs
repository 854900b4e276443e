//! Hosts as people type them.
//!
//! The parser of the URL standard returns failure without a reason, and a serialised URL no longer shows what was typed.
//! So the text is cut here again, only to say more about it; nothing is decided by these cuts.

use super::{AddressClass, NotAUrl, Url};

/// The host part of `scheme://host:port/path`, as it was typed; IPv6 addresses in brackets.
pub(super) fn typed(text: &str) -> &str {
    host_and_port(text).0
}

/// What is wrong with an http or https URL that the parser refuses. The URL standard's parser fails there on
/// ports and hosts only.
pub(super) fn refused(text: &str) -> NotAUrl {
    let port = host_and_port(text).1.strip_prefix(':').unwrap_or_default();
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    if port.is_empty() || digits && port.parse::<u16>().is_ok() {
        NotAUrl::Host
    } else {
        NotAUrl::Port
    }
}

/// `host` and `:port` as they were typed.
fn host_and_port(text: &str) -> (&str, &str) {
    let after = text
        .find(':')
        .and_then(|colon| text.get(colon + 1..))
        .unwrap_or_default();
    // Any number of slashes, either way: the standard takes them all for http.
    let after = after.trim_start_matches(['/', '\\']);
    let authority = after
        .split(['/', '\\', '?', '#'])
        .next()
        .unwrap_or_default();
    // Behind the last `@` (URL standard, "authority state").
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    // Colons within brackets belong to the IPv6 address.
    let end = if host.starts_with('[') {
        host.find(']').map(|bracket| bracket + 1)
    } else {
        host.find(':')
    };
    host.split_at(end.unwrap_or(host.len()))
}

/// The URL that a text without a scheme most likely means: plain http on this machine and its
/// network, https elsewhere.
pub(super) fn guess_url(text: &str) -> Option<String> {
    let text = text.trim_start_matches("//");
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    // A dot or a port, or a name that everybody knows: `hello` alone is no host that somebody means.
    let plausible = host.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost");
    if host.is_empty() || !plausible || host.starts_with('.') {
        return None;
    }
    let secure = format!("https://{text}");
    let url = Url::parse(&secure).ok()?;
    // Development servers on this machine rarely have a certificate; public ones nearly always do.
    let local = AddressClass::from_url(&url).is_local();
    Some(if local {
        format!("http://{text}")
    } else {
        secure
    })
}
