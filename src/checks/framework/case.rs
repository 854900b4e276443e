//! One run as checks see it: the recording, and what follows from it at once.
//!
//! A check is a function over this. It reads only what the run recorded: no clock, no network,
//! and nothing that the engine knew beside the transcript, so a recording that is opened next
//! year gets the same findings. What several checks need stands here once; what one needs stays
//! with it.

use std::borrow::Cow;

use serde_json::Value;

use crate::checks::allowed_origin::AllowedOrigin;
use crate::checks::catalogue::Entry;
use crate::checks::finding::{Certainty, Severity};
use crate::checks::placeholder::Placeholder;
use crate::checks::run_failure::RunFailure;
use crate::protocol::address::{AddressProblem, ParsedAddress, Target};
use crate::protocol::json;
use crate::protocol::jsonrpc::{self, Message};
use crate::protocol::mcp::revision::{Revision, Rules, Transport};
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::reason::Reason;
use crate::trace::recording::Recording;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Origin, Transcript};
use crate::trace::vantage::Vantage;

/// A run, and what every check would have to work out of it by itself.
pub struct Case<'a> {
    /// What was recorded, in order.
    pub transcript: &'a Transcript,
    /// The same, gathered into exchanges and the states of the steps.
    pub recording: &'a Recording,
    /// What the URL field meant, where it meant something usable.
    pub target: Option<Target>,
    /// What is wrong with it where it did not.
    pub address_problem: Option<AddressProblem>,
    /// The session, once it is open.
    pub handshake: Option<Handshake<'a>>,
    /// Why the run ended before its time, if it did.
    pub failure: RunFailure,
    /// Every tool, with the exchange that brought it.
    pub tools: Vec<(&'a Exchange, &'a Value)>,
    values: Vec<(&'static str, String)>,
}

/// What the server said of itself when the session opened.
#[derive(Clone, Copy)]
pub struct Handshake<'a> {
    /// How messages travel.
    pub transport: Transport,
    /// The revision spoken.
    pub revision: Revision,
    /// The result of `server/discover` or `initialize`.
    pub result: &'a Value,
    /// The exchange that opened it.
    pub exchange: &'a Exchange,
}

impl Handshake<'_> {
    /// 2026-07-28: no session, `server/discover`.
    pub fn is_modern(&self) -> bool {
        self.revision.is_modern()
    }

    /// 2024-11-05: HTTP+SSE.
    pub fn is_http_sse(&self) -> bool {
        self.transport == Transport::HttpSse
    }

    /// 2025-03-26 to 2025-11-25: one endpoint, `initialize`.
    pub fn is_legacy_streamable(&self) -> bool {
        !self.is_modern() && !self.is_http_sse()
    }

    /// What holds for this server.
    pub fn rules(&self) -> Rules {
        self.revision.rules_over(self.transport)
    }
}

impl<'a> Case<'a> {
    /// Reads what the run shows. Nothing here can fail: a recording may come from anybody.
    pub fn new(transcript: &'a Transcript, recording: &'a Recording) -> Case<'a> {
        let environment = transcript.environment.as_ref();
        let (target, address_problem) = match transcript.options.address(environment) {
            ParsedAddress::Target(target) => (Some(target), None),
            ParsedAddress::Rejected { why, .. } => (None, Some(why)),
        };
        let values = values(transcript, target.as_ref(), waits(recording));
        let mut case = Case {
            transcript,
            recording,
            target,
            address_problem,
            handshake: handshake(recording),
            failure: RunFailure::from_recording(transcript, recording),
            tools: Vec::new(),
            values,
        };
        case.tools = case.items("tools/list", "tools");
        case
    }

    /// What every text may quote.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        self.values.clone()
    }

    /// Whether the run was a page's, in whose words its report speaks then.
    pub fn is_page(&self) -> bool {
        let environment = self.transcript.environment.as_ref();
        environment.is_none_or(|from| from.vantage == Vantage::Browser)
    }

    /// What Safari and unknown browsers do was not measured (docs/design.md, "Blame and certainty").
    fn is_unmeasured(&self, entry: &Entry) -> bool {
        let environment = self.transcript.environment.as_ref();
        let measured = environment.is_none_or(|from| from.capabilities().failures_are_known);
        let by_probes = entry.severity == Severity::Fault
            && matches!(entry.step, Some(Step::Reach | Step::Cors));
        !measured && by_probes && !self.has_proof()
    }

    /// A sentence for findings that rest on signals nobody measured in this browser.
    pub fn unmeasured_note(&self, entry: &Entry) -> &'static str {
        if self.is_unmeasured(entry) {
            "This was not measured in this browser."
        } else {
            ""
        }
    }

    /// As certain as it may be: what rests on signals that were not measured in this browser is
    /// likely at best.
    pub fn at_most(&self, certainty: Certainty, entry: &Entry) -> Certainty {
        match certainty {
            Certainty::Certain if self.is_unmeasured(entry) => Certainty::Likely,
            certainty => certainty,
        }
    }

    /// Pasted evidence names the cause.
    pub fn has_proof(&self) -> bool {
        self.recording
            .pasted
            .iter()
            .any(|pasted| pasted.cause.is_some())
    }

    /// The exchange that asked this question of the decision tree.
    pub fn probe_request(&self, asked: impl Fn(&ProbeRequest) -> bool) -> Option<&'a Exchange> {
        let is_asked = |exchange: &&Exchange| match &exchange.purpose {
            Purpose::ProbeRequest { request } => asked(request),
            _ => false,
        };
        self.recording.exchanges.iter().find(is_asked)
    }

    /// The exchange with this purpose that counts: what was asked again after the sign-in replaces what came before it.
    pub fn latest(&self, purpose: &Purpose) -> Option<&'a Exchange> {
        let first = self.recording.find(purpose)?;
        let mut exchanges = self.recording.exchanges.iter().rev();
        exchanges.find(|exchange| exchange.purpose == *purpose && exchange.origin == first.origin)
    }

    /// The pages of a list, in order, with their results.
    pub fn pages(&self, method: &str) -> impl Iterator<Item = (&'a Exchange, &'a Value)> + use<'a> {
        let method = method.to_owned();
        let recording = self.recording;
        recording
            .exchanges
            .iter()
            .filter_map(move |exchange| match &exchange.purpose {
                Purpose::List { method: listed, .. } if *listed == method => {
                    result_of(recording, exchange).map(|result| (exchange, result))
                }
                _ => None,
            })
    }

    /// The items of a list over all its pages, each with the exchange that brought it.
    pub fn items(&self, method: &str, member: &'static str) -> Vec<(&'a Exchange, &'a Value)> {
        self.pages(method)
            .flat_map(|(exchange, result)| {
                let items = result.get(member).and_then(Value::as_array);
                items
                    .into_iter()
                    .flatten()
                    .map(move |item| (exchange, item))
            })
            .collect()
    }

    /// What every client sends: no probes, nothing of authorization, nothing that is meant to be refused.
    pub fn client_exchanges(&self) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        self.recording.exchanges.iter().filter(|exchange| {
            matches!(
                exchange.purpose,
                Purpose::Discover
                    | Purpose::Initialize { .. }
                    | Purpose::Initialized
                    | Purpose::List { .. }
                    | Purpose::OpenSse
                    | Purpose::GetStream
                    | Purpose::Listen
            )
        })
    }

    /// Whether a lane ended in a fault by this exchange: what is odd about it belongs to that fault.
    pub fn is_fault_exchange(&self, exchange: &Exchange) -> bool {
        let mut states = self.recording.step_states.iter();
        states.any(|state| {
            state.by == Some(exchange.id) && matches!(state.reason, Some(Reason::Fault { .. }))
        })
    }

    /// Whether the session speaks 2026-07-28 or later.
    pub fn is_modern(&self) -> bool {
        self.handshake
            .is_some_and(|handshake| handshake.is_modern())
    }

    /// Whether the revision spoken is this one or a later one.
    pub fn revision_at_least(&self, since: Revision) -> bool {
        self.handshake
            .is_some_and(|handshake| handshake.revision >= since)
    }

    /// Whether the server declared a capability. `{}` declares it; a capability of the wrong form
    /// is declared as well, and malformed.
    pub fn declares(&self, capability: &str) -> bool {
        let result = self.handshake.map(|handshake| handshake.result);
        let capabilities = result.and_then(|result| result.get("capabilities"));
        capabilities.is_some_and(|all| all.get(capability).is_some())
    }
}

/// The answer to the request of an exchange: in its own body, or on the stream of HTTP+SSE.
pub fn answer_of<'r>(recording: &'r Recording, exchange: &'r Exchange) -> Option<&'r Message> {
    // A notification has no id, and is not answered.
    let id = request_id(exchange)?;
    // Over HTTP+SSE every answer comes on the one stream that GET opened.
    let on_stream = || {
        let streams = recording
            .exchanges
            .iter()
            .filter(|other| other.purpose == Purpose::OpenSse);
        streams.filter_map(|stream| stream.answer(&id)).next()
    };
    exchange.answer(&id).or_else(on_stream)
}

/// The result that answers an exchange.
pub fn result_of<'r>(recording: &'r Recording, exchange: &'r Exchange) -> Option<&'r Value> {
    match answer_of(recording, exchange)? {
        Message::Response { result, .. } => Some(result),
        _ => None,
    }
}

/// The JSON-RPC id that the request of an exchange carried.
pub fn request_id(exchange: &Exchange) -> Option<jsonrpc::Id> {
    let body = json::parse(exchange.request.body.as_deref()?).ok()?;
    jsonrpc::Id::from_value(body.get("id")?)
}

/// What a response shows of its body.
pub fn body_text(exchange: &Exchange) -> Cow<'_, str> {
    exchange.body_text()
}

/// The session, from the answer that opened it. A step that passed without one was passed by
/// evidence of another kind.
fn handshake(recording: &Recording) -> Option<Handshake<'_>> {
    let state = recording.step_state(Step::Session);
    if !matches!(state.status, Status::Pass | Status::Warn) {
        return None;
    }
    let answers = |exchange: &&Exchange| result_of(recording, exchange).is_some();
    // The newest counts: a refused revision is asked for again with another one.
    let last = |wanted: fn(&Purpose) -> bool| {
        let mut exchanges = recording.exchanges.iter().rev();
        exchanges.find(|exchange| wanted(&exchange.purpose) && answers(exchange))
    };
    // `initialize` comes after `server/discover` where both were tried, so it is the one that
    // opened.
    if let Some(exchange) = last(|purpose| matches!(purpose, Purpose::Initialize { .. })) {
        let result = result_of(recording, exchange)?;
        let sse = recording.find(&Purpose::OpenSse).is_some_and(|stream| {
            stream.origin == exchange.origin
                && stream
                    .events
                    .iter()
                    .any(|(_, event)| event.event.as_deref() == Some("endpoint"))
        });
        let version = result.get("protocolVersion").and_then(Value::as_str);
        return Some(Handshake {
            transport: match sse {
                true => Transport::HttpSse,
                false => Transport::StreamableHttp,
            },
            revision: Revision::parse(version.unwrap_or_default())?,
            result,
            exchange,
        });
    }
    let exchange = last(|purpose| *purpose == Purpose::Discover)?;
    let result = result_of(recording, exchange)?;
    // The server of 2026-07-28 does not choose: the revision is the one that the request named.
    let sent = exchange.request.headers.get("mcp-protocol-version");
    Some(Handshake {
        transport: Transport::StreamableHttp,
        revision: sent
            .and_then(Revision::parse)
            .unwrap_or(Revision::NEWEST_MODERN),
        result,
        exchange,
    })
}

/// The user may have given what gave no answer as long again, and again.
fn waits(recording: &Recording) -> u32 {
    let exchanges = recording.exchanges.iter();
    let hung = exchanges.filter(|exchange| exchange.hung());
    hung.map(|exchange| exchange.extensions).max().unwrap_or(0) + 1
}

/// The values of every run. Without a usable address there is no host to name; the texts that quote
/// one are of later steps.
/// `waits` is how many times its time-out a request may have had.
fn values(
    transcript: &Transcript,
    target: Option<&Target>,
    waits: u32,
) -> Vec<(&'static str, String)> {
    let origin = transcript
        .environment
        .as_ref()
        .map(|page| page.page_origin.clone());
    let origin = origin.unwrap_or_else(|| "https://faultfinder.example".into());
    let seconds = transcript.options.patience_ms * f64::from(waits) / 1000.0;
    let seconds = seconds.round() as u64;
    let allowed = AllowedOrigin::of(target, &transcript.options, &origin);
    let mut values = vec![
        (Placeholder::ORIGIN.name(), origin),
        (Placeholder::ALLOWED_ORIGIN.name(), allowed.value.to_owned()),
        (Placeholder::ORIGIN_NOTE.name(), allowed.note),
        (Placeholder::SECONDS.name(), format!("{seconds}")),
    ];
    match target {
        Some(target) => values.extend([
            (Placeholder::URL.name(), shell_safe(target.href())),
            (Placeholder::BASE.name(), shell_safe(&target.origin())),
            (Placeholder::HOST.name(), shell_safe(target.host())),
            (Placeholder::PORT.name(), target.port().to_string()),
            (Placeholder::PATH.name(), shell_safe(target.path())),
            (Placeholder::SCHEME.name(), target.scheme().to_owned()),
        ]),
        None => values.push((
            Placeholder::URL.name(),
            shell_safe(&transcript.options.server),
        )),
    }
    values
}

/// Texts put addresses between single quotes in shell commands. A URL means the same with `'` escaped; a link
/// that fills the URL field must not smuggle a command into somebody's terminal.
pub fn shell_safe(address: &str) -> String {
    address.replace('\'', "%27")
}

/// Whether an exchange was seen by this page itself, not pasted into it.
pub fn is_live(exchange: &Exchange) -> bool {
    exchange.origin == Origin::Live
}

/// The URL that an exchange was sent to, if it can be read.
pub fn url_of(exchange: &Exchange) -> Option<Url> {
    Url::parse(&exchange.request.url).ok()
}
