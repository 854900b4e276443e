//! The report: one document that holds what the page shows and enough to compute it again.
//! Its JSON form is `faultfinder-report`, version 1.

mod compute;
mod exchanges;
mod offers;
pub mod questions;
mod redacted;
mod slices;
mod summary;
mod verdict;
pub mod waits;

use std::sync::Arc;

use crate::checks::finding::Finding;
use crate::protocol::document::{json_enum, json_struct_write_only};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Origin, Transcript};
use crate::trace::wire::{Failure, Id, Request};

pub use compute::{compute, from_recording, is_over, live};
pub use offers::schema;
pub use redacted::{
    hiding, lacks_findings, redacted, redacted_cancelled, redacted_from, redacted_live,
    redacted_slowly,
};
pub use slices::Judging;
pub use summary::counted;
pub use verdict::blocks_browsers_only;

json_struct_write_only! {
    /// A diagnosis, computed from a transcript alone.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Report {
        /// `faultfinder-report`.
        pub format: &'static str = "format",
        /// Of the document's form; 1.
        pub version: u32 = "version",
        /// What made the report.
        pub tool: Tool = "tool",
        /// What was diagnosed.
        pub target: Target = "target",
        /// `browser` or `native`.
        pub vantage: &'static str = "vantage",
        /// Such as `chromium 156`.
        pub browser: String = "browser",
        /// The origin that the requests came from, which CORS is about.
        pub page_origin: String = "page_origin",
        /// RFC 3339, UTC.
        pub started_at: String = "started_at",
        /// From the start to the last event, in milliseconds.
        pub duration_ms: f64 = "duration_ms",
        /// What the run came to; `None` while it is on.
        pub outcome: Option<Outcome> = "outcome",
        /// The step that failed, for the outcomes `failed` and `inconclusive`.
        pub failed_step: Option<Step> = "failed_step",
        /// The code of the finding that the outcome rests on; `None` for a healthy server.
        pub code: Option<String> = "code",
        /// What pasted evidence adds: how far another kind of client gets.
        pub browser_limit: Option<BrowserLimit> = "boundary",
        /// What the session says about the server; `None` where none was opened.
        pub server: Option<Server> = "server",
        /// The eleven steps of the connection, in their order.
        pub steps: Vec<StepReport> = "steps",
        /// Tools, prompts, resources, stream and closing.
        pub survey: Vec<StepReport> = "survey",
        /// What was found, the gravest first.
        pub findings: Vec<Finding> = "findings",
        /// What was sent and looked at, in the order of time.
        pub exchanges: Vec<ExchangeReport> = "exchanges",
        /// What all of this was computed from.
        pub transcript: Arc<Transcript> = "transcript",
        /// The headline of the page. Not part of the document: it follows from the rest.
        pub verdict: Verdict = skip,
        /// What the session offers, for the page's lists. In the document it stands in the exchanges.
        pub offers: Offers = skip,
    }
}

impl Report {
    /// The codes of all findings.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.findings.iter().map(|finding| finding.code)
    }
}

json_enum! {
    /// What a run came to (docs/design.md, "Outcome").
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Outcome {
        /// The session opened and nothing is at fault; warnings are allowed.
        Healthy = "healthy",
        /// The session opened, and something that it offers cannot be used.
        Degraded = "degraded",
        /// A step failed, and the cause is certain or likely.
        Failed = "failed",
        /// A step failed, and this vantage cannot tell the causes apart.
        Inconclusive = "inconclusive",
        /// The run waits for credentials or for the user's consent.
        AuthorizationRequired = "authorization-required",
        /// The user stopped the run.
        Cancelled = "cancelled",
    }
}

json_struct_write_only! {
    /// The program that made the report.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tool {
        /// `faultfinder`.
        pub name: &'static str = "name",
        /// Of the package.
        pub version: &'static str = "version",
    }
}

json_struct_write_only! {
    /// What was diagnosed.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Target {
        /// The address, as it was asked for.
        pub url: String = "url",
        /// What the user chose: `auto`, `streamable-http` or `sse`.
        pub transport: &'static str = "transport",
    }
}

json_struct_write_only! {
    /// The point up to which browsers get, and what lies beyond it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct BrowserLimit {
        /// Where browsers are stopped.
        pub step: Step = "step",
        /// Whether a client that is no browser opened the session.
        pub opens: bool = "opens",
        /// The step at which such a client stops, if it does.
        pub stops_at: Option<Step> = "stops_at",
        /// Why it stops there.
        pub code: Option<String> = "code",
    }
}

json_struct_write_only! {
    /// What an open session says about the server.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Server {
        /// `serverInfo.name`; empty where the server does not say, like all texts here.
        pub name: String = "name",
        /// `serverInfo.title`, the name for people.
        pub title: String = "title",
        /// `serverInfo.version`.
        pub version: String = "version",
        /// `modern`, `legacy-streamable` or `legacy-sse`.
        pub era: String = "era",
        /// The revision that was agreed on, by its date.
        pub revision: String = "revision",
        /// What `server/discover` lists.
        pub supported_revisions: Vec<String> = "supported_revisions",
        /// `streamable-http` or `sse`.
        pub transport: String = "transport",
        /// `stateless`, `issued`, `none` or `hidden`.
        pub session: String = "session",
        /// What the server tells the model about its use. In the document it stands in the exchange.
        pub instructions: String = skip,
    }
}

json_struct_write_only! {
    /// A step of the connection or of the survey.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StepReport {
        /// The step.
        pub id: Step = "id",
        /// From 1 to 11; the survey has no numbers.
        pub number: Option<usize> = "number",
        /// What became of it.
        pub status: Status = "status",
        /// Why it did not come to an end of its own.
        pub reason: Option<Reason> = "reason",
        /// One sentence: what passed, or why it did not.
        pub summary: String = "summary",
        /// When it began, in milliseconds from the start of the run.
        pub start_ms: Option<f64> = "start_ms",
        /// When it ended.
        pub end_ms: Option<f64> = "end_ms",
        /// The exchange that decided it.
        pub decided_by: Option<Id> = "decided_by",
        /// Codes, in the order of [`Report::findings`].
        pub findings: Vec<&'static str> = "findings",
        /// The exchanges and probes that belong to it.
        pub exchanges: Vec<Id> = "exchanges",
    }
}

json_struct_write_only! {
    /// An exchange or a probe, as a bar on the timeline and a page of the inspector.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExchangeReport {
        /// Its number within the run, from 1.
        pub id: Id = "id",
        /// The step that it belongs to.
        pub step: Step = "step",
        /// `initialize`, `tools/list`, `probe: no-cors GET` …
        pub label: String = "label",
        /// What a request was for; `None` for a probe that is no request.
        pub purpose: Option<Purpose> = "purpose",
        /// Whether any client would have sent it.
        pub kind: Kind = "kind",
        /// Who observed it: this page, or another client whose output was pasted.
        pub origin: Origin = "origin",
        /// Absent for a probe that is no request.
        pub request: Option<Request> = "request",
        /// What came back, as far as the vantage could see it.
        pub response: Option<Response> = "response",
        /// The failure, as the vantage reports it.
        pub failure: Option<Failure> = "failure",
        /// Why it was given up, where it was.
        pub aborted: Option<Abort> = "aborted",
        /// What a probe that is no request saw, in words.
        pub observation: Option<String> = "saw",
        /// When it began and ended.
        pub timing: Timing = "timing",
        /// It is the exchange that the run broke on.
        pub is_fault: bool = skip,
        /// It proves the fault.
        pub is_proof: bool = skip,
        /// How often the user gave it as long again.
        pub extensions: u32 = skip,
        /// Other steps that it settled.
        pub settles: Vec<Step> = skip,
        /// The answer as an event stream, event by event.
        pub events: Vec<StreamEvent> = skip,
    }
}

json_enum! {
    /// What an exchange is to the run.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Kind {
        /// Part of the run as any client would do it.
        Exchange = "exchange",
        /// Sent only to find out why something failed.
        Probe = "probe",
    }
}

json_struct_write_only! {
    /// What came back.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Response {
        /// Absent where the browser hides it.
        pub status: Option<u16> = "status",
        /// Those that the vantage may read, in their order.
        pub headers: crate::protocol::http::Headers = "headers",
        /// Headers that matter here and that the browser may be hiding: unreadable, not absent.
        pub unreadable_headers: Vec<String> = "unreadable_headers",
        /// Where redirects led that the vantage followed.
        pub redirected_to: Option<String> = "redirected_to",
        /// Text (invalid UTF-8 replaced); pretty printing is the page's.
        pub body: String = "body",
        /// The end of the body is missing: it was too large, or took too long.
        pub truncated: bool = "truncated",
    }
}

json_struct_write_only! {
    /// Times in milliseconds from the start of the run.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Timing {
        /// When it was sent.
        pub start_ms: f64 = "start_ms",
        /// When the head of the answer was there.
        pub first_byte_ms: Option<f64> = "first_byte_ms",
        /// When it was over; `None` while it is not.
        pub end_ms: Option<f64> = "end_ms",
    }
}

/// One event of an event stream.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamEvent {
    /// When it was complete, in milliseconds from the start of the run.
    pub at_ms: f64,
    /// The `event` field, or `message`.
    pub name: String,
    /// The `id` field.
    pub id: Option<String>,
    /// The lines of data.
    pub data: String,
}

/// The headline and the line above it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// `Stopped at step 3 of 11: Cross-origin access`; empty while the run is on.
    pub eyebrow: String,
    /// The plain words, beginning with a capital.
    pub headline: String,
    /// Small facts: `Blocks browser clients`, `Certain`, `2026-07-28, stateless`, `143 ms, 4 requests`.
    pub meta: Vec<String>,
    /// The second verdict, from pasted evidence.
    pub browser_limit: Option<String>,
}

/// What the open session offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offers {
    /// `tools/list`, all pages.
    pub tools: Vec<CatalogItem>,
    /// `prompts/list`, all pages.
    pub prompts: Vec<CatalogItem>,
    /// `resources/list` and `resources/templates/list`.
    pub resources: Vec<CatalogItem>,
    /// The recording was shortened: what is not listed here may have been offered all the same.
    pub left_out: bool,
}

/// One of its three lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum List {
    /// Tools, which the model calls.
    Tools,
    /// Prompts, which the user chooses.
    Prompts,
    /// Resources and templates of resources, which the application reads.
    Resources,
}

/// One of them. Its schema is read only when it is opened: see [`schema`].
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogItem {
    /// The name for programs; of a resource its address.
    pub name: String,
    /// The name for people; empty where there is none.
    pub title: String,
    /// What it is for; empty where the server does not say.
    pub description: String,
    /// `reads`, `writes`, `destructive`, from a tool's annotations.
    pub hints: Vec<&'static str>,
}
