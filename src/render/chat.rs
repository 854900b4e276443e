//! A diagnosis in three lines, to paste into a chat: what was found, what to do, and where to see it.

use super::markdown::{code, line, visible};
use crate::checks::one_line_fix::one_line_fix;
use crate::redact::Redacted;
use crate::report::{Outcome, Report};

/// The three lines. `link` asks for the same run.
pub fn chat(report: &Redacted<Report>, link: &str) -> String {
    let verdict = &report.verdict;
    let found = format!("{} {}", sign(report), line(&verdict.headline));
    let mut place = code(&report.target.url);
    if let Some(code) = &report.code {
        place.push_str(" · ");
        place.push_str(code);
    }
    visible(&format!("{found}\n{}\n{place} · {link}", next(report)))
}

/// The first sentence of the fix, else the facts of the verdict.
fn next(report: &Report) -> String {
    let code = report.code.as_deref();
    let finding = report
        .findings
        .iter()
        .find(|finding| Some(finding.code) == code);
    let fix = finding.and_then(|finding| one_line_fix(&finding.how_to_fix));
    let label = match report.outcome {
        Some(Outcome::AuthorizationRequired | Outcome::Inconclusive) => "Next step",
        _ => "Fix",
    };
    match fix {
        Some(fix) => format!("{label}: {}", line(fix)),
        None => line(&format!(
            "{}. {}",
            report.verdict.eyebrow,
            report.verdict.meta.join(", ")
        )),
    }
}

/// The outcome as a sign, as the title of the tab has it.
fn sign(report: &Report) -> &'static str {
    match report.outcome {
        Some(Outcome::Healthy) => "✓",
        Some(Outcome::Degraded) => "⚠",
        Some(Outcome::Failed) => "✕",
        Some(Outcome::Inconclusive) => "?",
        Some(Outcome::AuthorizationRequired) => "‖",
        Some(Outcome::Cancelled) | None => "–",
    }
}
