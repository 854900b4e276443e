//! The finding that explains the outcome: the fix first.

use super::copy_button::command;
use super::help::code_link;
use crate::checks::finding::{Candidate, Certainty, Evidence, Finding, Source};
use crate::report::Report;
use crate::ui::facts::main_finding;
use crate::ui::labels;
use crate::ui::later::{Part as Drawn, drawn};
use crate::ui::markdown::{self, Block};
use crate::ui::node::{Element, Node, button, el, many, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;
use crate::ui::text::pieces;

/// What explains the outcome, at full length.
pub fn finding(state: State, page: &Page, report: &Report) -> Node {
    match main_finding(report) {
        None => nothing(),
        Some(finding) => marked(el("article").class("finding"), finding)
            .child(body(state, page, report, finding))
            .into(),
    }
}

/// The attributes by which a finding is found.
pub fn marked(element: Element, finding: &Finding) -> Element {
    element
        .key(finding.code)
        .attr("data-code", finding.code)
        .attr("data-severity", finding.severity.id())
        .attr("data-certainty", finding.certainty.id())
}

/// Everything a finding says. In a frame the fix comes first and the rest on demand.
pub fn body(state: State, page: &Page, report: &Report, finding: &Finding) -> Node {
    let rest = rest(state, report, finding);
    let rest = match page.frame {
        None => rest,
        Some(_) => el("details")
            .class("chevron")
            .child(el("summary").child("What happened, with the evidence"))
            .child(rest)
            .into(),
    };
    many(vec![
        fix(state, page, finding),
        candidates(state, finding),
        rest,
    ])
}

fn rest(state: State, report: &Report, finding: &Finding) -> Node {
    let part = |title: &'static str, text: &str| match text {
        "" => nothing(),
        text => many(vec![el("h2").child(title).into(), markdown::prose(text)]),
    };
    many(vec![
        part("What happened", &finding.what_happened),
        evidence(state, report, &finding.evidence),
        part("Why it matters", &finding.why_it_matters),
        part("Who minds", &finding.who_minds),
        part("Certainty", certainty(finding)),
        sources(&finding.sources),
        consequences(&finding.consequences),
    ])
}

/// The words and the snippets in their order; several snippets share a place, one tab per place where the
/// fix is usually made.
fn fix(state: State, page: &Page, finding: &Finding) -> Node {
    if finding.how_to_fix.is_empty() {
        return nothing();
    }
    let blocks = markdown::blocks(&finding.how_to_fix);
    let first = blocks.iter().position(is_fence).unwrap_or(blocks.len());
    let (before, after) = blocks.split_at(first);
    let mut nodes: Vec<Node> = vec![el("h2").child("How to fix").into()];
    nodes.extend(before.iter().map(markdown::block));
    let fences: Vec<(&str, &str)> = after
        .iter()
        .filter_map(|block| match block {
            Block::Fence { label, text } => Some((label.as_str(), text.as_str())),
            Block::Paragraph(_) | Block::List(_) => None,
        })
        .collect();
    match fences.as_slice() {
        [] => {}
        [(_, text)] => nodes.push(command(state, "the fix", text, None).into()),
        _ => nodes.push(tabbed(state, page, finding.code, &fences)),
    }
    nodes.extend(
        after
            .iter()
            .filter(|block| !is_fence(block))
            .map(markdown::block),
    );
    nodes.push(drawn(state, page, Drawn::Snippets(finding.code)));
    many(nodes)
}

fn is_fence(block: &Block) -> bool {
    matches!(block, Block::Fence { .. })
}

fn tabbed(state: State, page: &Page, code: &'static str, fences: &[(&str, &str)]) -> Node {
    let key = format!("fix-{code}");
    let chosen = page.limit(&key, 0);
    let mut tabs = el("div")
        .class("tabs")
        .attr("role", "group")
        .attr("aria-label", "Where to make the fix");
    for (index, (label, _)) in fences.iter().enumerate() {
        let label = if label.is_empty() {
            (index + 1).to_string()
        } else {
            (*label).to_owned()
        };
        let key = key.clone();
        tabs = tabs.child(tab(label, index == chosen, move || {
            state.extend(&key, index)
        }));
    }
    let shown = fences
        .get(chosen)
        .map(|(_, text)| command(state, "the fix", text, None));
    many(vec![tabs.into(), shown.into()])
}

/// One of several views of the same thing.
pub fn tab(label: impl Into<Node>, is_chosen: bool, choose: impl Fn() + 'static) -> Element {
    button("choose-tab", "tab", choose)
        .attr("aria-pressed", if is_chosen { "true" } else { "false" })
        .child(label)
}

/// What a vantage cannot tell apart, each with the command that does. A command that settles several stands
/// once above them, unless the fix has said it already.
fn candidates(state: State, finding: &Finding) -> Node {
    let all = &finding.candidates;
    let Some(first) = all.first() else {
        return nothing();
    };
    let is_shared = all.len() > 1 && all.iter().all(|other| other.settle == first.settle);
    let is_said = finding.how_to_fix.contains(&first.settle);
    let shared =
        (is_shared && !is_said).then(|| command(state, "the command", &first.settle, None));
    let items = all
        .iter()
        .map(|candidate| candidate_view(state, candidate, is_shared));
    many(vec![
        el("h2").child("What it can be").into(),
        shared.into(),
        el("ol")
            .class("candidates")
            .children(items.collect())
            .into(),
    ])
}

fn candidate_view(state: State, candidate: &Candidate, is_shared: bool) -> Node {
    let own = !is_shared && !candidate.settle.is_empty();
    let tells = (!candidate.tells.is_empty()).then(|| {
        let tells = markdown::inline(&candidate.tells);
        el("p")
            .class("tells")
            .child("Then the command ")
            .child(tells)
            .child(".")
    });
    el("li")
        .attr("data-candidate", candidate.code)
        .child(
            el("span")
                .class("cause")
                .child(markdown::inline(&capital(&candidate.title))),
        )
        .child(" ")
        .child(code_link(candidate.code))
        .child(own.then(|| command(state, "the command", &candidate.settle, None)))
        .child(tells)
        .into()
}

/// The first pieces of evidence; a decision that took many probes has more than anybody wants at once.
fn evidence(state: State, report: &Report, evidence: &[Evidence]) -> Node {
    if evidence.is_empty() {
        return nothing();
    }
    let list = |items: &[Evidence]| {
        let items = items.iter().map(|item| evidence_view(state, report, item));
        el("ul").class("evidence-list").children(items.collect())
    };
    // Folding one or two lines away would save nothing.
    let at = if evidence.len() > 6 {
        4
    } else {
        evidence.len()
    };
    let (first, rest) = evidence.split_at(at);
    let rest = (!rest.is_empty()).then(|| {
        el("details")
            .class("chevron")
            .child(el("summary").child(format!("{} more", rest.len())))
            .child(list(rest))
    });
    many(vec![
        el("h2").child("Evidence").into(),
        list(first).into(),
        rest.into(),
    ])
}

fn evidence_view(state: State, report: &Report, item: &Evidence) -> Node {
    let id = item.exchange;
    let label = labels::exchange_of(&report.exchanges, id);
    el("li")
        .child(button("open-exchange", "link", move || state.choose(id)).child(label))
        .child(el("code").child(pieces(&item.text)))
        .into()
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
pub fn sources(sources: &[Source]) -> Node {
    if sources.is_empty() {
        return nothing();
    }
    let source = |source: &Source| {
        el("li")
            .child(format!("{}, {} ", source.revision, source.section))
            .child(el("small").child(source.level.clone()))
            .into()
    };
    let list = el("ul")
        .class("sources")
        .children(sources.iter().map(source).collect());
    many(vec![el("h2").child("Learn more").into(), list.into()])
}

fn consequences(codes: &[String]) -> Node {
    match codes.is_empty() {
        true => nothing(),
        false => el("p")
            .class("aside")
            .child("Also seen because of this: ")
            .child(el("code").child(codes.join(", ")))
            .into(),
    }
}

/// A title as a sentence begins. Our titles begin with an ASCII letter or a quoted name.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
