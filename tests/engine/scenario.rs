//! Builds small transcripts, event by event, as an engine would record them.
#![allow(dead_code)] // a builder: each test uses a part of it

use faultfinder::protocol::address::AddressClass;
use faultfinder::protocol::http::Headers;
use faultfinder::trace::fault::Fault;
use faultfinder::trace::purpose::{ProbeRequest, Purpose};
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Abort, Event, EventKind, Fact, Origin, Sent, Transcript};
use faultfinder::trace::vantage::{Environment, Options};
use faultfinder::trace::wire::{
    Bytes, Failure, Head, Id, Mode, Pasted, Probe, ProbeResult, Redirect, Request, ResponseKind,
};

use crate::environment::environment;

pub const URL: &str = "https://mcp.example.com/mcp";

/// A transcript in the making. Every call appends and lets a millisecond pass.
pub struct Scenario {
    transcript: Transcript,
    now: f64,
    id: Id,
    origin: Origin,
    request_headers: Vec<(String, String)>,
}

impl Scenario {
    pub fn new(server: &str) -> Scenario {
        let options = Options {
            server: server.into(),
            ..Options::default()
        };
        let mut transcript = Transcript::new(options);
        transcript.environment = Some(environment());
        Scenario {
            transcript,
            now: 0.0,
            id: 0,
            origin: Origin::Live,
            request_headers: Vec::new(),
        }
    }

    pub fn options(mut self, change: impl FnOnce(&mut Options)) -> Scenario {
        change(&mut self.transcript.options);
        self
    }

    pub fn environment(mut self, change: impl FnOnce(&mut Environment)) -> Scenario {
        change(
            self.transcript
                .environment
                .as_mut()
                .expect("every scenario has one"),
        );
        self
    }

    pub fn fact(mut self, fact: Fact) -> Scenario {
        self.transcript.facts.push(fact);
        self
    }

    /// The page runs on the user's own machine.
    pub fn environment_is_local(self) -> Scenario {
        self.environment(|page| {
            page.page_is_https = false;
            page.page_class = AddressClass::Loopback;
        })
    }

    /// The transcript of a run that is not over.
    pub fn going_on(self) -> Transcript {
        self.transcript
    }

    /// Lets time pass.
    pub fn wait(mut self, ms: f64) -> Scenario {
        self.now += ms;
        self
    }

    /// A header of the next request.
    pub fn sending(mut self, name: &str, value: &str) -> Scenario {
        self.request_headers.push((name.into(), value.into()));
        self
    }

    /// Sends a request; what follows answers it.
    pub fn send(self, purpose: Purpose, method: &str, body: Option<&str>) -> Scenario {
        let url = self.transcript.options.server.clone();
        self.send_to(&url, purpose, method, body)
    }

    pub fn send_to(
        mut self,
        url: &str,
        purpose: Purpose,
        method: &str,
        body: Option<&str>,
    ) -> Scenario {
        self.id += 1;
        let request = Request {
            method: method.into(),
            url: url.into(),
            headers: Headers(std::mem::take(&mut self.request_headers)),
            body: body.map(str::to_owned),
        };
        let kind = EventKind::Send(Sent {
            id: self.id,
            step: step_of(&purpose),
            purpose,
            request,
            mode: Mode::Cors,
            redirect: Redirect::Follow,
            origin: self.origin,
        });
        self.push(kind)
    }

    /// Sends a JSON-RPC request whose id is the exchange's.
    pub fn call(self, purpose: Purpose, method: &str) -> Scenario {
        let id = self.id + 1;
        let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{{}}}}"#);
        self.send(purpose, "POST", Some(&body))
    }

    pub fn head(self, status: u16, headers: &[(&str, &str)]) -> Scenario {
        self.head_of_kind(ResponseKind::Cors, status, headers)
    }

    pub fn head_of_kind(
        self,
        kind: ResponseKind,
        status: u16,
        headers: &[(&str, &str)],
    ) -> Scenario {
        let head = Head {
            kind,
            status,
            url: self.transcript.options.server.clone(),
            redirected: false,
            headers: headers.iter().copied().collect(),
        };
        let id = self.id;
        self.push(EventKind::Head { id, head })
    }

    pub fn chunk(self, bytes: impl Into<Vec<u8>>) -> Scenario {
        let id = self.id;
        self.push(EventKind::Chunk {
            id,
            bytes: Bytes(bytes.into()),
        })
    }

    pub fn end(self) -> Scenario {
        let id = self.id;
        self.push(EventKind::End { id })
    }

    /// A whole answer in JSON.
    pub fn answer(self, status: u16, body: &str) -> Scenario {
        self.head(status, &[("content-type", "application/json")])
            .chunk(body)
            .end()
    }

    /// The JSON-RPC result of the newest request.
    pub fn result(self, result: &str) -> Scenario {
        let body = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, self.id);
        self.answer(200, &body)
    }

    pub fn fails(self, message: &str) -> Scenario {
        let id = self.id;
        let failure = Failure {
            message: message.into(),
            ..Failure::default()
        };
        self.push(EventKind::Failed { id, failure })
    }

    pub fn hangs(self) -> Scenario {
        let id = self.id;
        self.wait(15_000.0).push(EventKind::Abort {
            id,
            why: Abort::NoHead,
        })
    }

    pub fn ask(self, request: ProbeRequest) -> Scenario {
        self.send(Purpose::ProbeRequest { request }, "POST", None)
    }

    pub fn opaque(self) -> Scenario {
        self.head_of_kind(ResponseKind::Opaque, 0, &[]).end()
    }

    pub fn probe(mut self, probe: Probe, result: ProbeResult) -> Scenario {
        self.id += 1;
        let id = self.id;
        self.push(EventKind::Probe {
            id,
            step: Step::Reach,
            probe,
        })
        .push(EventKind::ProbeResult { id, result })
    }

    pub fn paste(mut self, pasted: Pasted) -> Scenario {
        self.origin = Origin::Pasted;
        self.push(EventKind::Paste { pasted })
    }

    /// Ends a step by the newest exchange.
    pub fn step(self, step: Step, status: Status, reason: Reason) -> Scenario {
        let by = (self.id > 0).then_some(self.id);
        self.push(EventKind::Step {
            step,
            status,
            reason: Some(reason),
            by,
        })
    }

    pub fn pass(self, steps: &[Step]) -> Scenario {
        steps.iter().fold(self, |run, step| {
            run.step(*step, Status::Pass, Reason::Settled)
        })
    }

    pub fn skip(self, steps: &[Step], reason: &Reason) -> Scenario {
        steps.iter().fold(self, |run, step| {
            run.step(*step, Status::Skipped, reason.clone())
        })
    }

    /// The run stops here.
    pub fn stops(self, fault: Fault) -> Transcript {
        let step = fault.step();
        let late = Step::ALL.into_iter().take(11).filter(|other| *other > step);
        let run = self.step(step, Status::Fail, Reason::Fault { fault });
        late.fold(run, |run, step| {
            run.step(step, Status::Unreached, Reason::Earlier)
        })
        .done()
    }

    pub fn cancelled(self) -> Transcript {
        self.push(EventKind::Cancel).done()
    }

    pub fn done(self) -> Transcript {
        self.push(EventKind::Done).transcript
    }

    /// A session of 2025-11-25, open, with the lists still to come.
    pub fn opened(server: &str) -> Scenario {
        Scenario::new(server)
            .pass(&[Step::Address])
            .call(Purpose::Discover, "server/discover")
            .answer(400, r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request: Server not initialized"}}"#)
            .pass(&[Step::Reach, Step::Cors])
            .call(Purpose::Initialize { revision: "2025-11-25".into() }, "initialize")
            .result(r#"{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"example","version":"1.0.0"}}"#)
            .pass(&[Step::Endpoint])
            .send(Purpose::Initialized, "POST", Some(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#))
            .head(202, &[])
            .end()
            .skip(&Step::SIGN_IN, &Reason::OpenServer)
            .pass(&[Step::Session])
    }

    /// A server of 2026-07-28, open, with the lists still to come.
    pub fn modern(server: &str) -> Scenario {
        Scenario::new(server)
            .pass(&[Step::Address])
            .sending("mcp-protocol-version", "2026-07-28")
            .call(Purpose::Discover, "server/discover")
            .result(r#"{"resultType":"complete","supportedVersions":["2026-07-28","2025-11-25"],"capabilities":{"tools":{}},"ttlMs":1000,"cacheScope":"public","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"example","version":"1.0.0"}}}"#)
            .pass(&[Step::Reach, Step::Cors, Step::Endpoint])
            .skip(&Step::SIGN_IN, &Reason::OpenServer)
            .pass(&[Step::Session])
    }

    pub fn list(self, method: &str, page: u32) -> Scenario {
        self.call(
            Purpose::List {
                method: method.into(),
                page,
            },
            method,
        )
    }

    fn push(mut self, kind: EventKind) -> Scenario {
        self.transcript.events.push(Event { at: self.now, kind });
        self.now += 1.0;
        self
    }
}

fn step_of(purpose: &Purpose) -> Step {
    match purpose {
        Purpose::Discover | Purpose::Initialize { .. } | Purpose::Initialized => Step::Session,
        Purpose::List { method, .. } => match method.split('/').next() {
            Some("prompts") => Step::Prompts,
            Some("resources") => Step::Resources,
            _ => Step::Tools,
        },
        Purpose::OpenSse | Purpose::RedirectTarget => Step::Endpoint,
        Purpose::GetStream | Purpose::Listen => Step::Stream,
        Purpose::Delete => Step::Closing,
        Purpose::ResourceMetadata => Step::ResourceMetadata,
        Purpose::ServerMetadata => Step::AuthorizationServer,
        Purpose::Register => Step::Registration,
        Purpose::Authorize => Step::Authorization,
        Purpose::Token | Purpose::Refresh => Step::Token,
        Purpose::ProbeRequest { .. } => Step::Reach,
        Purpose::NegativeTest { test, .. } => test.step(),
    }
}
