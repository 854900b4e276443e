//! Everything a finding says: the fix first.

use leptos::prelude::*;

use super::button::Tab;
use super::command::Command;
use super::lane::ExchangeLink;
use super::snippets::Snippets;
use super::text::{CodeLink, block, inline, pieces, prose};
use crate::app::finding::{Fix, capital, certainty, shared_command, visible_evidence};
use crate::app::labels;
use crate::app::markdown::Block;
use crate::app::message::Message;
use crate::app::state::ReportRef;
use crate::checks::finding::{Candidate, Evidence, Finding, Source};
use crate::page::context::use_app;
use crate::page::derived::Derived;
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

/// The words and the snippets in their order; several snippets share a place, one tab for each place where the fix is
/// usually made.
#[component]
fn FixView(code: &'static str, fix: Fix) -> impl IntoView {
    let blocks = |blocks: &[Block]| blocks.iter().map(block).collect::<Vec<AnyView>>();
    let snippets = match fix.snippets.as_slice() {
        [] => ().into_any(),
        [(_, text)] => view! { <Command what="the fix" text=text.clone()/> }.into_any(),
        _ => view! { <FixTabs group=format!("fix-{code}") fix=fix.clone()/> }.into_any(),
    };
    view! {
        <h2>"How to fix"</h2>
        {blocks(&fix.before)}
        {snippets}
        {blocks(&fix.after)}
        <Snippets code/>
    }
}

#[component]
fn FixTabs(group: String, fix: Fix) -> impl IntoView {
    let key = group.clone();
    let selected = use_app().select_run(move |run| run.view.selected_tab(&key));
    let tab = |(index, label): (usize, String)| {
        let group = group.clone();
        let is_selected = Derived::new(move || selected.get() == index);
        let send = move || Message::TabSelected(group.clone(), index);
        view! { <Tab label is_selected send/> }.into_any()
    };
    let tabs: Vec<AnyView> = fix.labels().enumerate().map(tab).collect();
    view! {
        <div class="tabs" role="group" aria-label="Where to make the fix">
            {tabs}
        </div>
        {move || {
            let (_, text) = fix.snippets.get(selected.get())?;
            Some(view! { <Command what="the fix" text=text.clone()/> })
        }}
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
        <h2>"What it can be"</h2>
        {command.map(settle)}
        <ol class="candidates">{items.collect::<Vec<_>>()}</ol>
    };
    Some(candidates.into_any())
}

fn candidate_view(candidate: &Candidate, is_shared: bool) -> AnyView {
    let own = !is_shared && !candidate.settle.is_empty();
    let tells = (!candidate.tells.is_empty()).then(|| {
        view! {
            <p class="tells">"Then the command " {inline(&candidate.tells)} "."</p>
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
