//! The headline and the lines around it.

use super::summary::{capital, counted};
use super::{BrowserLimit, Kind, Outcome, Report, Verdict};
use crate::checks::fill::prose;
use crate::checks::finding::{Blame, Certainty, Finding, Severity};
use crate::checks::quote;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;

pub fn from_report(report: &Report) -> Verdict {
    let Some(outcome) = report.outcome else {
        return Verdict::default();
    };
    let (eyebrow, headline) = match outcome {
        Outcome::Healthy | Outcome::Degraded => (passed(report, outcome), opens(report)),
        Outcome::Failed | Outcome::Inconclusive => (stopped(report), broken(report)),
        Outcome::AuthorizationRequired => waiting(report),
        Outcome::Cancelled => ("Cancelled".into(), "The run was cancelled".into()),
    };
    Verdict {
        eyebrow,
        headline,
        meta: meta(report, outcome),
        browser_limit: report.browser_limit.as_ref().map(browser_limit),
    }
}

fn passed(report: &Report, outcome: Outcome) -> String {
    if outcome == Outcome::Degraded {
        let faults = report
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Fault)
            .count();
        return format!("Connected, but {}", counted(faults, "problem"));
    }
    let applies = |status: Status| matches!(status, Status::Pass | Status::Warn);
    let passed = report
        .steps
        .iter()
        .filter(|step| applies(step.status))
        .count();
    format!("Connected: all {passed} applicable steps passed")
}

/// `Connected to Example server: 12 tools, 2 prompts, 4 resources`
fn opens(report: &Report) -> String {
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
    let offered = |step: Step| {
        let reported = report.survey.iter().find(|one| one.id == step);
        reported
            .is_some_and(|step| matches!(step.status, Status::Pass | Status::Warn | Status::Fail))
    };
    let counts: Vec<String> = lists
        .into_iter()
        .filter(|(step, count, _)| {
            *count > 0 || *step == Step::Tools && offered(*step) && !offers.left_out
        })
        .map(|(_, count, one)| counted(count, one))
        .collect();
    match counts.is_empty() {
        true => format!("Connected to {name}"),
        false => format!("Connected to {name}: {}", counts.join(", ")),
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

fn meta(report: &Report, outcome: Outcome) -> Vec<String> {
    match outcome {
        Outcome::Healthy | Outcome::Degraded => facts(report),
        Outcome::Failed | Outcome::Inconclusive => fault(report).map(of_fault).unwrap_or_default(),
        Outcome::AuthorizationRequired | Outcome::Cancelled => vec![requests(report)],
    }
}

fn of_fault(finding: &Finding) -> Vec<String> {
    let place = match finding.blame {
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
fn facts(report: &Report) -> Vec<String> {
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
    facts.push(requests(report));
    facts
}

/// A server's word among ours.
fn plain(word: &str) -> String {
    prose(&quote::inline(word), false)
}

fn requests(report: &Report) -> String {
    let sent = |kind: Kind, origin: Origin| kind == Kind::Exchange && origin == Origin::Live;
    let count = report
        .exchanges
        .iter()
        .filter(|one| sent(one.kind, one.origin))
        .count();
    format!(
        "{}, {}",
        quote::duration(report.duration_ms),
        counted(count, "request")
    )
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
