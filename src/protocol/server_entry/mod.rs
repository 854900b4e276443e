//! What people have of a server in place of its URL: the configuration of a client, a command, a link of Markdown. Read as
//! the servers in it, with their headers.
//!
//! Formats follow what clients document. What is not known here is left to `protocol/address`, which says what it is.

mod command;
mod json;

use super::address::{AddressProblem, NotAUrl, PageContext, ParsedAddress, parse, placeholder};

use super::url::Url;

/// Longer texts are no configuration that somebody would paste.
const LONGEST: usize = 256 * 1024;

/// More servers than this are no choice.
const MOST: usize = 50;

/// A server, as far as a text tells of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ServerEntry {
    /// What it is called there; empty where nothing says.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// Its headers. The value is empty where a placeholder stands for it.
    pub headers: Vec<(String, String)>,
    /// Its bearer token; empty where a placeholder stands for it.
    pub bearer: Option<String>,
    /// The older transport is asked for.
    pub is_sse: bool,
}

/// What a text turned out to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EntryKind {
    /// A command, by the name of its program.
    Command(String),
    /// The configuration of a client.
    Configuration,
    /// The same in a notation of which only the URLs are read.
    OnlyUrls,
    /// Words around a URL, as in a link of Markdown.
    Words,
    /// A URL that lacked its scheme, or had it misspelled.
    Address(NotAUrl),
}

/// The servers in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entries {
    /// What it is.
    pub kind: EntryKind,
    /// One at least; those of a configuration by their names.
    pub servers: Vec<ServerEntry>,
}

/// Reads a text; `None` where no server is in it, and where it is a URL as it should be.
pub fn read(text: &str) -> Option<Entries> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let read = command::read(text).or_else(|| json::read(text));
    let mut entries = read.or_else(|| by_address(text))?;
    entries
        .servers
        .retain(|server| Url::parse(&server.url).is_ok());
    entries.servers.truncate(MOST);
    (!entries.servers.is_empty()).then_some(entries)
}

/// What the reader of addresses makes of it.
fn by_address(text: &str) -> Option<Entries> {
    let ParsedAddress::Rejected { why, corrected } = parse(text, PageContext::default()) else {
        return None;
    };
    let (kind, urls) = match (why, corrected) {
        (AddressProblem::ConfigSnippet { urls }, _) => (EntryKind::OnlyUrls, urls),
        (AddressProblem::NotAUrl(NotAUrl::OtherText), Some(url)) => (EntryKind::Words, vec![url]),
        (AddressProblem::NotAUrl(why), Some(url)) => (EntryKind::Address(why), vec![url]),
        _ => return None,
    };
    let servers = urls.into_iter().map(|url| ServerEntry {
        url,
        ..ServerEntry::default()
    });
    Some(Entries {
        kind,
        servers: servers.collect(),
    })
}

impl ServerEntry {
    /// Whether a placeholder stands in place of a token or of the value of a header.
    pub fn has_placeholder(&self) -> bool {
        let lacks_bearer = self.bearer.as_ref().is_some_and(String::is_empty);
        lacks_bearer || self.headers.iter().any(|(_, value)| value.is_empty())
    }

    /// Adds a header. What every request of MCP has by itself, and what no page can send, is left out.
    fn add_header(&mut self, name: &str, value: &str) {
        let (name, value) = (name.trim(), value.trim());
        let lower = name.to_ascii_lowercase();
        if name.is_empty() || is_left_out(&lower) {
            return;
        }
        let value = match placeholder(value) {
            Some(_) => "",
            None => value,
        };
        let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
        if lower == "authorization" && (value.is_empty() || scheme.eq_ignore_ascii_case("bearer")) {
            self.bearer = Some(rest.trim().to_owned());
        } else {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// `Name: value`, as a command has it.
    fn add_header_line(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once(':') {
            self.add_header(name, value);
        }
    }

    /// A token without its scheme.
    fn add_bearer(&mut self, token: &str) {
        let token = token.trim();
        let token = token.strip_prefix("Bearer ").unwrap_or(token);
        self.add_header("Authorization", &format!("Bearer {token}"));
    }
}

/// Whether a header is set by whoever sends (MCP `basic/transports`), or is forbidden to pages (Fetch standard, "forbidden
/// request-header"). `name` is in lower case.
fn is_left_out(name: &str) -> bool {
    const NAMES: [&str; 11] = [
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "last-event-id",
        "origin",
        "referer",
        "user-agent",
    ];
    NAMES.contains(&name)
        || ["mcp-", "sec-", "proxy-"]
            .iter()
            .any(|start| name.starts_with(start))
}
