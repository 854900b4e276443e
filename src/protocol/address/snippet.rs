//! Texts that are no URL but may hold one: configurations of MCP clients, their command lines.
//!
//! People copy what they have, and that is the line of a client's configuration more often than the URL in it. Lists of
//! names follow what clients document; an unknown one is read as text that may hold URLs.

use base64::Engine as _;
use serde_json::Value;

use super::AddressProblem;
use crate::protocol::json;
use crate::protocol::url::percent_decode;

/// Programs that start a local server.
const RUNNERS: [&str; 17] = [
    "npx", "npm", "pnpm", "yarn", "bunx", "bun", "deno", "node", "uvx", "uv", "pipx", "python",
    "python3", "docker", "podman", "java", "go",
];

/// Programs that talk to a remote one.
const CLIENTS: [&str; 13] = [
    "claude",
    "codex",
    "gemini",
    "code",
    "code-insiders",
    "cursor",
    "curl",
    "wget",
    "http",
    "https",
    "mcpjam",
    "vibe",
    "/mcp",
];

/// What runners start in order to reach a remote server.
const BRIDGES: [&str; 5] = [
    "mcp-remote",
    "inspector",
    "supergateway",
    "mcp-proxy",
    "mcpjam",
];

/// Names under which clients keep the URL of a server.
pub(in crate::protocol) const URL_KEYS: [&str; 6] = [
    "url",
    "serverUrl",
    "httpUrl",
    "server_url",
    "server",
    "endpoint",
];

/// Words by which a configuration is known even where it is cut or has comments.
const MARKS: [&str; 9] = [
    "mcpServers",
    "mcp_servers",
    "context_servers",
    "\"servers\"",
    "serverUrl",
    "httpUrl",
    "\"url\"",
    "url =",
    "\"command\"",
];

/// The rejection that fits, if the text is a configuration or a command.
pub(super) fn recognise(text: &str) -> Option<(AddressProblem, Option<String>)> {
    // One word with a scheme is a URL, unless it is a link that installs a server in an editor.
    if let Some((scheme, rest)) = scheme_of(text).filter(|_| !text.contains(char::is_whitespace)) {
        return install_link(scheme, rest).map(|json| snippet(urls_of_json(&json)));
    }
    // Copied with the prompt of a shell.
    let prompt = text.trim_start_matches(['$', '>', '%', ' ']);
    let mut words = prompt.split_whitespace();
    let first = words.next().unwrap_or_default();
    let several = words.next().is_some();
    // `claude mcp add --transport http name https://…`: the URL is among the arguments.
    if several && CLIENTS.contains(&first) {
        return Some(snippet(urls_in(text)));
    }
    let path = first.starts_with("./") || first.starts_with("~/") || first.contains(":\\");
    if several && RUNNERS.contains(&first) || path {
        // `npx mcp-remote https://…` starts a local program to reach a remote server: the URL is the target.
        let bridge = BRIDGES.iter().any(|bridge| text.contains(bridge));
        let urls = if bridge { urls_in(text) } else { Vec::new() };
        return Some(command_or_snippet(first, urls));
    }
    configuration(text)
}

/// Whether a word is the name of a program that reaches a server.
pub(in crate::protocol) fn is_program(word: &str) -> bool {
    CLIENTS.contains(&word) || RUNNERS.contains(&word)
}

/// The rejection of a text that is the configuration of a client, in JSON, TOML or YAML, whole or in part.
fn configuration(text: &str) -> Option<(AddressProblem, Option<String>)> {
    let json = json::parse(text)
        .ok()
        .filter(|json| json.is_object() || json.is_array());
    // `?serverUrl=` stands in the addresses of inspectors too: a configuration has more around it.
    let structured = text.contains(char::is_whitespace) || text.contains("\":");
    if json.is_none() && !(structured && MARKS.iter().any(|mark| text.contains(mark))) {
        return None;
    }
    // What does not parse is searched as text: comments, a comma too many, or the middle of a file.
    let urls = json.as_ref().map_or_else(|| urls_in(text), urls_of_json);
    match command_of(text).filter(|_| urls.is_empty()) {
        Some(command) => Some(command_or_snippet(command, urls)),
        None => Some(snippet(urls)),
    }
}

/// The rejection of a configuration; its URL is offered if it is the only one.
fn snippet(urls: Vec<String>) -> (AddressProblem, Option<String>) {
    let only = if let [url] = urls.as_slice() {
        Some(url.clone())
    } else {
        None
    };
    (AddressProblem::ConfigSnippet { urls }, only)
}

/// The rejection of a local server, which no page can reach, unless a URL is among its arguments.
fn command_or_snippet(command: &str, urls: Vec<String>) -> (AddressProblem, Option<String>) {
    if urls.is_empty() {
        return (
            AddressProblem::CommandNotUrl {
                command: command.to_owned(),
            },
            None,
        );
    }
    snippet(urls)
}

/// The value of `"command"` in a configuration of a local server.
fn command_of(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("command")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ', ':', '=']);
    rest.split(['"', '\'', '\n', ','])
        .next()
        .filter(|command| !command.is_empty())
}

/// The JSON inside an install link of VS Code or Cursor.
pub(in crate::protocol) fn install_link(scheme: &str, rest: &str) -> Option<Value> {
    match scheme {
        // `vscode:mcp/install?{"name":…,"url":…}`, percent-encoded.
        "vscode" | "vscode-insiders" => {
            let query = rest.split_once("mcp/install?")?.1;
            json::parse(&String::from_utf8(percent_decode(query)).ok()?).ok()
        }
        // `cursor://…/mcp/install?name=…&config=` and base64.
        "cursor" => {
            let config = rest.split_once("config=")?.1.split('&').next()?;
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(percent_decode(config))
                .ok()?;
            json::parse(&String::from_utf8(bytes).ok()?).ok()
        }
        _ => None,
    }
}

/// URLs under the names that clients use, and among the arguments of commands such as `mcp-remote`.
fn urls_of_json(json: &Value) -> Vec<String> {
    let mut urls = Vec::new();
    collect(json, &mut urls);
    urls
}

/// Collects them in the order of the document.
fn collect(json: &Value, urls: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if URL_KEYS.contains(&name.as_str()) => keep(text, urls),
                    Value::Array(args) if name == "args" => args
                        .iter()
                        .filter_map(Value::as_str)
                        .for_each(|arg| keep(arg, urls)),
                    other => collect(other, urls),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, urls)),
        _ => {}
    }
}

/// Adds a URL, unless it is there.
fn keep(text: &str, urls: &mut Vec<String>) {
    let web = text.starts_with("http://") || text.starts_with("https://");
    if web && !urls.iter().any(|url| url == text) {
        urls.push(text.to_owned());
    }
}

/// The http and https URLs in any text. Where some stand behind a name that clients use for the URL
/// (`url = "…"`, `--url …`), only those.
pub(super) fn urls_in(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(start) = text
        .get(from..)
        .and_then(|rest| rest.find("http"))
        .map(|at| from + at)
    {
        let (before, rest) = text.split_at(start);
        // Where text ends a URL: white space, quotes, and what a URL has percent-encoded.
        let end = rest
            .find(|c: char| c.is_whitespace() || "\"'`<>\\^|,".contains(c))
            .unwrap_or(rest.len());
        let url = rest
            .get(..end)
            .unwrap_or_default()
            // The end of a sentence or of a bracket around it.
            .trim_end_matches([')', ']', '}', '.', ';', ':', '!', '?']);
        keep(url, &mut all);
        if is_named(before) {
            keep(url, &mut named);
        }
        from = start + end.max(4);
    }
    if named.is_empty() { all } else { named }
}

/// Whether the text before a URL ends in a name that clients use for it.
fn is_named(before: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', ' ', ':', '=', '\t']);
    let name = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    URL_KEYS.contains(&name)
}

/// `scheme:rest`, unless what stands before the colon is a host and what follows a port.
pub(in crate::protocol) fn scheme_of(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let letters = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    // `localhost:8080` has the form of a scheme and a path (RFC 3986, 3), and is a host and a port.
    let port = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let dotted = scheme.contains('.') && !rest.starts_with("//");
    (letters && !is_port && !dotted).then_some((scheme, rest))
}
