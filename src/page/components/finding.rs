//! Everything a finding says: the fix first.

use leptos::prelude::*;

use super::command::Command;
use super::help_state::HelpLoading;
use super::lane::ExchangeLink;
use super::snippets::Snippets;
use super::text::{CodeLink, block, fence_label, inline, pieces, prose};
use crate::app::finding::{Fix, capital, certainty, shared_command, visible_evidence};
use crate::app::labels;
use crate::app::markdown::Block;
use crate::app::state::ReportRef;
use crate::checks::finding::{Candidate, Evidence, Finding, Source};
use crate::report::ExchangeReport;

/// In a frame what happened is folded beneath the fix.
#[component]
pub fn FindingBody(report: ReportRef, finding: Finding, is_framed: bool) -> impl IntoView {
    let rest = rest(&report.exchanges, &finding);
    let rest = match is_framed {
        false => rest,
        true => view! {
            <details class="chevron">
                <summary>"What happened, with the evidence"</summary>
                {rest}
            </details>
        }
        .into_any(),
    };
    view! {
        <HelpLoading code=finding.code/>
        {Fix::of(&finding).map(|fix| view! { <FixView code=finding.code fix/> })}
        {candidates(&finding)}
        {rest}
    }
}

fn rest(exchanges: &[ExchangeReport], finding: &Finding) -> AnyView {
    view! {
        {part("What happened", &finding.what_happened)}
        {evidence(exchanges, &finding.evidence)}
        {part("Why it matters", &finding.why_it_matters)}
        {part("Affected clients", &finding.affected_clients)}
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

/// The words and what to paste, in the order of the text.
#[component]
fn FixView(code: &'static str, fix: Fix) -> impl IntoView {
    let part = |part: &Block| match part {
        Block::Fence { label, text } => view! {
            {fence_label(label)}
            <Command what=copied(label) text=text.clone()/>
        }
        .into_any(),
        other => block(other),
    };
    view! {
        <h2>"How to fix"</h2>
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
    let items = finding.candidates.iter();
    let items = items.map(|candidate| candidate_view(candidate, shared.is_some()));
    let candidates = view! {
        <h2>"Possible causes"</h2>
        {command.map(settle)}
        <ol class="candidates">{items.collect::<Vec<_>>()}</ol>
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
    let folded = (!rest.is_empty()).then(|| {
        view! {
            <details class="chevron">
                <summary>{format!("{} more", rest.len())}</summary>
                {list(rest)}
            </details>
        }
    });
    let all = view! {
        <h2>"Evidence"</h2>
        {list(first)}
        {folded}
    };
    Some(all.into_any())
}

fn evidence_view(exchanges: &[ExchangeReport], item: &Evidence) -> AnyView {
    let id = item.exchange;
    let label = labels::exchange_of(exchanges, id);
    view! {
        <li>
            <ExchangeLink class="link" id label/>
            <code>{pieces(&item.text)}</code>
        </li>
    }
    .into_any()
}

/// Where it is written.
pub fn sources(sources: &[Source]) -> Option<AnyView> {
    let source = |source: &Source| {
        view! {
            <li>
                {format!("{}, {} ", source.revision, source.section)}
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
