//! The fault lab: one endpoint per way an MCP connection breaks, and healthy ones of every revision.
//!
//! [`Lab::start`] serves it; [`Lab::causes`] lists what is there and how a diagnosis of each has to end.
//! What a cause does wrong is a small change to a server that works (`server.rs`), so that nothing but
//! the fault itself is on the wire.

pub mod cause;
pub mod page;
pub mod tls;

mod authorization;
mod catalogue;
mod causes;
mod control;
mod cors;
mod listen;
mod message;
mod rpc;
mod server;
mod state;
mod wire;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::Response;
use hyper::body::{Bytes, Incoming};

use crate::causes::{Entry, Target};
use crate::listen::{Accepting, Sockets};
use crate::message::{Body, Outgoing, Place, Reply, Request};
use crate::server::Server;
use crate::wire::WirePort;

pub use crate::cause::{
    Cause, Certainty, Client, Expect, Expectations, Group, Need, Outcome, SignIn, Then,
};
pub use crate::state::Logged;
use crate::state::State;

/// Bodies above this are not read: no client of MCP sends as much to the lab.
const MAX_REQUEST: usize = 8 * 1024 * 1024;

/// How to start a lab.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The lab's port; 0 takes free ones throughout.
    pub port: u16,
}

/// A running lab; dropping it ends it.
pub struct Lab {
    port: u16,
    second_port: u16,
    ca: tls::Ca,
    causes: Arc<Vec<Cause>>,
    state: Arc<State>,
    accepting: Vec<Accepting>,
    wires: Vec<WirePort>,
}

impl Lab {
    /// Opens all ports and begins to serve. Needs a tokio runtime with its I/O and time drivers.
    pub async fn start(options: Options) -> io::Result<Lab> {
        let main = Sockets::bind(options.port).await?;
        let second = Sockets::near(next_port(options.port, 1)).await?;
        let (port, second_port) = (main.port(), second.port());
        let ca = tls::ca()?;
        let state = Arc::new(State::new());
        let entries = causes::all();
        let servers = Arc::new(
            entries
                .iter()
                .filter_map(server_of)
                .collect::<HashMap<_, _>>(),
        );
        let handler = Handler {
            cause: "",
            origin: origin(port),
            lab_origin: origin(port),
            second_origin: origin(second_port),
            is_second: false,
            servers,
            causes: Arc::new(Vec::new()),
            state: Arc::clone(&state),
        };
        let mut wires = Vec::new();
        let mut causes = Vec::new();
        for entry in entries {
            let wire = match &entry.target {
                Target::Port { wire, .. } => {
                    let wanted = next_port(
                        options.port,
                        2 + u16::try_from(wires.len()).unwrap_or_default(),
                    );
                    Some(
                        wire::open(
                            *wire,
                            wanted,
                            &ca,
                            Handler {
                                cause: entry.id,
                                ..handler.clone()
                            },
                        )
                        .await?,
                    )
                }
                Target::Text(_) | Target::Endpoint { .. } => None,
            };
            causes.push(entry.finish(port, wire.as_ref().map(|wire| wire.port)));
            wires.extend(wire);
        }
        let causes = Arc::new(causes);
        let handler = Handler {
            causes: Arc::clone(&causes),
            ..handler
        };
        let beside = Handler {
            origin: origin(second_port),
            is_second: true,
            ..handler.clone()
        };
        let accepting = vec![
            main.serve(None, move |request| http_answer(handler.clone(), request)),
            second.serve(None, move |request| http_answer(beside.clone(), request)),
        ];
        Ok(Lab {
            port,
            second_port,
            ca,
            causes,
            state,
            accepting,
            wires,
        })
    }

    /// `http://localhost:4118`, without a path.
    pub fn origin(&self) -> String {
        origin(self.port)
    }

    /// The port of that origin.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The second origin, to which some causes redirect. What reaches it stands in the same logs.
    pub fn second_origin(&self) -> String {
        origin(self.second_port)
    }

    /// The certificate of the throw-away authority behind the lab's own https ports.
    pub fn ca_pem(&self) -> &str {
        self.ca.pem()
    }

    /// A certificate of that authority, for a page or server that a test puts beside the lab.
    pub fn leaf(&self, names: &[&str], validity: tls::Validity) -> io::Result<tls::Leaf> {
        self.ca.leaf(names, validity)
    }

    /// Everything that can be tried here.
    pub fn causes(&self) -> Vec<Cause> {
        self.causes.to_vec()
    }

    pub fn cause(&self, id: &str) -> Option<Cause> {
        self.causes.iter().find(|cause| cause.id == id).cloned()
    }

    /// The requests that reached a cause since its log was last cleared.
    pub fn log(&self, cause: &str) -> Vec<Logged> {
        self.state.log(cause)
    }

    /// Has the endpoint of a cause answer as a healthy server does, or as before. A cause that is not reached
    /// over HTTP cannot be mended.
    pub fn set_fixed(&self, cause: &str, is_fixed: bool) {
        self.state.set_fixed(cause, is_fixed);
    }

    /// How many connections to any of its ports are open.
    pub fn open_connections(&self) -> usize {
        let shared = self.accepting.iter().map(Accepting::open_connections);
        let own = self.wires.iter().map(WirePort::open_connections);
        shared.chain(own).sum()
    }

    /// Forgets the requests of one cause, or of all.
    pub fn clear_log(&self, cause: Option<&str>) {
        self.state.clear(cause);
    }
}

/// As this cause answers, so does a mended one.
const FIXED: &str = "healthy-2025-11-25";

/// What a port needs in order to answer.
#[derive(Clone)]
struct Handler {
    /// Set on a port of its own, which serves this cause at its root; empty on the shared ports.
    cause: &'static str,
    origin: String,
    lab_origin: String,
    second_origin: String,
    is_second: bool,
    servers: Arc<HashMap<&'static str, Server>>,
    causes: Arc<Vec<Cause>>,
    state: Arc<State>,
}

/// Answers one HTTP request; an error closes the connection.
async fn http_answer(
    handler: Handler,
    request: hyper::Request<Incoming>,
) -> io::Result<Response<Outgoing>> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, MAX_REQUEST)
        .collect()
        .await
        .map_err(io::Error::other)?
        .to_bytes();
    let path = parts.uri.path().trim_start_matches('/');
    let (cause, rest) = route(&handler, path);
    let Some((&cause, server)) = handler.servers.get_key_value(cause.as_str()) else {
        let reply = control::answer(&handler, &parts, path);
        return send(reply).await;
    };
    handler
        .state
        .record(cause, Logged::request(&handler.origin, &parts, &body));
    let request = Request {
        rest,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        json: serde_json::from_slice(&body).ok(),
        body,
        method: parts.method,
        headers: parts.headers,
        place: Place {
            cause,
            origin: handler.origin.clone(),
            lab_origin: handler.lab_origin.clone(),
            second_origin: handler.second_origin.clone(),
            is_second: handler.is_second,
            alone: !handler.cause.is_empty(),
        },
    };
    let fixed = handler.servers.get(FIXED);
    let fixed = fixed.filter(|_| handler.state.is_fixed(cause));
    let server = fixed.unwrap_or(server).clone();
    let beside = match &server.sign_in {
        Some(plan) => authorization::answer(plan, &request, &handler.state).await,
        None => None,
    };
    let reply = match beside {
        Some(reply) => reply,
        // A list of ten thousand tools takes so long to write that nobody else would be answered meanwhile.
        None => tokio::task::spawn_blocking(move || server.handle(&request, &handler.state))
            .await
            .map_err(io::Error::other)?,
    };
    send(reply).await
}

/// The cause that a path belongs to, and the path below it. What stands before the cause's own prefix, as the
/// well-known addresses of a sign-in do, begins with a slash.
fn route(handler: &Handler, path: &str) -> (String, String) {
    const WELL_KNOWN: &str = ".well-known/";
    let split = |path: &str| {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        (first.to_owned(), rest.to_owned())
    };
    if !handler.cause.is_empty() {
        let slash = if path.starts_with(WELL_KNOWN) {
            "/"
        } else {
            ""
        };
        return (handler.cause.to_owned(), format!("{slash}{path}"));
    }
    let Some(inserted) = path.strip_prefix(WELL_KNOWN) else {
        return split(path);
    };
    let (name, below) = split(inserted);
    let (cause, rest) = split(&below);
    let signs_in = |server: &Server| server.sign_in.is_some();
    if !handler.servers.get(cause.as_str()).is_some_and(signs_in) {
        return split(path);
    }
    let slash = if rest.is_empty() { "" } else { "/" };
    (cause, format!("/{WELL_KNOWN}{name}{slash}{rest}"))
}

async fn send(reply: Reply) -> io::Result<Response<Outgoing>> {
    if reply.delay > Duration::ZERO {
        tokio::time::sleep(reply.delay).await;
    }
    let body = match reply.body {
        Body::Bytes(bytes) => Outgoing::from(bytes),
        Body::Message(message) => Outgoing::from(Bytes::from(message.to_string())),
        Body::Stream(pieces) => Outgoing::Pieces(pieces),
        Body::Hang => return std::future::pending().await,
        Body::Drop => return Err(io::Error::other("this cause closes the connection")),
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

fn server_of(entry: &Entry) -> Option<(&'static str, Server)> {
    match &entry.target {
        Target::Endpoint { server, .. } => Some((entry.id, (**server).clone())),
        Target::Port { server, .. } => server.as_ref().map(|server| (entry.id, (**server).clone())),
        Target::Text(_) => None,
    }
}

fn origin(port: u16) -> String {
    format!("http://localhost:{port}")
}

/// The port `offset` after the lab's own; 0, that is any, where the lab took any.
fn next_port(port: u16, offset: u16) -> u16 {
    if port == 0 {
        0
    } else {
        port.checked_add(offset).unwrap_or(0)
    }
}
