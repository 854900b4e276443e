//! One lane: a step, and what happened in it over time.

use super::icon::status_icon;
use crate::checks::finding::Certainty;
use crate::report::{Report, StepReport};
use crate::trace::step::{Status, Step};
use crate::trace::wire::Id;
use crate::ui::facts::main_finding;
use crate::ui::lanes::{self, Bar, Look};
use crate::ui::layout::Layout;
use crate::ui::node::{Element, Node, button, el, many};
use crate::ui::scale::css_percent;
use crate::ui::state::State;
use crate::ui::{labels, markdown};

/// What all lanes of one drawing share.
pub struct Drawing<'a> {
    pub report: &'a Report,
    /// A run has started, and this is still what was there before.
    pub is_old: bool,
    pub layout: Layout,
    pub open: Option<Step>,
    pub chosen: Option<Id>,
    /// The lane that bears the label "not reached".
    pub first_unreached: Option<Step>,
}

/// A lane of a run.
pub fn lane(state: State, drawing: &Drawing, step: &StepReport) -> Node {
    let bars = lanes::bars(drawing.report, step, &drawing.layout);
    let rows = bars.iter().map(|bar| bar.row + 1).max().unwrap_or(1);
    let remark = match drawing.first_unreached {
        Some(first) if first == step.id => "not reached".to_owned(),
        _ => lanes::remark(drawing.report, step, &drawing.layout),
    };
    let ticks = lanes::ticks(drawing.report, step, &drawing.layout);
    let mut track = el("div").class("track");
    for at in ticks {
        let left = css_percent(drawing.layout.percent(at));
        track = track.child(el("i").class("tick").style("left", left));
    }
    for bar in &bars {
        track = track.child(bar_view(state, drawing, bar));
    }
    track = track.child(bars.iter().find(|bar| bar.look == Look::Fault).map(cut));
    if step.status == Status::Fail {
        track = track.child(proof(state, drawing, &bars));
    }
    shell(step, drawing.is_old)
        .style("--rows", rows.to_string())
        .child(name(state, drawing, step))
        .child(track)
        .child(el("div").class("remark").child(remark))
        .child((drawing.open == Some(step.id)).then(|| sentence(state, drawing, step)))
        .into()
}

/// A lane before any run: its question.
pub fn idle_lane(step: &StepReport, is_old: bool) -> Node {
    shell(step, is_old)
        .child(title(el("div"), step))
        .child(el("div").class("question").child(labels::question(step.id)))
        .into()
}

/// A step to machines, which read `data-status`, and to eyes, which see `data-look`. When a run has started, it
/// is at its first step, and what was there before is still shown: painting anew would only delay the run.
pub fn step_item(step: &StepReport, is_old: bool) -> Element {
    let status = match (is_old, step.id) {
        (false, _) => step.status,
        (true, Step::Address) => Status::Running,
        (true, _) => Status::Pending,
    };
    el("li")
        .attr("data-step", step.id.id())
        .attr("data-status", status.id())
        .attr("data-look", step.status.id())
}

fn shell(step: &StepReport, is_old: bool) -> Element {
    step_item(step, is_old).key(step.id.id()).class("lane")
}

fn title(element: Element, step: &StepReport) -> Element {
    let number = step
        .number
        .map(|number| number.to_string())
        .unwrap_or_default();
    element
        .class("name")
        .child(el("small").child(number))
        .child(status_icon(step.status))
        .child(el("span").child(step.id.name()))
}

fn name(state: State, drawing: &Drawing, step: &StepReport) -> Element {
    let id = step.id;
    let is_open = drawing.open == Some(id);
    let button = el("button")
        .attr("type", "button")
        .attr("data-action", "open-step")
        .attr("aria-expanded", if is_open { "true" } else { "false" })
        .on("click", move |_| state.turn_step(id));
    title(button, step).child(el("span").class("sr").child(labels::status(step.status)))
}

fn bar_view(state: State, drawing: &Drawing, bar: &Bar) -> Element {
    let id = bar.id;
    let is_chosen = drawing.chosen == Some(id);
    button("open-exchange", bar.look.class(), move || state.choose(id))
        .key(id.to_string())
        .attr("data-exchange", id.to_string())
        .attr("title", bar.label.clone())
        .attr("aria-label", bar.label.clone())
        .attr("aria-pressed", if is_chosen { "true" } else { "false" })
        .flag("data-running", bar.is_running)
        .flag("data-pasted", bar.is_pasted)
        .style("left", css_percent(bar.left))
        .style("width", css_percent(bar.width))
        .style("--waited", css_percent(bar.waited))
        .style("--row", bar.row.to_string())
}

/// The break in the line, where the failing exchange ended.
fn cut(bar: &Bar) -> Element {
    el("svg")
        .class("cut")
        .attr("viewBox", "0 0 9 26")
        .attr("aria-hidden", "true")
        .style("left", css_percent(bar.left + bar.width))
        .child(el("path").attr("d", "M6 0 1 10l6 4-5 12"))
}

/// The line from the fault to the probe that proved it, and the words, on the side that has room.
fn proof(state: State, drawing: &Drawing, bars: &[Bar]) -> Option<Node> {
    let proof = bars.iter().rev().find(|bar| bar.look == Look::Proof)?;
    let fault = bars.iter().find(|bar| bar.look == Look::Fault)?;
    let id = proof.id;
    let to = proof.left + proof.width / 2.0;
    let from = (fault.left + fault.width / 2.0).min(to);
    let what = labels::exchange_of(&drawing.report.exchanges, id);
    let certain = main_finding(drawing.report).map(|finding| finding.certainty);
    let verb = match certain {
        Some(Certainty::Certain) => "proved by",
        _ => "shown by",
    };
    let label = format!("{verb} {}", what.to_ascii_lowercase());
    let bracket = el("i")
        .class("bracket")
        .style("left", css_percent(from))
        .style("width", css_percent(to - from));
    let link = button("open-exchange", "proof-link", move || state.choose(id)).child(label);
    let link = if to < 50.0 {
        link.style("left", css_percent(from))
    } else {
        link.style("right", css_percent(100.0 - to))
    };
    Some(many(vec![bracket.into(), link.into()]))
}

/// The step's question, its sentence, and the exchange that decided it.
fn sentence(state: State, drawing: &Drawing, step: &StepReport) -> Element {
    let by = step.decided_by.map(|id| {
        let label = labels::exchange_of(&drawing.report.exchanges, id);
        button("open-exchange", "link", move || state.choose(id)).child(label)
    });
    let summary = match step.summary.as_str() {
        "" => labels::status(step.status),
        summary => summary,
    };
    el("p")
        .class("sentence")
        .child(el("span").class("asks").child(labels::question(step.id)))
        .child(" ")
        .child(markdown::inline(summary))
        .child(" ")
        .child(by)
}
