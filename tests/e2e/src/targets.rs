//! Hand-made targets that record what they receive. The lab shows causes; these attack the page, or
//! stand where nobody but the recorder may learn something.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::failure::{Result, ensure};
use crate::tiny_http::{Answering, Handler, Request, Wire, respond, respond_head, serve};

/// What a target does with every request but a preflight.
#[derive(Debug, Clone)]
pub enum Behaviour {
    /// Answers with this status and nothing else.
    Status(&'static str),
    /// Answers 200 without a single cross-origin header, preflights included.
    WithoutCors,
    /// Sends the browser on.
    Redirect {
        status: &'static str,
        to: String,
        cors: bool,
    },
    /// Takes the request and never answers.
    Silent,
    /// Server-sent events without end and without the answer; so many milliseconds apart.
    Endless { pause_ms: u64 },
    /// A JSON answer of a hundred megabytes.
    Huge,
    /// A JSON answer nested ten thousand deep.
    Deep,
    /// A JSON answer with bytes that are not UTF-8.
    NotUtf8,
}

/// A running target.
pub struct Target {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    waiting: watch::Receiver<usize>,
}

impl Target {
    pub async fn start(behaviour: Behaviour) -> Result<Self> {
        Self::start_at("127.0.0.1", behaviour).await
    }

    pub async fn start_at(host: &str, behaviour: Behaviour) -> Result<Self> {
        let seen = Arc::default();
        let (held, waiting) = watch::channel(0);
        let handler = Recorder {
            behaviour,
            seen: Arc::clone(&seen),
            held,
        };
        let address = serve(host, Arc::new(handler)).await?;
        Ok(Self {
            address,
            seen,
            waiting,
        })
    }

    /// The address of an endpoint on it.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// Waits until the browser has let go of every request that this target holds.
    pub async fn let_go(&self) -> Result<()> {
        let mut waiting = self.waiting.clone();
        let gone = timeout(Duration::from_secs(5), waiting.wait_for(|held| *held == 0)).await;
        ensure(gone.is_ok(), || {
            format!(
                "{} requests are still open after 5 s",
                *self.waiting.borrow()
            )
        })
    }

    /// Everything received so far.
    pub fn seen(&self) -> Vec<Request> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

struct Recorder {
    behaviour: Behaviour,
    seen: Arc<Mutex<Vec<Request>>>,
    /// How many requests are held without an answer.
    held: watch::Sender<usize>,
}

impl Handler for Recorder {
    fn answer<'a>(&'a self, request: Request, wire: &'a mut dyn Wire) -> Answering<'a> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request.clone());
        Box::pin(async move {
            let cors = !matches!(
                self.behaviour,
                Behaviour::WithoutCors | Behaviour::Redirect { cors: false, .. }
            );
            if request.method == "OPTIONS" && cors {
                return preflight(&request, wire).await;
            }
            self.held.send_modify(|held| *held += 1);
            let answered = behave(&self.behaviour, &request, wire).await;
            self.held.send_modify(|held| *held -= 1);
            answered
        })
    }
}

pub const ANY_ORIGIN: (&str, &str) = ("access-control-allow-origin", "*");

pub async fn preflight(request: &Request, wire: &mut dyn Wire) -> std::io::Result<()> {
    let asked = request
        .header("access-control-request-headers")
        .unwrap_or_default();
    let headers = [
        ANY_ORIGIN,
        ("access-control-allow-headers", asked),
        ("access-control-allow-methods", "GET, POST, DELETE, OPTIONS"),
    ];
    respond(wire, "204 No Content", &headers, b"").await
}

async fn behave(
    behaviour: &Behaviour,
    request: &Request,
    wire: &mut dyn Wire,
) -> std::io::Result<()> {
    let json = [ANY_ORIGIN, ("content-type", "application/json")];
    match behaviour {
        Behaviour::Status(status) => respond(wire, status, &[ANY_ORIGIN], b"").await,
        Behaviour::WithoutCors => {
            respond(
                wire,
                "200 OK",
                &[("content-type", "application/json")],
                b"{}",
            )
            .await
        }
        Behaviour::Redirect { status, to, cors } => {
            let mut headers = vec![("location", to.as_str())];
            headers.extend(cors.then_some(ANY_ORIGIN));
            respond(wire, status, &headers, b"").await
        }
        // Nothing more comes but the end of the connection.
        Behaviour::Silent => wire.read_u8().await.map(drop),
        Behaviour::Endless { pause_ms } => endless(*pause_ms, wire).await,
        Behaviour::Huge => huge(request, wire).await,
        Behaviour::Deep => {
            let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
            respond(
                wire,
                "200 OK",
                &json,
                answer_with(request, &nested).as_bytes(),
            )
            .await
        }
        Behaviour::NotUtf8 => {
            let mut body = answer_with(request, "\"@\"").into_bytes();
            if let Some(at) = body.iter().position(|byte| *byte == b'@') {
                body[at] = 0xff;
            }
            respond(wire, "200 OK", &json, &body).await
        }
    }
}

/// A JSON-RPC answer to this very request, with `value` in its result.
fn answer_with(request: &Request, value: &str) -> String {
    let id = serde_json::from_slice::<Value>(&request.body).map(|body| body["id"].clone());
    format!(
        r#"{{"jsonrpc":"2.0","id":{},"result":{{"extra":{value}}}}}"#,
        id.unwrap_or_default()
    )
}

async fn endless(pause_ms: u64, wire: &mut dyn Wire) -> std::io::Result<()> {
    respond_head(
        wire,
        "200 OK",
        &[ANY_ORIGIN, ("content-type", "text/event-stream")],
    )
    .await?;
    let event = "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":\
                 {\"level\":\"info\",\"data\":\"still here\"}}\n\n";
    loop {
        wire.write_all(event.as_bytes()).await?;
        wire.flush().await?;
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
    }
}

async fn huge(request: &Request, wire: &mut dyn Wire) -> std::io::Result<()> {
    respond_head(
        wire,
        "200 OK",
        &[ANY_ORIGIN, ("content-type", "application/json")],
    )
    .await?;
    let whole = answer_with(request, "\"@\"");
    let (before, after) = whole.split_once('@').unwrap_or_default();
    wire.write_all(before.as_bytes()).await?;
    let megabyte = vec![b'a'; 1_000_000];
    for _ in 0..100 {
        wire.write_all(&megabyte).await?;
    }
    wire.write_all(after.as_bytes()).await?;
    wire.flush().await
}
