//! Step 5: what the refusal says about where to sign in.

use hyper::Method;
use serde_json::{Value, json};

use super::super::endpoint::always;
use super::super::{Entry, endpoint, port};
use super::{oauth, with};
use crate::authorization::plan::RESOURCE;
use crate::cause::{Expectations, Need};
use crate::cors::Cors;
use crate::message::Reply;
use crate::server::Server;
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [headers(), addresses(), disguised()]
        .into_iter()
        .flatten()
        .collect()
}

fn headers() -> Vec<Entry> {
    let waits = Expectations::wants_consent;
    let exposing = |names: &'static str| Cors {
        expose_headers: Some(names),
        ..Cors::permissive()
    };
    let hidden = exposing("mcp-session-id");
    let readable = exposing("mcp-session-id, www-authenticate, access-control-expose-headers");
    vec![
        oauth(
            "oauth",
            "OAuth, ready to sign in",
            "Nothing: it has valid OAuth metadata, and accepts every kind of client.",
            |_| {},
        )
        .expect(waits()),
        endpoint(
            "oauth-challenge-hidden",
            "WWW-Authenticate hidden, metadata found",
            "Does not expose WWW-Authenticate to browsers, but has its metadata at the well-known URL.",
            Server::sessions().cors(hidden).signs_in(with(|_| {})),
        )
        .expect(waits().warns_browsers(&["challenge/header-unreadable"])),
        endpoint(
            "oauth-challenge-missing",
            "No WWW-Authenticate, metadata found",
            "Exposes every header of its 401, and WWW-Authenticate is not among them.",
            Server::sessions()
                .cors(readable)
                .signs_in(with(|plan| plan.challenge = None)),
        )
        .failures(&["F34"])
        .expect(waits().warns(&["challenge/missing"])),
        oauth(
            "oauth-no-metadata-url",
            "No resource_metadata in WWW-Authenticate",
            "Sends a Bearer challenge without resource_metadata.",
            |plan| plan.challenge = Some("Bearer realm=\"lab\", scope=\"mcp:read\""),
        )
        .failures(&["F34"])
        .expect(waits().warns(&["challenge/no-metadata-url"])),
        oauth(
            "oauth-misspelt-parameter",
            "resource_metadata is misspelled",
            "Sends resource_metadata_url instead of resource_metadata.",
            |plan| plan.challenge = Some("Bearer resource_metadata_url=\"{metadata}\""),
        )
        .expect(waits().warns(&["challenge/misspelt-parameter"])),
        oauth(
            "oauth-several-challenges",
            "Several challenges in one header",
            "Nothing: lets clients choose between Basic and Bearer, in one header with commas in quoted words.",
            |plan| {
                plan.challenge = Some(
                    "Basic realm=\"Notes, for teams\", Bearer realm=\"a, b\", resource_metadata=\"{metadata}\", \
                     scope=\"mcp:read\"",
                );
            },
        )
        .expect(waits()),
        oauth(
            "oauth-challenge-offline-access",
            "offline_access in WWW-Authenticate",
            "Lists the scope of refresh tokens among those that its requests need.",
            |plan| {
                plan.challenge = Some(
                    "Bearer resource_metadata=\"{metadata}\", scope=\"mcp:read offline_access\"",
                );
            },
        )
        .expect(waits().warns(&["challenge/offline-access"])),
    ]
}

fn addresses() -> Vec<Entry> {
    let waits = Expectations::wants_consent;
    vec![
        oauth(
            "oauth-bad-metadata-url",
            "resource_metadata is not a URL",
            "Sends a URN as resource_metadata.",
            |plan| plan.challenge = Some("Bearer resource_metadata=\"urn:lab:metadata\""),
        )
        .expect(Expectations::fails("challenge/bad-metadata-url")),
        oauth(
            "oauth-metadata-elsewhere",
            "Metadata on another origin",
            "Points to metadata on the authorization server's origin.",
            |plan| {
                plan.challenge = Some("Bearer resource_metadata=\"{issuer}/metadata.json\"");
                plan.resource.places = vec![RESOURCE, "metadata.json"];
            },
        )
        .expect(waits().warns(&["challenge/metadata-url-elsewhere"])),
        port(
            "oauth-http-metadata-url",
            "resource_metadata is http behind TLS",
            "Sends an http URL as resource_metadata, because it does not know that a proxy in front terminates TLS.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.challenge = Some("Bearer resource_metadata=\"{plain-metadata}\"");
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .failures(&["F37"])
        .expect(waits().warns(&["challenge/http-metadata-url"])),
    ]
}

/// Refusals that mean 401 and say something else.
fn disguised() -> Vec<Entry> {
    let wrong_status = || Expectations::fails("challenge/wrong-status");
    let likely = || Expectations::likely("challenge/wrong-status");
    let forbidding = Server::sessions()
        .signs_in(with(|_| {}))
        .answers("", |_| Reply::json(403, &json!({ "message": "Forbidden" })));
    let login = Server::sessions().before(|request| match request.rest.as_str() {
        "login" => Some(Reply::html(200, LOGIN)),
        _ if request.method == Method::OPTIONS => None,
        _ => Some(Reply::redirect(302, &request.here("login"))),
    });
    vec![
        endpoint(
            "oauth-403-with-challenge",
            "403 with a challenge",
            "Sends a Bearer challenge with status 403, where 401 is needed.",
            always(|request| {
                let metadata = request.here("metadata.json");
                Reply::json(403, &json!({ "error": "forbidden" })).with(
                    "www-authenticate",
                    &format!("Bearer resource_metadata=\"{metadata}\""),
                )
            }),
        )
        .expect(wrong_status()),
        endpoint(
            "oauth-400-missing-token",
            "400 for a missing token",
            "Returns 400 with a body that says that an access token is missing.",
            always(|_| Reply::json(400, &json!({ "error": "Missing access token" }))),
        )
        .expect(likely()),
        endpoint(
            "oauth-403-with-metadata",
            "403 although there is metadata",
            "Returns 403 without a challenge, and has OAuth metadata.",
            forbidding,
        )
        .expect(likely()),
        endpoint(
            "oauth-login-redirect",
            "302 to a login page",
            "Sends every client without a cookie to its sign-in page.",
            login,
        )
        .expect(Expectations::likely("challenge/login-redirect")),
        endpoint(
            "oauth-error-with-success",
            "200 with an error about the token",
            "Returns a JSON-RPC error that a bearer token is required, with status 200.",
            always(|request| {
                let error =
                    json!({ "code": -32001, "message": "Unauthorized: a bearer token is needed" });
                let id: Value = request.rpc_id();
                Reply::json(200, &json!({ "jsonrpc": "2.0", "id": id, "error": error }))
            }),
        )
        .expect(Expectations::fails("challenge/error-with-success")),
    ]
}

const LOGIN: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form method=post>\
                     <input name=user><input name=password type=\"password\"><button>Sign in</button></form></body></html>";
