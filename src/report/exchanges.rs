//! Exchanges and probes as the timeline and the inspector show them.

use super::{ExchangeReport, Kind, Response, StreamEvent, Timing};
use crate::checks::case::Case;
use crate::checks::finding::Finding;
use crate::checks::quote;
use crate::protocol::sort::sorted;
use crate::trace::purpose::{Purpose, Question, Trial};
use crate::trace::recording::{Ending, Exchange, Probed};
use crate::trace::step::Step;
use crate::trace::transcript::{Abort, Origin};
use crate::trace::wire::{Id, Probe, ResponseKind};

pub fn of(case: &Case, findings: &[Finding]) -> Vec<ExchangeReport> {
    let recording = case.recording;
    let proofs: Vec<Id> = match case.stop.step {
        Some(step) => findings
            .iter()
            .filter(|finding| finding.step == step)
            .flat_map(|finding| finding.evidence.iter().map(|evidence| evidence.exchange))
            .collect(),
        None => Vec::new(),
    };
    let exchanges = recording
        .exchanges
        .iter()
        .map(|exchange| of_exchange(case, exchange));
    let probes = recording.probes.iter().map(|probed| of_probe(case, probed));
    let mut all: Vec<ExchangeReport> = exchanges.chain(probes).collect();
    for report in &mut all {
        report.is_fault = case.stop.by == Some(report.id) && report.kind == Kind::Exchange;
        report.is_proof = report.kind == Kind::Probe && proofs.contains(&report.id);
    }
    sorted(all, &|a, b| {
        a.timing
            .start_ms
            .total_cmp(&b.timing.start_ms)
            .then(a.id.cmp(&b.id))
    })
}

fn of_exchange(case: &Case, exchange: &Exchange) -> ExchangeReport {
    let (step, settles) = lanes(case, exchange.id, exchange.step);
    ExchangeReport {
        id: exchange.id,
        step,
        label: label(exchange),
        purpose: Some(exchange.purpose.clone()),
        kind: match exchange.purpose {
            Purpose::Question { .. } | Purpose::RedirectTarget => Kind::Probe,
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
        saw: None,
        timing: Timing {
            start_ms: exchange.sent_at,
            first_byte_ms: exchange.head_at,
            end_ms: exchange.ended_at,
        },
        is_fault: false,
        is_proof: false,
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

fn of_probe(case: &Case, probed: &Probed) -> ExchangeReport {
    let (step, settles) = lanes(case, probed.id, probed.step);
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
        saw: Some(quote::saw(probed)),
        timing: Timing {
            start_ms: probed.sent_at,
            first_byte_ms: None,
            end_ms: probed.answered_at,
        },
        is_fault: false,
        is_proof: false,
        settles,
        events: Vec::new(),
    }
}

/// The furthest step that an exchange decided, and the other steps that it settled.
fn lanes(case: &Case, id: Id, sent_for: Step) -> (Step, Vec<Step>) {
    if case.stop.by == Some(id) {
        return (
            case.stop.step.unwrap_or(sent_for),
            decided(case, id, case.stop.step),
        );
    }
    let furthest = decided(case, id, None).last().copied().unwrap_or(sent_for);
    (furthest, decided(case, id, Some(furthest)))
}

fn decided(case: &Case, id: Id, except: Option<Step>) -> Vec<Step> {
    let by_it = |step: &Step| case.recording.lane(*step).by == Some(id) && Some(*step) != except;
    Step::ALL.into_iter().filter(by_it).collect()
}

fn response(exchange: &Exchange) -> Option<Response> {
    let head = exchange.head.as_ref()?;
    Some(Response {
        status: exchange.status(),
        headers: head.headers.clone(),
        unreadable_headers: unreadable(exchange),
        redirected_to: head.redirected.then(|| head.url.clone()),
        body: exchange.body_text().into_owned(),
        truncated: matches!(
            exchange.ending,
            Some(Ending::Aborted(Abort::TooLarge | Abort::TooLong))
        ),
    })
}

/// Headers that matter in this exchange and that the browser may be hiding: it shows a page only the
/// safelisted ones and those that the server exposes.
fn unreadable(exchange: &Exchange) -> Vec<String> {
    if !exchange
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::Cors)
    {
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
        Purpose::Register => "POST: register this page".into(),
        Purpose::Authorize => "sign in at the authorization server".into(),
        Purpose::Token => "POST: exchange the code".into(),
        Purpose::Refresh => "POST: refresh the token".into(),
        Purpose::RedirectTarget => "probe: where the redirect leads".into(),
        Purpose::Question { question } => format!("probe: {}", question_name(question)),
        Purpose::Trial { trial, round: 0 } => trial_name(*trial).into(),
        Purpose::Trial { trial, round } => format!("{}, {round}", trial_name(*trial)),
    }
}

fn trial_name(trial: Trial) -> &'static str {
    match trial {
        Trial::UnknownVersion => "deep: an unknown version",
        Trial::VersionMismatch => "deep: two versions in one request",
        Trial::MethodMismatch => "deep: two methods in one request",
        Trial::NoMethodHeader => "deep: no Mcp-Method",
        Trial::NoMeta => "deep: no _meta",
        Trial::UnknownMethod => "deep: an unknown method",
        Trial::Get => "deep: GET",
        Trial::Delete => "deep: DELETE",
        Trial::Initialize => "deep: initialize",
        Trial::NotJson => "deep: a body that is no JSON",
        Trial::BadCursor => "deep: an invalid cursor",
        Trial::BadVersionHeader => "deep: an unknown MCP-Protocol-Version",
        Trial::NoSessionId => "deep: no session id",
        Trial::UnknownSessionId => "deep: an unknown session id",
        Trial::EndedSession => "deep: a session that was ended",
        Trial::Open => "deep: open a session",
        Trial::Opened => "deep: notifications/initialized",
        Trial::Use => "deep: use the session",
        Trial::Close => "deep: end the session",
        Trial::NoCredential => "deep: without the credential",
        Trial::MadeUpCredential => "deep: a made-up credential",
        Trial::Ping => "deep: ping",
    }
}

fn question_name(question: &Question) -> String {
    match question {
        Question::NoCorsGet => "GET whose answer stays hidden".into(),
        Question::NoCorsPost => "POST whose answer stays hidden".into(),
        Question::SimplePost => "POST without preflight".into(),
        Question::ManualGet => "is there a redirect?".into(),
        Question::Header { name } => format!("is {name} allowed?"),
        Question::OptionsFetch => "does the preflight pass?".into(),
        Question::Variant => "another spelling of the path".into(),
        Question::Sibling => "another path on the host".into(),
        Question::SchemeSwap => "the other scheme".into(),
    }
}

fn probe_name(probe: &Probe) -> String {
    match probe {
        Probe::EventSource { .. } => "event source".into(),
        Probe::WebSocket { .. } => "web socket".into(),
        Probe::CspRedirect { .. } => "does a redirect leave the origin?".into(),
        Probe::Permission { name, .. } => format!("permission {name}"),
        Probe::OwnOrigin => "is this page online?".into(),
        Probe::ResourceTiming { of } => format!("timing of exchange {of}"),
    }
}
