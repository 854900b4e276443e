//! The other findings, folded.

use leptos::prelude::*;

use super::finding::{body, capital, count_of};
use crate::checks::finding::{Finding, Severity};
use crate::report::Report;
use crate::ui::markdown;
use crate::ui::state::State;

/// Every finding but the one that explains the outcome, worst first.
#[component]
pub fn Findings() -> impl IntoView {
    let state = State::here();
    move || {
        let report = state.finished_report()?;
        let main = report.code.clone().unwrap_or_default();
        let others: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.code != main)
            .collect();
        if others.is_empty() {
            return None;
        }
        let mut items: Vec<AnyView> = Vec::new();
        for severity in [Severity::Fault, Severity::Warning, Severity::Note] {
            let same = others.iter().filter(|finding| finding.severity == severity);
            items.extend(same.map(|finding| folded(state, &report, finding)));
        }
        Some(view! {
            <section class="findings">
                <h2>{title(&others)}</h2>
                {items}
            </section>
        })
    }
}

/// `2 warnings, 1 note`.
fn title(findings: &[&Finding]) -> String {
    let mut parts = Vec::new();
    for severity in [Severity::Fault, Severity::Warning, Severity::Note] {
        let count = findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count();
        if count > 0 {
            parts.push(count_of(severity, count));
        }
    }
    parts.join(", ")
}

fn folded(state: State, report: &Report, finding: &Finding) -> AnyView {
    view! {
        <details
            class="folded"
            data-code=finding.code
            data-severity=finding.severity.id()
            data-certainty=finding.certainty.id()
        >
            <summary>
                <span class="severity">{finding.severity.id()}</span>
                <span class="title">{markdown::inline(&capital(&finding.title))}</span>
                <code class="code">{finding.code}</code>
            </summary>
            <div class="finding">{body(state, report, finding)}</div>
        </details>
    }
    .into_any()
}
