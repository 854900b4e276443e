//! The JSON-RPC side of the server in a box: both eras, sessions, lists.

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::message::{Body, Reply, Request};
use crate::server::{Credentials, Lax, MODERN, Refusal, Server, not_found};
use crate::state::State;

const VERSION_KEY: &str = "/_meta/io.modelcontextprotocol~1protocolVersion";

/// A POST to a Streamable HTTP endpoint.
pub fn post(server: &Server, request: &Request, state: &State) -> Reply {
    if !request
        .header("content-type")
        .starts_with("application/json")
    {
        return Reply::error(
            415,
            Value::Null,
            -32000,
            "Unsupported Media Type: Content-Type must be application/json",
        );
    }
    let accept = request.header("accept");
    if !(accept.contains("application/json") && accept.contains("text/event-stream")) {
        let text = "Not Acceptable: Client must accept both application/json and text/event-stream";
        return Reply::error(406, Value::Null, -32000, text);
    }
    if request.json.is_none() {
        return Reply::error(400, Value::Null, -32700, "Parse error");
    }
    let version = request.header("mcp-protocol-version");
    let is_modern = version == MODERN || request.rpc_method() == "server/discover";
    match (server.speaks_modern(), is_modern) {
        (true, true) => modern(server, request),
        (true, false) if server.legacy_revisions().is_empty() => unsupported(server, request),
        (false, true) if request.rpc_method() == "server/discover" => {
            refuse_discover(server.refusal, request)
        }
        _ => legacy(server, request, state),
    }
}

/// A POST to the message address of the old transport; the answer travels on the event stream.
pub fn post_old(server: &Server, request: &Request, state: &State) -> Reply {
    let id = request
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("sessionId="))
        .unwrap_or_default();
    let Some(events) = state.events(request.place.cause, id) else {
        return Reply::text(404, "text/plain", "Could not find session");
    };
    if request.json.is_none() {
        return Reply::error(400, Value::Null, -32700, "Parse error");
    }
    if !request.is_notification() {
        let mut answer = call(server, request);
        if let Some(hook) = &server.amend {
            hook(request, &mut answer);
        }
        // A spoilt answer may be bytes of any kind, which then travel as they are.
        let text = match answer.body {
            Body::Message(message) => message.to_string(),
            Body::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Body::Stream(_) | Body::Hang | Body::Drop => {
                return Reply::text(202, "text/plain", "Accepted");
            }
        };
        tokio::spawn(async move {
            let _ = events
                .send(Ok(Bytes::from(format!("event: message\ndata: {text}\n\n"))))
                .await;
        });
    }
    Reply::text(202, "text/plain", "Accepted")
}

/// What is wrong with the session of a request, if anything.
pub fn session_problem(server: &Server, request: &Request, state: &State) -> Option<Reply> {
    if !server.session {
        return None;
    }
    // Compared as bytes on purpose: an id may hold what is no ASCII.
    let Some(id) = request.headers.get("mcp-session-id") else {
        let text = "Bad Request: Mcp-Session-Id header is required";
        let refused = Reply::error(400, request.rpc_id(), -32000, text);
        return Some(refused).filter(|_| !server.is_lax(Lax::NoSession));
    };
    let known = id
        .to_str()
        .is_ok_and(|id| state.is_open(request.place.cause, id));
    (!known).then(|| Reply::error(404, request.rpc_id(), -32001, "Session not found"))
}

fn legacy(server: &Server, request: &Request, state: &State) -> Reply {
    if request.rpc_method() == "initialize" {
        let reply = Reply::result(request, initialize(server, request));
        return match server.session {
            true => reply.with("mcp-session-id", &state.open(request.place.cause, None)),
            false => reply,
        };
    }
    if let Some(problem) = session_problem(server, request, state) {
        return problem;
    }
    if let Some(problem) = version_problem(server, request) {
        return problem;
    }
    match request.is_notification() {
        true => Reply::empty(202),
        false => call(server, request),
    }
}

/// From 2025-06-18 on, a version header that the server does not support is answered 400.
fn version_problem(server: &Server, request: &Request) -> Option<Reply> {
    let version = request.header("mcp-protocol-version");
    let defined = server
        .revisions
        .iter()
        .any(|revision| *revision >= "2025-06-18");
    let known = server.revisions.contains(&version) || server.is_lax(Lax::VersionHeader);
    if version.is_empty() || !defined || known {
        return None;
    }
    let text = format!(
        "Bad Request: Unsupported protocol version (supported: {})",
        server.revisions.join(", ")
    );
    Some(Reply::error(400, request.rpc_id(), -32000, &text))
}

fn initialize(server: &Server, request: &Request) -> Value {
    let supported = server.legacy_revisions();
    let asked = request
        .param("/protocolVersion")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let agreed = supported
        .iter()
        .find(|revision| **revision == asked)
        .or(supported.first());
    json!({
        "protocolVersion": agreed,
        "capabilities": server.capabilities,
        "serverInfo": { "name": "faultfinder-lab", "title": "Fault lab", "version": "1.0.0" },
        "instructions": server.instructions
    })
}

/// A request of any era, once it was let in.
fn call(server: &Server, request: &Request) -> Reply {
    let list = match request.rpc_method() {
        "initialize" => return Reply::result(request, initialize(server, request)),
        "ping" => return Reply::result(request, json!({})),
        "tools/list" => "tools",
        "prompts/list" => "prompts",
        "resources/list" => "resources",
        "resources/templates/list" => "resourceTemplates",
        _ if server.is_lax(Lax::UnknownMethod) => return Reply::result(request, json!({})),
        // 2026-07-28 wants 404 here; the older revisions leave the status open.
        _ => {
            let status = if request.header("mcp-protocol-version") == MODERN {
                404
            } else {
                200
            };
            return Reply::error(status, request.rpc_id(), -32601, "Method not found");
        }
    };
    let cursor = request.param("/cursor").and_then(Value::as_str);
    let page = server.catalogue.page_of(list, cursor);
    let first = || server.catalogue.page_of(list, None);
    let page = page.or_else(|| first().filter(|_| server.is_lax(Lax::Cursor)));
    let Some((entries, next)) = page else {
        return Reply::error(200, request.rpc_id(), -32602, "Invalid cursor");
    };
    let mut result = json!({ list: entries });
    if let Some(next) = next {
        result["nextCursor"] = Value::from(next);
    }
    Reply::result(request, result)
}

fn modern(server: &Server, request: &Request) -> Reply {
    if let Some(problem) = modern_problem(server, request) {
        return problem;
    }
    if request.is_notification() {
        return Reply::empty(202);
    }
    let mut reply = match request.rpc_method() {
        "server/discover" => Reply::result(
            request,
            json!({
                "supportedVersions": server.revisions,
                "capabilities": server.capabilities,
                "instructions": server.instructions
            }),
        ),
        "subscriptions/listen" => return listen(request),
        "initialize" | "ping" => {
            return Reply::error(404, request.rpc_id(), -32601, "Method not found");
        }
        _ => call(server, request),
    };
    if let Some(result) = reply.result_mut() {
        result["resultType"] = Value::from("complete");
        result["ttlMs"] = Value::from(60_000);
        let open = server.credentials == Credentials::None && server.sign_in.is_none();
        result["cacheScope"] = Value::from(if open { "public" } else { "private" });
        result["_meta"] = json!({ "io.modelcontextprotocol/serverInfo": { "name": "faultfinder-lab", "version": "1.0.0" } });
    }
    reply
}

/// The rules of 2026-07-28 for headers and `_meta`.
fn modern_problem(server: &Server, request: &Request) -> Option<Reply> {
    let header = request.header("mcp-protocol-version");
    let mismatch = |text: &str| Some(Reply::error(400, request.rpc_id(), -32020, text));
    let method = request.header("mcp-method");
    let excused = match method {
        "" => server.is_lax(Lax::NoMethod) || server.is_lax(Lax::Neither),
        _ => server.is_lax(Lax::OtherMethod),
    };
    if method != request.rpc_method() && !excused {
        return mismatch("Header mismatch: Mcp-Method does not equal the method of the body");
    }
    let in_meta = request.param(VERSION_KEY).and_then(Value::as_str);
    let excused = server.is_lax(Lax::NoMeta) || server.is_lax(Lax::Neither);
    let Some(version) = in_meta.or(excused.then_some(header)) else {
        let text = "Invalid params: _meta lacks io.modelcontextprotocol/protocolVersion";
        return Some(Reply::error(400, request.rpc_id(), -32602, text));
    };
    if version != header && !server.is_lax(Lax::MetaVersion) {
        return mismatch(
            "Header mismatch: MCP-Protocol-Version does not equal the version in _meta",
        );
    }
    let refused = header != MODERN && !server.is_lax(Lax::AnyVersion);
    refused.then(|| unsupported(server, request))
}

fn unsupported(server: &Server, request: &Request) -> Reply {
    let asked = request
        .param(VERSION_KEY)
        .or_else(|| request.param("/protocolVersion"))
        .cloned();
    let requested = asked.unwrap_or_else(|| Value::from(request.header("mcp-protocol-version")));
    Reply::json(
        400,
        &json!({
            "jsonrpc": "2.0",
            "id": request.rpc_id(),
            "error": {
                "code": -32022,
                "message": format!("Unsupported protocol version. Supported: {}", server.revisions.join(", ")),
                "data": { "supported": server.revisions, "requested": requested }
            }
        }),
    )
}

/// The stream of `subscriptions/listen`: acknowledged at once, then quiet.
fn listen(request: &Request) -> Reply {
    let acknowledged = json!({
        "jsonrpc": "2.0",
        "method": "notifications/subscriptions/acknowledged",
        "params": {
            "_meta": { "io.modelcontextprotocol/subscriptionId": request.rpc_id() },
            "notifications": request.param("/notifications").cloned().unwrap_or_else(|| json!({}))
        }
    });
    Reply::quiet_stream(format!("event: message\ndata: {acknowledged}\n\n"))
        .with("x-accel-buffering", "no")
}

fn refuse_discover(refusal: Refusal, request: &Request) -> Reply {
    match refusal {
        Refusal::NotInitialized => Reply::error(
            400,
            Value::Null,
            -32000,
            "Bad Request: Server not initialized",
        ),
        Refusal::MethodNotFound => Reply::error(404, request.rpc_id(), -32601, "Method not found"),
        Refusal::Html => not_found(),
        Refusal::VersionText => Reply::text(
            400,
            "text/plain",
            "Unsupported MCP-Protocol-Version: 2026-07-28",
        ),
    }
}
