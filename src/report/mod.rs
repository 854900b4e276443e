//! The report: one document that holds what the page shows and enough to compute it again.
//! Its JSON form is `faultfinder-report`, version 1.

mod compute;
mod exchanges;
mod offers;
mod redacted;
mod summary;
mod verdict;

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
pub use redacted::{redacted, redacted_from, redacted_live};
pub use summary::counted;

json_struct_write_only! {
    /// A diagnosis, computed from a transcript alone.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Report {
        /// `faultfinder-report`.
        pub format: &'static str = "format",
        pub version: u32 = "version",
        pub tool: Tool = "tool",
        pub target: Target = "target",
        /// `browser` or `native`.
        pub vantage: &'static str = "vantage",
        /// Such as `chromium 156`.
        pub browser: String = "browser",
        pub page_origin: String = "page_origin",
        /// RFC 3339, UTC.
        pub started_at: String = "started_at",
        pub duration_ms: f64 = "duration_ms",
        pub outcome: Option<Outcome> = "outcome",
        pub failed_step: Option<Step> = "failed_step",
        pub code: Option<String> = "code",
        /// What pasted evidence adds: how far another kind of client gets.
        pub browser_limit: Option<BrowserLimit> = "boundary",
        pub server: Option<Server> = "server",
        pub steps: Vec<StepReport> = "steps",
        pub survey: Vec<StepReport> = "survey",
        pub findings: Vec<Finding> = "findings",
        pub exchanges: Vec<ExchangeReport> = "exchanges",
        pub transcript: Arc<Transcript> = "transcript",
        /// The headline of the page. Not part of the document: it follows from the rest.
        pub verdict: Verdict = skip,
        /// What the session offers, for the page's lists. In the document it stands in the exchanges.
        pub offers: Offers = skip,
    }
}

json_enum! {
    /// What a run came to.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Outcome {
        Healthy = "healthy",
        Degraded = "degraded",
        Failed = "failed",
        Inconclusive = "inconclusive",
        AuthorizationRequired = "authorization-required",
        Cancelled = "cancelled",
    }
}

json_struct_write_only! {
    /// The program that made the report.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Tool {
        pub name: &'static str = "name",
        pub version: &'static str = "version",
    }
}

json_struct_write_only! {
    /// What was diagnosed.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Target {
        pub url: String = "url",
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
        pub code: Option<String> = "code",
    }
}

json_struct_write_only! {
    /// The server, as it introduced itself.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Server {
        pub name: String = "name",
        pub title: String = "title",
        pub version: String = "version",
        /// `modern`, `legacy-streamable` or `legacy-sse`.
        pub era: String = "era",
        pub revision: String = "revision",
        pub supported_revisions: Vec<String> = "supported_revisions",
        /// `streamable-http` or `sse`.
        pub transport: String = "transport",
        /// `stateless`, `issued`, `none` or `hidden`.
        pub session: String = "session",
        pub instructions: String = skip,
    }
}

json_struct_write_only! {
    /// A step and what came of it.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StepReport {
        pub id: Step = "id",
        pub number: Option<usize> = "number",
        pub status: Status = "status",
        pub reason: Option<Reason> = "reason",
        /// One sentence: what passed, or why it did not.
        pub summary: String = "summary",
        pub start_ms: Option<f64> = "start_ms",
        pub end_ms: Option<f64> = "end_ms",
        /// The exchange that decided it.
        pub decided_by: Option<Id> = "decided_by",
        /// Codes, in the order of [`Report::findings`].
        pub findings: Vec<&'static str> = "findings",
        pub exchanges: Vec<Id> = "exchanges",
    }
}

json_struct_write_only! {
    /// An exchange or a probe, as a bar on the timeline and a page of the inspector.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ExchangeReport {
        pub id: Id = "id",
        pub step: Step = "step",
        /// `initialize`, `tools/list`, `probe: no-cors GET` …
        pub label: String = "label",
        pub purpose: Option<Purpose> = "purpose",
        pub kind: Kind = "kind",
        pub origin: Origin = "origin",
        /// Absent for a probe that is no request.
        pub request: Option<Request> = "request",
        pub response: Option<Response> = "response",
        /// What the vantage said when it failed.
        pub failure: Option<Failure> = "failure",
        pub aborted: Option<Abort> = "aborted",
        /// What a probe that is no request saw, in words.
        pub observation: Option<String> = "saw",
        pub timing: Timing = "timing",
        /// It is the exchange that the run broke on.
        pub is_fault: bool = skip,
        /// It proves the fault.
        pub is_proof: bool = skip,
        /// Other lanes in which it settled something.
        pub settles: Vec<Step> = skip,
        /// The answer as an event stream, event by event.
        pub events: Vec<StreamEvent> = skip,
    }
}

json_enum! {
    /// Why an exchange was sent.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Kind {
        /// Part of the run as any client would do it.
        Exchange = "exchange",
        /// Sent only to find out why something failed.
        Probe = "probe",
    }
}

json_struct_write_only! {
    /// What came back, as far as it can be read.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Response {
        /// Absent where the browser hides it.
        pub status: Option<u16> = "status",
        pub headers: crate::protocol::http::Headers = "headers",
        /// Headers that matter here and that the browser may be hiding: unreadable, not absent.
        pub unreadable_headers: Vec<String> = "unreadable_headers",
        pub redirected_to: Option<String> = "redirected_to",
        /// Text (invalid UTF-8 replaced); pretty printing is the page's.
        pub body: String = "body",
        pub truncated: bool = "truncated",
    }
}

json_struct_write_only! {
    /// When an exchange began and ended, in milliseconds since the run began.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Timing {
        pub start_ms: f64 = "start_ms",
        pub first_byte_ms: Option<f64> = "first_byte_ms",
        pub end_ms: Option<f64> = "end_ms",
    }
}

/// An event of an event stream.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamEvent {
    /// When it was complete, in milliseconds since the run began.
    pub at_ms: f64,
    /// The type of the event; `message` where the stream names none.
    pub name: String,
    /// By which the stream could be resumed.
    pub id: Option<String>,
    /// What it carries.
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
    /// Those of `tools/list`.
    pub tools: Vec<CatalogItem>,
    /// Those of `prompts/list`.
    pub prompts: Vec<CatalogItem>,
    /// Those of `resources/list` and `resources/templates/list`.
    pub resources: Vec<CatalogItem>,
    /// The recording was shortened: what is not listed here may have been offered all the same.
    pub left_out: bool,
}

/// One of its three lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum List {
    /// What a model can call.
    Tools,
    /// What a user can pick.
    Prompts,
    /// What an application can read.
    Resources,
}

/// One of them. Its schema is read when somebody wants it: see [`schema`].
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogItem {
    /// By which it is called.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// As the server tells it.
    pub description: String,
    /// `reads`, `writes`, `destructive`, from a tool's annotations.
    pub hints: Vec<&'static str>,
}
