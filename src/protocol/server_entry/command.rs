//! Commands: `curl`, and those that add a server to a client.

use base64::Engine as _;

use super::{Entries, EntryKind, ServerEntry, json};
use crate::protocol::address::{ParsedAddress, is_program, parse};

/// Options with a value that is no server, or may look like one.
const VALUED: [&str; 26] = [
    "-A",
    "--user-agent",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "-d",
    "--data",
    "--data-ascii",
    "--data-binary",
    "--data-raw",
    "--json",
    "-e",
    "--referer",
    "--env",
    "-m",
    "--max-time",
    "-o",
    "--output",
    "--proxy",
    "-w",
    "--write-out",
    "-x",
    "-X",
    "--request",
    "--resolve",
];

/// The server that a command asks or adds.
pub(super) fn read(text: &str) -> Option<Entries> {
    let text = text.trim_start_matches(['$', '>', '%', ' ']);
    let program = text.split_whitespace().next()?;
    // A path may stand before the name of the program, and `.exe` behind it.
    let name = program.rsplit(['/', '\\']).next()?.trim_end_matches(".exe");
    if !is_program(name) || name.len() == text.len() {
        return None;
    }
    let words = shlex::split(&joined(text))?;
    let servers = servers(words.get(1..)?, name == "curl");
    Some(Entries {
        kind: EntryKind::Command(name.to_owned()),
        servers,
    })
}

/// In one line: shells continue a line behind `\`, `^` or a backtick, and a field drops the line's end.
fn joined(text: &str) -> String {
    let mut line = text.to_owned();
    // The command prompt of Windows escapes quotes so.
    if line.contains("^\"") || line.contains("^\n") || line.contains("^\r") {
        line = line.replace('^', "");
    }
    for end in ["\\\r\n", "\\\n", "`\r\n", "`\n", "\\  "] {
        line = line.replace(end, " ");
    }
    line.replace(" \\-", " -").replace(" \\ -", " -")
}

/// The servers that the arguments of a program name.
pub(super) fn servers(words: &[String], is_curl: bool) -> Vec<ServerEntry> {
    let mut server = ServerEntry::default();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(value)),
            _ => (word, None),
        };
        let mut value = || value.or_else(|| words.next()).unwrap_or_default();
        match option {
            "-H" | "--header" => server.add_header_line(value()),
            "-u" | "--user" if is_curl => add_user(&mut server, value()),
            "--oauth2-bearer" | "--bearer-token" => server.add_bearer(value()),
            "--url" => add_url(&mut server, value(), true),
            "-t" | "--transport" => server.is_sse |= value() == "sse",
            _ if VALUED.contains(&option) => drop(value()),
            // `claude mcp add-json`, `code --add-mcp`.
            _ if word.starts_with('{') => {
                if let Some(entries) = json::read(word) {
                    return entries.servers;
                }
            }
            _ => match word.strip_prefix("-H") {
                Some(line) => server.add_header_line(line),
                None if word.starts_with('-') => {}
                None => add_url(&mut server, word, is_curl),
            },
        }
    }
    vec![server]
}

/// The first URL is the server's. `curl` takes one without a scheme too.
fn add_url(server: &mut ServerEntry, word: &str, may_lack_scheme: bool) {
    let is_url = word.starts_with("http://") || word.starts_with("https://");
    if !server.url.is_empty() {
        return;
    }
    if is_url {
        word.clone_into(&mut server.url);
    } else if may_lack_scheme
        && let ParsedAddress::Rejected {
            corrected: Some(url),
            ..
        } = parse(word, Default::default())
    {
        server.url = url;
    }
}

/// `name:password` (RFC 7617, 2).
fn add_user(server: &mut ServerEntry, user: &str) {
    let encoded = base64::engine::general_purpose::STANDARD.encode(user);
    server.add_header("Authorization", &format!("Basic {encoded}"));
}
