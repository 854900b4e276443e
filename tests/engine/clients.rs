//! What other clients are told of a server that works, and the recordings that come with the page.

use faultfinder::app::sharing::example;
use faultfinder::render::{self, Client};
use faultfinder::report;
use faultfinder::share;
use serde_json::Value;

use crate::scenario::Scenario;

/// The recordings that come with the page.
const RECORDINGS: &str = include_str!(concat!(env!("OUT_DIR"), "/recordings.json"));

const SECRETS: [&str; 3] = [
    "ffbearer0123456789abcdef",
    "ffheader0123456789abcdef",
    "ffquery0123456789abcdef",
];

fn open(server: &str) -> Vec<Client> {
    clients(Scenario::opened(server))
}

fn with_secrets() -> Vec<Client> {
    let [bearer, header, query] = SECRETS;
    let server = format!("https://mcp.example.com/mcp?api_key={query}");
    clients(Scenario::opened(&server).options(|options| {
        options.bearer = Some(bearer.into());
        options.headers = vec![("X-Tenant".into(), header.into())];
    }))
}

fn clients(scenario: Scenario) -> Vec<Client> {
    let report = report::redacted(&scenario.done());
    let target = share::template(&report.target.url);
    render::clients(&report, &target.server, &target.names)
}

fn json(client: &Client) -> Value {
    serde_json::from_str(&client.text).expect(client.name)
}

/// The one server in a client's configuration.
fn only_server(content: &Value, group: &str) -> Value {
    let all = content[group].as_object().expect("servers");
    assert_eq!(all.len(), 1);
    all.values().next().cloned().expect("a server")
}

fn named(clients: Vec<Client>, name: &str) -> Client {
    let mut clients = clients.into_iter();
    clients.find(|client| client.name == name).expect(name)
}

#[test]
fn four_clients_are_told() {
    let clients = open("https://mcp.example.com/mcp");
    let names: Vec<&str> = clients.iter().map(|client| client.name).collect();
    assert_eq!(names, ["Mistral Vibe", "Claude Code", "VS Code", "Cursor"]);
}

#[test]
fn an_open_server_needs_its_url_only_in_toml() {
    let vibe = named(open("https://mcp.example.com/mcp"), "Mistral Vibe");
    let text = &vibe.text;
    let last = "transport = \"streamable-http\"\nurl = \"https://mcp.example.com/mcp\"\n";
    assert!(text.starts_with("[[mcp_servers]]\nname = \""), "{text}");
    assert!(text.ends_with(last), "{text}");
    assert_eq!(vibe.note, "");
}

fn an_open_server_needs_its_url_only(name: &str, group: &str, kind: Option<&str>) {
    let client = named(open("https://mcp.example.com/mcp"), name);
    let content = json(&client);
    let server = only_server(&content, group);
    assert_eq!(server["url"], "https://mcp.example.com/mcp");
    assert_eq!(server["type"].as_str(), kind);
    assert!(server.get("headers").is_none() && content.get("inputs").is_none());
    assert_eq!(client.note, "");
}

rows! { an_open_server_needs_its_url_only;
    claude_code: ("Claude Code", "mcpServers", Some("http")),
    vs_code: ("VS Code", "servers", Some("http")),
    cursor: ("Cursor", "mcpServers", None),
}

fn no_secret_is_told(name: &str) {
    let client = named(with_secrets(), name);
    for secret in SECRETS {
        let leaks = [&client.text, &client.note].map(|text| text.contains(secret));
        assert_eq!(leaks, [false, false], "{secret}");
    }
    assert!(!client.text.contains("redacted:"), "{}", client.text);
    assert_ne!(client.note, "");
}

rows! { no_secret_is_told;
    mistral_vibe: ("Mistral Vibe"),
    claude_code: ("Claude Code"),
    vs_code: ("VS Code"),
    cursor: ("Cursor"),
}

/// Expected: how the bearer token, the header and the part of the query begin.
fn secrets_are_references(name: &str, group: &str, [bearer, header, query]: [&str; 3]) {
    let client = named(with_secrets(), name);
    let server = only_server(&json(&client), group);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = &server["headers"];
    let all = &client.text;
    assert!(text(&headers["Authorization"]).starts_with(bearer), "{all}");
    assert!(text(&headers["X-Tenant"]).starts_with(header), "{all}");
    assert!(text(&server["url"]).contains(query), "{all}");
}

rows! { secrets_are_references;
    claude_code: ("Claude Code", "mcpServers", ["Bearer ${", "${", "?api_key=${"]),
    vs_code: ("VS Code", "servers", ["Bearer ${input:", "${input:", "?api_key=${input:"]),
    cursor: ("Cursor", "mcpServers", ["Bearer ${env:", "${env:", "?api_key=${env:"]),
}

fn secrets_are_references_in_toml(lines: &str) {
    let vibe = named(with_secrets(), "Mistral Vibe");
    assert!(vibe.text.contains(lines), "{}", vibe.text);
}

rows! { secrets_are_references_in_toml;
    table: ("[mcp_servers.auth]\ntype = \"static\"\n"),
    bearer: ("api_key_header = \"Authorization\"\napi_key_format = \"Bearer {token}\"\n"),
    query: ("?api_key={api_key}\""),
}

#[test]
fn what_toml_cannot_hold_is_noted() {
    let vibe = named(with_secrets(), "Mistral Vibe");
    for name in ["`X-Tenant`", "`api_key`"] {
        assert!(vibe.note.contains(name), "{}", vibe.note);
    }
}

fn recordings_that_come_with_the_page(name: &str, outcome: &str, code: Option<&str>) {
    let imported = share::import(&example(RECORDINGS, name));
    assert_eq!(imported.problem, None);
    let server = imported.link.server.as_deref();
    assert_eq!(server, Some("https://mcp.example.com/mcp"));
    let report = imported.recording.expect(name).report;
    let link = share::reproduce(&report);
    assert!(link.contains(&format!("&outcome={outcome}")), "{link}");
    assert_eq!(report.code.as_deref(), code);
    assert!(!render::json(&report).contains("54118"), "knows the lab");
}

rows! { recordings_that_come_with_the_page;
    cors: ("cors", "failed", Some("cors/header-not-allowed")),
    sign_in: ("sign-in", "authorization-required", Some("challenge/credentials-required")),
    healthy: ("healthy", "healthy", None),
}

#[test]
fn no_other_recording_comes_with_the_page() {
    assert_eq!(example(RECORDINGS, "no such"), "");
    assert_eq!(example("<!doctype html>", "cors"), "");
}
