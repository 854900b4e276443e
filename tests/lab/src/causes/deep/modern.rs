//! 2026-07-28: headers and `_meta` have to agree with each other, and whatever does not is refused.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::super::{Entry, endpoint};
use super::warns;
use crate::message::{Reply, Request};
use crate::server::{Lax, MODERN, Server};

pub fn causes() -> Vec<Entry> {
    [versions(), unchecked(), methods()]
        .into_iter()
        .flatten()
        .collect()
}

/// A modern server that says this where it is asked for a version that does not exist.
fn refusing(error: fn() -> Value) -> Server {
    Server::modern().before(move |request: &Request| {
        let version = request.header("mcp-protocol-version");
        let is_other = request.rpc_method() == "server/discover" && version != MODERN;
        is_other.then(|| {
            let error = error();
            Reply::json(
                400,
                &json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "error": error }),
            )
        })
    })
}

fn versions() -> Vec<Entry> {
    let plain =
        || json!({ "code": -32000, "message": "Bad Request: Unsupported protocol version" });
    let other = || {
        json!({
            "code": -32022, "message": "Unsupported protocol version",
            "data": { "supported": ["2026-07-28", "2025-11-25"], "requested": "1900-01-01" }
        })
    };
    let shape = || warns("session/version-error-shape");
    vec![
        endpoint(
            "deep-version-error-plain",
            "Version error without versions",
            "Rejects a version that does not exist with -32000 and a sentence, not with -32022 and those that it supports.",
            refusing(plain),
        )
        .expect(shape()),
        endpoint(
            "deep-version-any",
            "Every version is accepted",
            "Answers server/discover in a version that does not exist.",
            Server::modern().lax(Lax::AnyVersion),
        )
        .failures(&["F27"])
        .expect(shape()),
        endpoint(
            "deep-versions-disagree",
            "Supported versions differ",
            "Names other versions in the error for an unknown one than in supportedVersions.",
            refusing(other),
        )
        .expect(warns("session/versions-disagree")),
    ]
}

fn unchecked() -> Vec<Entry> {
    let lax = |rule| Server::modern().lax(rule);
    vec![
        endpoint(
            "deep-version-mismatch",
            "Version mismatch of header and body",
            "Serves a request whose MCP-Protocol-Version is not the version in its _meta.",
            lax(Lax::MetaVersion),
        )
        .expect(warns("session/version-mismatch-accepted")),
        endpoint(
            "deep-method-mismatch",
            "Method mismatch of header and body",
            "Serves a request whose Mcp-Method is not the method of its body.",
            lax(Lax::OtherMethod),
        )
        .expect(warns("session/method-mismatch-accepted")),
        endpoint(
            "deep-method-absent",
            "Mcp-Method is not required",
            "Supports 2026-07-28 only, and serves requests without Mcp-Method.",
            lax(Lax::NoMethod),
        )
        .expect(warns("session/method-header-not-required")),
        endpoint(
            "deep-meta-absent",
            "_meta is not required",
            "Supports 2026-07-28 only, and serves requests without _meta.",
            lax(Lax::NoMeta),
        )
        .expect(warns("session/meta-not-required")),
    ]
}

fn methods() -> Vec<Entry> {
    let always_200 = Server::modern().amend(|request, reply| {
        if request.method == Method::POST && reply.status == StatusCode::NOT_FOUND {
            reply.status = StatusCode::OK;
        }
    });
    let taking = |method: Method, make: fn() -> Reply| {
        Server::modern().before(move |request| (request.method == method).then(make))
    };
    vec![
        endpoint(
            "deep-unknown-method-2026-07-28",
            "Unknown method returns a result, 2026-07-28",
            "The stateless revision: answers every method it does not know with an empty result.",
            Server::modern().lax(Lax::UnknownMethod),
        )
        .expect(warns("session/unknown-method-accepted")),
        endpoint(
            "deep-unknown-method-200",
            "Unknown method returns 200",
            "Answers a method it does not know with -32601 and 200, where 2026-07-28 requires 404.",
            always_200,
        )
        .expect(warns("session/unknown-method-status")),
        endpoint(
            "deep-get-stream",
            "GET opens a stream, 2026-07-28",
            "Supports 2026-07-28 only, and answers GET with the event stream of the revisions before it.",
            taking(Method::GET, || Reply::quiet_stream(": open\n\n")),
        )
        .expect(warns("stream/get-on-modern")),
        endpoint(
            "deep-delete-accepted",
            "DELETE is accepted, 2026-07-28",
            "Supports 2026-07-28 only, and answers DELETE with 200, as if there were sessions.",
            taking(Method::DELETE, || Reply::empty(200)),
        )
        .expect(warns("stream/get-on-modern")),
    ]
}
