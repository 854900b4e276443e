//! Step 11: the endpoint is right, but the session does not open, or not as it should.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hyper::Method;
use serde_json::{Value, json};

use super::{Entry, endpoint};
use crate::cause::Expectations;
use crate::message::{Reply, Request};
use crate::server::{Refusal, Server};

pub fn causes() -> Vec<Entry> {
    [
        initialize(),
        invalid_requests(),
        initialized(),
        lost(),
        refused(),
        modern(),
        warnings(),
        discover(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// An unknown method has to be refused. These servers do something else with `server/discover`, and speak an earlier revision.
fn discover() -> Vec<Entry> {
    let answers = |make: fn(&Request) -> Reply| Server::sessions().answers("server/discover", make);
    let warns = || Expectations::healthy().warns(&["session/discover-not-refused"]);
    vec![
        endpoint(
            "discover-500",
            "server/discover returns 500",
            "Has no handler for an unknown method, and crashes on it.",
            answers(|_| {
                Reply::text(
                    500,
                    "text/plain",
                    "java.lang.NullPointerException: no handler for server/discover",
                )
            }),
        )
        .expect(warns()),
        endpoint(
            "discover-502",
            "server/discover returns 502",
            "Sends unknown methods to a process that does not run.",
            answers(|_| Reply::html(502, "<html><h1>502 Bad Gateway</h1></html>")),
        )
        .expect(warns()),
        endpoint(
            "discover-empty",
            "server/discover returns an empty response",
            "Answers an unknown method with 200 and nothing.",
            answers(|_| Reply::empty(200)),
        )
        .expect(warns()),
        endpoint(
            "discover-html",
            "server/discover returns an HTML page",
            "Answers an unknown method with its start page.",
            answers(|_| Reply::html(200, "<!doctype html><title>Server</title>")),
        )
        .expect(warns()),
        endpoint(
            "discover-other-id",
            "server/discover is refused under another id",
            "Refuses an unknown method with the id 0, whatever was asked.",
            answers(|_| Reply::error(200, json!(0), -32601, "Method not found")),
        )
        .expect(warns()),
        endpoint(
            "discover-any-result",
            "server/discover gets an empty result",
            "Answers every unknown method with an empty result.",
            answers(|request| Reply::result(request, json!({}))),
        )
        .expect(warns()),
    ]
}

fn initialize() -> Vec<Entry> {
    let refused = |status: u16| {
        Server::sessions().answers("initialize", move |request| {
            Reply::error(
                status,
                request.rpc_id(),
                -32603,
                "Cannot read properties of undefined (reading 'name')",
            )
        })
    };
    let without = |member: &'static str| {
        Server::sessions().spoil("initialize", move |result| {
            result.as_object_mut().map(|members| members.remove(member));
        })
    };
    let fails = Expectations::fails;
    vec![
        endpoint(
            "initialize-refused",
            "initialize returns an error",
            "Answers initialize with a JSON-RPC error.",
            refused(200),
        )
        .expect(fails("session/initialize-refused")),
        endpoint(
            "initialize-refused-400",
            "initialize returns an error with 400",
            "Answers initialize with a JSON-RPC error and the status 400.",
            refused(400),
        )
        .failures(&["F20"])
        .expect(fails("session/initialize-refused")),
        endpoint(
            "initialize-without-version",
            "No protocolVersion in the initialize response",
            "Leaves out protocolVersion, so that no revision is agreed.",
            without("protocolVersion"),
        )
        .expect(fails("session/initialize-malformed")),
        endpoint(
            "initialize-without-capabilities",
            "No capabilities in the initialize response",
            "Leaves out capabilities, because there are none to name.",
            without("capabilities"),
        )
        .expect(fails("session/initialize-malformed")),
        endpoint(
            "initialize-null-result",
            "null result for initialize",
            "Answers initialize with the result null.",
            Server::sessions().spoil("initialize", |result| *result = Value::Null),
        )
        .expect(fails("session/initialize-malformed")),
    ]
}

/// Answers that are well-formed, but cannot be right.
fn invalid_requests() -> Vec<Entry> {
    let fails = Expectations::fails;
    let with_id = |id: Value| {
        Server::sessions().amend(move |request, reply| {
            if let (false, Some(message)) = (request.rpc_id().is_null(), reply.message_mut()) {
                message["id"] = id.clone();
            }
        })
    };
    vec![
        endpoint(
            "answer-id-mismatch",
            "Response with another id",
            "Answers each request with the id 4711, whatever was asked.",
            with_id(json!(4711)),
        )
        .expect(fails("session/answer-id-mismatch")),
        endpoint(
            "answer-id-prefixed",
            "Response with a changed id",
            "Answers each request with a text of its own as the id.",
            with_id(json!("request-1-of-proxy")),
        )
        .expect(fails("session/answer-id-mismatch")),
        endpoint(
            "version-constant",
            "protocolVersion that does not exist",
            "Answers initialize with the protocol version 1.0, whatever was asked.",
            Server::sessions().spoil("initialize", |result| {
                result["protocolVersion"] = json!("1.0")
            }),
        )
        .failures(&["F27"])
        .expect(fails("session/unknown-version")),
    ]
}

/// A server that answers `notifications/initialized` in its own way.
fn after_initialize(
    server: Server,
    make: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> Server {
    server.answers("notifications/initialized", make)
}

fn initialized() -> Vec<Entry> {
    let stateless = Server {
        session: false,
        ..Server::sessions()
    };
    let warns = || Expectations::healthy().warns(&["session/initialized-not-202"]);
    let fails = || Expectations::fails("session/initialized-refused");
    let server = Server::sessions;
    vec![
        endpoint(
            "initialized-204",
            "initialized returns 204",
            "Answers notifications/initialized with 204 instead of 202.",
            after_initialize(server(), |_| Reply::empty(204)),
        )
        .failures(&["F22"])
        .expect(warns()),
        endpoint(
            "initialized-200",
            "initialized returns 200 with a body",
            "Answers notifications/initialized with 200 and an empty object.",
            after_initialize(server(), |_| Reply::json(200, &json!({}))),
        )
        .failures(&["F22"])
        .expect(warns()),
        endpoint(
            "initialized-200-text",
            "initialized returns 200 in plain text",
            "Answers notifications/initialized with 200 and the text OK.",
            after_initialize(server(), |_| Reply::text(200, "text/plain", "OK")),
        )
        .failures(&["F22"])
        .expect(warns()),
        endpoint(
            "initialized-400",
            "initialized returns 400",
            "Treats a message without an id as an invalid request.",
            after_initialize(server(), |_| Reply::error(400, Value::Null, -32600, "Invalid Request: id is required")),
        )
        .failures(&["F22"])
        .expect(fails()),
        endpoint(
            "initialized-404",
            "initialized returns 404",
            "Knows no method notifications/initialized, although it issues no session that could be lost.",
            after_initialize(stateless, |_| Reply::error(404, Value::Null, -32601, "Method not found")),
        )
        .failures(&["F22"])
        .expect(fails()),
        endpoint(
            "initialized-500",
            "initialized returns 500",
            "Crashes on a message that has no id.",
            after_initialize(server(), |_| Reply::text(500, "text/plain", "Internal Server Error")),
        )
        .failures(&["F22"])
        .expect(fails()),
    ]
}

fn carries_session(request: &Request) -> bool {
    request.method == Method::POST && request.headers.contains_key("mcp-session-id")
}

fn is_list(request: &Request) -> bool {
    request.rpc_method().ends_with("/list")
}

fn lost() -> Vec<Entry> {
    let not_found =
        |request: &Request| Reply::error(404, request.rpc_id(), -32001, "Session not found");
    let at_once = Server::sessions()
        .before(move |request| carries_session(request).then(|| not_found(request)));
    let turns = Mutex::<HashMap<Vec<u8>, usize>>::default();
    let every_second = Server::sessions().before(move |request| {
        let id = request.headers.get("mcp-session-id")?.as_bytes().to_vec();
        let mut turns = turns.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = turns.entry(id).or_default();
        *turn += 1;
        (carries_session(request) && *turn % 2 == 0).then(|| not_found(request))
    });
    let lists_lost = Server::sessions().before(move |request| {
        (carries_session(request) && is_list(request)).then(|| not_found(request))
    });
    let fails = Expectations::fails;
    let failed_lists = [
        "tools/list-failed",
        "prompts/list-failed",
        "resources/list-failed",
    ];
    vec![
        endpoint(
            "session-lost",
            "404: session lost at once",
            "Issues a session ID, and returns 404 for it at the next request.",
            at_once,
        )
        .failures(&["F23"])
        .expect(fails("session/lost")),
        endpoint(
            "session-id-twice",
            "Mcp-Session-Id is sent twice",
            "The application and a middleware both write Mcp-Session-Id, and browsers send back the two as one.",
            Server::sessions().amend(|_, reply| {
                if let Some(id) = reply.headers.get("mcp-session-id").cloned() {
                    reply.push("mcp-session-id", id.to_str().unwrap_or_default());
                }
            }),
        )
        .expect(fails("session/id-malformed")),
        endpoint(
            "session-lost-at-lists",
            "404: session lost before the lists",
            "Accepts notifications/initialized, and has forgotten the session when the lists are asked for.",
            lists_lost,
        )
        .failures(&["F23"])
        .expect(fails("session/lost")),
        endpoint(
            "session-intermittent",
            "Every second request misses the session",
            "Keeps its sessions in memory, and runs twice behind a load balancer.",
            every_second,
        )
        .failures(&["F25"])
        .expect(fails("session/lost").or(&failed_lists)),
    ]
}

/// The session is known, and the request is refused all the same.
fn refused() -> Vec<Entry> {
    let fails = Expectations::fails;
    let lists = |status: u16, text: &'static str| {
        Server::sessions().before(move |request| {
            (carries_session(request) && is_list(request))
                .then(|| Reply::text(status, "text/plain", text))
        })
    };
    let version_refused = Server::sessions().before(|request| {
        let sent =
            request.method == Method::POST && request.headers.contains_key("mcp-protocol-version");
        sent.then(|| {
            Reply::error(
                400,
                Value::Null,
                -32600,
                "Bad Request: unexpected MCP-Protocol-Version",
            )
        })
    });
    vec![
        endpoint(
            "session-unknown-503",
            "503 for a session just opened",
            "Returns 503 instead of 404, because the session is on another instance.",
            lists(503, "Service Unavailable: unknown session"),
        )
        .failures(&["F24"])
        .expect(fails("session/required-after-open")),
        endpoint(
            "session-unknown-401",
            "401 for a session just opened",
            "Answers 401 where it should say 404, and requires no credentials at all.",
            lists(401, "Unauthorized: Session not found"),
        )
        .failures(&["F24"])
        .expect(fails("session/required-after-open").or(&["challenge/credentials-required"])),
        endpoint(
            "version-header-refused",
            "MCP-Protocol-Version is rejected",
            "Answers 400 as soon as MCP-Protocol-Version is sent, whatever its value.",
            version_refused,
        )
        .failures(&["F26"])
        .expect(Expectations::likely("session/version-header-refused")),
    ]
}

fn modern() -> Vec<Entry> {
    let unsupported = |request: &Request| {
        Reply::json(
            400,
            &json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "error": {
                "code": -32022, "message": "Unsupported protocol version",
                "data": { "supported": ["2027-03-01"], "requested": "2026-07-28" } } }),
        )
    };
    let claims = Server::sessions().answers("server/discover", |request| {
        Reply::result(
            request,
            json!({ "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": { "tools": {} },
                "ttlMs": 0, "cacheScope": "private" }),
        )
    });
    let discover = |change: fn(&mut Value)| Server::modern().spoil("server/discover", change);
    let malformed = || Expectations::fails("session/discover-malformed");
    vec![
        endpoint(
            "no-common-version",
            "No protocol version in common",
            "Supports a revision of next year only.",
            Server::modern().answers("", unsupported),
        )
        .failures(&["F28"])
        .expect(Expectations::fails("session/no-common-version")),
        endpoint(
            "modern-claimed",
            "Lists 2026-07-28, supports an older revision",
            "Answers server/discover with 2026-07-28, and then requires a session ID, which only initialize gives.",
            claims,
        )
        .failures(&["F28"])
        .expect(Expectations::fails("session/modern-claimed")),
        endpoint(
            "discover-without-versions",
            "No supportedVersions",
            "Answers server/discover without saying which revisions it supports.",
            discover(|result| drop(result.as_object_mut().map(|members| members.remove("supportedVersions")))),
        )
        .expect(malformed()),
        endpoint(
            "discover-versions-text",
            "supportedVersions is a string",
            "Names its revision as a text where a list is required.",
            discover(|result| result["supportedVersions"] = json!("2026-07-28")),
        )
        .expect(malformed()),
    ]
}

fn warnings() -> Vec<Entry> {
    let warns = |code| Expectations::healthy().warns(&[code]);
    let discover = |member: &'static str| {
        Server::modern().spoil("server/discover", move |result| {
            result.as_object_mut().map(|members| members.remove(member));
        })
    };
    let draft = Server { refusal: Refusal::MethodNotFound, ..Server::sessions() }.answers("server/discover", |request| {
        Reply::json(
            400,
            &json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "error": {
                "code": -32004, "message": "Unsupported protocol version",
                "data": { "supported": ["DRAFT-2026-v1", "2025-11-25"], "requested": "2026-07-28" } } }),
        )
    });
    let id_on_modern = Server::modern().amend(|request, reply| {
        if request.method == Method::POST {
            reply.push("mcp-session-id", "0c8f5f9a2b1e4d7790aa55cc1234abcd");
        }
    });
    let envelope = Server::sessions().amend(|_, reply| {
        if let Some(message) = reply.message_mut() {
            message["error"] = Value::Null;
        }
    });
    vec![
        endpoint(
            "discover-no-cache-hints",
            "No cache hints",
            "Answers server/discover without ttlMs, which 2026-07-28 requires.",
            discover("ttlMs"),
        )
        .expect(warns("session/discover-cache-hints")),
        endpoint(
            "discover-no-result-type",
            "No resultType",
            "Answers server/discover without resultType, which 2026-07-28 requires.",
            discover("resultType"),
        )
        .expect(warns("session/discover-result-type")),
        endpoint(
            "discover-no-server-info",
            "No serverInfo",
            "Answers server/discover without saying what server it is.",
            discover("_meta"),
        )
        .expect(warns("session/server-info-missing")),
        endpoint(
            "draft-codes",
            "Error codes of a draft",
            "Rejects the modern probe with -32004, which was renumbered before 2026-07-28 was published.",
            draft,
        )
        .expect(warns("session/draft-codes")),
        endpoint(
            "session-id-on-modern",
            "Session ID in the stateless revision",
            "Issues a session ID, although 2026-07-28 has no sessions.",
            id_on_modern,
        )
        .expect(warns("session/id-on-modern")),
        endpoint(
            "session-id-not-ascii",
            "Session ID with an umlaut",
            "Issues a session ID that holds more than visible ASCII.",
            fixed_session("sitzung-\u{fc}ber-alles-9f2c4417"),
        )
        .expect(warns("session/id-not-ascii")),
        endpoint(
            "malformed-envelope",
            "error: null beside the result",
            "Adds error: null to each response, although JSON-RPC allows result or error, not both.",
            envelope,
        )
        .expect(warns("session/malformed-envelope")),
    ]
}

/// A server with one session id for everybody.
pub(super) fn fixed_session(id: &'static str) -> Server {
    let id_bytes: Vec<u8> = id
        .chars()
        .filter_map(|character| u8::try_from(character).ok())
        .collect();
    let server = Server {
        session: false,
        refusal: Refusal::MethodNotFound,
        ..Server::sessions()
    };
    let checked = server.before(move |request| {
        let opening = matches!(request.rpc_method(), "initialize" | "server/discover");
        let sent = request
            .headers
            .get("mcp-session-id")
            .map(|value| value.as_bytes());
        match (&request.method, sent) {
            (&Method::POST, None) if !opening => Some(Reply::error(
                400,
                request.rpc_id(),
                -32000,
                "Bad Request: Mcp-Session-Id header is required",
            )),
            (&Method::POST, Some(sent)) if sent != id_bytes => Some(Reply::error(
                404,
                request.rpc_id(),
                -32001,
                "Session not found",
            )),
            (&Method::DELETE, Some(_)) => Some(Reply::empty(200)),
            _ => None,
        }
    });
    checked.amend(move |request, reply| {
        if request.rpc_method() == "initialize" {
            reply.push("mcp-session-id", id);
        }
    })
}
