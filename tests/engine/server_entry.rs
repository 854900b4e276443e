//! What people paste in place of a URL, and the servers that are read in it.

use faultfinder::protocol::server_entry::{EntryKind, ServerEntry, read};

/// Each server as `name url [sse] [bearer=…] Header=value …`, what is empty left out.
fn line(server: &ServerEntry) -> String {
    let mut words = vec![server.name.clone(), server.url.clone()];
    words.extend(server.is_sse.then(|| "sse".to_owned()));
    words.extend(
        server
            .bearer
            .iter()
            .map(|bearer| format!("bearer={bearer}")),
    );
    let headers = server.headers.iter();
    words.extend(headers.map(|(name, value)| format!("{name}={value}")));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

fn lines(text: &str) -> Vec<String> {
    read(text).map_or_else(Vec::new, |entries| {
        entries.servers.iter().map(line).collect()
    })
}

fn one_server_is_read(text: &str, expected: &str) {
    assert_eq!(lines(text), [expected]);
}

rows! { one_server_is_read;
    host: ("mcp.example.com/mcp", "https://mcp.example.com/mcp"),
    loopback: ("localhost:3000/mcp", "http://localhost:3000/mcp"),
    loopback_address: ("127.0.0.1:3000", "http://127.0.0.1:3000"),
    private_address: ("192.168.1.20:3000/mcp", "http://192.168.1.20:3000/mcp"),
    one_slash: ("http:/mcp.example.com/mcp", "http://mcp.example.com/mcp"),
    twice_the_scheme: ("https://https://mcp.example.com/mcp", "https://mcp.example.com/mcp"),
    markdown: ("[docs](http://localhost:3000/mcp)", "http://localhost:3000/mcp"),
    sentence: ("The endpoint is https://mcp.example.com/mcp.", "https://mcp.example.com/mcp"),
    curl: (
        "curl -X POST https://mcp.example.com/mcp -H 'Authorization: Bearer s3cret' -H \"X-Tenant: a b\" \
         -H 'Content-Type: application/json' -H 'Accept: text/event-stream' -d '{\"jsonrpc\":\"2.0\"}'",
        "https://mcp.example.com/mcp bearer=s3cret X-Tenant=a b",
    ),
    curl_over_lines: (
        "$ curl -sS \\\n  --header 'X-Api-Key: k1' \\\n  --url https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp X-Api-Key=k1",
    ),
    curl_whose_line_ends_a_field_dropped: (
        "curl -sS \\  -H 'X-Api-Key: k1' \\  https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp X-Api-Key=k1",
    ),
    curl_of_windows: (
        "curl.exe ^\"https://mcp.example.com/mcp^\" ^\n -H ^\"X-Api-Key: k1^\"",
        "https://mcp.example.com/mcp X-Api-Key=k1",
    ),
    curl_without_scheme: (
        "curl -X POST -H'X-A: 1' localhost:3000/mcp",
        "http://localhost:3000/mcp X-A=1",
    ),
    curl_user: (
        "curl -u ada:lovelace https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp Authorization=Basic YWRhOmxvdmVsYWNl",
    ),
    curl_with_the_url_of_a_proxy: (
        "curl -x http://proxy.example:3128 https://mcp.example.com/mcp",
        "https://mcp.example.com/mcp",
    ),
    curl_session: (
        "curl https://mcp.example.com/mcp -H 'Mcp-Session-Id: abc' -H 'MCP-Protocol-Version: 2025-06-18'",
        "https://mcp.example.com/mcp",
    ),
    claude: (
        "claude mcp add --transport http notes https://mcp.example.com/mcp --header \"Authorization: Bearer s3cret\"",
        "https://mcp.example.com/mcp bearer=s3cret",
    ),
    claude_sse: (
        "claude mcp add --transport sse notes https://mcp.example.com/sse -H 'X-Api-Key: k1'",
        "https://mcp.example.com/sse sse X-Api-Key=k1",
    ),
    claude_json: (
        r#"claude mcp add-json notes '{"type":"http","url":"https://mcp.example.com/mcp","headers":{"X-Api-Key":"k1"}}'"#,
        "https://mcp.example.com/mcp X-Api-Key=k1",
    ),
    codex: (
        "codex mcp add notes --url https://mcp.example.com/mcp --bearer-token-env-var NOTES",
        "https://mcp.example.com/mcp",
    ),
    bridge: (
        "npx -y mcp-remote https://mcp.example.com/sse --header \"Authorization: Bearer ${TOKEN}\"",
        "https://mcp.example.com/sse bearer=",
    ),
    configuration: (
        r#"{"mcpServers":{"notes":{"type":"http","url":"https://mcp.example.com/mcp","headers":{"Authorization":"Bearer s3cret","X-Tenant":"a"}}}}"#,
        "notes https://mcp.example.com/mcp bearer=s3cret X-Tenant=a",
    ),
    configuration_with_comments: (
        "{\n  // ours\n  \"servers\": { \"notes\": { \"url\": \"https://mcp.example.com/mcp\", /* no key */ }, },\n}",
        "notes https://mcp.example.com/mcp",
    ),
    part_of_a_configuration: (
        r#""notes": { "url": "https://mcp.example.com/mcp", "headers": { "X-Api-Key": "${input:key}" } },"#,
        "notes https://mcp.example.com/mcp X-Api-Key=",
    ),
    bridge_in_a_configuration: (
        r#"{"notes":{"command":"npx","args":["mcp-remote","https://mcp.example.com/sse","--header","Authorization:${AUTH}"],"env":{"AUTH":"Bearer s3cret"}}}"#,
        "notes https://mcp.example.com/sse bearer=s3cret",
    ),
    model_provider: (
        r#"[{"type":"url","name":"notes","url":"https://mcp.example.com/mcp","authorization_token":"s3cret"}]"#,
        "notes https://mcp.example.com/mcp bearer=s3cret",
    ),
    basic: (
        r#"{"url":"https://mcp.example.com/mcp","headers":{"authorization":"Basic YTpi"}}"#,
        "https://mcp.example.com/mcp authorization=Basic YTpi",
    ),
    install_link: (
        "vscode:mcp/install?%7B%22name%22%3A%22notes%22%2C%22url%22%3A%22https%3A%2F%2Fmcp.example.com%2Fmcp%22%7D",
        "notes https://mcp.example.com/mcp",
    ),
    toml: (
        "[mcp_servers.notes]\nurl = \"https://mcp.example.com/mcp\"",
        "https://mcp.example.com/mcp",
    ),
}

fn no_server_is_read(text: &str) {
    assert_eq!(lines(text), [""; 0]);
}

rows! { no_server_is_read;
    nothing: (""),
    url: ("https://mcp.example.com/mcp"),
    question: ("where is my server?"),
    local_command: ("npx -y @modelcontextprotocol/server-everything"),
    unclosed_quote: ("curl 'https://"),
    template: ("https://mcp.example.com/{tenant}/mcp"),
    password: ("https://ada:secret@mcp.example.com/mcp"),
    other_scheme: ("wss://mcp.example.com/mcp"),
    url_as_a_variable: (r#"{"mcpServers":{"notes":{"url":"${NOTES_URL}"}}}"#),
}

#[test]
fn several_servers_are_read_in_their_order() {
    let text = r#"{"mcpServers":{"b":{"url":"https://b.example/mcp"},"local":{"command":"node","args":["x.js"]},"a":{"url":"https://a.example/mcp","headers":{"X-K":"1"}}}}"#;
    let mut read = lines(text);
    read.sort();
    assert_eq!(
        read,
        ["a https://a.example/mcp X-K=1", "b https://b.example/mcp"]
    );
}

#[test]
fn what_it_is_is_told_apart() {
    let kind = |text: &str| read(text).map(|entries| entries.kind);
    assert_eq!(
        kind("[docs](http://localhost:1/mcp)"),
        Some(EntryKind::Words)
    );
    assert_eq!(
        kind("curl https://a.example/"),
        Some(EntryKind::Command("curl".into()))
    );
    assert_eq!(
        kind("url = \"https://a.example/\""),
        Some(EntryKind::OnlyUrls)
    );
}

/// However long and however nested: the work is bounded by the text.
#[test]
fn hostile_texts_end() {
    for text in [
        "{\"a\":".repeat(100_000),
        "[".repeat(250_000),
        format!("curl {}", "-H ".repeat(80_000)),
        format!(
            "{{\"mcpServers\":{{{}\"z\":{{}}}}}}",
            "\"a\":{\"url\":\"https://a.example/\"},".repeat(5_000)
        ),
        format!("{{\"x\": [{}]}}", "/*".repeat(100_000)),
        "\\".repeat(200_000),
    ] {
        assert!(read(&text).is_none_or(|entries| entries.servers.len() <= 50));
    }
}
