//! Exchanges and probes as the timeline and the inspector show them.

use super::{ExchangeReport, Kind, Response, StreamEvent, Timing};
use crate::checks::case::Case;
use crate::checks::finding::Finding;
use crate::checks::quote;
use crate::protocol::sort::sorted;
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::purpose::{NegativeTest, ProbeRequest, Purpose};
use crate::trace::recording::{Probed, Recording};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Origin};
use crate::trace::wire::{Id, Probe, ResponseKind};

/// Every exchange and probe.
pub fn all(case: &Case) -> Vec<ExchangeReport> {
    (0..).map_while(|place| one(case, place)).collect()
}

/// The exchange or the probe at this place.
pub fn one(case: &Case, place: usize) -> Option<ExchangeReport> {
    let Recording {
        exchanges, probes, ..
    } = case.recording;
    match exchanges.get(place) {
        Some(exchange) => Some(exchange_report(case, exchange)),
        None => Some(probe_report(case, probes.get(place - exchanges.len())?)),
    }
}

/// The same in the order of time, with what the findings say of them.
pub fn in_order(
    case: &Case,
    mut all: Vec<ExchangeReport>,
    findings: &[Finding],
) -> Vec<ExchangeReport> {
    let proofs: Vec<Id> = match case.failure.step {
        Some(step) => findings
            .iter()
            .filter(|finding| finding.step == step)
            .flat_map(|finding| finding.evidence.iter().map(|evidence| evidence.exchange))
            .collect(),
        None => Vec::new(),
    };
    for report in &mut all {
        report.is_fault = case.failure.by == Some(report.id) && report.kind == Kind::Exchange;
        report.is_proof = report.kind == Kind::Probe && proofs.contains(&report.id);
    }
    sorted(all, &|a, b| {
        a.timing
            .start_ms
            .total_cmp(&b.timing.start_ms)
            .then(a.id.cmp(&b.id))
    })
}

fn exchange_report(case: &Case, exchange: &Exchange) -> ExchangeReport {
    let (step, settles) = steps_of(case, exchange.id, exchange.step);
    ExchangeReport {
        id: exchange.id,
        step,
        label: label(exchange),
        purpose: Some(exchange.purpose.clone()),
        kind: match exchange.purpose {
            Purpose::ProbeRequest { .. } | Purpose::RedirectTarget => Kind::Probe,
            _ => Kind::Exchange,
        },
        origin: exchange.origin,
        request: Some(exchange.request.clone()),
        response: response(exchange),
        failure: match &exchange.ending {
            Some(Ending::Failed(failure)) => Some(failure.clone()),
            _ => None,
        },
        aborted: match exchange.ending {
            Some(Ending::Aborted(why)) => Some(why),
            _ => None,
        },
        observation: None,
        timing: Timing {
            start_ms: exchange.sent_at,
            first_byte_ms: exchange.head_at,
            end_ms: exchange.ended_at,
        },
        is_fault: false,
        is_proof: false,
        extensions: exchange.extensions,
        settles,
        events: exchange
            .events
            .iter()
            .map(|(at, event)| StreamEvent {
                at_ms: *at,
                name: event.event.clone().unwrap_or_else(|| "message".into()),
                id: event.id.clone(),
                data: event.data.clone(),
            })
            .collect(),
    }
}

fn probe_report(case: &Case, probed: &Probed) -> ExchangeReport {
    let (step, settles) = steps_of(case, probed.id, probed.step);
    ExchangeReport {
        id: probed.id,
        step,
        label: format!("probe: {}", probe_name(&probed.probe)),
        purpose: None,
        kind: Kind::Probe,
        origin: Origin::Live,
        request: None,
        response: None,
        failure: None,
        aborted: None,
        observation: Some(match probed.answer {
            Some(None) if !case.is_page() => "unknown from here".into(),
            _ => quote::describe_probe_result(probed),
        }),
        timing: Timing {
            start_ms: probed.sent_at,
            first_byte_ms: None,
            end_ms: probed.answered_at,
        },
        is_fault: false,
        is_proof: false,
        extensions: 0,
        settles,
        events: Vec::new(),
    }
}

/// The furthest step that an exchange decided, and the other steps that it settled.
fn steps_of(case: &Case, id: Id, sent_for: Step) -> (Step, Vec<Step>) {
    if case.failure.by == Some(id) {
        return (
            case.failure.step.unwrap_or(sent_for),
            decided(case, id, case.failure.step),
        );
    }
    let opens = case
        .handshake
        .is_some_and(|handshake| handshake.exchange.id == id);
    let furthest = match opens {
        // Whatever else it settled, and though another one may end that step.
        true => Step::Session,
        false => furthest(case, &decided(case, id, None), sent_for),
    };
    (furthest, decided(case, id, Some(furthest)))
}

/// A step that does not apply owns no bar: its lane is folded away.
fn furthest(case: &Case, decided: &[Step], sent_for: Step) -> Step {
    let applies = |step: &&Step| case.recording.step_state(**step).status != Status::Skipped;
    let before = |step: &&Step| step.index() <= sent_for.index();
    match decided.iter().rfind(applies) {
        Some(step) => *step,
        // The survey's lanes stay: what was not offered was asked for.
        None if sent_for.number().is_none() => sent_for,
        None => *Step::ALL
            .iter()
            .filter(before)
            .rfind(applies)
            .unwrap_or(&sent_for),
    }
}

fn decided(case: &Case, id: Id, except: Option<Step>) -> Vec<Step> {
    let by_it =
        |step: &Step| case.recording.step_state(*step).by == Some(id) && Some(*step) != except;
    Step::ALL.into_iter().filter(by_it).collect()
}

fn response(exchange: &Exchange) -> Option<Response> {
    let head = exchange.head.as_ref()?;
    Some(Response {
        status: exchange.status(),
        headers: head.headers.clone(),
        unreadable_headers: unreadable(exchange),
        redirected_to: head.redirected.then(|| head.url.clone()),
        body: shown_body(exchange),
        truncated: is_cut(exchange),
    })
}

/// So much of a body is shown. A report that held all of it twice would not fit into memory; it is whole in the
/// transcript.
const SHOWN_BODY: usize = 1 << 20;

/// The body, or its beginning.
fn shown_body(exchange: &Exchange) -> String {
    let shown = exchange.body.get(..SHOWN_BODY).unwrap_or(&exchange.body);
    String::from_utf8_lossy(shown).into_owned()
}

/// Whether there is more of the body than is shown.
fn is_cut(exchange: &Exchange) -> bool {
    let why = match exchange.ending {
        Some(Ending::Aborted(why)) => Some(why),
        _ => None,
    };
    let is_given_up = matches!(why, Some(Abort::TooLarge | Abort::TooLong | Abort::Budget));
    is_given_up || exchange.body.len() > SHOWN_BODY
}

/// Headers that matter in this exchange and that the browser may be hiding: it shows a page only the
/// safelisted ones and those that the server exposes.
fn unreadable(exchange: &Exchange) -> Vec<String> {
    // Of what was stopped at its head this page kept none, whatever it could read.
    let is_kept = exchange.private_redirect().is_none();
    let head = exchange.head.as_ref().filter(|_| is_kept);
    if !head.is_some_and(|head| head.kind == ResponseKind::Cors) {
        return Vec::new();
    }
    let opens = matches!(exchange.purpose, Purpose::Initialize { .. });
    let mut telling: Vec<&str> = match exchange.status() {
        Some(401 | 403) => vec!["www-authenticate"],
        Some(405) => vec!["allow"],
        Some(429 | 503) => vec!["retry-after"],
        Some(301..=308) => vec!["location"],
        _ => Vec::new(),
    };
    if opens {
        telling.push("mcp-session-id");
    }
    telling.retain(|name| exchange.header(name).is_none());
    telling.into_iter().map(str::to_owned).collect()
}

pub fn label(exchange: &Exchange) -> String {
    match &exchange.purpose {
        Purpose::Discover => "server/discover".into(),
        Purpose::Initialize { .. } => "initialize".into(),
        Purpose::Initialized => "notifications/initialized".into(),
        Purpose::List { method, page: 0 } => method.clone(),
        Purpose::List { method, page } => format!("{method}, page {}", page + 1),
        Purpose::OpenSse => "GET: open the event stream".into(),
        Purpose::GetStream => "GET: listen".into(),
        Purpose::Listen => "subscriptions/listen".into(),
        Purpose::Delete => "DELETE: end the session".into(),
        Purpose::ResourceMetadata => "GET: resource metadata".into(),
        Purpose::ServerMetadata => "GET: authorization server metadata".into(),
        Purpose::Register => "POST: register the client".into(),
        Purpose::Authorize => "sign in at the authorization server".into(),
        Purpose::Token => "POST: exchange the code".into(),
        Purpose::Refresh => "POST: refresh the token".into(),
        Purpose::RedirectTarget => "probe: where the redirect leads".into(),
        Purpose::ProbeRequest { request } => format!("probe: {}", probe_request_name(request)),
        Purpose::NegativeTest { test, index: 0 } => test_name(*test).into(),
        Purpose::NegativeTest { test, index } => format!("{}, {index}", test_name(*test)),
    }
}

fn test_name(test: NegativeTest) -> &'static str {
    match test {
        NegativeTest::UnknownVersion => "deep: an unknown version",
        NegativeTest::VersionMismatch => "deep: two versions in one request",
        NegativeTest::MethodMismatch => "deep: two methods in one request",
        NegativeTest::NoMethodHeader => "deep: no Mcp-Method",
        NegativeTest::NoMeta => "deep: no _meta",
        NegativeTest::UnknownMethod => "deep: an unknown method",
        NegativeTest::Get => "deep: GET",
        NegativeTest::Delete => "deep: DELETE",
        NegativeTest::Initialize => "deep: initialize",
        NegativeTest::NotJson => "deep: a body that is not JSON",
        NegativeTest::BadCursor => "deep: an invalid cursor",
        NegativeTest::BadVersionHeader => "deep: an unknown MCP-Protocol-Version",
        NegativeTest::NoSessionId => "deep: no session ID",
        NegativeTest::UnknownSessionId => "deep: an unknown session ID",
        NegativeTest::EndedSession => "deep: a session that was ended",
        NegativeTest::Open => "deep: open a session",
        NegativeTest::Opened => "deep: notifications/initialized",
        NegativeTest::Use => "deep: use the session",
        NegativeTest::Close => "deep: end the session",
        NegativeTest::NoCredential => "deep: without the credential",
        NegativeTest::MadeUpCredential => "deep: a made-up credential",
        NegativeTest::Ping => "deep: ping",
    }
}

fn probe_request_name(request: &ProbeRequest) -> String {
    match request {
        ProbeRequest::NoCorsGet => "GET with a hidden response".into(),
        ProbeRequest::NoCorsPost => "POST with a hidden response".into(),
        ProbeRequest::SimplePost => "POST without preflight".into(),
        ProbeRequest::RedirectCheck => "is there a redirect?".into(),
        ProbeRequest::Header { name } => format!("is {name} allowed?"),
        ProbeRequest::OptionsFetch => "does the preflight pass?".into(),
        ProbeRequest::PathVariant => "another spelling of the path".into(),
        ProbeRequest::SiblingPath => "another path on the host".into(),
        ProbeRequest::OtherScheme => "the other scheme".into(),
    }
}

fn probe_name(probe: &Probe) -> String {
    match probe {
        Probe::EventSource { .. } => "event source".into(),
        Probe::WebSocket { .. } => "web socket".into(),
        Probe::CspRedirect { .. } => "does a redirect leave the origin?".into(),
        Probe::Permission { name, .. } => format!("permission {name}"),
        Probe::OwnOrigin => "is this page online?".into(),
        Probe::ResourceTiming { of } => format!("timing of request {of}"),
    }
}
