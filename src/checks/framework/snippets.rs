//! Lines to paste into a server, one file per product in `snippets/<topic>/`, and the values they take. Every
//! value has a stand-in: without a run the lines are whole as well.

use crate::checks::fill::fill_plain;

/// What MCP clients send, in all revisions.
const HEADERS: &str = "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Last-Event-ID";

/// A header's name as the specification writes it; browsers report names in small letters.
pub fn spelled(name: &str) -> &str {
    let mut names = HEADERS.split(", ");
    names
        .find(|known| known.eq_ignore_ascii_case(name))
        .unwrap_or(name)
}

/// The lines with the values of a finding, if they fit it. `own` are the names of the headers that the user added
/// to the run.
pub fn filled<'a>(
    lines: &str,
    values: &[(&'static str, String)],
    own: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let path = path(known(values, "path").unwrap_or("/mcp"));
    let other = match path.strip_suffix('/') {
        Some(bare) => bare.to_owned(),
        None => [path, "/"].concat(),
    };
    // Lines about the other spelling of the path help only where the server redirects to it.
    if lines.contains("{other}") && !leads_to(values, &other) {
        return None;
    }
    let mut headers = HEADERS.to_owned();
    // The browser asks for these as well in its preflight; the server has to allow them by name.
    for name in own.filter(|name| is_plain(name)) {
        if !HEADERS
            .to_ascii_lowercase()
            .contains(&name.to_ascii_lowercase())
        {
            headers.push_str(", ");
            headers.push_str(name);
        }
    }
    let value =
        |name: &str, placeholder: &str| known(values, name).unwrap_or(placeholder).to_owned();
    Some(fill_plain(
        lines,
        &[
            ("origin", value("origin", "https://app.example.com")),
            ("host", value("host", "mcp.example.com")),
            ("path", path.to_owned()),
            ("other", other),
            ("headers", headers),
            ("upstream", "http://127.0.0.1:8000".to_owned()),
        ],
    ))
}

/// A redirect may lead anywhere; some lines are for one to the other spelling only.
fn leads_to(values: &[(&'static str, String)], other: &str) -> bool {
    match (known(values, "to"), known(values, "base")) {
        (Some(to), Some(base)) => {
            known(values, "path") != Some("/") && to.strip_prefix(base) == Some(other)
        }
        _ => true,
    }
}

/// A value that may stand between quotes in every language here. Recordings and links come from anybody, and
/// nobody reads closely what a tool tells him to paste.
fn known<'a>(values: &'a [(&'static str, String)], wanted: &str) -> Option<&'a str> {
    let (_, value) = values.iter().find(|(name, _)| *name == wanted)?;
    is_plain(value).then_some(value)
}

/// No quotes, spaces, backslashes or control characters: what those could end, they cannot stand
/// in.
fn is_plain(value: &str) -> bool {
    let mut bytes = value.bytes();
    !value.is_empty()
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/[]%@+".contains(&byte))
}

/// An endpoint at the root has no other spelling, and no path of its own to write a rule for.
fn path(path: &str) -> &str {
    if path == "/" { "/mcp" } else { path }
}
