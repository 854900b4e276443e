//! A very small HTTP/1.1 server for the harness: the page's files and hand-made targets.
//!
//! One request per connection. A handler sees the whole request and writes the answer's bytes
//! itself, so that it may also stream for ever or break off.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::failure::Result;

const HEAD_LIMIT: usize = 64 * 1024;
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// A request as it came over the wire.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// Where a handler writes its answer.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// What a handler returns: the work of answering. A connection that the browser closed ends it.
pub type Answering<'a> = Pin<Box<dyn Future<Output = std::io::Result<()>> + Send + 'a>>;

/// Answers one request.
pub trait Handler: Send + Sync + 'static {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a>;
}

impl<F> Handler for F
where
    F: for<'a> Fn(Request, &'a mut dyn Wire) -> Answering<'a> + Send + Sync + 'static,
{
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        self(request, wire)
    }
}

/// Starts a server on a free port of this address and returns where it listens.
/// It ends with the process.
pub async fn serve(address: &str, handler: Arc<dyn Handler>) -> Result<SocketAddr> {
    let listener = TcpListener::bind((address, 0)).await?;
    let local = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let handler = Arc::clone(&handler);
            tokio::spawn(async move { converse(stream, handler).await });
        }
    });
    Ok(local)
}

async fn converse(mut stream: TcpStream, handler: Arc<dyn Handler>) {
    converse_on(&mut stream, handler).await;
    // An orderly end: closing with unread bytes would reset the connection under the answer.
    let _ = stream.shutdown().await;
}

/// Serves one request on a connection that is already open, such as one under TLS.
pub async fn converse_on(wire: &mut dyn Wire, handler: Arc<dyn Handler>) {
    if let Ok(Some(request)) = read_request(wire).await {
        // The browser may leave at any time; nothing here depends on it.
        let _ = handler.answer(request, wire).await;
    }
}

/// Writes a whole answer.
pub async fn respond(
    wire: &mut dyn Wire,
    status: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<()> {
    let mut head = head_of(status, headers);
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    wire.write_all(head.as_bytes()).await?;
    wire.write_all(body).await?;
    wire.flush().await
}

/// Writes a head whose body follows until the connection ends.
pub async fn respond_head(
    wire: &mut dyn Wire,
    status: &str,
    headers: &[(&str, &str)],
) -> std::io::Result<()> {
    let mut head = head_of(status, headers);
    head.push_str("\r\n");
    wire.write_all(head.as_bytes()).await?;
    wire.flush().await
}

fn head_of(status: &str, headers: &[(&str, &str)]) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head
}

async fn read_request(wire: &mut dyn Wire) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > HEAD_LIMIT || wire.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let mut request = parse_head(&String::from_utf8_lossy(&bytes[..end]));
    let length = request
        .header("content-length")
        .and_then(|v| v.parse().ok())
        .unwrap_or(0);
    let length = usize::min(length, BODY_LIMIT);
    let mut body = bytes.split_off(end);
    while body.len() < length {
        if wire.read_buf(&mut body).await? == 0 {
            break;
        }
    }
    request.body = body;
    Ok(Some(request))
}

fn parse_head(head: &str) -> Request {
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    Request {
        method: first.next().unwrap_or_default().to_owned(),
        target: first.next().unwrap_or_default().to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect(),
        body: Vec::new(),
    }
}
