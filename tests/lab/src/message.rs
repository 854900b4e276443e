//! One request as an endpoint sees it, and the reply it decides on.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// A request, read whole.
#[derive(Debug)]
pub struct Request {
    pub method: Method,
    /// The path after the cause's own prefix: `mcp` for `/healthy/mcp`.
    pub rest: String,
    pub query: String,
    pub headers: HeaderMap,
    /// The body where it is JSON.
    pub json: Option<Value>,
    pub body: Bytes,
    pub place: Place,
}

/// Where the endpoint stands, for replies that have to name an address.
#[derive(Clone, Debug)]
pub struct Place {
    pub cause: &'static str,
    /// Origin on which the request arrived.
    pub origin: String,
    /// The lab's first origin.
    pub lab_origin: String,
    /// The lab's second origin, which records what reaches it.
    pub second_origin: String,
    /// Whether it is the second origin that was asked.
    pub is_second: bool,
    /// Whether the cause has a port of its own, at whose root it stands.
    pub alone: bool,
}

impl Request {
    /// The JSON-RPC method, or an empty string.
    pub fn rpc_method(&self) -> &str {
        self.json
            .as_ref()
            .and_then(|message| message.get("method"))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The JSON-RPC id, or null.
    pub fn rpc_id(&self) -> Value {
        self.json
            .as_ref()
            .and_then(|message| message.get("id"))
            .cloned()
            .unwrap_or(Value::Null)
    }

    pub fn is_notification(&self) -> bool {
        self.json
            .as_ref()
            .is_some_and(|message| message.get("id").is_none())
    }

    pub fn param(&self, pointer: &str) -> Option<&Value> {
        self.json.as_ref()?.get("params")?.pointer(pointer)
    }

    /// A header's text; empty when it is absent or not text.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The absolute address of a path under this cause, on the origin that was asked.
    pub fn here(&self, rest: &str) -> String {
        format!("{}/{}/{rest}", self.place.origin, self.place.cause)
    }

    /// The same path on the lab's second origin.
    pub fn elsewhere(&self, rest: &str) -> String {
        format!("{}/{}/{rest}", self.place.second_origin, self.place.cause)
    }
}

/// A reply before it is put on the wire.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Body,
    /// Whether the endpoint's cross-origin headers are added.
    pub cors: bool,
    pub delay: Duration,
}

/// What a reply carries.
#[derive(Debug)]
pub enum Body {
    Bytes(Bytes),
    /// A JSON-RPC message, sent as JSON or as an event as the endpoint prefers.
    Message(Value),
    /// Pieces sent as they come; an error breaks the connection in the middle.
    Stream(mpsc::Receiver<io::Result<Bytes>>),
    /// Never answer.
    Hang,
    /// Close the connection without an answer.
    Drop,
}

impl Reply {
    pub fn new(status: u16, body: Body) -> Reply {
        let status = StatusCode::from_u16(status).expect("the lab's own statuses are valid");
        Reply {
            status,
            headers: HeaderMap::new(),
            body,
            cors: true,
            delay: Duration::ZERO,
        }
    }

    pub fn empty(status: u16) -> Reply {
        Reply::new(status, Body::Bytes(Bytes::new()))
    }

    pub fn text(status: u16, content_type: &str, body: impl Into<Bytes>) -> Reply {
        Reply::new(status, Body::Bytes(body.into())).with("content-type", content_type)
    }

    pub fn html(status: u16, body: &'static str) -> Reply {
        Reply::text(status, "text/html; charset=utf-8", body)
    }

    pub fn json(status: u16, body: &Value) -> Reply {
        Reply::text(status, "application/json", body.to_string())
    }

    /// A JSON-RPC answer with `result`.
    pub fn result(request: &Request, result: Value) -> Reply {
        Reply::new(
            200,
            Body::Message(json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "result": result })),
        )
    }

    /// A JSON-RPC error, sent as JSON with an HTTP status.
    pub fn error(status: u16, id: Value, code: i64, message: &str) -> Reply {
        Reply::json(
            status,
            &json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }),
        )
    }

    pub fn redirect(status: u16, location: &str) -> Reply {
        Reply::empty(status).with("location", location)
    }

    /// An event stream, fed through the sender returned; it ends when the sender is dropped.
    pub fn event_stream() -> (Reply, mpsc::Sender<io::Result<Bytes>>) {
        let (reply, sender) = Reply::stream("text/event-stream");
        (reply.with("cache-control", "no-cache"), sender)
    }

    /// A body sent piece by piece.
    pub fn stream(content_type: &str) -> (Reply, mpsc::Sender<io::Result<Bytes>>) {
        let (sender, receiver) = mpsc::channel(64);
        (
            Reply::new(200, Body::Stream(receiver)).with("content-type", content_type),
            sender,
        )
    }

    /// An event stream that sends `first` and then stays open in silence until the client leaves.
    pub fn quiet_stream(first: impl Into<Bytes>) -> Reply {
        let (reply, sender) = Reply::event_stream();
        let first = first.into();
        tokio::spawn(async move {
            if !first.is_empty() {
                let _ = sender.send(Ok(first)).await;
            }
            sender.closed().await;
        });
        reply
    }

    pub fn hang() -> Reply {
        Reply::new(200, Body::Hang)
    }

    pub fn drop() -> Reply {
        Reply::new(200, Body::Drop)
    }

    /// Without the endpoint's cross-origin headers.
    pub fn bare(mut self) -> Reply {
        self.cors = false;
        self
    }

    pub fn with(mut self, name: &str, value: &str) -> Reply {
        self.push(name, value);
        self
    }

    /// Adds a header beside those of the same name.
    pub fn push(&mut self, name: &str, value: &str) {
        let name =
            HeaderName::from_bytes(name.as_bytes()).expect("the lab's own header names are valid");
        // Header values are Latin-1 on the wire, so that a character above it cannot occur here.
        let bytes: Vec<u8> = value
            .chars()
            .map(|character| u8::try_from(character).unwrap_or(b'?'))
            .collect();
        self.headers.append(
            name,
            HeaderValue::from_bytes(&bytes).expect("the lab's own header values are valid"),
        );
    }

    pub fn remove(&mut self, name: &str) {
        self.headers.remove(name);
    }

    /// The `result` of the JSON-RPC message in this reply, to be spoilt.
    pub fn result_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Body::Message(message) => message.get_mut("result"),
            Body::Bytes(_) | Body::Stream(_) | Body::Hang | Body::Drop => None,
        }
    }

    /// The whole JSON-RPC message in this reply.
    pub fn message_mut(&mut self) -> Option<&mut Value> {
        match &mut self.body {
            Body::Message(message) => Some(message),
            Body::Bytes(_) | Body::Stream(_) | Body::Hang | Body::Drop => None,
        }
    }
}

/// A body in the form the HTTP library sends.
pub enum Outgoing {
    Whole(Option<Bytes>),
    Pieces(mpsc::Receiver<io::Result<Bytes>>),
}

impl From<Bytes> for Outgoing {
    fn from(bytes: Bytes) -> Outgoing {
        Outgoing::Whole(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Outgoing::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Outgoing::Pieces(receiver) => receiver
                .poll_recv(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Outgoing::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Outgoing::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
            }
            Outgoing::Pieces(_) => SizeHint::default(),
        }
    }
}
