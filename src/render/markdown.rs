//! A diagnosis to paste into an issue or to send to the server's owner.
//!
//! Nothing of it is markup but what is written here and in the texts of the checks: a server's words, and those of a
//! recording, stand in code spans, where nobody is mentioned, nothing is loaded and nothing is a link.
//! `tests/engine/exports.rs` holds that with a parser of CommonMark.

use std::fmt::Write as _;

use crate::checks::finding::{Evidence, Finding, Severity};
use crate::protocol::hidden::is_hidden;
use crate::redact::Redacted;
use crate::report::questions::Question;
use crate::report::{Outcome, Report, StepReport, counted};
use crate::trace::step::Status;

/// The diagnosis as Markdown: verdict with a link to the whole recording, fix, evidence, steps, environment.
/// `recording` is the address of that link; `None` where the diagnosis is too long for one.
pub fn markdown(report: &Redacted<Report>, recording: Option<&str>) -> String {
    let mut text = format!("## {}\n\n", line(&report.verdict.headline));
    let _ = writeln!(text, "{}\n", line(&report.verdict.eyebrow));
    if let Some(recording) = recording {
        let _ = writeln!(text, "[The recorded run in Faultfinder](<{recording}>)\n");
    }
    let _ = writeln!(text, "Server: {}", code(&report.target.url));
    if let Some(boundary) = &report.verdict.browser_limit {
        let _ = writeln!(text, "\n{boundary}.");
    }
    let verdict = report
        .findings
        .iter()
        .find(|finding| Some(finding.code) == report.code.as_deref());
    if let Some(finding) = verdict {
        text.push_str(&whole(report, finding));
    }
    let rest: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| verdict.is_none_or(|main| main.code != finding.code))
        .collect();
    if !rest.is_empty() {
        text.push_str("\n### Also noticed\n\n");
        for finding in rest {
            let _ = writeln!(
                text,
                "- {} ({}, {})",
                line(&finding.title),
                code(finding.code),
                finding.severity.id()
            );
        }
    }
    text.push_str(&steps(report));
    text.push_str(&environment(report));
    visible(&text)
}

/// What hides or reorders letters is written by its number: nobody sees it, and whoever reads the issue is led astray.
pub(super) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_hidden(letter) {
            true => {
                let _ = write!(visible, "U+{:04X}", u32::from(letter));
            }
            false => visible.push(letter),
        }
    }
    visible
}

fn whole(report: &Report, finding: &Finding) -> String {
    let mut text = format!(
        "\n{}: {}, {}, {}\n",
        code(finding.code),
        finding.severity.id(),
        finding.blame.id(),
        finding.certainty.id()
    );
    section(&mut text, "How to fix", &finding.how_to_fix);
    section(&mut text, "What happened", &finding.what_happened);
    section(&mut text, "Evidence", &evidence(report, finding));
    section(&mut text, "Possible causes", &candidates(finding));
    section(&mut text, "Why it matters", &finding.why_it_matters);
    if !finding.affected_clients.is_empty() {
        let clients = quoted_sources(&finding.affected_clients);
        let _ = write!(
            text,
            "\n<details>\n<summary>Affected clients</summary>\n\n{clients}\n\n</details>\n"
        );
    }
    let sources: Vec<String> = finding
        .sources
        .iter()
        .map(|source| {
            format!(
                "- {}: {} ({})",
                source.revision, source.section, source.level
            )
        })
        .collect();
    section(&mut text, "Sources", &sources.join("\n"));
    text
}

fn section(text: &mut String, heading: &str, body: &str) {
    if !body.is_empty() {
        let _ = write!(text, "\n### {heading}\n\n{body}\n");
    }
}

fn evidence(report: &Report, finding: &Finding) -> String {
    let line = |evidence: &Evidence| {
        let id = evidence.exchange;
        let shown = code(&evidence.text);
        match Question::of(&report.exchanges, id) {
            Some(Question { asks, answer }) => {
                let answer = answer.map(|answer| format!(" **{answer}**"));
                format!(
                    "- probe {id}, {}{}: {shown}",
                    code(&asks),
                    answer.unwrap_or_default()
                )
            }
            None => format!("- request {id}: {shown}"),
        }
    };
    let lines: Vec<String> = finding.evidence.iter().map(line).collect();
    lines.join("\n")
}

fn candidates(finding: &Finding) -> String {
    let candidates = finding.candidates.iter().enumerate();
    let lines: Vec<String> = candidates
        .map(|(place, one)| {
            format!(
                "{}. {} ({}): {}",
                place + 1,
                line(&one.title),
                code(one.code),
                one.tells
            )
        })
        .collect();
    let command = finding.candidates.first().map(|first| {
        let settle = fenced(&first.settle);
        format!(
            "\n\nThis command tells them apart:\n\n{}",
            settle.trim_end()
        )
    });
    lines.join("\n") + &command.unwrap_or_default()
}

/// The list of affected clients with its sources in code spans: a reference to somebody's issue would be noted there.
fn quoted_sources(list: &str) -> String {
    let quoted = list.lines().map(|line| {
        let source = line
            .strip_suffix('*')
            .and_then(|rest| rest.rsplit_once('*'));
        match source {
            Some((before, source)) => [before, &code(source)].concat(),
            None => line.to_owned(),
        }
    });
    quoted.collect::<Vec<_>>().join("\n")
}

/// Up to the failure: what was not reached says nothing to anybody.
fn steps(report: &Report) -> String {
    let mut text = String::from("\n### Steps\n\n| # | step | status | |\n|---|---|---|---|\n");
    let is_reached = |step: &&StepReport| match step.number {
        Some(_) => !matches!(step.status, Status::Pending | Status::Unreached),
        None => !matches!(
            step.status,
            Status::Pending | Status::Unreached | Status::Skipped
        ),
    };
    let steps = report.steps.iter().chain(&report.survey);
    for step in steps.filter(is_reached) {
        let number = step
            .number
            .map(|number| number.to_string())
            .unwrap_or_default();
        let summary = line(&step.summary).replace('|', "\\|");
        let _ = writeln!(
            text,
            "| {number} | {} | {} | {summary} |",
            step.id.name(),
            step.status.id()
        );
    }
    text
}

fn environment(report: &Report) -> String {
    let mut text = String::from("\n### Environment\n\n");
    let _ = writeln!(
        text,
        "- Faultfinder {} in {}, page {}",
        report.tool.version,
        code(&report.browser),
        code(&report.page_origin)
    );
    let _ = writeln!(
        text,
        "- {}, {} ms, transport {}",
        code(&report.started_at),
        report.duration_ms.round() as u64,
        report.target.transport
    );
    if let Some(server) = &report.server {
        let name = format!("{} {}", server.name, server.version);
        let _ = writeln!(
            text,
            "- server {}, revision {}",
            code(name.trim()),
            code(&server.revision)
        );
    }
    let problems = |severity: Severity| {
        report
            .findings
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    };
    if report.outcome == Some(Outcome::Healthy) {
        let _ = writeln!(
            text,
            "- {}, {}",
            counted(problems(Severity::Warning), "warning"),
            counted(problems(Severity::Note), "note")
        );
    }
    text
}

/// One line, whatever the server wrote.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A block that ends where it ends, whatever stands in it.
fn fenced(lines: &str) -> String {
    let mut fence = String::from("```");
    while lines.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}sh\n{lines}\n{fence}\n")
}

/// A code span: nothing inside it is Markdown, and nobody is mentioned.
pub(super) fn code(text: &str) -> String {
    let text = line(text);
    let mut fence = String::from("`");
    while text.contains(&fence) {
        fence.push('`');
    }
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}
