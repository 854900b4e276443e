//! The picture of a run: lanes on one time axis, all sixteen from before the first run on.

use super::lane::{Drawing, idle_lane, lane, step_item};
use crate::report::{Report, StepReport};
use crate::trace::step::Status;
use crate::ui::lanes::{self, Row};
use crate::ui::layout::Layout;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, el, many};
use crate::ui::page::Page;
use crate::ui::scale::css_percent;
use crate::ui::state::State;
pub fn timeline(state: State, page: &Page) -> Node {
    let drawing = match &page.report {
        None => idle(page.phase == Phase::Starting),
        Some(report) => run(state, page, report),
    };
    el("section")
        .class("timeline")
        .attr("aria-label", "Timeline")
        .attr("data-phase", page.phase.id())
        .child(drawing)
        .into()
}

fn idle(is_old: bool) -> Node {
    let rows = lanes::idle_rows();
    let rows = rows.iter().map(|row| match row {
        Row::Lane(step) => idle_lane(step, is_old),
        Row::Fold { steps, .. } | Row::Survey(steps) => survey(steps, is_old),
    });
    el("ol")
        .key("idle")
        .class("lanes idle")
        .children(rows.collect())
        .into()
}

fn run(state: State, page: &Page, report: &Report) -> Node {
    let is_on = page.phase == Phase::Running;
    let layout = Layout::of(report, is_on.then_some(page.now));
    let unreached = |step: &&StepReport| step.status == Status::Unreached;
    let drawing = Drawing {
        report,
        is_old: page.phase == Phase::Starting,
        layout,
        open: page.view.step,
        chosen: page.view.chosen,
        first_unreached: report.steps.iter().find(unreached).map(|step| step.id),
    };
    let rows = lanes::rows(report)
        .iter()
        .map(|line| row(state, &drawing, line))
        .collect();
    let lanes = el("ol").class("lanes").children(rows);
    many(vec![axis_view(&drawing.layout).into(), lanes.into()])
}

fn row(state: State, drawing: &Drawing, row: &Row) -> Node {
    match row {
        Row::Lane(step) => lane(state, drawing, step),
        Row::Survey(steps) => survey(steps, drawing.is_old),
        Row::Fold { title, steps } => {
            let lanes = steps
                .iter()
                .map(|step| lane(state, drawing, step))
                .collect();
            let fold = el("details")
                .class("chevron")
                .child(el("summary").child(title.clone()))
                .child(el("ol").class("lanes").children(lanes));
            el("li").key("fold").class("fold").child(fold).into()
        }
    }
}

/// The survey in one line.
fn survey(steps: &[StepReport], is_old: bool) -> Node {
    let name = |step: &StepReport| step_item(step, is_old).child(step.id.name()).into();
    el("li")
        .key("survey")
        .class("survey")
        .child(el("span").class("survey-title").child("Survey"))
        .child(el("ul").children(steps.iter().map(name).collect()))
        .into()
}

fn axis_view(layout: &Layout) -> Element {
    let tick = |(at, label): (f64, String)| {
        el("span")
            .style("left", css_percent(at))
            .child(label)
            .into()
    };
    let scale = el("div")
        .class("scale")
        .children(layout.labels().into_iter().map(tick).collect());
    el("div")
        .class("axis")
        .attr("aria-hidden", "true")
        .child(scale)
}
