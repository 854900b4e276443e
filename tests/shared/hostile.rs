//! A browser, a server and a user that do whatever a tape of bytes says: any status, any headers, any bytes, cut
//! anywhere, at any time and in any order. Where the tape says nothing else they behave, so that a run also comes far;
//! behind its end nobody answers any more. Used by the native tests and by the fuzz targets.

use std::collections::VecDeque;

use faultfinder::engine::Run;
use faultfinder::evidence;
use faultfinder::protocol::address::AddressClass;
use faultfinder::protocol::document;
use faultfinder::protocol::http::Headers;
use faultfinder::protocol::oauth::authorization::parameter;
use faultfinder::trace::transcript::EventKind;
use faultfinder::trace::user_action::{Client, Registration, UserAction};
use faultfinder::trace::vantage::{Browser, BrowserEngine, Environment, Options, TransportChoice};
use faultfinder::trace::wire::{
    Action, Failure, Head, Id, Input, Mode, Permission, Probe, ProbeResult, Redirect, Request,
    ResponseKind, UserRequest,
};

use crate::drive::{Vantage, drive, opaque, pass_until, tell};
use crate::environment::environment;
use crate::vantage_contract::ContractChecker;

#[path = "hostile/answer.rs"]
mod answer;
use answer::{Answer, Era};

const SERVER: &str = "https://mcp.test/v1/mcp";

/// More exchanges and probes than any run may cause, whatever it hears.
const MOST_ASKED: usize = 400;

/// The user does not act for ever.
const MOST_ACTIONS: usize = 12;

/// What a run on this tape came to.
pub struct Ran {
    pub run: Run,
    /// Everything that the engine was told.
    pub told_bytes: usize,
    pub asked: usize,
}

/// Runs until the engine is done, or waits for a user who does nothing more.
pub fn run(tape: &[u8]) -> Ran {
    let mut hostile = Hostile::new(tape);
    let mut run = Run::new(options(&mut hostile.tape));
    let environment = browser(&mut hostile.tape);
    tell(&mut run, &mut hostile, Input::Start(environment));
    drive(&mut run, &mut hostile);
    Ran {
        run,
        told_bytes: hostile.told_bytes,
        asked: hostile.asked,
    }
}

/// What is written down does not outgrow what was heard and asked.
pub fn assert_bounded(ran: &Ran) {
    let written = document::compact(ran.run.transcript()).len();
    // A byte of a body is at most six in JSON; what the run writes beside it is some lines a request.
    let most = 6 * ran.told_bytes + 8192 * (ran.asked + 16);
    assert!(written <= most, "{written} bytes, of {most}");
}

/// The bytes, read one by one; behind the end everything is 0, and `is_over`.
pub struct Tape<'a>(&'a [u8]);

impl<'a> Tape<'a> {
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A length and so many bytes.
    pub fn bytes(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte());
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub fn text(&mut self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }
}

struct Hostile<'a> {
    tape: Tape<'a>,
    era: Era,
    now: f64,
    /// What is under way to the engine; the inputs of one exchange stay in their order.
    coming: Vec<(Id, VecDeque<Input>)>,
    told_bytes: usize,
    asked: usize,
    actions: usize,
    contract: ContractChecker,
}

impl<'a> Hostile<'a> {
    fn new(tape: &'a [u8]) -> Hostile<'a> {
        let mut tape = Tape(tape);
        let era = Era::pick(&mut tape);
        Hostile {
            era,
            now: 1000.0,
            coming: Vec::new(),
            told_bytes: 0,
            asked: 0,
            actions: 0,
            contract: ContractChecker::default(),
            tape,
        }
    }

    /// A head, the body in pieces, and perhaps an end.
    fn reply(&mut self, id: Id, request: &Request, reply: answer::Reply) -> Vec<Input> {
        let kind = match self.tape.below(12) {
            0 => ResponseKind::OpaqueRedirect,
            1 => ResponseKind::Basic,
            2 => ResponseKind::Opaque,
            _ => ResponseKind::Cors,
        };
        if matches!(kind, ResponseKind::OpaqueRedirect | ResponseKind::Opaque) {
            return opaque(id, kind);
        }
        let url = match self.tape.below(10) {
            0 => self.tape.text(),
            1 => "https://mcp.test/v1/mcp/".to_owned(),
            _ => request.url.clone(),
        };
        let head = Head {
            kind,
            status: reply.status,
            redirected: url != request.url,
            url,
            headers: Headers(reply.headers),
        };
        let mut inputs = vec![Input::Head { id, head }];
        let piece = match self.tape.byte() {
            size @ 1..=40 => usize::from(size),
            _ => reply.body.len().max(1),
        };
        let pieces = reply.body.chunks(piece.max(reply.body.len() / 64));
        inputs.extend(pieces.map(|piece| Input::Chunk {
            id,
            bytes: piece.to_vec(),
        }));
        match self.tape.below(12) {
            0 => {}
            1 => inputs.push(self.failure(id)),
            _ => inputs.push(Input::End { id }),
        }
        inputs
    }

    fn failure(&mut self, id: Id) -> Input {
        let message = match self.tape.below(4) {
            0 => self.tape.text(),
            1 => "NetworkError when attempting to fetch resource.".to_owned(),
            _ => "Failed to fetch".to_owned(),
        };
        let failure = Failure {
            message,
            csp: self.tape.below(8) == 1,
            not_sent: self.tape.below(8) == 1,
            cause: None,
        };
        Input::Failed { id, failure }
    }

    fn probe_inputs(&mut self, id: Id, probe: &Probe) -> Vec<Input> {
        let byte = self.tape.byte();
        let flag = byte & 1 == 1;
        let result = match probe {
            _ if byte >= 0xf8 => return Vec::new(),
            _ if byte >= 0xf0 => return vec![Input::Unsupported(id)],
            Probe::EventSource { .. } => ProbeResult::EventSource { ready_state: byte },
            Probe::WebSocket { .. } => ProbeResult::WebSocket {
                code: flag.then_some(1000 + u16::from(byte)),
            },
            Probe::CspRedirect { .. } => ProbeResult::CspRedirect { left_origin: flag },
            Probe::Permission { .. } => ProbeResult::Permission {
                state: [
                    Permission::Granted,
                    Permission::Denied,
                    Permission::Prompt,
                    Permission::Unknown,
                ][usize::from(byte % 4)],
            },
            Probe::OwnOrigin => ProbeResult::OwnOrigin {
                online: byte & 2 == 0,
                answers: byte & 4 == 0,
            },
            Probe::ResourceTiming { .. } => ProbeResult::ResourceTiming {
                duration_ms: flag.then_some(f64::from(byte) / 8.0),
            },
        };
        vec![Input::ProbeResult { id, result }]
    }

    /// One thing reaches the engine, sooner or later, in any order of exchanges.
    fn arrive(&mut self) -> Vec<Input> {
        let index = self.tape.below(self.coming.len());
        let (_, inputs) = &mut self.coming[index];
        let input = inputs.pop_front();
        if inputs.is_empty() {
            self.coming.remove(index);
        }
        self.now += [0.4, 5.0, 900.0, 40_000.0][usize::from(self.tape.byte() / 80)];
        let first = match self.tape.byte() {
            0xff => Some(Input::User(Action::Cancel)),
            0xfe => self.paste(),
            _ => None,
        };
        first.into_iter().chain(input).collect()
    }

    /// The user does something, or leaves it.
    fn act(&mut self, run: &Run, ask: Option<UserRequest>) -> Option<Input> {
        self.actions += 1;
        self.now += 1000.0;
        match self.tape.byte() {
            0xff => Some(Input::User(Action::Cancel)),
            0xe0..0xff => self.paste(),
            _ if ask == Some(UserRequest::LocalNetworkPermission) => Some(Input::Tick),
            byte => {
                let action = self.action(run, byte)?;
                Some(Input::User(Action::UserAction(action)))
            }
        }
    }

    /// What comes next on the way to a token, unless the tape wants something else.
    fn action(&mut self, run: &Run, byte: u8) -> Option<UserAction> {
        let offer = run.auth_options();
        let client = offer.as_ref().and_then(|offer| offer.client.clone());
        let opened = run
            .recording()
            .newest(|action| match action {
                UserAction::AuthorizationStarted { url, .. } => Some(url.clone()),
                _ => None,
            })
            .map(|(_, url)| url);
        let next = match (offer, client, opened) {
            (None, ..) => 0,
            (Some(_), None, _) => 1,
            (Some(_), Some(_), None) => 2,
            (Some(_), Some(_), Some(_)) => 3 + usize::from(byte % 3) % 3,
        };
        let choice = if byte < 0x90 {
            next
        } else {
            usize::from(byte % 8)
        };
        Some(match choice {
            1 => UserAction::UseClient {
                client: Client {
                    registration: self.tape.pick(&[
                        Registration::Dynamic,
                        Registration::PreRegistered,
                        Registration::MetadataDocument,
                    ]),
                    id: self.tape.text(),
                    secret: (byte & 1 == 1).then(|| "s3cret-9f86d081".to_owned()),
                },
            },
            2 => UserAction::AuthorizationStarted {
                url: match byte {
                    0xf0.. => self.tape.text(),
                    _ => "https://auth.test/t/authorize?client_id=c-1&state=st4te-9f86&scope=a"
                        .to_owned(),
                },
                verifier: "v3rifier-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b".to_owned(),
            },
            3 => UserAction::CallbackReceived {
                url: match self.tape.below(3) {
                    0 => self.tape.text(),
                    _ => returned(run),
                },
            },
            4 => UserAction::Refresh,
            5 => UserAction::TokenResponsePasted {
                body: match self.tape.below(2) {
                    0 => self.tape.text(),
                    _ => answer::TOKEN.to_owned(),
                },
            },
            6 => UserAction::Choose {
                issuer: "https://other.test".to_owned(),
            },
            7 => UserAction::NoCallback,
            _ if run.can_run_deep_mode() => UserAction::StartDeepMode,
            _ => return None,
        })
    }

    fn paste(&mut self) -> Option<Input> {
        let pasted = evidence::read(&self.tape.text()).ok()?;
        Some(Input::User(Action::Paste(pasted)))
    }

    /// What is on its way arrives later.
    fn later(&mut self, id: Id, inputs: Vec<Input>) -> Vec<Input> {
        self.asked += 1;
        assert!(self.asked < MOST_ASKED, "the engine asks for ever");
        if !inputs.is_empty() {
            self.coming.push((id, inputs.into()));
        }
        Vec::new()
    }
}

impl Vantage for Hostile<'_> {
    fn now(&self) -> f64 {
        self.now
    }

    fn send(&mut self, id: Id, request: Request, mode: Mode, _: Redirect) -> Vec<Input> {
        let inputs = match self.tape.is_over() {
            true => Vec::new(),
            false => match answer::of(&mut self.tape, self.era, &request) {
                Answer::Nothing => Vec::new(),
                Answer::Unsupported => vec![Input::Unsupported(id)],
                Answer::Fails => vec![self.failure(id)],
                Answer::Reply(_) if mode == Mode::NoCors => opaque(id, ResponseKind::Opaque),
                Answer::Reply(reply) => self.reply(id, &request, reply),
            },
        };
        self.later(id, inputs)
    }

    fn probe(&mut self, id: Id, probe: &Probe) -> Vec<Input> {
        let inputs = self.probe_inputs(id, probe);
        self.later(id, inputs)
    }

    /// Nothing is expected from it any more; some of it may come all the same.
    fn abort(&mut self, id: Id) {
        if self.tape.below(4) != 1 {
            self.coming.retain(|(coming, _)| *coming != id);
        }
    }

    fn wait(&mut self, at: f64) -> Option<Vec<Input>> {
        let inputs = match self.coming.is_empty() {
            true => pass_until(&mut self.now, at),
            false => self.arrive(),
        };
        let chunks = inputs.iter().filter_map(|input| match input {
            Input::Chunk { bytes, .. } => Some(bytes.len()),
            _ => None,
        });
        self.told_bytes += chunks.sum::<usize>();
        Some(inputs)
    }

    fn rest(&mut self, run: &Run, ask: Option<UserRequest>) -> Option<Vec<Input>> {
        let is_over = self.actions >= MOST_ACTIONS || ask.is_none() && self.tape.is_over();
        (!is_over).then(|| self.act(run, ask).into_iter().collect())
    }

    fn contract(&mut self) -> &mut ContractChecker {
        &mut self.contract
    }
}

/// Where a sound authorization server sends the user back to.
fn returned(run: &Run) -> String {
    let opened = run.transcript().events.iter().rev();
    let mut states = opened.filter_map(|event| match &event.kind {
        EventKind::UserAction {
            action: UserAction::AuthorizationStarted { url, .. },
            ..
        } => parameter(url, "state"),
        _ => None,
    });
    let state = states.next().unwrap_or_default();
    format!(
        "https://page.test/oauth/callback.html?code=c0de-9f86&state={state}&iss=https%3A%2F%2Fauth.test%2Ft"
    )
}

fn options(tape: &mut Tape) -> Options {
    let server = match tape.below(8) {
        0 => tape.text(),
        1 => "http://localhost:8080/mcp".to_owned(),
        2 => "https://mcp.test/s/4f8a1c2e9b7d6053/mcp?api_key=4f8a1c2e9b7d".to_owned(),
        _ => SERVER.to_owned(),
    };
    let credentials = tape.below(6);
    Options {
        server,
        transport: match tape.below(6) {
            0 => TransportChoice::Sse,
            1 => TransportChoice::StreamableHttp,
            _ => TransportChoice::Auto,
        },
        headers: match credentials {
            1 => vec![("X-Tenant".to_owned(), tape.text())],
            _ => Vec::new(),
        },
        bearer: (credentials == 2).then(|| "t0ken-9f86d081884c7d65".to_owned()),
        ..Options::default()
    }
}

fn browser(tape: &mut Tape) -> Environment {
    let engine = tape.pick(&[
        BrowserEngine::Chromium,
        BrowserEngine::Firefox,
        BrowserEngine::Safari,
        BrowserEngine::Other,
    ]);
    let is_local = tape.below(4) == 1;
    let page = environment();
    Environment {
        browser: Browser {
            engine,
            ..page.browser
        },
        page_origin: match is_local {
            true => "http://localhost:4117".to_owned(),
            false => page.page_origin,
        },
        page_is_https: !is_local,
        page_class: match is_local {
            true => AddressClass::Loopback,
            false => page.page_class,
        },
        ..page
    }
}
