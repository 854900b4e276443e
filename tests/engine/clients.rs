//! What other clients are told of a server that works, and the recordings that come with the page.

use faultfinder::render::{self, Client};
use faultfinder::report;
use faultfinder::share;
use serde_json::Value;

use crate::faults::help;
use crate::scenario::Scenario;

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

#[test]
fn an_open_server_needs_its_url_only() {
    let [vibe, claude, code, cursor] = open("https://mcp.example.com/mcp")
        .try_into()
        .expect("four");
    assert!(
        vibe.text.starts_with("[[mcp_servers]]\nname = \""),
        "{}",
        vibe.text
    );
    assert!(
        vibe.text
            .ends_with("transport = \"streamable-http\"\nurl = \"https://mcp.example.com/mcp\"\n"),
        "{}",
        vibe.text
    );
    for (client, group) in [
        (&claude, "mcpServers"),
        (&code, "servers"),
        (&cursor, "mcpServers"),
    ] {
        let content = json(client);
        let (_, server) = content[group]
            .as_object()
            .and_then(|all| all.iter().next())
            .expect("a server");
        assert_eq!(
            server["url"], "https://mcp.example.com/mcp",
            "{}",
            client.name
        );
        let kind = (client.name != "Cursor").then_some("http");
        assert_eq!(server["type"].as_str(), kind, "{}", client.name);
        assert!(server.get("headers").is_none() && content.get("inputs").is_none());
    }
    for client in [vibe, claude, code, cursor] {
        assert_eq!(client.note, "", "{}", client.name);
    }
}

#[test]
fn secrets_are_references() {
    let all = with_secrets();
    for client in &all {
        for secret in SECRETS {
            let leaks = [&client.text, &client.note].map(|text| text.contains(secret));
            assert_eq!(leaks, [false, false], "{}", client.name);
        }
        assert!(!client.text.contains("redacted:"), "{}", client.text);
        assert_ne!(client.note, "", "{}", client.name);
    }
    for (name, group, references) in [
        (
            "Claude Code",
            "mcpServers",
            ["Bearer ${", "${", "?api_key=${"],
        ),
        (
            "VS Code",
            "servers",
            ["Bearer ${input:", "${input:", "?api_key=${input:"],
        ),
        (
            "Cursor",
            "mcpServers",
            ["Bearer ${env:", "${env:", "?api_key=${env:"],
        ),
    ] {
        let client = all.iter().find(|one| one.name == name).expect(name);
        let content = json(client);
        let (_, server) = content[group]
            .as_object()
            .and_then(|all| all.iter().next())
            .expect("a server");
        let [bearer, header, query] = references;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert!(
            text(&server["headers"]["Authorization"]).starts_with(bearer),
            "{}",
            client.text
        );
        assert!(
            text(&server["headers"]["X-Tenant"]).starts_with(header),
            "{}",
            client.text
        );
        assert!(text(&server["url"]).contains(query), "{}", client.text);
    }
    let vibe = all.first().expect("Mistral Vibe");
    for line in [
        "[mcp_servers.auth]\ntype = \"static\"\n",
        "api_key_header = \"Authorization\"\napi_key_format = \"Bearer {token}\"\n",
        "?api_key={api_key}\"",
    ] {
        assert!(vibe.text.contains(line), "{}", vibe.text);
    }
    assert!(
        vibe.note.contains("`X-Tenant`") && vibe.note.contains("`api_key`"),
        "{}",
        vibe.note
    );
}

#[test]
fn the_page_comes_with_three_recordings() {
    let help = help();
    for (name, outcome, code) in [
        ("cors", "failed", Some("cors/header-not-allowed")),
        (
            "sign-in",
            "authorization-required",
            Some("challenge/credentials-required"),
        ),
        ("healthy", "healthy", None),
    ] {
        let opened = share::import(help.recording(name));
        assert_eq!(opened.problem, None, "{name}");
        assert_eq!(
            opened.link.server.as_deref(),
            Some("https://mcp.example.com/mcp"),
            "{name}"
        );
        let report = opened.recording.expect(name).report;
        let link = share::reproduce(&report);
        assert!(link.contains(&format!("&outcome={outcome}")), "{link}");
        assert_eq!(report.code.as_deref(), code, "{name}");
        assert!(
            !render::json(&report).contains("54118"),
            "{name} knows the lab"
        );
    }
    assert_eq!(help.recording("no such"), "");
}
