//! A browser and a server, played: requests in, what a page would see out. No clock but the one that is
//! turned here.

use std::ops::{Deref, DerefMut};

use faultfinder::engine::Run;
use faultfinder::protocol::document;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::network_cause::NetworkCause;
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::vantage::{
    self, Browser, BrowserEngine, ClientIdentity, Environment, Options,
};
use faultfinder::trace::wire::{
    Failure, Head, Input, Mode, Permission, Probe, ProbeResult, Redirect, Request, ResponseKind,
};
use serde_json::{Value, json};

use crate::drive::{self, Vantage, opaque};
use crate::environment::environment;
use crate::vantage_contract::ContractChecker;

/// Not a header: what the server writes to the open stream after this reply.
const PUSH: &str = "push";

/// Not a header: this reply gives no page permission to read it.
pub const HIDDEN: &str = "hidden";

/// Not a header: a redirect led here.
pub const REDIRECTED: &str = "redirected";

/// What a server does with a request, before a browser has its say.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// The answer goes on: no end comes.
    pub open: bool,
}

pub enum Answer {
    Reply(Reply),
    /// The connection fails.
    Refuse,
    /// It fails for this cause.
    Break(NetworkCause),
    /// Nothing comes.
    Hang,
}

/// What a preflight would allow; `None`: it is answered without permission.
#[derive(Clone, Default)]
pub struct Cors {
    pub allow_origin: bool,
    pub allow_headers: Option<Vec<&'static str>>,
    pub expose: Vec<&'static str>,
}

/// A run, and the vantage that it is played to.
pub struct World {
    pub run: Run,
    played: Played,
}

/// A browser that keeps answers from its pages, or a program that opens its own connections.
pub struct Played {
    environment: Environment,
    pub cors: Cors,
    serve: Box<dyn Fn(&Request) -> Answer>,
    pub sent: Vec<Request>,
    /// The open stream of the old transport.
    stream: Option<u32>,
    now: f64,
    /// What the browser says of the permissions that it is asked about.
    permission: Permission,
    /// Time passes where the engine waits.
    waits: bool,
    contract: ContractChecker,
}

impl Deref for World {
    type Target = Played;

    fn deref(&self) -> &Played {
        &self.played
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Played {
        &mut self.played
    }
}

/// A program outside of any browser, which opens its own connections.
fn native() -> Environment {
    Environment {
        vantage: vantage::Vantage::Native,
        browser: Browser {
            engine: BrowserEngine::Other,
            version: String::new(),
        },
        page_origin: String::new(),
        page_is_https: false,
        client: Some(ClientIdentity {
            client_uri: "https://tool.test/".to_owned(),
            redirect_uri: "http://127.0.0.1:4180/callback".to_owned(),
            metadata_url: "https://tool.test/client.json".to_owned(),
        }),
        ..environment()
    }
}

pub fn open_cors() -> Cors {
    Cors {
        allow_origin: true,
        allow_headers: Some(vec![
            "content-type",
            "authorization",
            "mcp-protocol-version",
            "mcp-session-id",
            "mcp-method",
            "mcp-name",
        ]),
        expose: vec!["mcp-session-id", "www-authenticate"],
    }
}

/// The same by a list that was written before 2026-07-28.
pub fn legacy_cors() -> Cors {
    Cors {
        allow_headers: Some(vec![
            "content-type",
            "mcp-protocol-version",
            "mcp-session-id",
        ]),
        ..open_cors()
    }
}

pub fn options(server: &str) -> Options {
    Options {
        server: server.to_owned(),
        ..Options::default()
    }
}

impl World {
    pub fn run(
        options: Options,
        cors: Cors,
        serve: impl Fn(&Request) -> Answer + 'static,
    ) -> World {
        let mut world = World::start(options, cors, serve);
        world.drive();
        world
    }

    /// As [`World::run`], seen by a program outside of any browser.
    pub fn run_natively(server: &str, serve: impl Fn(&Request) -> Answer + 'static) -> World {
        let mut world = World::start_in(native(), options(server), Cors::default(), serve);
        world.drive();
        world
    }

    /// As [`World::run`], in a browser that may be asking its user for permission all the time.
    pub fn run_asking(options: Options, serve: impl Fn(&Request) -> Answer + 'static) -> World {
        let mut world = World::start(options, open_cors(), serve);
        world.permission = Permission::Prompt;
        world.drive();
        world
    }

    fn start(options: Options, cors: Cors, serve: impl Fn(&Request) -> Answer + 'static) -> World {
        World::start_in(environment(), options, cors, serve)
    }

    fn start_in(
        environment: Environment,
        options: Options,
        cors: Cors,
        serve: impl Fn(&Request) -> Answer + 'static,
    ) -> World {
        let mut world = World {
            run: Run::new(options),
            played: Played {
                environment: environment.clone(),
                cors,
                serve: Box::new(serve),
                sent: Vec::new(),
                stream: None,
                now: 1000.0,
                permission: Permission::Granted,
                waits: true,
                contract: ContractChecker::default(),
            },
        };
        world.tell(Input::Start(environment));
        world
    }

    /// As [`World::run`], up to the moment when nothing is left but to wait.
    pub fn run_until_waiting(
        options: Options,
        cors: Cors,
        serve: impl Fn(&Request) -> Answer + 'static,
    ) -> World {
        let mut world = World::start(options, cors, serve);
        world.drive_until_waiting();
        world
    }

    /// Runs until nothing is left but to wait.
    pub fn drive_until_waiting(&mut self) {
        self.waits = false;
        self.drive();
        self.waits = true;
    }

    /// Runs until the engine is done or waits for the user.
    pub fn drive(&mut self) {
        drive::drive(&mut self.run, &mut self.played);
    }

    pub fn tell(&mut self, input: Input) {
        drive::tell(&mut self.run, &mut self.played, input);
    }

    pub fn status(&self, step: Step) -> Status {
        self.run.recording().step_state(step).status
    }

    /// The step that failed and the code's variant, as JSON: `{"code": "header-not-allowed", …}`.
    pub fn fault(&self) -> Option<(Step, Value)> {
        Step::ALL
            .into_iter()
            .find_map(|step| match &self.run.recording().step_state(step).reason {
                Some(Reason::Fault { fault }) => Some((step, json(fault))),
                _ => None,
            })
    }

    pub fn assert_fault(&self, step: Step, code: &str) {
        let (at, fault) = self.fault().expect("a fault");
        assert_eq!((at, fault["code"].as_str()), (step, Some(code)), "{fault}");
    }

    pub fn assert_open(&self) {
        assert_eq!(self.fault(), None);
        for step in Step::ALL {
            let status = self.status(step);
            assert!(
                matches!(status, Status::Pass | Status::Skipped),
                "{step:?} {status:?}"
            );
        }
    }
}

impl Vantage for Played {
    fn now(&self) -> f64 {
        self.now
    }

    fn send(&mut self, id: u32, request: Request, mode: Mode, redirect: Redirect) -> Vec<Input> {
        self.sent.push(request.clone());
        self.now += 5.0;
        let answer = match (self.serve)(&request) {
            Answer::Hang => return Vec::new(),
            Answer::Refuse => return self.failure(id, NetworkCause::Refused),
            Answer::Break(cause) => return self.failure(id, cause),
            Answer::Reply(reply) => reply,
        };
        if self.is_native() {
            return self.readable(id, &request, answer);
        }
        if mode == Mode::NoCors {
            return opaque(id, ResponseKind::Opaque);
        }
        let hidden = answer.headers.iter().any(|(name, _)| *name == HIDDEN);
        let redirects = redirect == Redirect::Manual && (300..400).contains(&answer.status);
        if hidden && !redirects || !self.cors.allow_origin || !self.is_allowed(&request) {
            return self.failure(id, NetworkCause::AllowOriginMissing);
        }
        if redirects {
            return opaque(id, ResponseKind::OpaqueRedirect);
        }
        self.readable(id, &request, answer)
    }

    fn probe(&mut self, id: u32, probe: &Probe) -> Vec<Input> {
        let result = match probe {
            _ if self.is_native() => return vec![Input::Unsupported(id)],
            Probe::OwnOrigin => ProbeResult::OwnOrigin {
                online: true,
                answers: true,
            },
            Probe::EventSource { .. } => ProbeResult::EventSource { ready_state: 0 },
            Probe::CspRedirect { .. } => ProbeResult::CspRedirect { left_origin: false },
            Probe::Permission { .. } => ProbeResult::Permission {
                state: self.permission,
            },
            Probe::WebSocket { .. } => ProbeResult::WebSocket { code: Some(1006) },
            Probe::ResourceTiming { .. } => ProbeResult::ResourceTiming {
                duration_ms: Some(1.0),
            },
        };
        vec![Input::ProbeResult { id, result }]
    }

    fn wait(&mut self, at: f64) -> Option<Vec<Input>> {
        self.waits.then(|| drive::pass_until(&mut self.now, at))
    }

    fn contract(&mut self) -> &mut ContractChecker {
        &mut self.contract
    }
}

impl Played {
    fn is_native(&self) -> bool {
        self.environment.vantage == vantage::Vantage::Native
    }

    fn readable(&mut self, id: u32, request: &Request, mut answer: Reply) -> Vec<Input> {
        let push = answer.headers.iter().position(|(name, _)| *name == PUSH);
        let pushed = push.map(|index| answer.headers.remove(index));
        let at = answer
            .headers
            .iter()
            .position(|(name, _)| *name == REDIRECTED);
        let redirected = at.map(|index| answer.headers.remove(index).1);
        let headers = answer
            .headers
            .into_iter()
            .filter(|(name, _)| self.is_exposed(name));
        let head = Head {
            kind: match self.is_native() {
                true => ResponseKind::Basic,
                false => ResponseKind::Cors,
            },
            status: answer.status,
            redirected: redirected.is_some(),
            url: redirected.unwrap_or_else(|| request.url.clone()),
            headers: Headers(
                headers
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
        };
        let mut inputs = vec![Input::Head { id, head }];
        if !answer.body.is_empty() {
            inputs.push(Input::Chunk {
                id,
                bytes: answer.body.into_bytes(),
            });
        }
        if answer.open {
            self.stream = Some(id);
        } else {
            inputs.push(Input::End { id });
        }
        if let (Some(id), Some((_, text))) = (self.stream, pushed) {
            inputs.push(Input::Chunk {
                id,
                bytes: text.into_bytes(),
            });
        }
        inputs
    }

    fn is_exposed(&self, name: &str) -> bool {
        self.is_native() || name == "content-type" || self.cors.expose.contains(&name)
    }

    /// A page learns nothing of why, a program all.
    fn failure(&self, id: u32, cause: NetworkCause) -> Vec<Input> {
        let failure = match self.is_native() {
            true => Failure {
                message: format!("{cause:?}"),
                cause: Some(cause),
                ..Failure::default()
            },
            false => Failure {
                message: "Failed to fetch".to_owned(),
                ..Failure::default()
            },
        };
        vec![Input::Failed { id, failure }]
    }

    /// What a preflight says of this request, if it needs one.
    fn is_allowed(&self, request: &Request) -> bool {
        if !is_preflighted(request) {
            return true;
        }
        let Some(allowed) = &self.cors.allow_headers else {
            return false;
        };
        request.method != "OPTIONS"
            && unsafe_headers(request).all(|name| allowed.contains(&name.as_str()))
    }
}

fn is_preflighted(request: &Request) -> bool {
    unsafe_headers(request).next().is_some()
        || matches!(request.method.as_str(), "DELETE" | "OPTIONS")
}

fn unsafe_headers(request: &Request) -> impl Iterator<Item = String> {
    request.headers.iter().filter_map(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let safe = name == "accept" || (name == "content-type" && value == "text/plain");
        (!safe).then_some(name)
    })
}

/// The JSON-RPC method of a request.
pub fn method(request: &Request) -> String {
    let body: Value =
        serde_json::from_str(request.body.as_deref().unwrap_or("{}")).unwrap_or_default();
    body["method"].as_str().unwrap_or_default().to_owned()
}

pub fn json_reply(status: u16, body: &Value) -> Answer {
    Answer::Reply(Reply {
        status,
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string(),
        open: false,
    })
}

pub fn text_reply(status: u16, content_type: &str, body: &str) -> Answer {
    Answer::Reply(Reply {
        status,
        headers: vec![("content-type", content_type.to_owned())],
        body: body.to_owned(),
        open: false,
    })
}

fn id(request: &Request) -> Value {
    let body: Value =
        serde_json::from_str(request.body.as_deref().unwrap_or("{}")).unwrap_or_default();
    body["id"].clone()
}

/// A sound server of 2026-07-28.
pub fn modern(request: &Request) -> Answer {
    let hints = json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "public"});
    let mut result = match method(request).as_str() {
        "server/discover" => {
            json!({"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}})
        }
        "tools/list" => json!({"tools": [{"name": "a", "inputSchema": {"type": "object"}}]}),
        _ => return text_reply(405, "text/plain", ""),
    };
    for (key, value) in hints.as_object().unwrap() {
        result[key] = value.clone();
    }
    json_reply(
        200,
        &json!({"jsonrpc": "2.0", "id": id(request), "result": result}),
    )
}

/// A sound server of 2024-11-05.
pub fn old(request: &Request) -> Answer {
    let result = match (request.method.as_str(), method(request).as_str()) {
        ("GET", _) => {
            return Answer::Reply(Reply {
                status: 200,
                headers: vec![("content-type", "text/event-stream".to_owned())],
                body: "event: endpoint\ndata: /messages?s=1\n\n".to_owned(),
                open: true,
            });
        }
        ("POST", _) if !request.url.ends_with("/messages?s=1") => {
            return text_reply(405, "text/plain", "Method Not Allowed");
        }
        (_, "initialize") => json!({"protocolVersion": "2024-11-05", "capabilities": {"tools": {}},
            "serverInfo": {"name": "s", "version": "1"}}),
        (_, "tools/list") => json!({"tools": []}),
        _ => return text_reply(202, "text/plain", "Accepted"),
    };
    let message = json!({"jsonrpc": "2.0", "id": id(request), "result": result});
    Answer::Reply(Reply {
        status: 202,
        headers: vec![
            ("content-type", "text/plain".to_owned()),
            (PUSH, format!("event: message\ndata: {message}\n\n")),
        ],
        body: "Accepted".to_owned(),
        open: false,
    })
}

/// A sound server of 2025-11-25 with sessions.
pub fn legacy(request: &Request) -> Answer {
    let has_session = request.headers.get("mcp-session-id") == Some("session-of-the-world");
    match (request.method.as_str(), method(request).as_str()) {
        ("POST", "initialize") => {
            let result = json!({"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                "serverInfo": {"name": "s", "version": "1"}});
            let body = json!({"jsonrpc": "2.0", "id": id(request), "result": result}).to_string();
            Answer::Reply(Reply {
                status: 200,
                headers: vec![
                    ("content-type", "text/event-stream".to_owned()),
                    ("mcp-session-id", "session-of-the-world".to_owned()),
                ],
                body: format!("event: message\ndata: {body}\n\n"),
                open: false,
            })
        }
        _ if !has_session => json_reply(
            400,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32000, "message": "no session"}}),
        ),
        ("POST", "notifications/initialized") => text_reply(202, "text/plain", ""),
        ("POST", "tools/list") => json_reply(
            200,
            &json!({"jsonrpc": "2.0", "id": id(request), "result": {"tools": []}}),
        ),
        ("DELETE", _) => text_reply(200, "text/plain", ""),
        _ => text_reply(405, "text/plain", ""),
    }
}

/// A value as its document has it.
pub fn json(value: &dyn document::Write) -> Value {
    serde_json::from_str(&document::compact(value)).unwrap()
}
