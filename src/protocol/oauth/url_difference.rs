//! How two identifiers that ought to be the same differ: `resource` and the server's address (RFC 9728 3.3),
//! `issuer` and the entry that led to it (RFC 8414 3.3). Each way to differ has its own cause and fix.
//!
//! The RFCs compare letter by letter, and so do clients that check at all. What differs only in spelling is still told
//! from another server, because the first is fixed in one line of a configuration.

use crate::protocol::url::Url;

/// How one identifier differs from another, the smallest difference first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum UrlDifference {
    /// Equal, letter by letter.
    Same,
    /// A slash at the end, more or less.
    TrailingSlash,
    /// The same to the URL standard: case of the host, the scheme's own port, a fragment; or another query.
    Spelling,
    /// The same origin, and its path contains the other's.
    Prefix,
    /// http for https or the reverse, on the same host: a server that does not know of the proxy before it.
    Scheme,
    /// The same origin, another path.
    OtherPath,
    /// Another host or port.
    OtherHost,
    /// No http or https URL: a URN, a relative address, a name.
    NotAUrl,
}

/// How `actual` differs from `expected`, an http or https URL.
pub fn compare(actual: &str, expected: &str) -> UrlDifference {
    if actual == expected {
        return UrlDifference::Same;
    }
    // Before parsing: it also holds for identifiers that are no URLs.
    if actual.trim_end_matches('/') == expected.trim_end_matches('/') {
        return UrlDifference::TrailingSlash;
    }
    let web = |text: &str| {
        let url = Url::parse(text).ok()?.without_fragment();
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    let (Some(actual), Some(expected)) = (web(actual), web(expected)) else {
        return UrlDifference::NotAUrl;
    };
    compare_urls(&actual, &expected)
}

/// From the gravest difference to the smallest: what is named is the one that explains the others.
fn compare_urls(actual: &Url, expected: &Url) -> UrlDifference {
    if actual.host() != expected.host() || actual.port() != expected.port() {
        return UrlDifference::OtherHost;
    }
    if actual.scheme() != expected.scheme() {
        return UrlDifference::Scheme;
    }
    if actual.path() == expected.path() {
        return UrlDifference::Spelling;
    }
    let (short, long) = (trimmed(actual), trimmed(expected));
    match long.strip_prefix(short) {
        Some("") if actual.query() == expected.query() => UrlDifference::TrailingSlash,
        Some("") => UrlDifference::Spelling,
        // `/mcp` contains `/mcp/v1`, and not `/mcp2`.
        Some(rest) if rest.starts_with('/') => UrlDifference::Prefix,
        _ => UrlDifference::OtherPath,
    }
}

/// The path without slashes at its end.
fn trimmed(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

/// The canonical URI of a server as MCP has it: no fragment, and no slash that stands for no path
/// (2025-06-18 `basic/authorization`, "Canonical Server URI").
pub fn canonical(server: &Url) -> String {
    let server = server.without_fragment();
    let bare = server.path() == "/" && server.query().is_none();
    let text = server.as_str();
    let text = if bare {
        text.trim_end_matches('/')
    } else {
        text
    };
    text.to_owned()
}
