//! What the page reads out of a report or a run.

use serde_json::Value;

use super::modes::Phase;
use crate::checks::finding::Finding;
use crate::engine::Run;
use crate::protocol::address::path_variants;
use crate::protocol::json;
use crate::protocol::url::Url;
use crate::redact::Redacted;
use crate::redact::secret::TAG;
use crate::report::{ExchangeReport, Outcome, Report, StepReport};
use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::wire::Id;

/// The exchange that the run broke on, else the one on which the outcome rests, else the one that showed an
/// MCP endpoint, else the first request.
pub(crate) fn deciding(report: &Redacted<Report>) -> Option<Id> {
    let is_request = |exchange: &&ExchangeReport| exchange.request.is_some();
    let fault = report.exchanges.iter().find(|exchange| exchange.is_fault);
    let evidence = || {
        let id = main_finding(report)?.evidence.first()?.exchange;
        report.exchanges.iter().find(|exchange| exchange.id == id)
    };
    let endpoint = || {
        let endpoint = report.steps.iter().find(|step| step.id == Step::Endpoint);
        let id = endpoint
            .filter(|step| step.status != Status::Pending)?
            .decided_by?;
        report.exchanges.iter().find(|exchange| exchange.id == id)
    };
    let first = || report.exchanges.iter().find(is_request);
    fault
        .or_else(evidence)
        .or_else(endpoint)
        .or_else(first)
        .map(|exchange| exchange.id)
}

/// A cause of the fault lab, to try.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub(crate) title: String,
    pub(crate) url: String,
    /// What it comes to; empty for a healthy one.
    pub(crate) code: String,
    /// The first of its group: those are offered on the empty page.
    pub(crate) is_first: bool,
}

/// The causes in the lab's list that need nothing but their URL.
pub(crate) fn examples(list: &str) -> Vec<Example> {
    let list = json::parse(list).unwrap_or_default();
    let mut groups: Vec<String> = Vec::new();
    let mut examples = Vec::new();
    for cause in list["causes"].as_array().into_iter().flatten() {
        let text = |name: &str| cause[name].as_str().unwrap_or_default().to_owned();
        let is_empty = |part: &Value| match part {
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(is_set) => !is_set,
            _ => true,
        };
        let group = text("group");
        let needs = ["options", "requires", "sign_in", "deep"];
        if needs.iter().all(|part| is_empty(&cause[*part])) {
            let code = cause["expect"]["chromium"]["code"].as_str();
            examples.push(Example {
                title: text("title"),
                url: text("url"),
                code: code.unwrap_or_default().to_owned(),
                is_first: !groups.contains(&group),
            });
            groups.push(group);
        }
    }
    examples
}

/// The finding whose code is the report's.
pub(crate) fn main_finding(report: &Report) -> Option<&Finding> {
    let code = report.code.as_deref()?;
    report.findings.iter().find(|finding| finding.code == code)
}

/// Where the engine stands.
pub fn phase_of(run: &Run) -> Phase {
    let recording = run.recording();
    let is_waiting = recording
        .step_states
        .iter()
        .any(|lane| lane.status == Status::Waiting);
    match recording.done_at.is_some() || recording.is_closing() {
        true => Phase::Done,
        false if is_waiting => Phase::AwaitingUser,
        false => Phase::Running,
    }
}

/// Whether no request was sent, as with an address that is invalid.
pub(crate) fn has_sent_nothing(run: &Run) -> bool {
    run.recording().exchanges.is_empty()
}

/// Whether judging the run takes longer than a frame.
pub(crate) fn is_large(run: &Run) -> bool {
    let bodies = run.recording().exchanges.iter();
    bodies.map(|exchange| exchange.body.len()).sum::<usize>() > 256 * 1024
}

/// Whether the run waits for something that the form can hold.
pub(crate) fn wants_credentials(report: &Report) -> bool {
    // Where authorization is broken, a token that the user has can stand in for it.
    let wants = |step: &StepReport| match &step.reason {
        Some(Reason::WantsCredentials) => true,
        Some(Reason::Fault { fault }) => matches!(fault, Fault::SignIn { .. }),
        _ => false,
    };
    report.steps.iter().any(wants)
}

/// Whether the run waits for a credential to which nothing in sight leads.
pub(crate) fn wants_token(report: &Report) -> bool {
    let mut steps = report.steps.iter();
    steps.any(|step| step.id == Step::Challenge && step.status == Status::Waiting)
}

/// The URL that the run found to be the better one.
pub(crate) fn better_url(report: &Report) -> Option<&str> {
    let reasons = report.steps.iter().filter_map(|step| step.reason.as_ref());
    let url = reasons.into_iter().find_map(|reason| match reason {
        Reason::Fault { fault } => match fault {
            Fault::Address { corrected, .. } => corrected.as_deref(),
            Fault::PreflightRedirected { to }
            | Fault::SlashRedirect { to }
            | Fault::OtherPathAnswers { to }
            | Fault::RedirectDropsPost { to }
            | Fault::EndpointRedirectsElsewhere { to } => Some(to.as_str()),
            _ => None,
        },
        _ => None,
    });
    url.filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// Where the server may have its endpoint, where the URL leads to something else on it. Nobody has asked there.
pub(crate) fn likely_urls(report: &Report) -> Vec<String> {
    let is_elsewhere = matches!(
        report.code.as_deref(),
        Some("endpoint/html-page" | "endpoint/not-found" | "endpoint/method-not-allowed")
    );
    match Url::parse(&report.target.url) {
        // What stands for a secret leads nowhere.
        Ok(url) if is_elsewhere && !url.as_str().contains(TAG) => {
            let likely = path_variants(&url).into_iter().map(String::from);
            // No server has one below the other.
            let is_sound = |url: &String| !url.ends_with("/mcp/sse") && !url.ends_with("/sse/mcp");
            likely.filter(is_sound).take(2).collect()
        }
        _ => Vec::new(),
    }
}

/// The step before or after another.
pub(crate) fn neighbour(of: Option<Step>, by: isize) -> Step {
    let at = of.map_or(-1, |step| step.index() as isize);
    let next = (at + by).clamp(0, Step::ALL.len() as isize - 1);
    Step::ALL
        .get(next as usize)
        .copied()
        .unwrap_or(Step::Address)
}

/// What the user will enter, in words: `bearer token, 2 headers`.
pub(crate) fn credentials(has_bearer: bool, headers: usize) -> String {
    let headers = match headers {
        0 => String::new(),
        1 => "1 header".to_owned(),
        count => format!("{count} headers"),
    };
    match (has_bearer, headers.is_empty()) {
        (false, true) => "none".to_owned(),
        (true, true) => "bearer token".to_owned(),
        (false, false) => headers,
        (true, false) => format!("bearer token, {headers}"),
    }
}

/// Whether another kind of client could get further than this page: pasted evidence helps.
pub(crate) fn may_go_past_the_browser(report: &Report) -> bool {
    let stopped = matches!(
        report.outcome,
        Some(Outcome::Failed | Outcome::Inconclusive)
    );
    stopped && matches!(report.failed_step, Some(Step::Reach | Step::Cors))
}
