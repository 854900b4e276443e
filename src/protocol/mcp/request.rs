//! The requests of a client, exactly as each revision wants them.
//!
//! Servers of one revision refuse what another one wants: a header too many makes a preflight fail, and one too few is
//! a 400. So each request is written here once and takes its headers from the rules of its revision.

use base64::Engine as _;
use serde_json::{Map, Value};

use super::revision::{Revision, Transport};
use crate::protocol::http::Headers;
use crate::protocol::jsonrpc::{self, Id};

/// The id of every probe, by which a server's owner knows them in a log.
pub const PROBE_ID: &str = "faultfinder-probe";

/// The members of `_meta` that every request of 2026-07-28 carries in place of a session (`basic/index`).
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";
const CLIENT_KEY: &str = "io.modelcontextprotocol/clientInfo";

/// One HTTP request, without address and credentials.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    /// `POST`, `GET` or `DELETE`.
    pub http_method: &'static str,
    /// Those that the protocol wants; credentials and the user's own are added later.
    pub headers: Headers,
    /// One JSON-RPC message, or none.
    pub body: Option<String>,
    /// The id that the answer must carry; `None` for notifications and for requests without body.
    pub rpc_id: Option<Id>,
}

/// What an open session adds to every request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Session<'a> {
    /// The revision that was agreed on.
    pub revision: Revision,
    /// `Mcp-Session-Id`, where the server gave one out.
    pub id: Option<&'a str>,
}

/// The lists that a server may offer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum List {
    /// `tools/list`
    Tools,
    /// `prompts/list`
    Prompts,
    /// `resources/list`
    Resources,
    /// `resources/templates/list`
    ResourceTemplates,
}

impl List {
    /// The method that asks for it.
    pub fn method(self) -> &'static str {
        match self {
            List::Tools => "tools/list",
            List::Prompts => "prompts/list",
            List::Resources => "resources/list",
            List::ResourceTemplates => "resources/templates/list",
        }
    }

    /// The member of the result that holds the items.
    pub fn member(self) -> &'static str {
        match self {
            List::Tools => "tools",
            List::Prompts => "prompts",
            List::Resources => "resources",
            List::ResourceTemplates => "resourceTemplates",
        }
    }

    /// The capability under which a server declares it.
    pub fn capability(self) -> &'static str {
        match self {
            List::Tools => "tools",
            List::Prompts => "prompts",
            List::Resources | List::ResourceTemplates => "resources",
        }
    }
}

/// `server/discover`, the first request of a run (2026-07-28 `server/discover`).
pub fn discover(id: &Id) -> Call {
    request(
        Session {
            revision: Revision::NEWEST_MODERN,
            id: None,
        },
        id,
        "server/discover",
        Map::new(),
    )
}

/// `initialize`, which carries neither version nor session header (2025-11-25 `basic/lifecycle`).
pub fn initialize(revision: Revision, id: &Id) -> Call {
    initialize_for(revision.as_str(), revision, id)
}

/// The same with any text for a version, written by the rules of a revision.
pub fn initialize_for(version: &str, revision: Revision, id: &Id) -> Call {
    let params = object([
        ("protocolVersion", version.into()),
        ("capabilities", object([])),
        ("clientInfo", client(revision)),
    ]);
    let body = jsonrpc::request(id, "initialize", Some(&params));
    post(post_headers(revision.rules().transport), body, Some(id))
}

/// `notifications/initialized` (2025-11-25 `basic/lifecycle`).
pub fn initialized(session: Session) -> Call {
    // Every revision allows a notification without `params`.
    let body = jsonrpc::notification("notifications/initialized", None);
    post(session_headers(session), body, None)
}

/// `ping` in an open session (2025-11-25 `basic/utilities/ping`); removed in 2026-07-28.
pub fn ping(session: Session, id: &Id) -> Call {
    let body = jsonrpc::request(id, "ping", None);
    post(session_headers(session), body, Some(id))
}

/// A `ping` that only asks how far a request gets. The prober adds or takes off headers. It names no version, so that a
/// preflight asks for `content-type` alone.
pub fn probe() -> Call {
    let id = Id::from(PROBE_ID);
    let body = jsonrpc::request(&id, "ping", None);
    post(post_headers(Transport::StreamableHttp), body, Some(&id))
}

/// One page of a list (2026-07-28 `server/utilities/pagination`); the cursor goes back verbatim.
pub fn list(session: Session, id: &Id, list: List, cursor: Option<&str>) -> Call {
    let mut params = Map::new();
    // Left out on the first page: an empty string would be a cursor like any other.
    if let Some(cursor) = cursor {
        params.insert("cursor".to_owned(), cursor.into());
    }
    request(session, id, list.method(), params)
}

/// `subscriptions/listen` for every list's changes (2026-07-28 `basic/patterns/subscriptions`).
/// Aborting the request ends it.
pub fn listen(session: Session, id: &Id) -> Call {
    let mut params = Map::new();
    // Everything that can change. A server acknowledges the kinds that it sends.
    let all = object([
        ("toolsListChanged", true.into()),
        ("promptsListChanged", true.into()),
        ("resourcesListChanged", true.into()),
    ]);
    params.insert("notifications".to_owned(), all);
    request(session, id, "subscriptions/listen", params)
}

/// The stream on which a server speaks unasked (2025-11-25 `basic/transports`, "Listening for
/// Messages from the Server").
pub fn get_stream(session: Session) -> Call {
    let mut headers: Headers = [("Accept", "text/event-stream")].into_iter().collect();
    add_session(&mut headers, session);
    without_body("GET", headers)
}

/// The opening of the old transport: a stream whose first event is `endpoint` (2024-11-05
/// `basic/transports`, "HTTP with SSE").
pub fn old_stream() -> Call {
    get_stream(Session {
        revision: Revision::V2024_11_05,
        id: None,
    })
}

/// The end of a session (2025-11-25 `basic/transports`, "Session Management").
pub fn delete(session: Session) -> Call {
    let mut headers = Headers::new();
    add_session(&mut headers, session);
    without_body("DELETE", headers)
}

/// Any request of an open session.
pub fn request(session: Session, id: &Id, method: &str, mut params: Map<String, Value>) -> Call {
    let mut headers = session_headers(session);
    if session.revision.is_modern() {
        // 2026-07-28 repeats method and target in headers, so that proxies can route without reading bodies
        // (`basic/transports/streamable-http`, "Standard Request Headers").
        headers.set("Mcp-Method", method);
        if let Some(name) = named_target(method, &params) {
            headers.set("Mcp-Name", header_value(name));
        }
        params.insert("_meta".to_owned(), meta(session.revision.as_str()));
    }
    let body = jsonrpc::request(id, method, Some(&Value::Object(params)));
    post(headers, body, Some(id))
}

/// A text as the value of `Mcp-Name` or `Mcp-Param-*` (2026-07-28 `basic/transports/streamable-http`,
/// "Value Encoding"): base64 where a header would change or refuse it.
pub fn header_value(text: &str) -> String {
    // Printable ASCII passes every server and proxy unchanged.
    let plain = text.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    // White space at an end is taken off on the way (RFC 9110, 5.5).
    let trimmed = text.trim_matches([' ', '\t']) == text;
    // A text that looks encoded would be decoded by the server.
    let sentinel = text.starts_with("=?base64?") && text.ends_with("?=");
    if plain && trimmed && !sentinel {
        return text.to_owned();
    }
    format!(
        "=?base64?{}?=",
        base64::engine::general_purpose::STANDARD.encode(text)
    )
}

/// What `Mcp-Name` repeats, for the three methods that need it.
fn named_target<'a>(method: &str, params: &'a Map<String, Value>) -> Option<&'a str> {
    let member = match method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        _ => return None,
    };
    params.get(member)?.as_str()
}

/// `_meta` of a request of 2026-07-28 (`basic/index`): version, capabilities and client, as `initialize` had them.
pub(super) fn meta(version: &str) -> Value {
    object([
        (VERSION_KEY, version.into()),
        (CAPABILITIES_KEY, object([])),
        (CLIENT_KEY, client(Revision::NEWEST_MODERN)),
    ])
}

/// Who we are (`Implementation`); it has a title since 2025-06-18.
fn client(revision: Revision) -> Value {
    let mut client = Map::new();
    client.insert("name".to_owned(), "faultfinder".into());
    if revision >= Revision::V2025_06_18 {
        client.insert("title".to_owned(), "Faultfinder".into());
    }
    client.insert("version".to_owned(), env!("CARGO_PKG_VERSION").into());
    Value::Object(client)
}

/// An object of ready-made values. `json!` would bring serde_json's tables of floats into the page for them.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.into_iter();
    Value::Object(
        members
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

/// A request about the session or its stream, which carries no message.
fn without_body(http_method: &'static str, headers: Headers) -> Call {
    Call {
        http_method,
        headers,
        body: None,
        rpc_id: None,
    }
}

/// A message as HTTP request; an answer must carry this id.
fn post(headers: Headers, body: String, id: Option<&Id>) -> Call {
    Call {
        http_method: "POST",
        headers,
        body: Some(body),
        rpc_id: id.cloned(),
    }
}

/// The headers of a message in an open session.
fn session_headers(session: Session) -> Headers {
    let mut headers = post_headers(session.revision.rules().transport);
    add_session(&mut headers, session);
    headers
}

/// The headers of any message. Streamable HTTP wants both types in `Accept` (2025-03-26 `basic/transports`, "Sending
/// Messages to the Server"); servers answer 406 where one is missing. The old transport answers on its stream.
fn post_headers(transport: Transport) -> Headers {
    let mut headers: Headers = [("Content-Type", "application/json")].into_iter().collect();
    if transport == Transport::StreamableHttp {
        headers.set("Accept", "application/json, text/event-stream");
    }
    headers
}

/// What tells the server which session, and which revision of it, a request belongs to.
fn add_session(headers: &mut Headers, session: Session) {
    let rules = session.revision.rules();
    if rules.sends_version_header {
        headers.set("MCP-Protocol-Version", session.revision.as_str());
    }
    // A modern server that gives out a session id is named by a check; sending it back would hide a mistake.
    if let Some(id) = session.id.filter(|_| rules.has_sessions) {
        headers.set("Mcp-Session-Id", id);
    }
}
