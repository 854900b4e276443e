//! From a transcript to its report.

use std::sync::Arc;

use super::waits::Waits;
use super::{
    BrowserLimit, ExchangeReport, Offers, Outcome, Report, Server, StepReport, Target, Tool,
    Verdict, exchanges, offers, summary, verdict,
};
use crate::checks::case::{Case, Handshake};
use crate::checks::finding::{Certainty, Finding, Severity};
use crate::checks::run_failure::RunFailure;
use crate::checks::{self, explain};
use crate::protocol::mcp::revision::Transport;
use crate::trace::reason::Reason;
use crate::trace::recording::{Recording, StepState};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{EventKind, Origin, Transcript};
use crate::trace::vantage::{BrowserEngine, Environment, Options, Vantage};

/// Computes the report of a transcript.
pub fn compute(transcript: &Transcript) -> Report {
    from_recording(transcript, &Recording::from_transcript(transcript))
}

/// The same, where the transcript has been read already.
pub fn from_recording(transcript: &Transcript, recording: &Recording) -> Report {
    if !is_over(transcript) {
        return live(transcript, recording);
    }
    let case = Case::new(transcript, recording);
    let findings = checks::run(&case);
    Report {
        transcript: Arc::new(transcript.clone()),
        ..judged(&case, findings)
    }
}

/// What takes a while to make of a large run.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) findings: Vec<Finding>,
    pub(super) offers: Offers,
    /// In any order.
    pub(super) exchanges: Vec<ExchangeReport>,
}

/// The same, with what was made before. The transcript may be tens of megabytes, and is not copied.
pub(super) fn from_parts(transcript: &Arc<Transcript>, case: &Case, parts: Parts) -> Report {
    Report {
        transcript: Arc::clone(transcript),
        ..report(case, parts, browser_limit(case), true)
    }
}

/// All but the transcript, of a run that is over.
fn judged(case: &Case, findings: Vec<Finding>) -> Report {
    let parts = Parts {
        offers: offers::from_case(case),
        exchanges: exchanges::all(case),
        findings,
    };
    report(case, parts, browser_limit(case), true)
}

/// The report of a run that is on: no check runs and nothing is judged.
pub fn live(transcript: &Transcript, recording: &Recording) -> Report {
    let case = Case::new(transcript, recording);
    let parts = Parts {
        exchanges: exchanges::all(&case),
        ..Parts::default()
    };
    Report {
        transcript: Arc::new(transcript.clone()),
        ..report(&case, parts, None, false)
    }
}

/// All but the transcript, which the caller has.
fn report(case: &Case, parts: Parts, limit: Option<BrowserLimit>, over: bool) -> Report {
    let Parts {
        findings,
        offers,
        exchanges,
    } = parts;
    let (transcript, recording) = (case.transcript, case.recording);
    let failure = &case.failure;
    let outcome = outcome(recording, failure, &findings, over);
    let failed_step = match outcome {
        Some(Outcome::Failed | Outcome::Inconclusive) => failure.step,
        _ => None,
    };
    let server = over.then(|| server(case)).flatten();
    let steps: Vec<StepReport> = Step::ALL
        .iter()
        .map(|step| step_report(case, *step, &findings, &offers))
        .collect();
    let (steps, survey) = steps.split_at(11);
    let mut report = Report {
        format: "faultfinder-report",
        version: 1,
        tool: Tool {
            name: "faultfinder",
            version: env!("CARGO_PKG_VERSION"),
        },
        target: target(case),
        vantage: vantage(transcript.environment.as_ref()),
        browser: browser(transcript.environment.as_ref()),
        page_origin: environment(transcript, |page| page.page_origin.clone()),
        started_at: environment(transcript, |page| page.started_at.clone()),
        duration_ms: duration(transcript),
        outcome,
        failed_step,
        code: code(outcome, &findings, failed_step),
        browser_limit: limit,
        server,
        steps: steps.to_vec(),
        survey: survey.to_vec(),
        exchanges: exchanges::in_order(case, exchanges, &findings),
        findings,
        transcript: Arc::new(Transcript::new(Options::default())),
        verdict: Verdict::default(),
        offers,
    };
    let took = Waits::of(transcript).without(verdict_at(recording, report.duration_ms));
    report.verdict = verdict::from_report(&report, took);
    report
}

/// Whether the verdict stands, or the run waits for the user. What may still be under way is the end of the session.
pub fn is_over(transcript: &Transcript) -> bool {
    let (mut is_done, mut waiting) = (false, [false; 16]);
    for event in &transcript.events {
        match &event.kind {
            EventKind::Done => is_done = true,
            // The run goes on.
            EventKind::UserAction { .. } => is_done = false,
            EventKind::Step {
                step: Step::Closing,
                status: Status::Running,
                ..
            } => is_done = true,
            EventKind::Step { step, reason, .. } => {
                waiting[step.index()] = *reason == Some(Reason::WantsCredentials);
            }
            _ => {}
        }
    }
    is_done || waiting.contains(&true)
}

fn outcome(
    recording: &Recording,
    failure: &RunFailure,
    findings: &[Finding],
    over: bool,
) -> Option<Outcome> {
    if failure.step.is_some() {
        let fault = findings.iter().find(|finding| is_verdict(finding, failure));
        let fault = fault.filter(|_| over)?;
        return Some(match fault.certainty {
            Certainty::Certain | Certainty::Likely => Outcome::Failed,
            Certainty::Unknown => Outcome::Inconclusive,
        });
    }
    // Deep mode that was given up takes nothing back.
    if recording.cancelled && !recording.is_deep_mode_started() {
        return Some(Outcome::Cancelled);
    }
    let is_waiting = |state: &StepState| state.reason == Some(Reason::WantsCredentials);
    if recording.step_states.iter().any(is_waiting) {
        return Some(Outcome::AuthorizationRequired);
    }
    let faulty = |finding: &Finding| finding.severity == Severity::Fault;
    over.then(|| match findings.iter().any(faulty) {
        true => Outcome::Degraded,
        false => Outcome::Healthy,
    })
}

/// The one finding that explains where the run stopped.
pub fn is_verdict(finding: &Finding, failure: &RunFailure) -> bool {
    finding.severity == Severity::Fault && failure.step == Some(finding.step)
}

fn code(outcome: Option<Outcome>, findings: &[Finding], failed: Option<Step>) -> Option<String> {
    let first = |wanted: &dyn Fn(&Finding) -> bool| {
        findings
            .iter()
            .find(|finding| wanted(finding))
            .map(|finding| finding.code.to_owned())
    };
    match outcome? {
        Outcome::Failed | Outcome::Inconclusive => {
            first(&|finding| finding.severity == Severity::Fault && Some(finding.step) == failed)
        }
        Outcome::Degraded => first(&|finding| finding.severity == Severity::Fault),
        // The note of the step that waits.
        Outcome::AuthorizationRequired => first(&|finding| {
            matches!(
                finding.code,
                "challenge/credentials-required"
                    | "registration/needs-consent"
                    | "authorization/needs-consent"
                    | "token/step-up"
            )
        }),
        Outcome::Healthy | Outcome::Cancelled => None,
    }
}

/// What pasted evidence adds: how far a client gets that is no browser.
fn browser_limit(case: &Case) -> Option<BrowserLimit> {
    let (recording, failure) = (case.recording, &case.failure);
    let step = failure.step?;
    if !recording
        .exchanges
        .iter()
        .any(|exchange| exchange.origin == Origin::Pasted)
    {
        return None;
    }
    let opens = matches!(
        recording.step_state(Step::Session).status,
        Status::Pass | Status::Warn
    );
    let stopped = Step::ALL.into_iter().take(11).find(|other| {
        let state = recording.step_state(*other);
        matches!(state.status, Status::Fail | Status::Waiting)
            && (*other, state.by) != (step, failure.by)
    });
    let draft = stopped.and_then(|stopped| explain::ending(case, stopped));
    let code = draft.map(|draft| draft.finish(case).code.to_owned());
    Some(BrowserLimit {
        step,
        opens,
        stops_at: stopped,
        code,
    })
}

fn step_report(case: &Case, step: Step, findings: &[Finding], offers: &Offers) -> StepReport {
    let state = match case.failure.step {
        // Pasted evidence goes past the failure; it does not fix it.
        Some(broken) if broken == step => &case.failure.state,
        _ => case.recording.step_state(step),
    };
    let mine: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.step == step)
        .collect();
    let worst = mine.iter().map(|finding| finding.severity).min();
    let status = match (state.status, worst) {
        (Status::Pass, Some(Severity::Warning)) => Status::Warn,
        // In the survey a check can find what the engine has no reason to look at.
        (Status::Pass | Status::Warn, Some(Severity::Fault)) if step.number().is_none() => {
            Status::Fail
        }
        // What deep mode finds breaks no step: the session opened.
        (Status::Pass, Some(Severity::Fault)) => Status::Warn,
        (status, _) => status,
    };
    let exchanges = case.recording.exchanges.iter();
    let exchanges = exchanges
        .filter(|exchange| exchange.step == step)
        .map(|exchange| exchange.id);
    let probes = case
        .recording
        .probes
        .iter()
        .filter(|probed| probed.step == step);
    StepReport {
        id: step,
        number: step.number(),
        status,
        reason: state.reason.clone(),
        summary: summary::for_step(case, step, state, status, &mine, offers),
        start_ms: state.started,
        end_ms: state.ended,
        decided_by: state.by,
        findings: mine.iter().map(|finding| finding.code).collect(),
        exchanges: exchanges.chain(probes.map(|probed| probed.id)).collect(),
    }
}

fn server(case: &Case) -> Option<Server> {
    let handshake = case.handshake?;
    let result = handshake.result;
    let info = result.get("serverInfo").or_else(|| {
        result
            .get("_meta")
            .and_then(|meta| meta.get("io.modelcontextprotocol/serverInfo"))
    });
    let text = |value: Option<&serde_json::Value>| {
        value
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let of_info = |name: &str| text(info.and_then(|info| info.get(name)));
    let supported = result
        .get("supportedVersions")
        .and_then(serde_json::Value::as_array);
    Some(Server {
        name: of_info("name"),
        title: of_info("title"),
        version: of_info("version"),
        era: era(&handshake).into(),
        revision: handshake.revision.as_str().to_owned(),
        supported_revisions: match supported {
            Some(list) => list.iter().map(|item| text(Some(item))).collect(),
            None => vec![handshake.revision.as_str().to_owned()],
        },
        transport: match handshake.transport {
            Transport::HttpSse => "sse".into(),
            Transport::StreamableHttp => "streamable-http".into(),
        },
        session: session(&handshake).into(),
        instructions: text(result.get("instructions")),
    })
}

fn era(handshake: &Handshake) -> &'static str {
    match handshake.transport {
        Transport::HttpSse => "legacy-sse",
        Transport::StreamableHttp if handshake.is_modern() => "modern",
        Transport::StreamableHttp => "legacy-streamable",
    }
}

/// `hidden` needs proof that there is one: a browser cannot tell a hidden header from a missing one.
fn session(handshake: &Handshake) -> &'static str {
    let is_issued = handshake.exchange.header("mcp-session-id").is_some();
    match handshake.transport {
        Transport::StreamableHttp if handshake.is_modern() => "stateless",
        Transport::StreamableHttp if !is_issued => "none",
        Transport::StreamableHttp | Transport::HttpSse => "issued",
    }
}

fn target(case: &Case) -> Target {
    let typed = &case.transcript.options.server;
    Target {
        url: case
            .target
            .as_ref()
            .map_or_else(|| typed.clone(), |target| target.href().to_owned()),
        transport: case.transcript.options.transport.id(),
    }
}

fn vantage(environment: Option<&Environment>) -> &'static str {
    match environment.map(|environment| environment.vantage) {
        Some(Vantage::Native) => "native",
        Some(Vantage::Browser) | None => "browser",
    }
}

fn browser(environment: Option<&Environment>) -> String {
    let Some(environment) = environment.filter(|from| from.vantage == Vantage::Browser) else {
        return String::new();
    };
    let name = match environment.browser.engine {
        BrowserEngine::Chromium => "chromium",
        BrowserEngine::Firefox => "firefox",
        BrowserEngine::Safari => "safari",
        BrowserEngine::Other => "other",
    };
    format!("{name} {}", environment.browser.version)
        .trim()
        .to_owned()
}

fn environment(transcript: &Transcript, read: impl Fn(&Environment) -> String) -> String {
    transcript
        .environment
        .as_ref()
        .map(read)
        .unwrap_or_default()
}

/// No verdict waits for the end of the session. Deep mode comes after it.
fn verdict_at(recording: &Recording, end: f64) -> f64 {
    match recording.is_deep_mode_started() {
        true => end,
        false => recording.step_state(Step::Closing).started.unwrap_or(end),
    }
}

fn duration(transcript: &Transcript) -> f64 {
    transcript
        .events
        .last()
        .map(|event| event.at)
        .unwrap_or_default()
}
