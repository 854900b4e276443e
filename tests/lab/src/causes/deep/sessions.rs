//! The older era: what has to be refused, and how.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::{Entry, endpoint};
use super::warns;
use crate::message::{Reply, Request};
use crate::server::{Lax, Server};

pub fn causes() -> Vec<Entry> {
    [versions(), ids(), messages()]
        .into_iter()
        .flatten()
        .collect()
}

fn versions() -> Vec<Entry> {
    let asked = |request: &Request| request.param("/protocolVersion").cloned();
    let echo = Server::sessions().amend(move |request, reply| {
        if let (Some(version), Some(result)) = (asked(request), reply.result_mut()) {
            result["protocolVersion"] = version;
        }
    });
    let two = Server {
        revisions: vec!["2025-11-25", "2025-06-18"],
        ..Server::sessions()
    };
    let next = two.amend(move |request, reply| {
        let (Some(version), Some(result)) = (asked(request), reply.result_mut()) else {
            return;
        };
        let newest = ["2025-11-25", "2025-06-18"].contains(&version.as_str().unwrap_or_default());
        result["protocolVersion"] = json!(if newest { "2025-11-25" } else { "2025-06-18" });
    });
    vec![
        endpoint(
            "deep-version-echoed",
            "Any version is accepted",
            "Returns whatever version initialize requests, even one that does not exist.",
            echo,
        )
        .failures(&["F27"])
        .expect(warns("session/version-echoed")),
        endpoint(
            "deep-version-not-echoed",
            "Supported version is not accepted",
            "Supports 2025-06-18 with clients of older revisions, but not with those that ask for it.",
            next,
        )
        .failures(&["F27"])
        .expect(warns("session/version-not-echoed")),
        endpoint(
            "deep-version-header-ignored",
            "MCP-Protocol-Version is not checked",
            "Accepts requests whose MCP-Protocol-Version is not a revision.",
            Server::sessions().lax(Lax::VersionHeader),
        )
        .expect(warns("session/version-header-unchecked")),
    ]
}

fn ids() -> Vec<Entry> {
    let without_id = Server::sessions().before(|request| {
        let opens = matches!(request.rpc_method(), "initialize" | "server/discover");
        let nameless = !opens && !request.headers.contains_key("mcp-session-id");
        (request.method == Method::POST && request.json.is_some() && nameless).then(|| {
            Reply::error(
                500,
                request.rpc_id(),
                -32603,
                "sessions.get(undefined) has no transport",
            )
        })
    });
    // What it says of a session that it does not know, instead of 404.
    let unknown = |status: StatusCode| {
        Server::sessions().amend(move |request, reply| {
            let is_named = request.headers.contains_key("mcp-session-id");
            if is_named && reply.status == StatusCode::NOT_FOUND {
                reply.status = status;
            }
        })
    };
    let status = || warns("session/unknown-id-status");
    vec![
        endpoint(
            "deep-no-id-500",
            "500 for a request without a session ID",
            "Returns 500 for a request without Mcp-Session-Id.",
            without_id,
        )
        .expect(warns("session/missing-id-status")),
        endpoint(
            "deep-no-id-accepted",
            "Healthy without a session id too",
            "Nothing: it accepts requests without Mcp-Session-Id, which is allowed.",
            Server::sessions().lax(Lax::NoSession),
        ),
        endpoint(
            "deep-unknown-id-400",
            "Unknown session returns 400",
            "Returns 400 of a session it has forgotten, as after a deployment, so that clients do not open a new one.",
            unknown(StatusCode::BAD_REQUEST),
        )
        .failures(&["F23"])
        .expect(warns("closing/usable-after-end")),
        endpoint(
            "deep-unknown-id-503",
            "Unknown session returns 503",
            "Returns 503 of a session it does not know, so that clients wait and try again for ever.",
            unknown(StatusCode::SERVICE_UNAVAILABLE),
        )
        .failures(&["F24"])
        .expect(status()),
        endpoint(
            "deep-unknown-id-401",
            "Unknown session returns 401",
            "Returns 401 of a session it does not know, so that clients begin to sign in.",
            unknown(StatusCode::UNAUTHORIZED),
        )
        .failures(&["F24"])
        .expect(status()),
        endpoint(
            "deep-usable-after-end",
            "Session works after DELETE",
            "Answers DELETE with 200 and keeps the session.",
            Server::sessions().lax(Lax::EndedSession),
        )
        .expect(warns("closing/usable-after-end")),
    ]
}

fn messages() -> Vec<Entry> {
    let broken = |make: fn() -> Reply| {
        Server::sessions().before(move |request| {
            (request.method == Method::POST && request.json.is_none()).then(make)
        })
    };
    let html = || {
        Reply::html(
            400,
            "<!DOCTYPE html>\n<html><body><pre>SyntaxError: Expected property name or &#39;}&#39; in JSON</pre></body></html>",
        )
    };
    vec![
        endpoint(
            "deep-ping-refused",
            "ping fails",
            "Does not know ping, which every server with sessions must answer.",
            Server::sessions().amend(|request, reply| {
                let is_ping = request.rpc_method() == "ping";
                if is_ping && reply.result_mut().is_some() {
                    *reply = Reply::error(200, request.rpc_id(), -32601, "Method not found");
                }
            }),
        )
        .expect(warns("session/ping-refused")),
        endpoint(
            "deep-unknown-method",
            "Unknown method returns a result",
            "Answers every method it does not know with an empty result.",
            Server::sessions().lax(Lax::UnknownMethod),
        )
        .expect(warns("session/unknown-method-accepted")),
        endpoint(
            "deep-broken-json-500",
            "500 for invalid JSON",
            "Returns 500 for a body that is not JSON.",
            broken(|| Reply::error(500, Value::Null, -32603, "Internal server error")),
        )
        .expect(warns("endpoint/parse-error-status")),
        endpoint(
            "deep-broken-json-html",
            "Healthy, HTML page for invalid JSON",
            "Nothing: it leaves a body that is not JSON to its framework, which rejects it with 400 and a page.",
            broken(html),
        ),
        endpoint(
            "deep-cursor-ignored",
            "Invalid cursor is accepted",
            "Treats an unknown cursor as the beginning of the list.",
            Server::sessions().lax(Lax::Cursor),
        )
        .expect(warns("tools/invalid-cursor")),
        endpoint(
            "deep-cursor-crash",
            "500 for an invalid cursor",
            "Returns -32603 for an unknown cursor, as for every internal error.",
            Server::sessions().amend(|request, reply| {
                if request.param("/cursor").is_some() && reply.result_mut().is_none() {
                    *reply =
                        Reply::error(500, request.rpc_id(), -32603, "Unexpected token in cursor");
                }
            }),
        )
        .expect(warns("tools/invalid-cursor")),
    ]
}
