//! Configurations of clients in JSON, also with comments, with a comma too many, or cut out of a larger one.

use serde_json::{Map, Value};

use super::{Entries, EntryKind, MOST, ServerEntry, command};
use crate::protocol::address::{URL_KEYS, install_link, scheme_of};
use crate::protocol::json::parse;

/// Members that hold headers.
const HEADER_KEYS: [&str; 3] = ["headers", "http_headers", "httpHeaders"];

/// Members that hold a token: those of the interfaces of model providers, and of some clients.
const TOKEN_KEYS: [&str; 4] = [
    "authorization_token",
    "authorization",
    "bearer_token",
    "bearerToken",
];

/// The servers of a configuration, or of a link that installs one.
pub(super) fn read(text: &str) -> Option<Entries> {
    let value = match scheme_of(text).filter(|_| !text.contains(char::is_whitespace)) {
        Some((scheme, rest)) => install_link(scheme, rest)?,
        None => value(text)?,
    };
    let mut servers = Vec::new();
    collect("", &value, &mut servers);
    Some(Entries {
        kind: EntryKind::Configuration,
        servers,
    })
}

fn value(text: &str) -> Option<Value> {
    if !text.contains(['{', '[']) || !text.contains('"') {
        return None;
    }
    let plain = without_comments(text);
    // `"notes": { … }`, as documentation shows what to add.
    let part = || format!("{{{}}}", plain.trim().trim_end_matches(','));
    let found = parse(text)
        .or_else(|_| parse(&plain))
        .or_else(|_| parse(&part()))
        .ok();
    found.filter(|value| value.is_object() || value.is_array())
}

/// Without `//` and `/* */`, and without commas before a closing bracket.
fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_text = false;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        match letter {
            // A quote or a backslash behind it belongs to the text.
            '\\' if is_text => length += rest.chars().nth(1).map_or(0, char::len_utf8),
            '"' => is_text = !is_text,
            _ if is_text => {}
            '/' if rest.starts_with("//") => {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
                continue;
            }
            '}' | ']' => drop_comma(&mut plain),
            _ => {}
        }
        let (taken, after) = rest.split_at(length);
        plain.push_str(taken);
        rest = after;
    }
    plain
}

/// Outside of a text, a comma before a closing bracket is one too many.
fn drop_comma(plain: &mut String) {
    let end = plain.trim_end().len();
    if plain.get(..end).is_some_and(|before| before.ends_with(',')) {
        plain.truncate(end - 1);
    }
}

/// Adds the servers in a value, under the name that it has around it.
fn collect(name: &str, value: &Value, servers: &mut Vec<ServerEntry>) {
    match value {
        Value::Object(members) => match server(name, members) {
            Some(server) => servers.push(server),
            None => members
                .iter()
                .for_each(|(name, value)| collect(name, value, servers)),
        },
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, servers)),
        _ => {}
    }
}

/// The server that an object describes, by its URL or by a program that reaches it.
fn server(name: &str, members: &Map<String, Value>) -> Option<ServerEntry> {
    let mut server = match url_of(members) {
        Some(url) => ServerEntry {
            url: url.to_owned(),
            ..ServerEntry::default()
        },
        None => reached_by_program(members)?,
    };
    server.name = text(members, "name").unwrap_or(name).to_owned();
    let is_sse = |key: &&str| text(members, key) == Some("sse");
    server.is_sse |= ["type", "transport"].iter().any(is_sse);
    add_headers(&mut server, members);
    if let Some(inner) = members.get("requestInit").and_then(Value::as_object) {
        add_headers(&mut server, inner);
    }
    add_token(&mut server, members);
    Some(server)
}

fn text<'a>(members: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    members.get(key).and_then(Value::as_str)
}

fn url_of(members: &Map<String, Value>) -> Option<&str> {
    let is_url = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    let mut keys = URL_KEYS.iter();
    keys.find_map(|key| text(members, key).filter(is_url))
}

fn add_headers(server: &mut ServerEntry, members: &Map<String, Value>) {
    let headers = HEADER_KEYS.iter();
    let headers = headers.filter_map(|key| members.get(*key)?.as_object());
    for (name, value) in headers.flatten() {
        server.add_header(name, value.as_str().unwrap_or_default());
    }
}

fn add_token(server: &mut ServerEntry, members: &Map<String, Value>) {
    if let Some(token) = TOKEN_KEYS.iter().find_map(|key| text(members, key)) {
        server.add_bearer(token);
    }
}

/// `mcp-remote` and such: the URL is among the arguments, and values of headers may be variables.
fn reached_by_program(members: &Map<String, Value>) -> Option<ServerEntry> {
    let args = members.get("args")?.as_array()?;
    let variables = members.get("env").and_then(Value::as_object);
    let filled = |arg: &str| {
        let mut arg = arg.to_owned();
        for (name, value) in variables.into_iter().flatten().take(MOST) {
            arg = arg.replace(&format!("${{{name}}}"), value.as_str().unwrap_or_default());
        }
        arg
    };
    let words = args.iter().filter_map(Value::as_str).take(MOST);
    let words: Vec<String> = words.map(filled).collect();
    let server = command::servers(&words, false).into_iter().next();
    server.filter(|server| !server.url.is_empty())
}
