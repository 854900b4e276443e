//! The finding that explains the outcome: the fix first.

use leptos::prelude::*;

use super::copy_button::copy_button;
use super::help::code_link;
use crate::checks::finding::{Candidate, Certainty, Evidence, Finding, Severity, Source};
use crate::report::Report;
use crate::ui::labels;
use crate::ui::markdown::{self, Block};
use crate::ui::state::State;
use crate::ui::text::pieces;

/// What explains the outcome, at full length.
#[component]
pub fn MainFinding() -> impl IntoView {
    let state = State::here();
    move || {
        let report = state.finished_report()?;
        let finding = main_finding(&report)?;
        Some(view! {
            <article class="finding" data-code=finding.code data-severity=finding.severity.id() data-certainty=finding.certainty.id()>
                {body(state, &report, finding)}
            </article>
        })
    }
}

/// The finding whose code is the report's.
pub fn main_finding(report: &Report) -> Option<&Finding> {
    let code = report.code.as_deref()?;
    report.findings.iter().find(|finding| finding.code == code)
}

/// Everything a finding says.
pub fn body(state: State, report: &Report, finding: &Finding) -> AnyView {
    let why = (!finding.why_it_matters.is_empty()).then(|| {
        view! { <h2>"Why it matters"</h2>{markdown::prose(&finding.why_it_matters)} }.into_any()
    });
    view! {
        {fix(state, finding)}
        {candidates(state, finding)}
        <h2>"What happened"</h2>
        {markdown::prose(&finding.what_happened)}
        {evidence(state, report, &finding.evidence)}
        {why}
        <h2>"Certainty"</h2>
        <p>{certainty(finding)}</p>
        {sources(&finding.sources)}
        {consequences(&finding.consequences)}
    }
    .into_any()
}

/// The words and the snippets in their order; several snippets share a place, one tab per place where the
/// fix is usually made.
fn fix(state: State, finding: &Finding) -> Option<AnyView> {
    if finding.how_to_fix.is_empty() {
        return None;
    }
    let blocks = markdown::blocks(&finding.how_to_fix);
    let first = blocks.iter().position(is_fence).unwrap_or(blocks.len());
    let (before, after) = blocks.split_at(first);
    let fences: Vec<(String, String)> = after
        .iter()
        .filter_map(|block| match block {
            Block::Fence { label, text } => Some((label.clone(), text.clone())),
            Block::Paragraph(_) | Block::List(_) => None,
        })
        .collect();
    let before: Vec<AnyView> = before.iter().map(markdown::block).collect();
    let after: Vec<AnyView> = after
        .iter()
        .filter(|block| !is_fence(block))
        .map(markdown::block)
        .collect();
    let snippets = match fences.as_slice() {
        [] => None,
        [(_, text)] => Some(command(state, text)),
        _ => Some(tabbed(state, fences)),
    };
    Some(view! { <h2>"How to fix"</h2>{before}{snippets}{after} }.into_any())
}

fn is_fence(block: &Block) -> bool {
    matches!(block, Block::Fence { .. })
}

fn tabbed(state: State, fences: Vec<(String, String)>) -> AnyView {
    let chosen = RwSignal::new(0usize);
    let (labels, texts): (Vec<String>, Vec<String>) = fences.into_iter().unzip();
    let tabs: Vec<AnyView> = labels
        .into_iter()
        .enumerate()
        .map(|(index, label)| {
            let label = if label.is_empty() {
                (index + 1).to_string()
            } else {
                label
            };
            tab(
                label,
                move || chosen.get() == index,
                move || chosen.set(index),
            )
        })
        .collect();
    let shown = move || texts.get(chosen.get()).map(|text| command(state, text));
    view! {
        <div class="tabs" role="group" aria-label="Where to make the fix">{tabs}</div>
        {shown}
    }
    .into_any()
}

/// One of several views of the same thing.
pub fn tab(
    label: String,
    is_chosen: impl Fn() -> bool + Send + Sync + 'static,
    choose: impl Fn() + 'static,
) -> AnyView {
    let pressed = move || if is_chosen() { "true" } else { "false" };
    view! {
        <button type="button" class="tab" data-action="choose-tab" aria-pressed=pressed on:click=move |_| choose()>{label}</button>
    }
    .into_any()
}

/// What a vantage cannot tell apart, each with the command that does. A command that settles several stands
/// once above them, unless the fix has said it already.
fn candidates(state: State, finding: &Finding) -> Option<AnyView> {
    let all = &finding.candidates;
    let first = all.first()?;
    let is_shared = all.len() > 1 && all.iter().all(|other| other.settle == first.settle);
    let is_said = finding.how_to_fix.contains(&first.settle);
    let shared = (is_shared && !is_said).then(|| command(state, &first.settle));
    let items: Vec<AnyView> = all
        .iter()
        .map(|candidate| candidate_view(state, candidate, is_shared))
        .collect();
    Some(view! { <h2>"What it can be"</h2>{shared}<ol class="candidates">{items}</ol> }.into_any())
}

fn candidate_view(state: State, candidate: &Candidate, is_shared: bool) -> AnyView {
    let own =
        (!is_shared && !candidate.settle.is_empty()).then(|| command(state, &candidate.settle));
    let tells = (!candidate.tells.is_empty()).then(|| {
        view! { <p class="tells">"Then the command " {markdown::inline(&candidate.tells)} "."</p> }.into_any()
    });
    view! {
        <li data-candidate=candidate.code>
            <span class="cause">{markdown::inline(&capital(&candidate.title))}</span>
            " "
            {code_link(candidate.code)}
            {own}
            {tells}
        </li>
    }
    .into_any()
}

/// A command to run in a terminal.
fn command(state: State, text: &str) -> AnyView {
    let copied = text.to_owned();
    view! {
        <div class="command">
            <pre tabindex="0">{pieces(text)}</pre>
            {copy_button(state, "the command", move || copied.clone())}
        </div>
    }
    .into_any()
}

/// The first pieces of evidence; a decision that took many probes has more than anybody wants at once.
fn evidence(state: State, report: &Report, evidence: &[Evidence]) -> Option<AnyView> {
    if evidence.is_empty() {
        return None;
    }
    let list = |items: &[Evidence]| {
        let items: Vec<AnyView> = items
            .iter()
            .map(|item| evidence_view(state, report, item))
            .collect();
        view! { <ul class="evidence-list">{items}</ul> }.into_any()
    };
    // Folding one or two lines away would save nothing.
    let at = if evidence.len() > 6 {
        4
    } else {
        evidence.len()
    };
    let (first, rest) = evidence.split_at(at);
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="chevron">
                <summary>{format!("{} more", rest.len())}</summary>
                {list(rest)}
            </details>
        }
        .into_any()
    });
    Some(view! { <h2>"Evidence"</h2>{list(first)}{rest} }.into_any())
}

fn evidence_view(state: State, report: &Report, item: &Evidence) -> AnyView {
    let id = item.exchange;
    let label = labels::exchange_of(&report.exchanges, id);
    view! {
        <li>
            <button type="button" class="link" data-action="open-exchange" on:click=move |_| state.choose(id)>
                {label}
            </button>
            <code>{pieces(&item.text)}</code>
        </li>
    }
    .into_any()
}

fn certainty(finding: &Finding) -> &'static str {
    match (finding.certainty, finding.candidates.is_empty()) {
        (Certainty::Certain, _) => "Certain: what was observed leaves no other cause.",
        (Certainty::Likely, true) => {
            "Likely: it fits everything observed, but it could not be proved from here."
        }
        (Certainty::Likely, false) => {
            "Likely. The causes above fit what was observed, the likeliest first."
        }
        (Certainty::Unknown, _) => {
            "Unknown: from here these causes look the same. The likeliest comes first."
        }
    }
}

/// Where it is written.
pub fn sources(sources: &[Source]) -> Option<AnyView> {
    if sources.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = sources
        .iter()
        .map(|source| {
            view! {
                <li>{source.revision.clone()} ", " {source.section.clone()} " " <small>{source.level.clone()}</small></li>
            }
            .into_any()
        })
        .collect();
    Some(view! { <h2>"Learn more"</h2><ul class="sources">{items}</ul> }.into_any())
}

fn consequences(codes: &[String]) -> Option<AnyView> {
    (!codes.is_empty()).then(|| {
        let list = codes.join(", ");
        view! { <p class="aside">"Also seen because of this: " <code>{list}</code></p> }.into_any()
    })
}

/// A title as a sentence begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The word for a severity and a count.
pub fn count_of(severity: Severity, count: usize) -> String {
    let word = match severity {
        Severity::Fault => "fault",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {word}{ending}")
}
