//! Servers that work: every revision, both forms of CORS, and a few that only look difficult.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Entry, endpoint, port};
use crate::catalogue::{Catalogue, HOSTILE_INSTRUCTIONS, detailed, hostile, ten_thousand};
use crate::cause::{Expectations, Need};
use crate::cors::Cors;
use crate::message::Reply;
use crate::server::{Answer, Credentials, MODERN, Refusal, Server};
use crate::wire::Wire;

/// The request headers that 2025-06-18 and 2025-11-25 need, and no more.
pub const SESSION_HEADERS: &str =
    "content-type, mcp-protocol-version, mcp-session-id, authorization";

/// The headers of 2026-07-28.
pub const MODERN_HEADERS: &str = "content-type, mcp-protocol-version, mcp-method, mcp-name";

pub fn causes() -> Vec<Entry> {
    [
        streamable(),
        modern(),
        old(),
        peculiar(),
        with_credentials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn streamable() -> Vec<Entry> {
    let june = Server::legacy("2025-06-18");
    let november = Server::legacy("2025-11-25");
    let events = Server {
        answer: Answer::EventStream,
        ..november.clone()
    };
    vec![
        endpoint(
            "healthy-2025-03-26",
            "Healthy, 2025-03-26",
            "Nothing: Streamable HTTP with a session, any origin allowed.",
            Server { refusal: Refusal::MethodNotFound, ..Server::legacy("2025-03-26") },
        ),
        endpoint(
            "healthy-2025-03-26-strict",
            "Healthy, 2025-03-26, own headers only",
            "Nothing: allows the headers of its revision only, which do not include MCP-Protocol-Version.",
            Server { refusal: Refusal::Html, ..Server::legacy("2025-03-26") }
                .cors(Cors::only("content-type, mcp-session-id")),
        )
        .expect(modern_headers_blocked()),
        endpoint(
            "healthy-2025-06-18",
            "Healthy, 2025-06-18",
            "Nothing: the lists come in pages of two, any origin allowed.",
            Server { refusal: Refusal::Html, ..june.clone() }.catalogue(Catalogue::paged()),
        ),
        endpoint(
            "healthy-2025-06-18-strict",
            "Healthy, 2025-06-18, own headers only",
            "Nothing: allows the headers of its revision only.",
            Server { refusal: Refusal::MethodNotFound, ..june }.cors(Cors::only(SESSION_HEADERS)),
        )
        .expect(modern_headers_blocked()),
        endpoint(
            "healthy-2025-11-25",
            "Healthy, 2025-11-25, JSON responses",
            "Nothing: a session, JSON answers, any origin allowed.",
            november.clone(),
        ),
        endpoint(
            "healthy-2025-11-25-strict",
            "Healthy, 2025-11-25, JSON responses, own headers only",
            "Nothing: allows the headers of its revision only.",
            november.clone().cors(Cors::only(SESSION_HEADERS)),
        )
        .expect(modern_headers_blocked()),
        endpoint(
            "healthy-2025-11-25-sse",
            "Healthy, 2025-11-25, event-stream responses",
            "Nothing: answers as event streams that begin with a priming event, and offers the GET stream.",
            events.clone(),
        ),
        endpoint(
            "healthy-2025-11-25-sse-strict",
            "Healthy, 2025-11-25, event-stream responses, own headers only",
            "Nothing: answers as event streams, and allows the headers of its revision only.",
            events.cors(Cors::only(SESSION_HEADERS)),
        )
        .expect(modern_headers_blocked()),
        endpoint(
            "healthy-stateless",
            "Healthy, 2025-11-25 without a session",
            "Nothing: issues no session ID, and rejects server/discover with 404 and -32601.",
            Server { session: false, refusal: Refusal::MethodNotFound, ..november },
        ),
    ]
}

fn modern() -> Vec<Entry> {
    let modern = Server {
        capabilities: json!({ "tools": { "listChanged": true }, "prompts": {}, "resources": {} }),
        ..Server::modern()
    };
    let dual = Server {
        revisions: vec![MODERN, "2025-11-25", "2025-06-18", "2025-03-26"],
        session: true,
        ..modern.clone()
    };
    vec![
        endpoint(
            "healthy-2026-07-28",
            "Healthy, 2026-07-28",
            "Nothing: stateless, answers server/discover, any origin allowed.",
            modern.clone(),
        ),
        endpoint(
            "healthy-2026-07-28-strict",
            "Healthy, 2026-07-28, own headers only",
            "Nothing: allows the headers of its revision only; the lists come in pages of two.",
            modern.clone().cors(Cors::only(MODERN_HEADERS)).catalogue(Catalogue::paged()),
        ),
        endpoint(
            "healthy-2026-07-28-sse",
            "Healthy, 2026-07-28, event-stream responses",
            "Nothing: each answer is an event stream of its own.",
            Server { answer: Answer::EventStream, ..modern },
        ),
        endpoint(
            "healthy-dual-era",
            "Healthy, both eras",
            "Nothing: supports 2026-07-28 and the three revisions before it at one address.",
            dual.clone(),
        ),
        endpoint(
            "healthy-dual-era-strict",
            "Healthy, both eras, own headers only",
            "Nothing: allows the headers of both eras, and no others.",
            dual.clone().cors(Cors::only("content-type, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name")),
        ),
        endpoint(
            "modern-headers-blocked",
            "Both eras, but the newer headers are blocked",
            "Supports 2026-07-28, but its allow-list predates Mcp-Method, so that browsers must use the older era.",
            dual.cors(Cors::only(SESSION_HEADERS)),
        )
        .failures(&["F29"])
        .expect(modern_headers_blocked()),
    ]
}

fn old() -> Vec<Entry> {
    vec![
        endpoint(
            "healthy-2024-11-05",
            "Healthy, 2024-11-05 (HTTP+SSE)",
            "Nothing: the old transport with two addresses, any origin allowed.",
            Server { refusal: Refusal::Html, ..Server::old() },
        )
        .expect(Expectations::healthy().warns(&["session/transport-deprecated"])),
        endpoint(
            "healthy-2024-11-05-strict",
            "Healthy, 2024-11-05 (HTTP+SSE), own headers only",
            "Nothing: allows content-type only, and answers a POST to the stream's address with 405.",
            Server::old().cors(Cors::only("content-type")),
        )
        .expect(modern_headers_blocked().warns(&["session/transport-deprecated"])),
    ]
}

fn peculiar() -> Vec<Entry> {
    let slow = Server::sessions().amend(|request, reply| {
        if matches!(request.rpc_method(), "initialize" | "server/discover") {
            reply.delay = Duration::from_millis(1500);
        }
    });
    let many = Catalogue::of_tools(ten_thousand());
    vec![
        endpoint(
            "healthy-slow-start",
            "Healthy after a cold start",
            "Takes 1.5 seconds for its first answer, as a sleeping instance does.",
            slow,
        )
        .failures(&["F30"]),
        endpoint(
            "healthy-detailed-tools",
            "Healthy, tools with long descriptions",
            "Nothing: tools with hints, icons, flags, joined emoji, Persian, choices inside and extensions of their own.",
            Server { capabilities: json!({ "tools": { "listChanged": false }, "prompts": {}, "resources": {}, "completions": {}, "experimental": {}, "logging": {} }), ..Server::sessions() }
                .catalogue(Catalogue::of_tools(detailed())),
        ),
        endpoint(
            "healthy-10000-tools",
            "Healthy with 10 000 tools",
            "Offers 10 000 tools on a single page.",
            Server::sessions().catalogue(Catalogue { page: 10_000, ..many.clone() }),
        )
        .failures(&["F30"]),
        endpoint(
            "healthy-10000-tools-paged",
            "Healthy with 10 000 tools in pages",
            "Offers 10 000 tools in ten pages.",
            Server::sessions().catalogue(Catalogue { page: 1000, ..many }),
        ),
        endpoint(
            "healthy-hostile-texts",
            "Healthy with hostile texts",
            "Its texts hold markup, scripts, javascript: links, and invisible and direction-changing characters.",
            Server { instructions: HOSTILE_INSTRUCTIONS, ..Server::sessions() }.catalogue(hostile()),
        )
        .expect(Expectations::healthy().warns(&["tools/bad-name", "tools/hidden-text"])),
        endpoint(
            "healthy-version-text",
            "Healthy, rejects unknown version headers in plain text",
            "Answers the modern probe 400 with a plain sentence, because it does not know the version header's value.",
            Server { refusal: Refusal::VersionText, ..Server::sessions() },
        )
        .failures(&["F26"]),
        endpoint(
            "healthy-discover-null-id",
            "Healthy, rejects the modern probe with a null id",
            "Answers server/discover 400 and -32600 with the id null, which must still be read as an older server.",
            Server::sessions()
                .answers("server/discover", |_| Reply::error(400, Value::Null, -32600, "Invalid Request")),
        )
        .failures(&["F28"]),
        port(
            "healthy-https",
            "Healthy over https",
            "Nothing: uses TLS with a certificate of the lab's own authority.",
            Wire::Https,
            "https://localhost:{port}/mcp",
        )
        .serving(Server::sessions())
        .requires(Need::LabCa),
    ]
}

fn with_credentials() -> Vec<Entry> {
    let bearer = Server {
        credentials: Credentials::Bearer,
        ..Server::sessions()
    };
    let api_key = Server {
        credentials: Credentials::ApiKey,
        ..Server::sessions()
    };
    vec![
        endpoint(
            "healthy-bearer",
            "Healthy with a bearer token",
            "Nothing: requires the token lab-token and accepts it.",
            bearer,
        )
        .bearer("lab-token"),
        endpoint(
            "healthy-api-key",
            "Healthy with an API key",
            "Nothing: requires the header x-api-key: lab-key and accepts it.",
            api_key,
        )
        .header("x-api-key", "lab-key"),
        endpoint(
            "healthy-bearer-2026-07-28",
            "Healthy with a bearer token, 2026-07-28",
            "Nothing: the stateless revision behind the token lab-token.",
            Server {
                credentials: Credentials::Bearer,
                ..Server::modern()
            },
        )
        .bearer("lab-token"),
    ]
}

/// Healthy, with the note that browsers cannot send the modern headers.
fn modern_headers_blocked() -> Expectations {
    Expectations::healthy().warns_browsers(&["cors/modern-headers-not-allowed"])
}
