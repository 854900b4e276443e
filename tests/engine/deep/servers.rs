//! Servers that keep to all that deep mode asks.

use std::cell::Cell;

use faultfinder::trace::wire::Request;
use serde_json::{Value, json};

use super::Serve;
use crate::world::{Answer, Reply, json_reply, method, text_reply};

pub fn body(request: &Request) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default()
}

pub fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.get(name).unwrap_or_default()
}

pub fn in_meta(request: &Request) -> Value {
    body(request)["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"].clone()
}

pub fn result(request: &Request, result: &Value) -> Answer {
    json_reply(
        200,
        &json!({"jsonrpc": "2.0", "id": body(request)["id"], "result": result}),
    )
}

pub fn error(request: &Request, status: u16, error: &Value) -> Answer {
    json_reply(
        status,
        &json!({"jsonrpc": "2.0", "id": body(request)["id"], "error": error}),
    )
}

pub fn code(request: &Request, status: u16, code: i64) -> Answer {
    error(
        request,
        status,
        &json!({"code": code, "message": "refused"}),
    )
}

pub fn tools(names: &[&str]) -> Value {
    let tool = |name: &&str| json!({"name": name, "description": "does what it says", "inputSchema": {"type": "object"}});
    json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "public",
        "tools": names.iter().map(tool).collect::<Vec<_>>()})
}

/// A server of 2026-07-28 that refuses what has to be refused.
pub fn modern(request: &Request) -> Answer {
    let version = header(request, "mcp-protocol-version");
    if request.method != "POST" {
        return text_reply(405, "text/plain", "");
    }
    if body(request).is_null() {
        return json_reply(
            400,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}),
        );
    }
    if method(request) == "initialize" {
        let message = "This server speaks 2026-07-28 only";
        return error(request, 400, &json!({"code": -32601, "message": message}));
    }
    if header(request, "mcp-method") != method(request) {
        return code(request, 400, -32020);
    }
    if in_meta(request).is_null() {
        return code(request, 400, -32602);
    }
    if in_meta(request) != *version {
        return code(request, 400, -32020);
    }
    if version != "2026-07-28" {
        let data = json!({"supported": ["2026-07-28"], "requested": version});
        return error(
            request,
            400,
            &json!({"code": -32022, "message": "no", "data": data}),
        );
    }
    match method(request).as_str() {
        "server/discover" => result(
            request,
            &json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "public", "supportedVersions": ["2026-07-28"],
                "capabilities": {"tools": {}},
                "_meta": {"io.modelcontextprotocol/serverInfo": {"name": "s", "version": "1"}}}),
        ),
        "tools/list" if !body(request)["params"]["cursor"].is_null() => code(request, 400, -32602),
        "tools/list" => result(request, &tools(&["a", "b"])),
        _ => code(request, 404, -32601),
    }
}

/// One of 2025-11-25 with sessions, which knows two revisions.
pub fn legacy(request: &Request) -> Answer {
    let asked = body(request)["params"]["protocolVersion"].clone();
    if body(request).is_null() && request.method == "POST" {
        return json_reply(
            400,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}),
        );
    }
    if method(request) == "initialize" {
        let knows = ["2025-06-18", "2025-11-25"]
            .iter()
            .any(|version| asked == *version);
        return opened(request, if knows { asked } else { json!("2025-11-25") });
    }
    let version = header(request, "mcp-protocol-version");
    match header(request, "mcp-session-id") {
        "" => return code(request, 400, -32000),
        "s-1" => {}
        _ => return code(request, 404, -32001),
    }
    if !matches!(version, "" | "2025-06-18" | "2025-11-25") {
        return code(request, 400, -32000);
    }
    match (request.method.as_str(), method(request).as_str()) {
        ("POST", "notifications/initialized") => text_reply(202, "text/plain", ""),
        ("POST", "ping") => result(request, &json!({})),
        ("POST", "tools/list") if !body(request)["params"]["cursor"].is_null() => {
            code(request, 200, -32602)
        }
        ("POST", "tools/list") => result(request, &tools(&["a", "b"])),
        ("DELETE", _) => text_reply(200, "text/plain", ""),
        ("GET", _) => text_reply(405, "text/plain", ""),
        _ => code(request, 200, -32601),
    }
}

pub fn opened(request: &Request, version: Value) -> Answer {
    let result = json!({"protocolVersion": version, "capabilities": {"tools": {}},
        "serverInfo": {"name": "s", "version": "1"}});
    let body = json!({"jsonrpc": "2.0", "id": body(request)["id"], "result": result});
    Answer::Reply(Reply {
        status: 200,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("mcp-session-id", "s-1".to_owned()),
        ],
        body: body.to_string(),
        open: false,
    })
}

/// The sound server, but for the session that was ended.
pub fn forgets(serve: Serve) -> impl Fn(&Request) -> Answer {
    let is_over = Cell::new(false);
    move |request| {
        match (request.method.as_str(), method(request).as_str()) {
            (_, "initialize") => is_over.set(false),
            ("DELETE", _) if header(request, "mcp-session-id") == "s-1" => is_over.set(true),
            _ if is_over.get() && header(request, "mcp-session-id") == "s-1" => {
                return code(request, 404, -32001);
            }
            _ => {}
        }
        serve(request)
    }
}

pub fn forgets_with(serve: impl Fn(&Request) -> Answer) -> impl Fn(&Request) -> Answer {
    let inner = forgets(legacy);
    move |request| match method(request).as_str() {
        "tools/list" if body(request)["params"]["cursor"].is_null() => serve(request),
        _ => inner(request),
    }
}
