//! A diagnosis to paste into an issue or to send to the server's owner.
//!
//! Nothing of it is markup but what is written here and in the texts of the checks: a server's words, and those of a
//! recording, stand in code spans, where nobody is mentioned, nothing is loaded and nothing is a link.
//! `tests/engine/exports.rs` holds that with a parser of CommonMark.

use std::fmt::Write as _;

use crate::checks::finding::{Finding, Severity};
use crate::protocol::hidden::is_hidden;
use crate::redact::Redacted;
use crate::report::{Outcome, Report, counted};
use crate::trace::step::Status;

/// The diagnosis as Markdown: verdict, finding, evidence, steps, environment.
pub fn markdown(report: &Redacted<Report>) -> String {
    let mut text = format!("## {}\n\n", line(&report.verdict.headline));
    let _ = writeln!(text, "{}\n", line(&report.verdict.eyebrow));
    let _ = writeln!(text, "Server: {}", code(&report.target.url));
    if let Some(boundary) = &report.verdict.browser_limit {
        let _ = writeln!(text, "\n{boundary}.");
    }
    let verdict = report
        .findings
        .iter()
        .find(|finding| Some(finding.code) == report.code.as_deref());
    if let Some(finding) = verdict {
        text.push_str(&whole(finding));
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

fn whole(finding: &Finding) -> String {
    let mut text = format!(
        "\n{}: {}, {}, {}\n",
        code(finding.code),
        finding.severity.id(),
        finding.blame.id(),
        finding.certainty.id()
    );
    let section = |text: &mut String, heading: &str, body: &str| {
        if !body.is_empty() {
            let _ = write!(text, "\n### {heading}\n\n{body}\n");
        }
    };
    section(&mut text, "What happened", &finding.what_happened);
    let evidence: Vec<String> = finding
        .evidence
        .iter()
        .map(|evidence| format!("- exchange {}: {}", evidence.exchange, code(&evidence.text)))
        .collect();
    section(&mut text, "Evidence", &evidence.join("\n"));
    let candidates: Vec<String> = finding
        .candidates
        .iter()
        .enumerate()
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
    section(&mut text, "Possible causes", &candidates.join("\n"));
    if let Some(first) = finding.candidates.first() {
        let _ = write!(
            text,
            "\nThis command tells them apart:\n\n{}",
            fenced(&first.settle)
        );
    }
    section(&mut text, "Why it matters", &finding.why_it_matters);
    section(
        &mut text,
        "Affected clients",
        &quoted_sources(&finding.affected_clients),
    );
    section(&mut text, "How to fix", &finding.how_to_fix);
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

fn steps(report: &Report) -> String {
    let mut text = String::from("\n### Steps\n\n| # | step | status | |\n|---|---|---|---|\n");
    let survey = report.survey.iter().filter(|step| {
        !matches!(
            step.status,
            Status::Pending | Status::Unreached | Status::Skipped
        )
    });
    for step in report.steps.iter().chain(survey) {
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
