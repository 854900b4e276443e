//! The other findings, folded.

use super::finding::{body, capital, marked};
use crate::checks::finding::{Finding, Severity};
use crate::report::Report;
use crate::ui::markdown;
use crate::ui::node::{Node, el, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;
use crate::ui::text::wire;

const WORST_FIRST: [Severity; 3] = [Severity::Fault, Severity::Warning, Severity::Note];

/// Every finding but the one that explains the outcome, worst first.
pub fn findings(state: State, page: &Page, report: &Report) -> Node {
    let main = report.code.as_deref().unwrap_or_default();
    let others: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.code != main)
        .collect();
    if others.is_empty() {
        return nothing();
    }
    let mut section = el("section")
        .class("findings")
        .child(el("h2").child(title(&others)));
    for severity in WORST_FIRST {
        for finding in others.iter().filter(|finding| finding.severity == severity) {
            section = section.child(folded(state, page, report, finding));
        }
    }
    section.into()
}

/// `2 warnings, 1 note`.
fn title(findings: &[&Finding]) -> String {
    let mut parts = Vec::new();
    for severity in WORST_FIRST {
        let count = findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count();
        let ending = if count == 1 { "" } else { "s" };
        if count > 0 {
            parts.push(format!("{count} {}{ending}", severity.id()));
        }
    }
    parts.join(", ")
}

fn folded(state: State, page: &Page, report: &Report, finding: &Finding) -> Node {
    let summary = el("summary")
        .child(el("span").class("severity").child(finding.severity.id()))
        .child(
            el("span")
                .class("title")
                .child(markdown::inline(&capital(&finding.title))),
        )
        .child(el("code").class("code").child(wire(finding.code)));
    marked(el("details").class("folded"), finding)
        .child(summary)
        .child(
            el("div")
                .class("finding")
                .child(body(state, page, report, finding)),
        )
        .into()
}
