//! The headline and the lines around it.

use super::summary::{capital, counted};
use super::{BrowserLimit, Kind, Outcome, Report, Verdict};
use crate::checks::fill::prose;
use crate::checks::finding::{Blame, Certainty, Finding, Severity};
use crate::checks::quote;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;

/// `took` is how long it took without the user's own time.
pub fn from_report(report: &Report, took: f64) -> Verdict {
    let Some(outcome) = report.outcome else {
        return Verdict::default();
    };
    let (eyebrow, headline) = match outcome {
        Outcome::Healthy => (passed(report), format!("Connected to {}", offered(report))),
        Outcome::Degraded => (
            format!(
                "Connected, but {}",
                count(report, Severity::Fault, "problem")
            ),
            broken(report),
        ),
        Outcome::Failed | Outcome::Inconclusive => (stopped(report), broken(report)),
        Outcome::AuthorizationRequired => waiting(report),
        Outcome::Cancelled => ("Cancelled".into(), "The run was cancelled".into()),
    };
    Verdict {
        eyebrow,
        headline,
        meta: meta(report, outcome, took),
        browser_limit: report.browser_limit.as_ref().map(browser_limit),
    }
}

fn count(report: &Report, severity: Severity, one: &str) -> String {
    let findings = report.findings.iter();
    let count = findings.filter(|finding| finding.severity == severity);
    counted(count.count(), one)
}

/// A warning is part of the verdict: a client of common use may mind it.
fn passed(report: &Report) -> String {
    if report.findings.iter().any(is_warning) {
        return format!("Connected, {}", count(report, Severity::Warning, "warning"));
    }
    let applies = |status: Status| matches!(status, Status::Pass | Status::Warn);
    let passed = report
        .steps
        .iter()
        .filter(|step| applies(step.status))
        .count();
    format!("Connected: all {passed} applicable steps passed")
}

fn is_warning(finding: &Finding) -> bool {
    finding.severity == Severity::Warning
}

/// `Example server: 12 tools, 2 prompts, 4 resources`, and `tools/list failed` where a list could not be had.
fn offered(report: &Report) -> String {
    let name = report.server.as_ref().map(|server| {
        let name = if server.title.is_empty() {
            &server.name
        } else {
            &server.title
        };
        prose(&quote::inline(name), true)
    });
    let name = name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "the server".into());
    let offers = &report.offers;
    let lists = [
        (Step::Tools, offers.tools.len(), "tool"),
        (Step::Prompts, offers.prompts.len(), "prompt"),
        (Step::Resources, offers.resources.len(), "resource"),
    ];
    let status = |step: Step| {
        let reported = report.survey.iter().find(|one| one.id == step);
        reported.map_or(Status::Pending, |step| step.status)
    };
    let count = |(step, count, one): (Step, usize, &str)| match (count, status(step)) {
        (0, Status::Fail) => Some(format!("{one}s/list failed")),
        (0, Status::Pass | Status::Warn) if step == Step::Tools && !offers.left_out => {
            Some(counted(0, one))
        }
        (0, _) => None,
        (count, _) => Some(counted(count, one)),
    };
    let counts: Vec<String> = lists.into_iter().filter_map(count).collect();
    match counts.is_empty() {
        true => name,
        false => format!("{name}: {}", counts.join(", ")),
    }
}

fn stopped(report: &Report) -> String {
    let step = report.failed_step.unwrap_or(Step::Address);
    format!(
        "Stopped at step {} of 11: {}",
        step.number().unwrap_or_default(),
        step.name()
    )
}

/// What the note of the step that waits says.
fn waiting(report: &Report) -> (String, String) {
    let step = fault(report).map_or(Step::Challenge, |note| note.step);
    let number = step.number().unwrap_or_default();
    let eyebrow = format!("Waiting at step {number} of 11: {}", step.name());
    (eyebrow, broken(report))
}

fn broken(report: &Report) -> String {
    fault(report)
        .map(|finding| capital(&finding.title))
        .unwrap_or_default()
}

fn fault(report: &Report) -> Option<&Finding> {
    report
        .findings
        .iter()
        .find(|finding| Some(finding.code) == report.code.as_deref())
}

fn meta(report: &Report, outcome: Outcome, took: f64) -> Vec<String> {
    match outcome {
        Outcome::Healthy => facts(report, took),
        Outcome::Degraded => [vec![offered(report)], facts(report, took)].concat(),
        Outcome::Failed | Outcome::Inconclusive => fault(report).map(of_fault).unwrap_or_default(),
        Outcome::AuthorizationRequired | Outcome::Cancelled => vec![requests(report, took)],
    }
}

/// CORS is the browser's matter.
const BROWSERS_ONLY: &str = "Browsers are blocked; desktop clients are not affected by this";

/// Whether only browsers mind. A wrong path or a redirect is met by other clients too.
pub fn blocks_browsers_only(finding: &Finding) -> bool {
    let is_met_by_all = [
        "cors/other-path-answers",
        "cors/preflight-redirected",
        "cors/slash-redirect",
        "cors/redirects-elsewhere",
        "cors/redirect-without-cors",
    ];
    finding.step == Step::Cors
        && finding.severity == Severity::Fault
        && !is_met_by_all.contains(&finding.code)
}

fn of_fault(finding: &Finding) -> Vec<String> {
    let place = match finding.blame {
        _ if blocks_browsers_only(finding) => BROWSERS_ONLY,
        _ if finding.step == Step::Cors => "Blocks browser clients",
        Blame::Server => "Fix on the server",
        Blame::AuthorizationServer => "Fix on the authorization server",
        Blame::Network => "Network, or server not running",
        Blame::Browser => "Browser restriction",
        Blame::Input => "Check what you entered",
        Blame::Tool => "In Faultfinder itself",
    };
    let certainty = match finding.certainty {
        Certainty::Certain => "Cause: certain".into(),
        Certainty::Likely => "Cause: likely".into(),
        Certainty::Unknown => number(finding.candidates.len()),
    };
    match finding.certainty {
        Certainty::Unknown if place == BROWSERS_ONLY => vec![place.into(), certainty],
        Certainty::Unknown => vec![certainty],
        Certainty::Certain | Certainty::Likely => vec![place.into(), certainty],
    }
}

/// `3 possible causes`
fn number(count: usize) -> String {
    format!(
        "{count} possible cause{}",
        if count == 1 { "" } else { "s" }
    )
}

/// `2026-07-28, stateless` · `also 2025-11-25` · `143 ms, 4 requests`
fn facts(report: &Report, took: f64) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(server) = &report.server {
        let kind = match (server.era.as_str(), server.session.as_str()) {
            ("modern", _) => ", stateless",
            ("legacy-sse", _) => ", HTTP+SSE",
            (_, "issued") => ", with a session id",
            _ => "",
        };
        facts.push(format!("{}{kind}", plain(&server.revision)));
        let others: Vec<String> = server
            .supported_revisions
            .iter()
            .filter(|revision| **revision != server.revision)
            .map(|revision| plain(revision))
            .collect();
        if !others.is_empty() {
            facts.push(format!("also {}", others.join(", ")));
        }
    }
    facts.push(requests(report, took));
    facts
}

/// A server's word among ours.
fn plain(word: &str) -> String {
    prose(&quote::inline(word), false)
}

fn requests(report: &Report, took: f64) -> String {
    let sent = |kind: Kind, origin: Origin| kind == Kind::Exchange && origin == Origin::Live;
    let count = report
        .exchanges
        .iter()
        .filter(|one| sent(one.kind, one.origin))
        .count();
    format!("{}, {}", quote::duration(took), counted(count, "request"))
}

fn browser_limit(limit: &BrowserLimit) -> String {
    let step = limit.step.number().unwrap_or_default();
    let blocked = format!("Browsers are blocked at step {step}");
    match limit.stops_at {
        _ if limit.opens => {
            format!("Desktop clients connect. Only browsers are blocked (step {step})")
        }
        Some(Step::Challenge) => format!("{blocked}; a desktop client is asked for credentials"),
        Some(step) => format!(
            "{blocked}; a desktop client gets to step {}, {}",
            step.number().unwrap_or_default(),
            step.name()
        ),
        None => format!("{blocked}; the pasted evidence shows no session"),
    }
}
