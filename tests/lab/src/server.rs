//! An MCP server in a box: healthy in any revision, and spoilt by two hooks.
//!
//! A request passes `before` (which may answer it outright), then the healthy behaviour, then `amend`
//! (which may change the reply). Cross-origin headers come last. A fault is thus a small change to a
//! server that works, as it is in life.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::authorization::acceptance;
use crate::authorization::plan::Plan;
use crate::catalogue::Catalogue;
use crate::cors::Cors;
use crate::message::{Body, Reply, Request};
use crate::rpc;
use crate::state::State;

/// The stateless revision.
pub const MODERN: &str = "2026-07-28";
/// The revision of the old HTTP+SSE transport.
pub const OLDEST: &str = "2024-11-05";

pub type Before = Arc<dyn Fn(&Request) -> Option<Reply> + Send + Sync>;
pub type Amend = Arc<dyn Fn(&Request, &mut Reply) + Send + Sync>;

/// How one server behaves.
#[derive(Clone)]
pub struct Server {
    /// Newest first.
    pub revisions: Vec<&'static str>,
    pub transport: Transport,
    pub answer: Answer,
    /// Whether a session id is issued and then demanded.
    pub session: bool,
    pub refusal: Refusal,
    pub credentials: Credentials,
    /// The rule that it does not keep, if there is one.
    pub lax: Option<Lax>,
    /// The way to a token, where it has one.
    pub sign_in: Option<Arc<Plan>>,
    pub capabilities: Value,
    pub instructions: &'static str,
    pub catalogue: Arc<Catalogue>,
    pub cors: Cors,
    /// The path of the endpoint under the cause's prefix.
    pub mount: &'static str,
    /// Whether the old transport names its message address relative to the stream's.
    pub relative_messages: bool,
    pub before: Option<Before>,
    pub amend: Option<Amend>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Transport {
    StreamableHttp,
    /// HTTP+SSE of 2024-11-05.
    EventStream,
}

/// The form in which a request is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    Json,
    EventStream,
}

/// How a server of an older revision refuses `server/discover`: the ways met in deployed servers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// 400, -32000 "Server not initialized".
    NotInitialized,
    /// 404, -32601 "Method not found".
    MethodNotFound,
    /// 404 and an HTML page of the router.
    Html,
    /// 400 and plain text about the version header.
    VersionText,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Credentials {
    None,
    /// `Authorization: Bearer lab-token`.
    Bearer,
    /// `x-api-key: lab-key`.
    ApiKey,
}

/// A rule about what a server must refuse, which a server does not keep.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lax {
    /// Any bearer token will do.
    Token,
    /// Older era: `MCP-Protocol-Version` is not read.
    VersionHeader,
    /// Older era: requests need not name their session.
    NoSession,
    /// Older era: a session goes on after its end.
    EndedSession,
    /// 2026-07-28: every version is spoken.
    AnyVersion,
    /// 2026-07-28: the version in `_meta` need not be the header's.
    MetaVersion,
    /// 2026-07-28: `Mcp-Method` need not name the method of the body.
    OtherMethod,
    /// 2026-07-28: `Mcp-Method` may be absent.
    NoMethod,
    /// 2026-07-28: `_meta` may be absent.
    NoMeta,
    /// 2026-07-28: `Mcp-Method` and `_meta` may be absent, which a server of both eras is free to accept.
    Neither,
    /// Methods that do not exist have an empty result.
    UnknownMethod,
    /// A cursor that was never issued stands for the beginning of the list.
    Cursor,
}

impl Server {
    /// Streamable HTTP of one older revision, with a session and JSON answers.
    pub fn legacy(revision: &'static str) -> Server {
        Server {
            revisions: vec![revision],
            transport: Transport::StreamableHttp,
            answer: Answer::Json,
            session: true,
            refusal: Refusal::NotInitialized,
            credentials: Credentials::None,
            lax: None,
            sign_in: None,
            capabilities: json!({ "tools": {}, "prompts": {}, "resources": {} }),
            instructions: "A note keeper for trying things out. Nothing is kept.",
            catalogue: Arc::new(Catalogue::small()),
            cors: Cors::permissive(),
            mount: "mcp",
            relative_messages: false,
            before: None,
            amend: None,
        }
    }

    /// The newest revision with a session, which most faults start from.
    pub fn sessions() -> Server {
        Server::legacy("2025-11-25")
    }

    /// The stateless revision.
    pub fn modern() -> Server {
        Server {
            session: false,
            ..Server::legacy(MODERN)
        }
    }

    /// HTTP+SSE at `sse`, with messages posted to `messages`.
    pub fn old() -> Server {
        Server {
            transport: Transport::EventStream,
            mount: "sse",
            ..Server::legacy(OLDEST)
        }
    }

    pub fn cors(self, cors: Cors) -> Server {
        Server { cors, ..self }
    }

    /// Does not keep one of the rules.
    pub fn lax(self, rule: Lax) -> Server {
        Server {
            lax: Some(rule),
            ..self
        }
    }

    pub fn is_lax(&self, rule: Lax) -> bool {
        self.lax == Some(rule)
    }

    pub fn catalogue(self, catalogue: Catalogue) -> Server {
        Server {
            catalogue: Arc::new(catalogue),
            ..self
        }
    }

    pub fn before(
        self,
        hook: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
    ) -> Server {
        Server {
            before: Some(Arc::new(hook)),
            ..self
        }
    }

    pub fn amend(self, hook: impl Fn(&Request, &mut Reply) + Send + Sync + 'static) -> Server {
        Server {
            amend: Some(Arc::new(hook)),
            ..self
        }
    }

    /// Wants a token of an authorization server.
    pub fn signs_in(self, plan: Plan) -> Server {
        Server {
            sign_in: Some(Arc::new(plan)),
            ..self
        }
    }

    /// Changes the result of one JSON-RPC method.
    pub fn spoil(
        self,
        method: &'static str,
        change: impl Fn(&mut Value) + Send + Sync + 'static,
    ) -> Server {
        self.amend(move |request, reply| {
            if let (true, Some(result)) = (request.rpc_method() == method, reply.result_mut()) {
                change(result);
            }
        })
    }

    /// Answers every POST of one JSON-RPC method (or of all, where it is empty) with a reply of its own.
    pub fn answers(
        self,
        method: &'static str,
        make: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Server {
        self.before(move |request| {
            let chosen = method.is_empty() || request.rpc_method() == method;
            (request.method == Method::POST && chosen).then(|| make(request))
        })
    }

    pub fn speaks_modern(&self) -> bool {
        self.revisions.contains(&MODERN)
    }

    /// Revisions that are opened by `initialize`, newest first.
    pub fn legacy_revisions(&self) -> Vec<&'static str> {
        self.revisions
            .iter()
            .copied()
            .filter(|revision| *revision != MODERN)
            .collect()
    }

    /// The whole passage of one request.
    pub fn handle(&self, request: &Request, state: &State) -> Reply {
        let chosen = self.before.as_ref().and_then(|hook| hook(request));
        let mut reply = chosen.unwrap_or_else(|| self.healthy(request, state));
        if let Some(hook) = &self.amend {
            hook(request, &mut reply);
        }
        self.encode(request, &mut reply);
        if reply.cors {
            self.cors
                .apply(request.method == Method::OPTIONS, &mut reply);
        }
        if let Some(delay) = asked_delay(&request.query) {
            reply.delay += delay;
        }
        reply
    }

    fn healthy(&self, request: &Request, state: &State) -> Reply {
        let is_messages = self.transport == Transport::EventStream && request.rest == "messages";
        if request.rest != self.mount && !is_messages {
            return not_found().bare();
        }
        if request.method == Method::OPTIONS {
            return Reply::empty(204);
        }
        let plan = self.sign_in.as_deref();
        let unauthorized = plan.and_then(|plan| acceptance::refuse(plan, request, state));
        if let Some(refused) = unauthorized.or_else(|| self.refuse_credentials(request)) {
            return refused;
        }
        match self.transport {
            Transport::StreamableHttp => self.streamable(request, state),
            Transport::EventStream => self.old_transport(request, state),
        }
    }

    fn refuse_credentials(&self, request: &Request) -> Option<Reply> {
        let accepted = match self.credentials {
            Credentials::None => true,
            Credentials::Bearer if self.is_lax(Lax::Token) => {
                request.header("authorization").starts_with("Bearer ")
            }
            Credentials::Bearer => request.header("authorization") == "Bearer lab-token",
            Credentials::ApiKey => request.header("x-api-key") == "lab-key",
        };
        if accepted {
            return None;
        }
        let reply = Reply::json(
            401,
            &json!({ "error": "unauthorized", "error_description": "No valid credentials" }),
        );
        Some(if self.credentials == Credentials::Bearer {
            reply.with("www-authenticate", "Bearer realm=\"lab\"")
        } else {
            reply
        })
    }

    fn streamable(&self, request: &Request, state: &State) -> Reply {
        match request.method {
            Method::POST => rpc::post(self, request, state),
            Method::GET => self.get_stream(request, state),
            Method::DELETE => self.end_session(request, state),
            _ => method_not_allowed(),
        }
    }

    /// The optional stream for messages from the server: offered by servers that answer with events.
    fn get_stream(&self, request: &Request, state: &State) -> Reply {
        if self.legacy_revisions().is_empty() || self.answer == Answer::Json {
            return method_not_allowed();
        }
        match rpc::session_problem(self, request, state) {
            Some(problem) => problem,
            None => Reply::quiet_stream(": open\n\n"),
        }
    }

    fn end_session(&self, request: &Request, state: &State) -> Reply {
        if !self.session {
            return method_not_allowed();
        }
        match rpc::session_problem(self, request, state) {
            Some(problem) => problem,
            None => {
                if !self.is_lax(Lax::EndedSession) {
                    state.close(request.place.cause, request.header("mcp-session-id"));
                }
                Reply::empty(200)
            }
        }
    }

    fn old_transport(&self, request: &Request, state: &State) -> Reply {
        match (request.rest.as_str(), &request.method) {
            ("messages", &Method::POST) => rpc::post_old(self, request, state),
            ("messages", _) => method_not_allowed(),
            (_, &Method::GET) => self.open_old_stream(request, state),
            _ if self.refusal == Refusal::Html => not_found(),
            _ => method_not_allowed(),
        }
    }

    fn open_old_stream(&self, request: &Request, state: &State) -> Reply {
        let (reply, sender) = Reply::event_stream();
        let cause = request.place.cause;
        let id = state.open(cause, Some(sender.clone()));
        let folder = if self.relative_messages {
            String::new()
        } else {
            format!("/{cause}/")
        };
        let first = format!("event: endpoint\ndata: {folder}messages?sessionId={id}\n\n");
        tokio::spawn(async move {
            let _ = sender.send(Ok(Bytes::from(first))).await;
            sender.closed().await;
        });
        reply
    }

    /// Turns a JSON-RPC message into bytes, in the form this server prefers.
    fn encode(&self, request: &Request, reply: &mut Reply) {
        let Body::Message(message) = &reply.body else {
            return;
        };
        let has_type = reply.headers.contains_key("content-type");
        let (content_type, text) = match self.answer {
            Answer::Json => ("application/json", message.to_string()),
            Answer::EventStream => ("text/event-stream", self.as_events(request, message)),
        };
        reply.body = Body::Bytes(Bytes::from(text));
        if !has_type {
            reply.push("content-type", content_type);
        }
        if self.answer == Answer::EventStream {
            reply.push("cache-control", "no-cache");
            reply.push("x-accel-buffering", "no");
        }
    }

    fn as_events(&self, request: &Request, message: &Value) -> String {
        // 2026-07-28 has no way to resume a stream, and no ids for it.
        if request.header("mcp-protocol-version") == MODERN && self.speaks_modern() {
            return format!("event: message\ndata: {message}\n\n");
        }
        // 2025-11-25 begins a stream with an event that has an id and no data, so that it can be resumed.
        let priming = if self.revisions.contains(&"2025-11-25") {
            "id: 0\nretry: 3000\ndata:\n\n"
        } else {
            ""
        };
        let number = if request.rpc_method() == "initialize" {
            1
        } else {
            2
        };
        format!("{priming}event: message\nid: {number}\ndata: {message}\n\n")
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Server")
            .field("revisions", &self.revisions)
            .finish_non_exhaustive()
    }
}

pub fn not_found() -> Reply {
    Reply::html(
        404,
        "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><pre>Cannot find this page</pre></body></html>",
    )
}

pub fn method_not_allowed() -> Reply {
    Reply::error(405, Value::Null, -32000, "Method not allowed.").with("allow", "POST")
}

/// `?delay=ms` slows any endpoint down, up to a minute.
pub fn asked_delay(query: &str) -> Option<Duration> {
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("delay="))?;
    value
        .parse()
        .ok()
        .map(|milliseconds: u64| Duration::from_millis(milliseconds.min(60_000)))
}
