//! Everything a finding says: what happened, whom it concerns, the whole fix, and what it rests on. The verdict has the fix
//! in one line.

use leptos::prelude::*;

use super::affected_clients::affected_clients;
use super::command::Command;
use super::evidence::OutputOf;
use super::help_state::HelpLoading;
use super::lane::ExchangeLink;
use super::snippets::Snippets;
use super::text::{CodeLink, block, fence_label, inline, pieces, prose};
use crate::app::finding::{
    FIRST_CANDIDATES, Fix, capital, certainty, pasted_words, shared_command, source_url,
    visible_evidence,
};
use crate::app::frame::needs_whole_page;
use crate::app::labels;
use crate::app::markdown::Block;
use crate::app::state::ReportRef;
use crate::checks::finding::{Candidate, Evidence, Finding, Source};
use crate::report::questions::Question;
use crate::report::{ExchangeReport, Outcome, Report};

/// In a frame what happened is folded beneath the fix.
#[component]
pub fn FindingBody(report: ReportRef, finding: Finding, is_framed: bool) -> impl IntoView {
    let title = fix_title(&report, &finding);
    let rest = rest(&report.exchanges, &finding);
    let rest = match is_framed {
        false => rest,
        true => view! {
            <details class="chevron">
                <summary>"What happened, with the evidence"</summary>
                {part("What happened", &finding.what_happened)}
                {rest}
                {clients(&finding.affected_clients)}
            </details>
        }
        .into_any(),
    };
    let first = (!is_framed).then(|| {
        view! {
            {part("What happened", &finding.what_happened)}
            {clients(&finding.affected_clients)}
        }
    });
    // A frame says itself that it takes no credentials.
    let waits = is_framed && title == NEXT_STEP;
    let fix = Fix::of(&finding).filter(|_| !waits);
    let in_frame = is_framed && needs_whole_page(&finding.how_to_fix);
    let elsewhere = || view! { <p class="aside">"To do this, open it in Faultfinder."</p> };
    view! {
        <HelpLoading code=finding.code/>
        {first}
        {fix.map(|fix| view! { <FixView code=finding.code fix title/> })}
        {in_frame.then(elsewhere)}
        {(!is_framed).then(|| view! { <OutputOf code=finding.code/> })}
        {candidates(&finding)}
        {rest}
    }
}

const NEXT_STEP: &str = "Next step";

/// Nothing is broken where the run waits for the user.
fn fix_title(report: &Report, finding: &Finding) -> &'static str {
    let waits = report.outcome == Some(Outcome::AuthorizationRequired);
    match waits && report.code.as_deref() == Some(finding.code) {
        true => NEXT_STEP,
        false => "How to fix",
    }
}

fn rest(exchanges: &[ExchangeReport], finding: &Finding) -> AnyView {
    view! {
        {evidence(exchanges, &finding.evidence)}
        {part("Why it matters", &finding.why_it_matters)}
        {part("Certainty", certainty(finding))}
        {sources(&finding.sources)}
        {consequences(&finding.consequences)}
    }
    .into_any()
}

fn part(title: &'static str, text: &str) -> AnyView {
    match text {
        "" => ().into_any(),
        text => view! {
            <h2>{title}</h2>
            {prose(text)}
        }
        .into_any(),
    }
}

fn clients(list: &str) -> Option<AnyView> {
    let clients = view! {
        <h2>"Affected clients"</h2>
        {affected_clients(list)?}
    };
    Some(clients.into_any())
}

/// What of a list is not shown at first.
fn folded<T, V: IntoView + 'static>(rest: &[T], list: impl Fn(&[T]) -> V) -> Option<AnyView> {
    let folded = || {
        view! {
            <details class="chevron">
                <summary>{format!("{} more", rest.len())}</summary>
                {list(rest)}
            </details>
        }
    };
    (!rest.is_empty()).then(|| folded().into_any())
}

/// The words and what to paste, in the order of the text.
#[component]
fn FixView(code: &'static str, fix: Fix, title: &'static str) -> impl IntoView {
    let part = |part: &Block| match part {
        Block::Fence { label, text } => view! {
            {fence_label(label)}
            <Command what=copied(label) text=text.clone()/>
        }
        .into_any(),
        other => block(other),
    };
    view! {
        <h2>{title}</h2>
        {fix.blocks.iter().map(part).collect::<Vec<AnyView>>()}
        <Snippets code/>
    }
}

/// What the button beside a fence copies.
fn copied(label: &str) -> &'static str {
    match label {
        "Terminal" => "the command",
        _ => "the fix",
    }
}

/// What a vantage cannot tell apart, each with the command that does. A command that settles several stands once above
/// them.
fn candidates(finding: &Finding) -> Option<AnyView> {
    if finding.candidates.is_empty() {
        return None;
    }
    let shared = shared_command(finding);
    let command = shared.filter(|command| !command.is_empty());
    let (first, rest) = finding
        .candidates
        .split_at(FIRST_CANDIDATES.min(finding.candidates.len()));
    let list = |class: &'static str, candidates: &[Candidate]| {
        let items = candidates.iter();
        let items = items.map(|candidate| candidate_view(candidate, shared.is_some()));
        view! { <ol class=class>{items.collect::<Vec<_>>()}</ol> }.into_any()
    };
    let folded = (!rest.is_empty()).then(|| {
        view! {
            <details class="chevron">
                <summary>{format!("{} more", rest.len())}</summary>
                {list("candidates later", rest)}
            </details>
        }
    });
    let candidates = view! {
        <h2>"Possible causes"</h2>
        {command.map(settle)}
        {list("candidates", first)}
        {folded}
    };
    Some(candidates.into_any())
}

fn candidate_view(candidate: &Candidate, is_shared: bool) -> AnyView {
    let own = !is_shared && !candidate.settle.is_empty();
    let tells = (!candidate.tells.is_empty()).then(|| {
        view! {
            <p class="tells">"If so, the command " {inline(&candidate.tells)} "."</p>
        }
    });
    view! {
        <li data-candidate=candidate.code>
            <span class="cause">{inline(&capital(&candidate.title))}</span>
            " "
            <CodeLink code=candidate.code/>
            {own.then(|| settle(&candidate.settle))}
            {tells}
        </li>
    }
    .into_any()
}

/// The command that tells causes apart.
fn settle(text: &str) -> AnyView {
    view! { <Command what="the command" text=text.to_owned()/> }.into_any()
}

fn evidence(exchanges: &[ExchangeReport], evidence: &[Evidence]) -> Option<AnyView> {
    if evidence.is_empty() {
        return None;
    }
    let list = |evidence: &[Evidence]| {
        let items = evidence.iter().map(|item| evidence_view(exchanges, item));
        view! { <ul class="evidence-list">{items.collect::<Vec<_>>()}</ul> }
    };
    let (first, rest) = evidence.split_at(visible_evidence(evidence.len()));
    let all = view! {
        <h2>"Evidence"</h2>
        {list(first)}
        {folded(rest, list)}
    };
    Some(all.into_any())
}

/// What was asked, and what came of it: a probe has a question of its own.
fn evidence_view(exchanges: &[ExchangeReport], item: &Evidence) -> AnyView {
    let id = item.exchange;
    if let Some(words) = pasted_words(item) {
        return view! {
            <li>
                <span class="muted">"Pasted"</span>
                <code>{pieces(&words.replace(" -> ", " → "))}</code>
            </li>
        }
        .into_any();
    }
    let label = labels::exchange_of(exchanges, id);
    let asks = Question::of(exchanges, id).map(|question| {
        view! {
            <span class="asks">
                {question.asks} " " {question.answer.map(|answer| view! { <strong>{answer}</strong> })}
            </span>
        }
    });
    view! {
        <li>
            <ExchangeLink class="link" id label/>
            <span>
                {asks}
                <code>{pieces(&item.text)}</code>
            </span>
        </li>
    }
    .into_any()
}

/// Where it is written.
pub fn sources(sources: &[Source]) -> Option<AnyView> {
    let source = |source: &Source| {
        let text = format!("{}, {}", source.revision, source.section);
        let text = match source_url(source) {
            Some(url) => view! {
                <a href=url target="_blank" rel="noopener">
                    {text}
                </a>
            }
            .into_any(),
            None => text.into_any(),
        };
        view! {
            <li>
                {text}
                " "
                <small>{source.level.clone()}</small>
            </li>
        }
        .into_any()
    };
    (!sources.is_empty()).then(|| {
        view! {
            <h2>"Learn more"</h2>
            <ul class="sources">{sources.iter().map(source).collect::<Vec<_>>()}</ul>
        }
        .into_any()
    })
}

fn consequences(codes: &[String]) -> Option<AnyView> {
    (!codes.is_empty()).then(|| {
        view! {
            <p class="aside">
                "Also seen because of this: "
                <code>{codes.join(", ")}</code>
            </p>
        }
        .into_any()
    })
}
