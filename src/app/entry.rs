//! What is entered in place of a URL, read: which servers are in it, and what the page says about that. The deferred chunk
//! reads it.

use super::facts;
use crate::protocol::address::NotAUrl;
use crate::protocol::server_entry::{Entries, EntryKind, ServerEntry, read};

/// What stands beneath the URL field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormNote {
    /// In a sentence or two; empty where there is nothing to say.
    pub text: String,
    /// Servers to choose from.
    pub choices: Vec<ServerEntry>,
}

/// What a text in the field was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The servers in it; none where it says no more than any address.
    pub servers: Vec<ServerEntry>,
    /// It holds nothing but the address: what was entered beside it stays.
    pub is_address: bool,
    /// What is said about it.
    pub text: String,
    /// The user wanted a run.
    pub starts: bool,
}

impl Reading {
    /// Of a text with which the user wanted a run.
    pub fn of_submitted(text: &str) -> Reading {
        Reading::of(read(text), true)
    }

    /// Of a text that is pasted; `None` where the field does what fields do. An address is healed when it is run: it may
    /// be pasted in parts.
    pub fn of_pasted(text: &str) -> Option<Reading> {
        let entries = read(text).filter(|entries| !matches!(entries.kind, EntryKind::Address(_)));
        entries.map(|entries| Reading::of(Some(entries), false))
    }

    fn of(entries: Option<Entries>, starts: bool) -> Reading {
        let is_address = entries
            .as_ref()
            .is_none_or(|entries| matches!(entries.kind, EntryKind::Address(_) | EntryKind::Words));
        Reading {
            is_address,
            text: entries.as_ref().map(text).unwrap_or_default(),
            servers: entries.map_or_else(Vec::new, |entries| entries.servers),
            starts,
        }
    }
}

/// What is said about what was read.
fn text(entries: &Entries) -> String {
    let source = match &entries.kind {
        EntryKind::Command(program) => format!("the `{program}` command"),
        EntryKind::Configuration | EntryKind::OnlyUrls => "the client configuration".to_owned(),
        EntryKind::Words | EntryKind::Address(_) => return corrected(entries),
    };
    match entries.servers.as_slice() {
        [server] => format!("Filled in from {source}: {}", contents(server, entries)),
        servers => format!(
            "{} servers in {source}. Choose the one to diagnose:",
            servers.len()
        ),
    }
}

/// The one URL that was entered in another form.
fn corrected(entries: &Entries) -> String {
    let url = entries
        .servers
        .first()
        .map_or("", |server| server.url.as_str());
    let scheme = url.split("//").next().unwrap_or_default();
    match entries.kind {
        EntryKind::Address(NotAUrl::NoScheme) if scheme == "http:" => {
            "`http://` was added, as usual for a server on your own machine or network.".to_owned()
        }
        EntryKind::Address(NotAUrl::NoScheme) => "`https://` was added.".to_owned(),
        EntryKind::Address(_) => format!("The scheme was corrected to `{scheme}//`."),
        _ => "The text around the URL was left out.".to_owned(),
    }
}

/// `URL, bearer token, 2 headers. …`
fn contents(server: &ServerEntry, entries: &Entries) -> String {
    let mut text = String::from("URL");
    let credentials = facts::credentials(server.bearer.is_some(), server.headers.len());
    if server.bearer.is_some() || !server.headers.is_empty() {
        text.push_str(", ");
        text.push_str(&credentials);
        text.push_str(". Credentials stay in memory");
    }
    text.push('.');
    if entries.kind == EntryKind::OnlyUrls {
        text.push_str(" Headers in this format are not read: enter them under Credentials.");
    } else if server.has_placeholder() {
        text.push_str(" A placeholder is in place of a secret: enter that under Credentials.");
    }
    text
}
