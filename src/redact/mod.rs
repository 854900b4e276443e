//! Secrets out, before anything is shown or exported. Only this module can make a [`Redacted`].

pub mod persisted;
mod scan;
pub mod secret;
mod secrets;
mod spelling;
mod url;
mod user_action;

use std::ops::Deref;

use crate::protocol::http::Headers;
use crate::trace::fault::Fault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::reason::Reason;
use crate::trace::transcript::{Event, EventKind, Fact, FindingStub, Transcript};
use crate::trace::vantage::Options;
use crate::trace::wire::{Bytes, Head, Id, Pasted, PastedExchange, Probe, Request};
use secrets::Secrets;

/// Something from which the secrets were taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Redacted<T>(T);

impl<T> Deref for Redacted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Redacted<T> {
    /// What follows from it alone holds no secret either. A function pointer, so that nothing else gets in.
    pub fn derive<U>(&self, follow: fn(&T) -> U) -> Redacted<U> {
        Redacted(follow(&self.0))
    }

    /// The same with something public beside it.
    pub fn derive_with<P: Public, U>(&self, public: &P, follow: fn(&T, &P) -> U) -> Redacted<U> {
        Redacted(follow(&self.0, public))
    }

    /// Completes it with something public.
    pub fn complete_with<P: Public>(mut self, public: &P, complete: fn(&mut T, &P)) -> Redacted<T> {
        complete(&mut self.0, public);
        self
    }
}

/// Never holds a secret: redacted values, and texts that come with the program.
pub trait Public {}

impl<T> Public for Redacted<T> {}

/// The transcript without its secrets. Equal secrets get equal tags, so it still replays the same.
pub fn transcript(original: &Transcript) -> Redacted<Transcript> {
    Redactor::learn(original).clean(original)
}

/// What cleans one transcript.
pub struct Redactor {
    secrets: Secrets,
}

impl Redactor {
    /// Reads everything once, to know every secret before the first is replaced.
    pub fn learn(original: &Transcript) -> Redactor {
        let mut redactor = Redactor {
            secrets: Secrets::new(&original.options),
        };
        // The first pass is the second one with its result thrown away: a secret that is found in the last
        // body is then known in the first.
        redactor.transcript(original);
        redactor.secrets.build_index();
        redactor
    }

    /// The transcript from which this was learned, without its secrets.
    pub fn clean(mut self, original: &Transcript) -> Redacted<Transcript> {
        Redacted(self.transcript(original))
    }

    fn transcript(&mut self, original: &Transcript) -> Transcript {
        let mut clean = Transcript {
            options: self.options(&original.options),
            environment: original.environment.clone(),
            facts: original.facts.iter().map(|fact| self.fact(fact)).collect(),
            events: Vec::with_capacity(original.events.len()),
        };
        for event in &original.events {
            let kind = self.event_kind(&event.kind);
            clean.events.push(Event { at: event.at, kind });
        }
        self.bodies(original, &mut clean);
        clean
    }

    fn options(&mut self, options: &Options) -> Options {
        Options {
            server: self.address(&options.server),
            headers: options
                .headers
                .iter()
                .map(|(name, value)| (self.text(name), self.secrets.header(name, value)))
                .collect(),
            bearer: options
                .bearer
                .as_ref()
                .map(|bearer| self.secrets.tag("token", bearer)),
            ..options.clone()
        }
    }

    fn fact(&mut self, fact: &Fact) -> Fact {
        match fact {
            Fact::Credential {
                name,
                length,
                problem,
            } => Fact::Credential {
                name: self.text(name),
                length: *length,
                problem: problem.as_ref().map(|problem| self.text(problem)),
            },
            Fact::RetainedFindings { findings } => Fact::RetainedFindings {
                findings: findings
                    .iter()
                    .map(|stub| self.finding_stub(stub))
                    .collect(),
            },
            Fact::Token {
                exchange,
                shape,
                length,
                claims,
                differs,
            } => Fact::Token {
                exchange: *exchange,
                shape: *shape,
                length: *length,
                claims: self.text(claims),
                differs: differs
                    .iter()
                    .map(|(code, actual)| (self.text(code), self.address(actual)))
                    .collect(),
            },
            Fact::SessionId { .. } | Fact::Shortened { .. } => fact.clone(),
        }
    }

    fn finding_stub(&mut self, stub: &FindingStub) -> FindingStub {
        let value = |(name, value): &(String, String)| (self.text(name), self.text(value));
        let values = stub.values.iter().map(value).collect();
        FindingStub {
            code: self.text(&stub.code),
            values,
        }
    }

    fn event_kind(&mut self, kind: &EventKind) -> EventKind {
        match kind {
            EventKind::Send {
                id,
                step,
                purpose,
                request,
                mode,
                redirect,
                origin,
            } => EventKind::Send {
                id: *id,
                step: *step,
                purpose: self.purpose(purpose),
                request: self.request(request),
                mode: *mode,
                redirect: *redirect,
                origin: *origin,
            },
            EventKind::Head { id, head } => EventKind::Head {
                id: *id,
                head: self.head(head),
            },
            // Bodies are cleaned as a whole, see `bodies`.
            EventKind::Chunk { id, bytes: _ } => EventKind::Chunk {
                id: *id,
                bytes: Bytes(Vec::new()),
            },
            EventKind::Failed { id, failure } => {
                let mut failure = failure.clone();
                failure.message = self.text(&failure.message);
                EventKind::Failed { id: *id, failure }
            }
            EventKind::Probe { id, step, probe } => EventKind::Probe {
                id: *id,
                step: *step,
                probe: self.probe(probe),
            },
            EventKind::UserAction { id, action } => EventKind::UserAction {
                id: *id,
                action: self.user_action(action),
            },
            EventKind::Paste { pasted } => EventKind::Paste {
                pasted: self.pasted(pasted),
            },
            EventKind::Step {
                step,
                status,
                reason,
                by,
            } => EventKind::Step {
                step: *step,
                status: *status,
                reason: reason.as_ref().map(|reason| self.reason(reason)),
                by: *by,
            },
            EventKind::End { .. }
            | EventKind::Abort { .. }
            | EventKind::ProbeResult { .. }
            | EventKind::Unsupported { .. }
            | EventKind::Cancel
            | EventKind::Done => kind.clone(),
        }
    }

    fn purpose(&mut self, purpose: &Purpose) -> Purpose {
        match purpose {
            Purpose::Initialize { revision } => Purpose::Initialize {
                revision: self.text(revision),
            },
            Purpose::List { method, page } => Purpose::List {
                method: self.text(method),
                page: *page,
            },
            Purpose::ProbeRequest {
                request: ProbeRequest::Header { name },
            } => Purpose::ProbeRequest {
                request: ProbeRequest::Header {
                    name: self.text(name),
                },
            },
            other => other.clone(),
        }
    }

    fn request(&mut self, request: &Request) -> Request {
        Request {
            method: self.text(&request.method),
            url: self.address(&request.url),
            headers: self.headers(&request.headers),
            body: request.body.as_ref().map(|body| self.text(body)),
        }
    }

    fn head(&mut self, head: &Head) -> Head {
        let mut clean = head.clone();
        clean.url = self.address(&head.url);
        clean.headers = self.headers(&head.headers);
        clean
    }

    fn headers(&mut self, headers: &Headers) -> Headers {
        headers
            .iter()
            .map(|(name, value)| (self.text(name), self.secrets.header(name, value)))
            .collect()
    }

    fn probe(&mut self, probe: &Probe) -> Probe {
        match probe {
            Probe::EventSource { url } => Probe::EventSource {
                url: self.address(url),
            },
            Probe::WebSocket { url } => Probe::WebSocket {
                url: self.address(url),
            },
            Probe::CspRedirect { url } => Probe::CspRedirect {
                url: self.address(url),
            },
            Probe::Permission { name, after } => Probe::Permission {
                name: self.text(name),
                after: *after,
            },
            Probe::OwnOrigin | Probe::ResourceTiming { .. } => probe.clone(),
        }
    }

    fn pasted(&mut self, pasted: &Pasted) -> Pasted {
        let exchange = |exchange: &PastedExchange| PastedExchange {
            request: self.request(&exchange.request),
            head: self.head(&exchange.head),
            body: Bytes(self.secrets.clean(&exchange.body.0)),
        };
        Pasted {
            exchanges: pasted.exchanges.iter().map(exchange).collect(),
            cause: pasted.cause.as_ref().map(|cause| self.text(cause)),
            quote: pasted.quote.as_ref().map(|quote| self.text(quote)),
        }
    }

    fn reason(&mut self, reason: &Reason) -> Reason {
        match reason {
            Reason::Fault { fault } => Reason::Fault {
                fault: self.fault(fault),
            },
            other => other.clone(),
        }
    }

    /// Every text of a fault may quote the server or the user.
    fn fault(&mut self, fault: &Fault) -> Fault {
        use Fault::*;
        match fault {
            Address {
                problem,
                detail,
                corrected,
            } => Address {
                problem: self.text(problem),
                detail: self.address(detail),
                corrected: corrected.as_ref().map(|url| self.address(url)),
            },
            SignIn {
                step,
                fault,
                actual,
                expected,
            } => SignIn {
                step: *step,
                fault: *fault,
                actual: self.address(actual),
                expected: self.address(expected),
            },
            HeaderValue { name, problem } => HeaderValue {
                name: self.text(name),
                problem: self.text(problem),
            },
            HeaderNotAllowed { headers } => HeaderNotAllowed {
                headers: self.texts(headers),
            },
            ListFailed { method } => ListFailed {
                method: self.text(method),
            },
            PreflightRedirected { to } => PreflightRedirected {
                to: self.address(to),
            },
            SlashRedirect { to } => SlashRedirect {
                to: self.address(to),
            },
            OtherPathAnswers { to } => OtherPathAnswers {
                to: self.address(to),
            },
            RedirectDropsPost { to } => RedirectDropsPost {
                to: self.address(to),
            },
            EndpointRedirectsElsewhere { to } => EndpointRedirectsElsewhere {
                to: self.address(to),
            },
            SseEndpointElsewhere { to } => SseEndpointElsewhere {
                to: self.address(to),
            },
            WrongContentType { content_type } => WrongContentType {
                content_type: content_type.as_ref().map(|text| self.text(text)),
            },
            other => self.session_fault(other),
        }
    }

    fn session_fault(&mut self, fault: &Fault) -> Fault {
        use Fault::*;
        match fault {
            InitializeRefused { rpc_code, message } => InitializeRefused {
                rpc_code: *rpc_code,
                message: self.text(message),
            },
            HeadersRefused { message } => HeadersRefused {
                message: self.text(message),
            },
            CapabilityDemanded { message } => CapabilityDemanded {
                message: self.text(message),
            },
            NoCommonVersion { supported } => NoCommonVersion {
                supported: self.texts(supported),
            },
            InitializeMalformed { problems } => InitializeMalformed {
                problems: self.texts(problems),
            },
            DiscoverMalformed { problems } => DiscoverMalformed {
                problems: self.texts(problems),
            },
            UnknownVersion { version } => UnknownVersion {
                version: self.text(version),
            },
            VersionHeaderRefused { version } => VersionHeaderRefused {
                version: self.text(version),
            },
            other => other.clone(),
        }
    }

    fn texts(&mut self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn text(&mut self, text: &str) -> String {
        String::from_utf8_lossy(&self.secrets.clean(text.as_bytes())).into_owned()
    }

    fn address(&mut self, address: &str) -> String {
        url::clean(address, &mut self.secrets)
    }

    /// Cleans each body as a whole, because a secret may be split over chunks, and puts it back into its
    /// chunks: what replaces a secret stands in the chunk in which the secret began.
    fn bodies(&mut self, original: &Transcript, clean: &mut Transcript) {
        for id in bodied(original) {
            let chunks: Vec<&[u8]> = original
                .events
                .iter()
                .filter_map(|event| chunk(event, id))
                .collect();
            let mut parts = self.secrets.clean_parts(&chunks).into_iter();
            for event in &mut clean.events {
                if let EventKind::Chunk { id: other, bytes } = &mut event.kind
                    && *other == id
                {
                    *bytes = Bytes(parts.next().unwrap_or_default());
                }
            }
        }
    }
}

/// The exchanges that have a body.
fn bodied(transcript: &Transcript) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for event in &transcript.events {
        match &event.kind {
            EventKind::Chunk { id, .. } if !ids.contains(id) => ids.push(*id),
            _ => {}
        }
    }
    ids
}

fn chunk(event: &Event, wanted: Id) -> Option<&[u8]> {
    match &event.kind {
        EventKind::Chunk { id, bytes } if *id == wanted => Some(&bytes.0),
        _ => None,
    }
}
