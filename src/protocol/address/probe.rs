//! Addresses near the target, for the probes that tell causes apart.

use crate::protocol::url::Url;

/// The same address with the slash at the end of the path added or taken off; `None` for the root.
pub fn slash_variant(url: &Url) -> Option<Url> {
    let path = match url.path().strip_suffix('/') {
        Some("") => return None,
        Some(path) => path.to_owned(),
        None => format!("{}/", url.path()),
    };
    Some(with_path(url, &path))
}

/// Where MCP servers commonly live, given an address that does not answer as one: at most three,
/// the most likely first, never the address itself.
pub fn path_variants(url: &Url) -> Vec<Url> {
    let path = url.path().trim_end_matches('/');
    let (parent, last) = path.rsplit_once('/').unwrap_or_default();
    // `/mcp` is where Streamable HTTP lives in the SDKs' examples, `/sse` the older transport; many servers have both.
    let paths = match last {
        "mcp" => [
            format!("{parent}/sse"),
            format!("{path}/sse"),
            parent.to_owned(),
        ],
        "sse" => [
            format!("{parent}/mcp"),
            format!("{path}/mcp"),
            parent.to_owned(),
        ],
        _ => [
            format!("{path}/mcp"),
            format!("{path}/sse"),
            "/mcp".to_owned(),
        ],
    };
    let mut variants: Vec<Url> = Vec::new();
    for path in paths {
        let variant = with_path(url, &path);
        // A slash more or less is another probe, `slash_variant`.
        if variant.path().trim_end_matches('/') != url.path().trim_end_matches('/')
            && !variants.contains(&variant)
        {
            variants.push(variant);
        }
    }
    variants
}

/// An address on the same host that no server has: another path, the query dropped. It shows whether only this path is
/// broken. `random` keeps caches out.
pub fn sibling(url: &Url, random: &str) -> Url {
    // At the root: a proxy passes whole folders on, and would hang or break there as the path does.
    with_path(url, &format!("/faultfinder-{random}")).without_query()
}

/// http for https and the reverse, on the same port where one is given.
pub fn scheme_swapped(url: &Url) -> Option<Url> {
    let scheme = match url.scheme() {
        "http" => "https",
        "https" => "http",
        _ => return None,
    };
    Some(url.with_scheme(scheme))
}

/// A reference that a server gave, made absolute (URL standard, 4.4 "URL parsing" with a base).
pub fn resolve(base: &Url, reference: &str) -> Option<Url> {
    base.join(reference).ok()
}

/// Whether two URLs have the same origin (HTML standard, 7.1.1 "same origin"), which opaque ones never have.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    let origin = a.origin();
    // Two opaque origins are never the same, although both are written `null` (HTML standard, 7.1.1).
    origin != "null" && origin == b.origin()
}

/// The same host with another path. A fragment would not be sent.
fn with_path(url: &Url, path: &str) -> Url {
    url.with_path(path).without_fragment()
}
