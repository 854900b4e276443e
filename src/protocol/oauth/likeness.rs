//! How two identifiers that ought to be the same differ: `resource` and the server's address (RFC 9728 3.3),
//! `issuer` and the entry that led to it (RFC 8414 3.3). Each way to differ has its own cause and fix.

use crate::protocol::url::Url;

/// How one identifier differs from another, the smallest difference first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Likeness {
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

/// How `said` differs from what was `meant`, an http or https URL.
pub fn likeness(said: &str, meant: &str) -> Likeness {
    if said == meant {
        return Likeness::Same;
    }
    if said.trim_end_matches('/') == meant.trim_end_matches('/') {
        return Likeness::TrailingSlash;
    }
    let web = |text: &str| {
        let url = Url::parse(text).ok()?.without_fragment();
        matches!(url.scheme(), "http" | "https").then_some(url)
    };
    let (Some(said), Some(meant)) = (web(said), web(meant)) else {
        return Likeness::NotAUrl;
    };
    of_urls(&said, &meant)
}

fn of_urls(said: &Url, meant: &Url) -> Likeness {
    if said.host() != meant.host() || said.port() != meant.port() {
        return Likeness::OtherHost;
    }
    if said.scheme() != meant.scheme() {
        return Likeness::Scheme;
    }
    if said.path() == meant.path() {
        return Likeness::Spelling;
    }
    let (short, long) = (trimmed(said), trimmed(meant));
    match long.strip_prefix(short) {
        Some("") if said.query() == meant.query() => Likeness::TrailingSlash,
        Some("") => Likeness::Spelling,
        Some(rest) if rest.starts_with('/') => Likeness::Prefix,
        _ => Likeness::OtherPath,
    }
}

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
