//! Step 1: what can be said of an address before anything is asked.

use super::{Entry, endpoint, port, text};
use crate::cause::{Certainty, Expect, Expectations, Need};
use crate::server::{Credentials, Server};
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [unusable(), blocked(), curious()]
        .into_iter()
        .flatten()
        .collect()
}

const CONFIG_SNIPPET: &str = r#"{
  "mcpServers": {
    "notes": { "type": "http", "url": "${NOTES_URL}" }
  }
}"#;

/// Texts that are no usable address.
fn unusable() -> Vec<Entry> {
    let long = format!("https://notes.example.com/mcp?pad={}", "a".repeat(100_000));
    vec![
        text(
            "not-a-url",
            "Not a URL",
            "A sentence, not a URL.",
            "where is my server?",
        )
        .expect(Expectations::fails("address/not-a-url")),
        text(
            "too-long",
            "URL that is too long",
            "A hundred thousand characters.",
            long,
        )
        .expect(Expectations::fails("address/too-long")),
        text(
            "unsupported-scheme",
            "Scheme other than HTTP",
            "A WebSocket address.",
            "wss://notes.example.com/mcp",
        )
        .expect(Expectations::fails("address/unsupported-scheme")),
        text(
            "javascript-url",
            "javascript: URL",
            "A script instead of an address.",
            "javascript:alert(1)",
        )
        .expect(Expectations::fails("address/unsupported-scheme")),
        text(
            "command-not-url",
            "Command instead of a URL",
            "The command that starts a local server, which no page can run.",
            "npx -y @modelcontextprotocol/server-everything",
        )
        .expect(Expectations::fails("address/command-not-url")),
        text(
            "config-snippet",
            "Client configuration instead of a URL",
            "A configuration whose URL is a variable, which only its client can fill in.",
            CONFIG_SNIPPET,
        )
        .expect(Expectations::fails("address/config-snippet")),
        text(
            "credentials-in-url",
            "Credentials in the URL",
            "A user name and password in front of the host, which browsers refuse.",
            "https://ada:secret@notes.example.com/mcp",
        )
        .expect(Expectations::fails("address/credentials-in-url")),
        text(
            "unresolved-template",
            "Placeholder in the URL not filled in",
            "A variable in braces, as in a registry's entry.",
            "https://notes.example.com/{tenant}/mcp",
        )
        .expect(Expectations::fails("address/unresolved-template")),
    ]
}

/// Addresses that a browser never asks.
fn blocked() -> Vec<Entry> {
    let refused_by_browsers = |code| Expectations::fails(code).browsers_only();
    let bearer = Server {
        credentials: Credentials::Bearer,
        ..Server::sessions()
    };
    vec![
        text(
            "unsafe-port",
            "Port that browsers block",
            "Port 6667 belongs to IRC, and browsers never connect to it.",
            "http://localhost:6667/mcp",
        )
        .expect(refused_by_browsers("address/unsafe-port")),
        text(
            "mixed-content",
            "Mixed content: http from an https page",
            "A page served over https may not ask a plain HTTP server.",
            "http://notes.example.com/mcp",
        )
        .requires(Need::HttpsPage)
        .expect(refused_by_browsers("address/mixed-content")),
        endpoint(
            "header-value-invalid",
            "Token with curly quotes",
            "Nothing: the token was pasted from a document, with typographic quotes that no header can hold.",
            bearer,
        )
        .bearer("\u{201c}lab-token\u{201d}")
        .expect(Expectations::fails("address/header-value-invalid")),
    ]
}

/// Addresses that work and deserve a word.
fn curious() -> Vec<Entry> {
    let warned = |code| Expectations::healthy().warns(&[code]);
    let international = Expectations::unknown("reach/no-connection").member("reach/unknown-host");
    vec![
        endpoint(
            "secret-in-query",
            "Secret in the query",
            "Wants its key in the address, where logs and histories keep it.",
            Server::sessions(),
        )
        .pasted("{lab}/{id}/mcp?api_key=k-0123456789abcdef")
        .expect(warned("address/secret-in-query")),
        endpoint(
            "fragment-ignored",
            "Fragment in the URL",
            "The part after # is never sent.",
            Server::sessions(),
        )
        .pasted("{lab}/{id}/mcp#tools")
        .expect(warned("address/fragment-ignored")),
        endpoint(
            "host-normalised",
            "Upper case in the host",
            "The host is written in capitals, and the page shows what it became.",
            Server::sessions(),
        )
        .pasted("http://LOCALHOST:{port}/{id}/mcp")
        .expect(warned("address/host-normalised")),
        endpoint(
            "ipv4-literal",
            "IPv4 address",
            "Nothing: the host is 127.0.0.1.",
            Server::sessions(),
        )
        .pasted("http://127.0.0.1:{port}/{id}/mcp"),
        endpoint(
            "ipv6-literal",
            "IPv6 address",
            "Nothing: the host is [::1].",
            Server::sessions(),
        )
        .pasted("http://[::1]:{port}/{id}/mcp"),
        endpoint(
            "localhost-name",
            "Name below localhost",
            "Nothing: the host is tenant.localhost, which browsers know by themselves and other clients look up in vain.",
            Server::sessions(),
        )
        .pasted("http://tenant.localhost:{port}/{id}/mcp")
        .failures(&["F17"])
        .expect(Expectations::healthy().firefox_unmeasured().browsers_only()),
        port(
            "root-path",
            "Endpoint at the root path",
            "Serves MCP at /, where most servers have nothing.",
            Wire::Http,
            "http://localhost:{port}/",
        )
        .serving(Server {
            mount: "",
            ..Server::sessions()
        })
        .expect(warned("address/root-path")),
        text(
            "international-host",
            "International host name",
            "The host has an umlaut and no entry in the name system.",
            "https://b\u{fc}cher.invalid/mcp",
        )
        .expect(
            international
                .warns(&["address/host-normalised"])
                .or(&["reach/timeout"])
                .native(Expect::stops("reach/unknown-host", Certainty::Certain)),
        ),
    ]
}
