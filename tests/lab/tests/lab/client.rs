//! A client of a few lines: one HTTP exchange per connection, and enough MCP to open a session.

use std::collections::VecDeque;
use std::io;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

pub const BOTH: &str = "application/json, text/event-stream";

/// An answer read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: hyper::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The JSON-RPC message in a JSON body or in the last event with data.
    pub fn message(&self) -> Value {
        let data = |line: &'_ str| {
            line.strip_prefix("data:")
                .map(str::trim)
                .filter(|data| !data.is_empty())
                .map(str::to_owned)
        };
        let text = self.body.lines().rev().find_map(data);
        serde_json::from_str(text.as_deref().unwrap_or(&self.body)).unwrap_or(Value::Null)
    }
}

/// Sends one request and returns the head of its answer.
pub async fn send(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Response<Incoming>> {
    let rest = url.strip_prefix("http://").unwrap_or(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let stream = TcpStream::connect(host.replace("localhost", "127.0.0.1")).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/{path}"))
        .header("host", host);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request
        .body(Full::new(Bytes::from(body.to_owned())))
        .map_err(io::Error::other)?;
    sender.send_request(request).await.map_err(io::Error::other)
}

/// Sends one request and reads the answer to its end.
pub async fn ask(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Answer> {
    let (parts, body) = send(method, url, headers, body).await?.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// Posts one JSON-RPC message with the headers every revision needs, and `more`.
pub async fn post(url: &str, more: &[(&str, &str)], message: &Value) -> io::Result<Answer> {
    let headers = [
        &[("content-type", "application/json"), ("accept", BOTH)],
        more,
    ]
    .concat();
    ask(Method::POST, url, &headers, &message.to_string()).await
}

pub fn initialize(version: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "lab-test", "version": "1" } } })
}

pub fn modern(id: u32, method: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": { "_meta": {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} } } })
}

/// Sends the modern probe.
pub async fn discover(url: &str, more: &[(&str, &str)]) -> io::Result<Answer> {
    let headers = [
        &[
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", "server/discover"),
        ],
        more,
    ]
    .concat();
    post(url, &headers, &modern(1, "server/discover")).await
}

/// The events of a stream that does not end.
pub struct Events {
    body: Incoming,
    waiting: VecDeque<(String, String)>,
}

impl Events {
    pub fn new(body: Incoming) -> Events {
        Events {
            body,
            waiting: VecDeque::new(),
        }
    }

    /// The next event's name and data. Each of the lab's pieces holds whole events.
    pub async fn next(&mut self) -> Option<(String, String)> {
        while self.waiting.is_empty() {
            let piece = self.body.frame().await?.ok()?.into_data().ok()?;
            let text = String::from_utf8_lossy(&piece).into_owned();
            let field = |event: &str, name: &str| {
                event
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            };
            self.waiting.extend(
                text.split("\n\n")
                    .map(|event| (field(event, "event:"), field(event, "data:"))),
            );
            self.waiting.retain(|(name, _)| !name.is_empty());
        }
        self.waiting.pop_front()
    }
}
