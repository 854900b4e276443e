//! A request and everything that came back, put together from its events.

use super::network_cause::NetworkCause;
use super::purpose::Purpose;
use super::step::Step;
use super::transcript::{Abort, Origin, Sent};
use super::wire::{Failure, Head, Id, Mode, Redirect, Request, ResponseKind};
use crate::protocol::jsonrpc::{self, Message, Reading};
use crate::protocol::sse::{SseEvent, SseParser};

/// A body takes no more than this before its bytes are there.
const MOST_RESERVED: usize = 4 << 20;

/// A request and all that came back.
#[derive(Debug)]
pub struct Exchange {
    /// Names it within the run.
    pub id: Id,
    /// The step that asked for it.
    pub step: Step,
    /// What it is for.
    pub purpose: Purpose,
    /// What was sent.
    pub request: Request,
    /// Whether a page could read the answer without permission.
    pub mode: Mode,
    /// What happens at a redirect.
    pub redirect: Redirect,
    /// Who sent it.
    pub origin: Origin,
    /// When it was sent.
    pub sent_at: f64,
    /// When the head came.
    pub head_at: Option<f64>,
    /// The head, if one came.
    pub head: Option<Head>,
    /// The body so far.
    pub body: Vec<u8>,
    /// When each part of the body came, and how many bytes it had.
    pub chunks: Vec<(f64, usize)>,
    /// How often the user gave it as long again.
    pub extensions: u32,
    /// When it ended.
    pub ended_at: Option<f64>,
    /// How it ended; absent while it is on.
    pub ending: Option<Ending>,
    /// JSON-RPC messages of the body, with the time each was complete.
    pub messages: Vec<(f64, Message)>,
    /// What is wrong with those messages.
    pub problems: Vec<jsonrpc::Problem>,
    /// What those messages take in memory (`protocol/json.rs`).
    pub units: usize,
    /// Events of an event stream, with the time each was complete.
    pub events: Vec<(f64, SseEvent)>,
    sse: Option<SseParser>,
    /// The messages that are on their way are read as they come.
    reading: Reading,
    /// So much of the data of the event that is on its way was given to that.
    read_ahead: usize,
    /// What is wrong with the event stream.
    pub sse_problems: Vec<crate::protocol::sse::Problem>,
    /// An event was cut off by the end of the body.
    pub unfinished_event: bool,
}

/// How an exchange ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// The body came to its end.
    Complete,
    /// It never came, or broke off.
    Failed(Failure),
    /// The engine gave it up.
    Aborted(Abort),
    /// This vantage cannot send such a request.
    Unsupported,
}

impl Exchange {
    pub(super) fn new(sent: Sent, at: f64) -> Exchange {
        Exchange {
            id: sent.id,
            step: sent.step,
            purpose: sent.purpose,
            request: sent.request,
            mode: sent.mode,
            redirect: sent.redirect,
            origin: sent.origin,
            sent_at: at,
            head_at: None,
            head: None,
            body: Vec::new(),
            chunks: Vec::new(),
            ended_at: None,
            extensions: 0,
            ending: None,
            messages: Vec::new(),
            problems: Vec::new(),
            units: 0,
            events: Vec::new(),
            sse: None,
            reading: Reading::default(),
            read_ahead: 0,
            sse_problems: Vec::new(),
            unfinished_event: false,
        }
    }

    /// The HTTP status, if it could be read.
    pub fn status(&self) -> Option<u16> {
        self.head
            .as_ref()
            .filter(|head| !head.is_opaque())
            .map(|head| head.status)
    }

    /// A response header, if there is one that can be read.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.as_ref().and_then(|head| head.headers.get(name))
    }

    /// The essence of `Content-Type`, in lower case; empty when absent.
    pub fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        // Two layers may write it, which reads as one value with a comma: the first is what most clients go by.
        let essence = value.split([';', ',']).next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// Whether the answer says that it is a stream of events.
    pub fn is_event_stream(&self) -> bool {
        self.content_type() == "text/event-stream"
    }

    /// The answer to `id`, wherever in the body it stands.
    pub fn answer(&self, id: &jsonrpc::Id) -> Option<&Message> {
        self.messages
            .iter()
            .map(|(_, message)| message)
            .find(|message| message.is_answer() && message.id() == Some(id))
    }

    /// No head came because of a failure that says nothing, as every network, CORS and policy failure does
    /// in a browser.
    pub fn failed_opaquely(&self) -> bool {
        self.failed_without_answer() && self.network_cause().is_none()
    }

    /// Failed before a head came.
    pub fn failed_without_answer(&self) -> bool {
        self.head.is_none() && matches!(self.ending, Some(Ending::Failed(_)))
    }

    /// Why no head came, where the vantage knows it.
    pub fn network_cause(&self) -> Option<NetworkCause> {
        match &self.ending {
            Some(Ending::Failed(failure)) if self.head.is_none() => failure.cause,
            _ => None,
        }
    }

    /// The server redirects, and a browser keeps where to from the page (Fetch standard, "opaque-redirect filtered
    /// response").
    pub fn is_opaque_redirect(&self) -> bool {
        let head = self.head.as_ref();
        head.is_some_and(|head| head.kind == ResponseKind::OpaqueRedirect)
    }

    /// Where a public server led this request, if that is inside a private network.
    pub fn private_redirect(&self) -> Option<&str> {
        let is_stopped = self.ending == Some(Ending::Aborted(Abort::PrivateAddress));
        let head = self.head.as_ref().filter(|_| is_stopped)?;
        Some(&head.url)
    }

    /// No head came in time.
    pub fn hung(&self) -> bool {
        self.head.is_none() && matches!(self.ending, Some(Ending::Aborted(Abort::NoHead)))
    }

    /// Whether nothing more is expected from it.
    pub fn is_over(&self) -> bool {
        self.ending.is_some()
    }

    /// The time of the last sign of life.
    pub fn last_at(&self) -> f64 {
        let chunk = self.chunks.last().map(|(at, _)| *at);
        chunk.or(self.head_at).unwrap_or(self.sent_at)
    }

    /// The refusals of SDKs that check `Origin` say so: "Invalid Origin header", "Origin not allowed".
    pub fn names_origin(&self) -> bool {
        self.body_text().to_ascii_lowercase().contains("origin")
    }

    /// The body as text, what is not UTF-8 replaced.
    pub fn body_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    pub(super) fn take_head(&mut self, at: f64, head: &Head) {
        self.head_at = Some(at);
        self.head = Some(head.clone());
        // What is said to come has its place at once: a body that grows by doubling leaves as much in holes.
        let length = head.headers.get("content-length");
        let length = length.and_then(|length| length.parse().ok());
        self.body
            .reserve_exact(length.unwrap_or(0).min(MOST_RESERVED));
        if self.is_event_stream() {
            self.sse = Some(SseParser::new());
        }
    }

    pub(super) fn take(&mut self, at: f64, bytes: &[u8]) {
        self.chunks.push((at, bytes.len()));
        self.body.extend_from_slice(bytes);
        let Some(parser) = &mut self.sse else {
            if !self.purpose.is_oauth() {
                self.reading.push(bytes);
            }
            return;
        };
        for event in parser.push(bytes) {
            self.take_event(at, event);
        }
        self.read_data_ahead();
    }

    fn take_event(&mut self, at: f64, event: SseEvent) {
        let carries_message = event.event.as_deref().is_none_or(|name| name == "message");
        if carries_message && !event.data.is_empty() {
            self.read_data(&[&event.data]);
            self.end_messages(at);
        }
        self.reset_reading();
        self.events.push((at, event));
    }

    /// One event may be as long as a body.
    fn read_data_ahead(&mut self) {
        let parser = self.sse.take();
        match parser.as_ref().and_then(SseParser::data_so_far) {
            Some((Some(lines), Some(value))) => self.read_data(&[lines, "\n", value]),
            Some((lines, value)) => self.read_data(&[lines.or(value).unwrap_or_default()]),
            None => self.reset_reading(),
        }
        self.sse = parser;
    }

    /// Reads what of this data was not read ahead.
    fn read_data(&mut self, parts: &[&str]) {
        let mut before = 0;
        for part in parts {
            let read = self.read_ahead.saturating_sub(before).min(part.len());
            let new = part.as_bytes().get(read..).unwrap_or_default();
            self.reading.push(new);
            self.read_ahead += new.len();
            before += part.len();
        }
    }

    fn reset_reading(&mut self) {
        self.read_ahead = 0;
        self.reading = Reading::default();
    }

    pub(super) fn end(&mut self, at: f64, ending: Ending) {
        if self.ending.is_some() {
            return;
        }
        self.ended_at = Some(at);
        self.ending = Some(ending);
        // It grew by doubling, and grows no more.
        self.body.shrink_to_fit();
        if let Some(parser) = self.sse.take() {
            let tail = parser.finish();
            self.unfinished_event = tail.unfinished.is_some();
            self.sse_problems = tail.problems;
        } else if !self.body.is_empty() && !self.purpose.is_oauth() {
            self.end_messages(at);
        }
        self.reset_reading();
    }

    fn end_messages(&mut self, at: f64) {
        let reading = std::mem::take(&mut self.reading);
        let (messages, problems) = reading.finish(&mut self.units);
        self.messages
            .extend(messages.into_iter().map(|message| (at, message)));
        self.problems.extend(problems);
    }
}

impl Head {
    /// Whether the browser hides all of it (Fetch standard, 2.2.6).
    pub fn is_opaque(&self) -> bool {
        matches!(
            self.kind,
            ResponseKind::Opaque | ResponseKind::OpaqueRedirect
        )
    }
}
