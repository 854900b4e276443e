//! A browser and a server, played: requests in, what a page would see out. No clock but the one that is
//! turned here.

use faultfinder::engine::Run;
use faultfinder::protocol::address::AddressClass;
use faultfinder::protocol::document;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::vantage::{Browser, BrowserEngine, Environment, Options, Vantage};
use faultfinder::trace::wire::{
    Failure, Head, Input, Mode, Output, Permission, Probe, ProbeResult, Redirect, Request,
    ResponseKind,
};
use serde_json::{Value, json};

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

pub struct World {
    pub run: Run,
    pub cors: Cors,
    serve: Box<dyn Fn(&Request) -> Answer>,
    pub sent: Vec<Request>,
    /// The open stream of the old transport.
    stream: Option<u32>,
    now: f64,
}

pub fn environment() -> Environment {
    Environment {
        vantage: Vantage::Browser,
        browser: Browser {
            engine: BrowserEngine::Chromium,
            version: "156".to_owned(),
        },
        page_origin: "https://page.test".to_owned(),
        page_is_https: true,
        secure_context: true,
        page_class: AddressClass::Public,
        started_at: "2026-11-23T12:00:00Z".to_owned(),
        nonce: "f1a2b3".to_owned(),
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

    fn start(options: Options, cors: Cors, serve: impl Fn(&Request) -> Answer + 'static) -> World {
        let mut world = World {
            run: Run::new(options),
            cors,
            serve: Box::new(serve),
            sent: Vec::new(),
            stream: None,
            now: 1000.0,
        };
        world.tell(Input::Start(environment()));
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
        loop {
            match self.run.poll() {
                Output::Send {
                    id,
                    request,
                    mode,
                    redirect,
                } => self.send(id, request, mode, redirect),
                Output::Probe { id, probe } => self.probe(id, &probe),
                Output::Abort(_) => {}
                Output::WakeAt(_) | Output::AskUser(_) | Output::Done => return,
            }
        }
    }

    pub fn tell(&mut self, input: Input) {
        self.run.handle(self.now, input);
    }

    /// Runs until the engine is done or waits for the user.
    pub fn drive(&mut self) {
        for _ in 0..2000 {
            match self.run.poll() {
                Output::Send {
                    id,
                    request,
                    mode,
                    redirect,
                } => self.send(id, request, mode, redirect),
                Output::Probe { id, probe } => self.probe(id, &probe),
                Output::Abort(_) => {}
                Output::WakeAt(at) => {
                    assert!(at < 1e12, "the engine waits for nothing");
                    self.now = at.max(self.now);
                    self.tell(Input::Tick);
                }
                Output::AskUser(_) | Output::Done => return,
            }
        }
        panic!("the engine does not come to an end");
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

    fn send(&mut self, id: u32, request: Request, mode: Mode, redirect: Redirect) {
        self.sent.push(request.clone());
        self.now += 5.0;
        let preflight = mode == Mode::Cors && self.is_preflighted(&request);
        let answer = match (self.serve)(&request) {
            Answer::Hang => return,
            Answer::Refuse => return self.fail(id),
            Answer::Reply(reply) => reply,
        };
        if mode == Mode::NoCors {
            return self.opaque(id, ResponseKind::Opaque);
        }
        let hidden = answer.headers.iter().any(|(name, _)| *name == HIDDEN);
        let redirects = redirect == Redirect::Manual && (300..400).contains(&answer.status);
        if hidden && !redirects
            || !self.cors.allow_origin
            || (preflight && !self.is_allowed(&request))
        {
            return self.fail(id);
        }
        if redirects {
            return self.opaque(id, ResponseKind::OpaqueRedirect);
        }
        self.readable(id, &request, answer);
    }

    fn readable(&mut self, id: u32, request: &Request, mut answer: Reply) {
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
            .filter(|(name, _)| *name == "content-type" || self.cors.expose.contains(name));
        let head = Head {
            kind: ResponseKind::Cors,
            status: answer.status,
            redirected: redirected.is_some(),
            url: redirected.unwrap_or_else(|| request.url.clone()),
            headers: Headers(
                headers
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
        };
        self.tell(Input::Head { id, head });
        if !answer.body.is_empty() {
            self.tell(Input::Chunk {
                id,
                bytes: answer.body.into_bytes(),
            });
        }
        if answer.open {
            self.stream = Some(id);
        } else {
            self.tell(Input::End { id });
        }
        if let (Some(id), Some((_, text))) = (self.stream, pushed) {
            self.tell(Input::Chunk {
                id,
                bytes: text.into_bytes(),
            });
        }
    }

    fn opaque(&mut self, id: u32, kind: ResponseKind) {
        let head = Head {
            kind,
            status: 0,
            url: String::new(),
            redirected: false,
            headers: Headers::default(),
        };
        self.tell(Input::Head { id, head });
        self.tell(Input::End { id });
    }

    fn fail(&mut self, id: u32) {
        let failure = Failure {
            message: "Failed to fetch".to_owned(),
            ..Failure::default()
        };
        self.tell(Input::Failed { id, failure });
    }

    fn is_preflighted(&self, request: &Request) -> bool {
        unsafe_headers(request).next().is_some()
            || matches!(request.method.as_str(), "DELETE" | "OPTIONS")
    }

    fn is_allowed(&self, request: &Request) -> bool {
        let Some(allowed) = &self.cors.allow_headers else {
            return false;
        };
        request.method != "OPTIONS"
            && unsafe_headers(request).all(|name| allowed.contains(&name.as_str()))
    }

    fn probe(&mut self, id: u32, probe: &Probe) {
        let result = match probe {
            Probe::OwnOrigin => ProbeResult::OwnOrigin {
                online: true,
                answers: true,
            },
            Probe::EventSource { .. } => ProbeResult::EventSource { ready_state: 0 },
            Probe::CspRedirect { .. } => ProbeResult::CspRedirect { left_origin: false },
            Probe::Permission { .. } => ProbeResult::Permission {
                state: Permission::Granted,
            },
            Probe::WebSocket { .. } => ProbeResult::WebSocket { code: Some(1006) },
            Probe::ResourceTiming { .. } => ProbeResult::ResourceTiming {
                duration_ms: Some(1.0),
            },
        };
        self.tell(Input::ProbeResult { id, result });
    }
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
