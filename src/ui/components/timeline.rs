//! The picture of a run: lanes on one time axis.

use leptos::prelude::*;

use super::lane::{Drawing, idle_lane, lane};
use crate::engine::step::Status;
use crate::report::{Report, StepReport};
use crate::ui::lanes::{self, Row};
use crate::ui::scale::{Axis, css_percent};
use crate::ui::state::{Phase, State};

/// All sixteen lanes, from before the first run on.
#[component]
pub fn Timeline() -> impl IntoView {
    let state = State::here();
    let drawing = move || match state.report.get() {
        None => idle(),
        Some(report) => run(state, &report),
    };
    view! {
        <section class="timeline" aria-label="Timeline" data-phase=move || state.phase.get().id()>
            {drawing}
        </section>
    }
}

fn idle() -> AnyView {
    let rows = lanes::idle_rows();
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| match row {
            Row::Lane(step) => idle_lane(step),
            Row::Fold { steps, .. } | Row::Survey(steps) => survey(steps),
        })
        .collect();
    view! { <ol class="lanes idle">{rows}</ol> }.into_any()
}

fn run(state: State, report: &Report) -> AnyView {
    let is_on = state.phase.get() == Phase::Running;
    let now = if is_on {
        state.now.get()
    } else {
        report.duration_ms
    };
    let ends = report
        .exchanges
        .iter()
        .filter_map(|exchange| exchange.timing.end_ms);
    let length = ends.fold(now, f64::max);
    let axis = if is_on {
        Axis::growing(length)
    } else {
        Axis::fitting(length)
    };
    let unreached = |step: &&StepReport| step.status == Status::Unreached;
    let drawing = Drawing {
        report,
        axis,
        now,
        open: state.step.get(),
        chosen: state.chosen.get(),
        first_unreached: report.steps.iter().find(unreached).map(|step| step.id),
    };
    let rows: Vec<AnyView> = lanes::rows(report)
        .iter()
        .map(|line| row(state, &drawing, line))
        .collect();
    view! {
        {axis_view(axis)}
        <ol class="lanes">{rows}</ol>
    }
    .into_any()
}

fn row(state: State, drawing: &Drawing, row: &Row) -> AnyView {
    match row {
        Row::Lane(step) => lane(state, drawing, step),
        Row::Survey(steps) => survey(steps),
        Row::Fold { title, steps } => {
            let lanes: Vec<AnyView> = steps
                .iter()
                .map(|step| lane(state, drawing, step))
                .collect();
            view! {
                <li class="fold">
                    <details class="chevron">
                        <summary>{title.clone()}</summary>
                        <ol class="lanes">{lanes}</ol>
                    </details>
                </li>
            }
            .into_any()
        }
    }
}

/// The survey in one line.
fn survey(steps: &[StepReport]) -> AnyView {
    let names: Vec<AnyView> = steps
        .iter()
        .map(|step| {
            view! { <li data-step=step.id.id() data-status=step.status.id()>{step.id.name()}</li> }
                .into_any()
        })
        .collect();
    view! {
        <li class="survey">
            <span class="survey-title">"Survey"</span>
            <ul>{names}</ul>
        </li>
    }
    .into_any()
}

fn axis_view(axis: Axis) -> AnyView {
    let ticks: Vec<AnyView> = axis
        .ticks()
        .into_iter()
        .map(|(at, label)| {
            view! { <span style=("left", css_percent(at))>{label}</span> }.into_any()
        })
        .collect();
    view! { <div class="axis" aria-hidden="true"><div class="scale">{ticks}</div></div> }.into_any()
}
