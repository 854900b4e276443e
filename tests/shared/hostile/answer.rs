//! What the parties answer: sound servers of each era, and what the tape makes of their answers.

use faultfinder::protocol::jsonrpc::{self, Message};
use faultfinder::trace::wire::Request;

use super::Tape;

/// How a request ends.
pub enum Answer {
    Reply(Reply),
    /// The connection fails.
    Fails,
    /// Nothing comes.
    Nothing,
    /// This vantage cannot send such a thing.
    Unsupported,
}

pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the server speaks where nothing disturbs it.
#[derive(Clone, Copy)]
pub struct Era {
    kind: Kind,
    is_guarded: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Modern,
    Legacy,
    Old,
}

impl Era {
    pub fn pick(tape: &mut Tape) -> Era {
        Era {
            kind: tape.pick(&[Kind::Modern, Kind::Legacy, Kind::Old]),
            is_guarded: tape.below(3) == 1,
        }
    }
}

/// A JWT for this server; nobody verifies it here.
pub const TOKEN: &str = r#"{"access_token":"eyJhbGciOiJub25lIn0.eyJhdWQiOiJodHRwczovL21jcC50ZXN0L3YxL21jcCIsImlzcyI6Imh0dHBzOi8vYXV0aC50ZXN0L3QiLCJleHAiOjE3OTUwMDAwMDB9.c2ln","token_type":"Bearer","expires_in":3600,"refresh_token":"r3fresh-9f86d081","scope":"a"}"#;

const RESOURCE: &str = r#"{"resource":"https://mcp.test/v1/mcp","authorization_servers":["https://auth.test/t","https://other.test"],"scopes_supported":["a"]}"#;

const AUTHORIZATION_SERVER: &str = r#"{"issuer":"https://auth.test/t","authorization_endpoint":"https://auth.test/t/authorize","token_endpoint":"https://auth.test/t/token","registration_endpoint":"https://auth.test/t/register","response_types_supported":["code"],"code_challenge_methods_supported":["S256"],"token_endpoint_auth_methods_supported":["none","client_secret_post"],"client_id_metadata_document_supported":true,"authorization_response_iss_parameter_supported":true}"#;

const HEADERS: [(&str, &str); 20] = [
    ("content-type", "application/json"),
    ("content-type", "text/event-stream"),
    ("content-type", "text/html; charset=utf-8"),
    ("content-type", "text/plain"),
    ("content-type", ";;="),
    ("www-authenticate", "Bearer"),
    ("www-authenticate", "Bearer resource_metadata=\"/meta\""),
    (
        "www-authenticate",
        "Bearer resource_metadata=\"http://[\", scope=\"\\\"",
    ),
    (
        "www-authenticate",
        "Basic realm=\"x\", Bearer error=\"insufficient_scope\", scope=\"b\"",
    ),
    ("mcp-session-id", "s-2"),
    ("mcp-session-id", "ä\u{1}"),
    ("location", "/v1/mcp/"),
    ("location", "//["),
    ("retry-after", "99999999999999999999"),
    ("cf-mitigated", "challenge"),
    ("allow", "GET,,"),
    ("content-length", "-1"),
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "*,,mcp-session-id"),
    ("date", "Mon, 99 Foo 9999 99:99:99 GMT"),
];

const STATUSES: [u16; 24] = [
    0, 99, 200, 201, 202, 204, 206, 301, 307, 400, 401, 403, 404, 405, 406, 415, 421, 429, 500,
    502, 503, 599, 600, 999,
];

const BODIES: [&str; 16] = [
    "",
    "{}",
    "[]",
    "null",
    "<!doctype html><title>Sign in</title>",
    "data: {}\n\n",
    "event: endpoint\ndata: //[\n\n",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
    "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32022,\"message\":\"\",\"data\":{\"supported\":[\"2025-11-25\",7]}}}",
    "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"$ref\":\"#\"}},7],\"nextCursor\":\"x\"}}",
    "{\"error\":\"invalid_grant\",\"error_description\":\"\\u0000\"}",
    "{\"access_token\":\"..\",\"token_type\":7,\"expires_in\":1e99}",
    "{\"issuer\":\"https://auth.test/t/\",\"token_endpoint\":\"javascript:1\"}",
    "{\"client_id\":\"\",\"client_secret_expires_at\":-1}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "\u{feff}{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}",
];

/// The answer to one request.
pub fn of(tape: &mut Tape, era: Era, request: &Request) -> Answer {
    let sound = sound(era, request);
    match tape.byte() {
        0..0xa0 => Answer::Reply(sound),
        0xa0..0xa8 => Answer::Nothing,
        0xa8..0xb0 => Answer::Fails,
        0xb0..0xb2 => Answer::Unsupported,
        _ => Answer::Reply(disturbed(tape, sound)),
    }
}

/// One thing or several about the answer are otherwise.
fn disturbed(tape: &mut Tape, mut reply: Reply) -> Reply {
    let what = tape.byte();
    if what & 1 != 0 {
        reply.status = tape.pick(&STATUSES);
    }
    if what & 2 != 0 {
        let (name, value) = tape.pick(&HEADERS);
        reply.headers.retain(|(other, _)| other != name);
        reply.headers.push((name.to_owned(), value.to_owned()));
    }
    if what & 4 != 0 {
        let (name, _) = tape.pick(&HEADERS);
        reply.headers.push((name.to_owned(), tape.text()));
    }
    if what & 8 != 0 {
        reply.body = tape.pick(&BODIES).as_bytes().to_vec();
    }
    if what & 16 != 0 {
        let at = tape.below(reply.body.len() + 1);
        let bytes = tape.bytes();
        let end = (at + bytes.len()).min(reply.body.len());
        reply.body.splice(at..end, bytes.iter().copied());
    }
    if what & 32 != 0 {
        let at = tape.below(reply.body.len() + 1);
        reply.body.truncate(at);
    }
    if what & 64 != 0 {
        reply.body = reply.body.repeat(1 + tape.below(6));
    }
    if what & 128 != 0 {
        reply.headers.clear();
    }
    reply
}

fn reply(status: u16, content_type: &str, body: &str) -> Reply {
    Reply {
        status,
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: body.as_bytes().to_vec(),
    }
}

fn sound(era: Era, request: &Request) -> Reply {
    let json = |status, body| reply(status, "application/json", body);
    let url = request.url.as_str();
    match () {
        () if url.contains("oauth-protected-resource") || url.ends_with("/meta") => {
            json(200, RESOURCE)
        }
        () if url.contains("oauth-authorization-server") => json(200, AUTHORIZATION_SERVER),
        () if url.ends_with("/register") => json(201, r#"{"client_id":"c-1"}"#),
        () if url.ends_with("/token") => json(200, TOKEN),
        () if era.is_guarded && !request.headers.contains("authorization") => {
            let mut refused = json(401, "{}");
            let challenge = r#"Bearer resource_metadata="https://mcp.test/meta", scope="a""#;
            refused
                .headers
                .push(("www-authenticate".to_owned(), challenge.to_owned()));
            refused
        }
        () => mcp(era.kind, request),
    }
}

fn mcp(kind: Kind, request: &Request) -> Reply {
    let (messages, _) = jsonrpc::parse(request.body.as_deref().unwrap_or_default().as_bytes());
    let (id, method) = match messages.first() {
        Some(Message::Request { id, method, .. }) => (id.to_value().to_string(), method.as_str()),
        Some(Message::Notification { method, .. }) => (String::new(), method.as_str()),
        _ => (String::new(), ""),
    };
    let Some(result) = result(kind, method) else {
        return match (kind, request.method.as_str(), method) {
            (Kind::Old, "GET", _) => reply(
                200,
                "text/event-stream",
                "event: endpoint\ndata: /messages?s=1\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{}}}\n\n",
            ),
            (_, "POST", "notifications/initialized") => reply(202, "text/plain", ""),
            (_, "DELETE", _) => reply(200, "text/plain", ""),
            _ => reply(405, "text/plain", ""),
        };
    };
    let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
    match kind {
        Kind::Legacy => {
            let body = format!("event: message\ndata: {body}\n\n");
            let mut answer = reply(200, "text/event-stream", &body);
            if method == "initialize" {
                answer
                    .headers
                    .push(("mcp-session-id".to_owned(), "s-1".to_owned()));
            }
            answer
        }
        _ => reply(200, "application/json", &body),
    }
}

fn result(kind: Kind, method: &str) -> Option<&'static str> {
    Some(match (kind, method) {
        (Kind::Modern, "server/discover") => {
            r#"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"prompts":{},"resources":{}},"ttlMs":0,"cacheScope":"public"}"#
        }
        (Kind::Legacy, "initialize") => {
            r#"{"protocolVersion":"2025-11-25","capabilities":{"tools":{},"prompts":{},"resources":{}},"serverInfo":{"name":"s","version":"1"}}"#
        }
        (Kind::Modern | Kind::Legacy, "tools/list") => {
            r#"{"resultType":"complete","ttlMs":0,"cacheScope":"public","tools":[{"name":"a","description":"b","inputSchema":{"type":"object","properties":{"c":{"type":"string"}}}}]}"#
        }
        (Kind::Modern | Kind::Legacy, "prompts/list") => {
            r#"{"resultType":"complete","ttlMs":0,"cacheScope":"public","prompts":[{"name":"a"}]}"#
        }
        (Kind::Modern | Kind::Legacy, "resources/list") => {
            r#"{"resultType":"complete","ttlMs":0,"cacheScope":"public","resources":[{"name":"a","uri":"file:///a"}]}"#
        }
        (Kind::Modern | Kind::Legacy, "resources/templates/list") => {
            r#"{"resultType":"complete","ttlMs":0,"cacheScope":"public","resourceTemplates":[]}"#
        }
        (Kind::Legacy, "ping") => "{}",
        _ => return None,
    })
}
