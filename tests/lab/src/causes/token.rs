//! Steps 5 and 10: servers that want credentials, and servers that refuse those they get.

use serde_json::json;

use super::endpoint::always;
use super::{Entry, endpoint};
use crate::cause::Expectations;
use crate::cors::Cors;
use crate::message::Reply;
use crate::server::{Credentials, Server};

pub fn challenges() -> Vec<Entry> {
    [whole(), partial()].into_iter().flatten().collect()
}

fn whole() -> Vec<Entry> {
    let bearer = || Server {
        credentials: Credentials::Bearer,
        ..Server::sessions()
    };
    let waits = Expectations::wants_credentials;
    let challenged = |challenge: &'static str| {
        always(move |_| {
            Reply::json(401, &json!({ "error": "unauthorized" }))
                .with("www-authenticate", challenge)
        })
    };
    let hidden = bearer().cors(Cors {
        expose_headers: Some("mcp-session-id"),
        ..Cors::permissive()
    });
    vec![
        endpoint(
            "challenge",
            "401 with a readable WWW-Authenticate",
            "Nothing: it accepts tokens that someone already has, and says so.",
            bearer(),
        )
        .expect(waits().warns(&["resource-metadata/not-found"])),
        endpoint(
            "challenge-hidden",
            "401 with a hidden WWW-Authenticate",
            "Sends WWW-Authenticate, but does not expose it to browsers.",
            hidden,
        )
        .expect(waits().warns_browsers(&["challenge/header-unreadable"])),
        endpoint(
            "challenge-missing",
            "401 without WWW-Authenticate",
            "Returns 401 without a WWW-Authenticate header.",
            always(|_| Reply::json(401, &json!({ "error": "unauthorized" }))),
        )
        .failures(&["F34"])
        .expect(waits().warns_browsers(&["challenge/header-unreadable"])),
        endpoint(
            "challenge-basic",
            "401 with Basic authentication",
            "Its WWW-Authenticate offers Basic, which no MCP client supports.",
            challenged("Basic realm=\"Restricted\""),
        )
        .expect(waits().warns(&["challenge/not-bearer"])),
        endpoint(
            "challenge-malformed",
            "401 with a malformed WWW-Authenticate",
            "Its WWW-Authenticate has a quotation mark that is never closed.",
            challenged("Bearer realm=\"lab"),
        )
        .expect(waits().warns(&["challenge/malformed"])),
        endpoint(
            "challenge-relative",
            "401 with a relative resource_metadata URL",
            "Sends a path as resource_metadata, where an absolute URL is required.",
            challenged("Bearer resource_metadata=\"/.well-known/oauth-protected-resource/mcp\""),
        )
        .failures(&["F33"])
        .expect(Expectations::fails("challenge/relative-metadata-url")),
    ]
}

/// Only some methods want credentials.
fn partial() -> Vec<Entry> {
    let waits = Expectations::wants_credentials;
    let lists_only = Server::sessions().answers("tools/list", |_| {
        Reply::json(401, &json!({ "error": "invalid_token" }))
            .with("www-authenticate", "Bearer error=\"invalid_token\"")
    });
    let discover_only = Server::sessions().answers("server/discover", |_| {
        Reply::json(401, &json!({ "error": "unauthorized" }))
            .with("www-authenticate", "Bearer realm=\"lab\"")
    });
    vec![
        endpoint(
            "challenge-late",
            "401 for tools/list only",
            "Opens a session to everyone, and requires a token for the list of tools.",
            lists_only,
        )
        .expect(waits().warns(&["challenge/late", "challenge/error-without-token"])),
        endpoint(
            "challenge-discover",
            "401 for the modern probe only",
            "Requires a token for the methods that it does not know, server/discover among them.",
            discover_only,
        )
        .failures(&["F28"])
        .expect(waits()),
    ]
}

pub fn causes() -> Vec<Entry> {
    let refused = || Expectations::fails("token/refused");
    vec![
        endpoint(
            "token-refused",
            "401: token rejected",
            "Rejects the token entered with 401.",
            Server {
                credentials: Credentials::Bearer,
                ..Server::sessions()
            },
        )
        .bearer("yesterdays-token")
        .failures(&["F48"])
        .expect(refused()),
        endpoint(
            "api-key-refused",
            "401: API key rejected",
            "Rejects the value of x-api-key with 401.",
            Server {
                credentials: Credentials::ApiKey,
                ..Server::sessions()
            },
        )
        .header("x-api-key", "yesterdays-key")
        .expect(refused()),
        endpoint(
            "token-refused-2026-07-28",
            "401: token rejected, 2026-07-28",
            "The stateless revision rejects the token entered with 401.",
            Server {
                credentials: Credentials::Bearer,
                ..Server::modern()
            },
        )
        .bearer("yesterdays-token")
        .expect(refused()),
    ]
}
