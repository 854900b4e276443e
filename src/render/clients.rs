//! A server that works, as other clients want to be told of it. Secrets are references to where the client
//! finds them; what is known of them here, their names, is in the note.

use crate::protocol::hidden::is_hidden;
use crate::protocol::mcp::revision::Transport;
use crate::redact::Redacted;
use crate::report::Report;

/// What to write for one client.
#[derive(Debug, Eq, PartialEq)]
pub struct Client {
    /// The client's own name.
    pub name: &'static str,
    /// Where it goes, in a sentence.
    pub place: &'static str,
    /// What to put there.
    pub text: String,
    /// What else there is to do; empty if nothing.
    pub note: String,
}

/// How a client writes a reference to a secret.
#[derive(Clone, Copy)]
enum Reference {
    /// `${NAME}`
    Shell,
    /// `${env:NAME}`
    Environment,
    /// `${input:name}`, which the client asks for.
    Input,
}

/// What all clients are told.
struct Entry {
    name: String,
    /// With `{name}` where a secret stands.
    url: String,
    is_sse: bool,
    /// Names of the secrets in the URL.
    secrets: Vec<String>,
    bearer: bool,
    headers: Vec<String>,
}

/// The server of this report, for each client that this page knows. In `url` names stand for its secrets.
pub fn clients(report: &Redacted<Report>, url: &str, secrets: &[String]) -> Vec<Client> {
    let entry = entry(report, url, secrets);
    let clients = [vibe, claude_code, vs_code, cursor];
    clients.map(|client| client(&entry)).into()
}

fn entry(report: &Redacted<Report>, url: &str, secrets: &[String]) -> Entry {
    let options = &report.transcript.options;
    let spoken = report
        .server
        .as_ref()
        .map(|server| server.transport.as_str());
    let named = report
        .server
        .as_ref()
        .map_or("", |server| server.name.as_str());
    Entry {
        name: plain(named)
            .or_else(|| plain(host(url)))
            .unwrap_or_else(|| "server".into()),
        url: url.to_owned(),
        is_sse: spoken == Some("sse") || options.transport.demanded() == Some(Transport::HttpSse),
        secrets: secrets.to_vec(),
        bearer: options.bearer.is_some(),
        headers: options
            .headers
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
    }
}

/// `.vibe/config.toml`. Its URL is taken as it is, so a secret there has to be written out.
fn vibe(entry: &Entry) -> Client {
    let mut text = String::from("[[mcp_servers]]\nname = ");
    quote(&entry.name, &mut text);
    text.push_str("\ntransport = \"streamable-http\"\nurl = ");
    quote(&entry.url, &mut text);
    let mut note = String::new();
    let header = match (entry.bearer, entry.headers.first()) {
        (true, _) => Some((
            "Authorization",
            "Bearer {token}",
            variable(&entry.name, "token"),
        )),
        (false, Some(header)) => Some((header.as_str(), "{token}", variable(&entry.name, header))),
        (false, None) => None,
    };
    if let Some((header, format, variable)) = &header {
        text.push_str("\n\n[mcp_servers.auth]\ntype = \"static\"");
        for (key, value) in [
            ("api_key_env", variable.as_str()),
            ("api_key_header", header),
            ("api_key_format", format),
        ] {
            text.push('\n');
            text.push_str(key);
            text.push_str(" = ");
            quote(value, &mut text);
        }
        say(
            &mut note,
            &["Set the environment variable `", variable, "`."],
        );
    }
    text.push('\n');
    for secret in &entry.secrets {
        say(
            &mut note,
            &[
                "Write the value of `",
                secret,
                "` into the URL in the place of `{",
                secret,
                "}`.",
            ],
        );
    }
    let used = usize::from(!entry.bearer);
    for left in entry.headers.iter().skip(used) {
        say(
            &mut note,
            &[
                "This run also sent `",
                left,
                "`: an entry has a reference for one header only.",
            ],
        );
    }
    if entry.is_sse {
        say(
            &mut note,
            &[
                "This run used HTTP+SSE, for which Vibe's configuration has no name: the server needs Streamable HTTP.",
            ],
        );
    }
    Client {
        name: "Mistral Vibe",
        place: "Into `./.vibe/config.toml`, or `~/.vibe/config.toml` for all projects.",
        text,
        note,
    }
}

fn claude_code(entry: &Entry) -> Client {
    let mut text = String::from("{\n  \"mcpServers\": {\n    ");
    server(entry, Reference::Shell, true, &mut text);
    text.push_str("\n  }\n}\n");
    Client {
        name: "Claude Code",
        place: "Into `.mcp.json` at the root of the project.",
        text,
        note: variables(entry),
    }
}

fn vs_code(entry: &Entry) -> Client {
    let mut text = String::from("{\n");
    let inputs = references(entry);
    if !inputs.is_empty() {
        text.push_str("  \"inputs\": [");
        for (index, name) in inputs.iter().enumerate() {
            text.push_str(if index == 0 { "\n    " } else { ",\n    " });
            text.push_str("{ \"type\": \"promptString\", \"id\": ");
            quote(&input(&entry.name, name), &mut text);
            text.push_str(", \"description\": ");
            quote(name, &mut text);
            text.push_str(", \"password\": true }");
        }
        text.push_str("\n  ],\n");
    }
    text.push_str("  \"servers\": {\n    ");
    server(entry, Reference::Input, true, &mut text);
    text.push_str("\n  }\n}\n");
    Client {
        name: "VS Code",
        place: "Into `.vscode/mcp.json`.",
        text,
        note: match inputs.is_empty() {
            true => String::new(),
            false => "VS Code asks for the values when it starts the server.".into(),
        },
    }
}

fn cursor(entry: &Entry) -> Client {
    let mut text = String::from("{\n  \"mcpServers\": {\n    ");
    server(entry, Reference::Environment, false, &mut text);
    text.push_str("\n  }\n}\n");
    Client {
        name: "Cursor",
        place: "Into `.cursor/mcp.json`, or `~/.cursor/mcp.json` for all projects.",
        text,
        note: variables(entry),
    }
}

/// `"name": {…}`, as three clients write it.
fn server(entry: &Entry, reference: Reference, has_type: bool, to: &mut String) {
    quote(&entry.name, to);
    to.push_str(": {\n      ");
    if has_type {
        to.push_str(if entry.is_sse {
            "\"type\": \"sse\",\n      "
        } else {
            "\"type\": \"http\",\n      "
        });
    }
    to.push_str("\"url\": ");
    let values: Vec<(String, String)> = entry
        .secrets
        .iter()
        .map(|name| (name.clone(), refer(entry, name, reference)))
        .collect();
    quote(&with(&entry.url, &values), to);
    let bearer = entry.bearer.then(|| {
        let value = ["Bearer ", &refer(entry, "token", reference)].concat();
        ("Authorization".to_owned(), value)
    });
    let others = entry
        .headers
        .iter()
        .map(|name| (name.clone(), refer(entry, name, reference)));
    let headers: Vec<(String, String)> = bearer.into_iter().chain(others).collect();
    if !headers.is_empty() {
        to.push_str(",\n      \"headers\": {");
        for (index, (name, value)) in headers.iter().enumerate() {
            to.push_str(if index == 0 {
                "\n        "
            } else {
                ",\n        "
            });
            quote(name, to);
            to.push_str(": ");
            quote(value, to);
        }
        to.push_str("\n      }");
    }
    to.push_str("\n    }");
}

/// Puts references in the place of their names. They are no values: nothing in them is escaped.
fn with(url: &str, values: &[(String, String)]) -> String {
    let mut url = url.to_owned();
    for (name, value) in values {
        url = url.replace(&["{", name, "}"].concat(), value);
    }
    url
}

/// Everything that needs a reference, by name.
fn references(entry: &Entry) -> Vec<&str> {
    let bearer = entry.bearer.then_some("token");
    let rest = entry.headers.iter().chain(&entry.secrets);
    let rest = rest.map(String::as_str);
    bearer.into_iter().chain(rest).collect()
}

fn refer(entry: &Entry, name: &str, reference: Reference) -> String {
    match reference {
        Reference::Shell => ["${", &variable(&entry.name, name), "}"].concat(),
        Reference::Environment => ["${env:", &variable(&entry.name, name), "}"].concat(),
        Reference::Input => ["${input:", &input(&entry.name, name), "}"].concat(),
    }
}

/// `Set the environment variable N_TOKEN.`
fn variables(entry: &Entry) -> String {
    let mut note = String::new();
    for name in references(entry) {
        say(
            &mut note,
            &[
                "Set the environment variable `",
                &variable(&entry.name, name),
                "`.",
            ],
        );
    }
    note
}

fn say(note: &mut String, sentence: &[&str]) {
    if !note.is_empty() {
        note.push(' ');
    }
    note.push_str(&sentence.concat());
}

/// The name of an environment variable. It begins with a letter.
fn variable(server: &str, name: &str) -> String {
    let name = [server, "_", name].concat();
    let mut variable: String = name
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter.to_ascii_uppercase(),
            false => '_',
        })
        .collect();
    if variable.starts_with(|first: char| !first.is_ascii_alphabetic()) {
        variable.insert_str(0, "MCP_");
    }
    variable
}

fn input(server: &str, name: &str) -> String {
    [server, "-", &name.to_ascii_lowercase()].concat()
}

/// A name that every client takes: letters, digits and hyphens.
fn plain(name: &str) -> Option<String> {
    /// Longer ones are no names.
    const LONGEST: usize = 40;
    let mut plain = String::new();
    for letter in name.chars().take(LONGEST) {
        match letter.is_ascii_alphanumeric() {
            true => plain.push(letter.to_ascii_lowercase()),
            false if plain.is_empty() || plain.ends_with('-') => {}
            false => plain.push('-'),
        }
    }
    let plain = plain.trim_end_matches('-');
    (!plain.is_empty()).then(|| plain.to_owned())
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// A string as JSON and TOML write it.
fn quote(text: &str, to: &mut String) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            // The two write those beyond the first plane differently; what cannot be seen there is no part of a name.
            letter if is_hidden(letter) && u32::from(letter) > 0xffff => to.push('\u{fffd}'),
            letter if letter.is_control() || is_hidden(letter) => {
                // Both know the four digits (RFC 8259, 7; TOML 1.0, "String").
                to.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    let digit = char::from_digit(u32::from(letter) >> shift & 15, 16);
                    to.push(digit.unwrap_or('0'));
                }
            }
            letter => to.push(letter),
        }
    }
    to.push('"');
}
