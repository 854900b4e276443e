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
use crate::protocol::document::{words, written};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Origin, Transcript};
use crate::trace::wire::{Failure, Id, Request};

pub use compute::{compute, from_recording, is_over, live};
pub use offers::schema;
pub use redacted::{redacted, redacted_from, redacted_live};
pub use summary::counted;

/// A diagnosis, computed from a transcript alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// `faultfinder-report`.
    pub format: &'static str,
    pub version: u32,
    pub tool: Tool,
    pub target: Target,
    /// `browser` or `native`.
    pub vantage: &'static str,
    /// Such as `chromium 156`.
    pub browser: String,
    pub page_origin: String,
    /// RFC 3339, UTC.
    pub started_at: String,
    pub duration_ms: f64,
    pub outcome: Option<Outcome>,
    pub failed_step: Option<Step>,
    pub code: Option<String>,
    /// What pasted evidence adds: how far another kind of client gets.
    pub browser_limit: Option<BrowserLimit>,
    pub server: Option<Server>,
    pub steps: Vec<StepReport>,
    pub survey: Vec<StepReport>,
    pub findings: Vec<Finding>,
    pub exchanges: Vec<ExchangeReport>,
    pub transcript: Arc<Transcript>,
    /// The headline of the page. Not part of the document: it follows from the rest.
    pub verdict: Verdict,
    /// What the session offers, for the page's lists. In the document it stands in the exchanges.
    pub offers: Offers,
}

written!(Report {
    format, version, tool, target, vantage, browser, page_origin, started_at, duration_ms, outcome,
    failed_step, code, browser_limit = "boundary", server, steps, survey, findings, exchanges, transcript;
    verdict, offers
});

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    Healthy,
    Degraded,
    Failed,
    Inconclusive,
    AuthorizationRequired,
    Cancelled,
}

words!(Outcome {
    Healthy = "healthy",
    Degraded = "degraded",
    Failed = "failed",
    Inconclusive = "inconclusive",
    AuthorizationRequired = "authorization-required",
    Cancelled = "cancelled",
});

#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

written!(Tool { name, version });

#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub url: String,
    pub transport: &'static str,
}

written!(Target { url, transport });

/// The point up to which browsers get, and what lies beyond it.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowserLimit {
    /// Where browsers are stopped.
    pub step: Step,
    /// Whether a client that is no browser opened the session.
    pub opens: bool,
    /// The step at which such a client stops, if it does.
    pub stops_at: Option<Step>,
    pub code: Option<String>,
}

written!(BrowserLimit {
    step,
    opens,
    stops_at,
    code
});

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Server {
    pub name: String,
    pub title: String,
    pub version: String,
    /// `modern`, `legacy-streamable` or `legacy-sse`.
    pub era: String,
    pub revision: String,
    pub supported_revisions: Vec<String>,
    /// `streamable-http` or `sse`.
    pub transport: String,
    /// `stateless`, `issued`, `none` or `hidden`.
    pub session: String,
    pub instructions: String,
}

written!(Server {
    name, title, version, era, revision, supported_revisions, transport, session;
    instructions
});

#[derive(Clone, Debug, PartialEq)]
pub struct StepReport {
    pub id: Step,
    pub number: Option<usize>,
    pub status: Status,
    pub reason: Option<Reason>,
    /// One sentence: what passed, or why it did not.
    pub summary: String,
    pub start_ms: Option<f64>,
    pub end_ms: Option<f64>,
    /// The exchange that decided it.
    pub decided_by: Option<Id>,
    /// Codes, in the order of [`Report::findings`].
    pub findings: Vec<&'static str>,
    pub exchanges: Vec<Id>,
}

written!(StepReport {
    id,
    number,
    status,
    reason,
    summary,
    start_ms,
    end_ms,
    decided_by,
    findings,
    exchanges,
});

/// An exchange or a probe, as a bar on the timeline and a page of the inspector.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeReport {
    pub id: Id,
    pub step: Step,
    /// `initialize`, `tools/list`, `probe: no-cors GET` …
    pub label: String,
    pub purpose: Option<Purpose>,
    pub kind: Kind,
    pub origin: Origin,
    /// Absent for a probe that is no request.
    pub request: Option<Request>,
    pub response: Option<Response>,
    /// What the vantage said when it failed.
    pub failure: Option<Failure>,
    pub aborted: Option<Abort>,
    /// What a probe that is no request saw, in words.
    pub observation: Option<String>,
    pub timing: Timing,
    /// It is the exchange that the run broke on.
    pub is_fault: bool,
    /// It proves the fault.
    pub is_proof: bool,
    /// Other lanes in which it settled something.
    pub settles: Vec<Step>,
    /// The answer as an event stream, event by event.
    pub events: Vec<StreamEvent>,
}

written!(ExchangeReport {
    id, step, label, purpose, kind, origin, request, response, failure, aborted, observation = "saw", timing;
    is_fault, is_proof, settles, events
});

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Part of the run as any client would do it.
    Exchange,
    /// Sent only to find out why something failed.
    Probe,
}

words!(Kind { Exchange, Probe });

#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Absent where the browser hides it.
    pub status: Option<u16>,
    pub headers: crate::protocol::http::Headers,
    /// Headers that matter here and that the browser may be hiding: unreadable, not absent.
    pub unreadable_headers: Vec<String>,
    pub redirected_to: Option<String>,
    /// Text (invalid UTF-8 replaced); pretty printing is the page's.
    pub body: String,
    pub truncated: bool,
}

written!(Response {
    status,
    headers,
    unreadable_headers,
    redirected_to,
    body,
    truncated,
});

#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    pub start_ms: f64,
    pub first_byte_ms: Option<f64>,
    pub end_ms: Option<f64>,
}

written!(Timing {
    start_ms,
    first_byte_ms,
    end_ms
});

#[derive(Clone, Debug, PartialEq)]
pub struct StreamEvent {
    pub at_ms: f64,
    pub name: String,
    pub id: Option<String>,
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
    pub tools: Vec<CatalogItem>,
    pub prompts: Vec<CatalogItem>,
    pub resources: Vec<CatalogItem>,
    /// The recording was shortened: what is not listed here may have been offered all the same.
    pub left_out: bool,
}

/// One of its three lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum List {
    Tools,
    Prompts,
    Resources,
}

/// One of them. Its schema is read when somebody wants it: see [`schema`].
#[derive(Clone, Debug, PartialEq)]
pub struct CatalogItem {
    pub name: String,
    pub title: String,
    pub description: String,
    /// `reads`, `writes`, `destructive`, from a tool's annotations.
    pub hints: Vec<&'static str>,
}
