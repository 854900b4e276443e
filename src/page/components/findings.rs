//! The finding that explains the outcome, at full length, and the other ones, folded.

use std::sync::Arc;

use leptos::prelude::*;

use super::details::finished_report;
use super::finding::FindingBody;
use super::keyed::Keyed;
use super::text::{Wire, block, inline};
use crate::app::facts::main_finding;
use crate::app::finding::{capital, count_others, other_codes, seen_before_cancel, with_code};
use crate::app::markdown::Block;
use crate::app::state::ReportRef;
use crate::checks::finding::Finding;
use crate::page::derived::Derived;

/// Beside the exchange that is looked at.
#[component]
pub fn Findings() -> impl IntoView {
    let (report, _) = finished_report();
    view! {
        <MainFinding report is_framed=false/>
        <Cancelled report/>
        <OtherFindings report is_framed=false/>
    }
}

/// In a frame.
#[component]
pub fn FramedFindings() -> impl IntoView {
    let (report, _) = finished_report();
    view! {
        <MainFinding report is_framed=true/>
        <Cancelled report/>
        <OtherFindings report is_framed=true/>
    }
}

/// What a run that was cancelled had seen.
#[component]
fn Cancelled(report: Derived<Option<ReportRef>>) -> impl IntoView {
    let seen = Derived::new(move || {
        let seen = |report: &ReportRef| seen_before_cancel(report);
        report.with(|report| report.as_ref().map(seen).unwrap_or_default())
    });
    move || {
        let items = seen.get();
        (!items.is_empty()).then(|| {
            view! {
                <section class="finding">
                    <h2>"Seen until then"</h2>
                    {block(&Block::List(items))}
                </section>
            }
        })
    }
}

/// What explains the outcome.
#[component]
fn MainFinding(report: Derived<Option<ReportRef>>, is_framed: bool) -> impl IntoView {
    let codes = Derived::new(move || {
        let main = |report: &ReportRef| Some(main_finding(report)?.code.to_owned());
        let code = report.with(|report| report.as_ref().and_then(main));
        code.into_iter().collect()
    });
    let draw = move |code: String| {
        each(report, code, move |report, finding| {
            view! {
                <article
                    class="finding"
                    data-code=finding.code
                    data-severity=finding.severity.id()
                    data-certainty=finding.certainty.id()
                >
                    <FindingBody report finding=finding.clone() is_framed/>
                </article>
            }
            .into_any()
        })
    };
    view! { <Keyed keys=codes draw=Arc::new(draw)/> }
}

/// Every finding but that one, worst first.
#[component]
fn OtherFindings(report: Derived<Option<ReportRef>>, is_framed: bool) -> impl IntoView {
    let codes = Derived::new(move || {
        let codes = report.with(|report| report.as_ref().map(|report| other_codes(report)));
        codes.unwrap_or_default()
    });
    let is_empty = Derived::new(move || codes.with(Vec::is_empty));
    let title = move || report.with(|report| report.as_ref().map(|report| count_others(report)));
    let draw = move |code: String| {
        each(report, code, move |report, finding| {
            view! { <Folded report finding=finding.clone() is_framed/> }.into_any()
        })
    };
    move || {
        (!is_empty.get()).then(|| {
            view! {
                <section class="findings">
                    <h2 id="findings-title" tabindex="-1">{title}</h2>
                    <Keyed keys=codes draw=Arc::new(draw)/>
                </section>
            }
        })
    }
}

#[component]
fn Folded(report: ReportRef, finding: Finding, is_framed: bool) -> impl IntoView {
    view! {
        <details
            class="folded"
            data-code=finding.code
            data-severity=finding.severity.id()
            data-certainty=finding.certainty.id()
        >
            <summary>
                <span class="severity">{finding.severity.id()}</span>
                <span class="title">{inline(&capital(&finding.title))}</span>
                <code class="code">
                    <Wire text=finding.code/>
                </code>
            </summary>
            <div class="finding">
                <FindingBody report finding=finding.clone() is_framed/>
            </div>
        </details>
    }
}

/// Draws the finding with this code, anew with every report.
fn each(
    report: Derived<Option<ReportRef>>,
    code: String,
    draw: impl Fn(ReportRef, &Finding) -> AnyView + Send + 'static,
) -> AnyView {
    let draw = move || {
        let report = report.get()?;
        let finding = with_code(&report, &code)?;
        Some(draw(report.clone(), finding))
    };
    draw.into_any()
}
