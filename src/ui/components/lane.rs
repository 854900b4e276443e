//! One lane: a step, and what happened in it over time.

use leptos::prelude::*;

use super::icon::status_icon;
use crate::engine::step::{Status, Step};
use crate::report::{ExchangeReport, Report, StepReport};
use crate::ui::lanes::{self, Bar, Look};
use crate::ui::scale::{Axis, css_percent};
use crate::ui::state::State;
use crate::ui::{labels, markdown};

/// What all lanes of one drawing share.
pub struct Drawing<'a> {
    pub report: &'a Report,
    pub axis: Axis,
    pub now: f64,
    pub open: Option<Step>,
    pub chosen: Option<u32>,
    /// The lane that bears the label "not reached".
    pub first_unreached: Option<Step>,
}

/// A lane of a run.
pub fn lane(state: State, drawing: &Drawing, step: &StepReport) -> AnyView {
    let bars = lanes::bars(drawing.report, step, drawing.axis, drawing.now);
    let ticks = lanes::ticks(drawing.report, step);
    let rows = bars.iter().map(|bar| bar.row + 1).max().unwrap_or(1);
    let remark = match drawing.first_unreached {
        Some(first) if first == step.id => "not reached".to_owned(),
        _ => lanes::remark(drawing.report, step),
    };
    let cut = bars.iter().find(|bar| bar.look == Look::Fault).map(cut);
    let proof = (step.status == Status::Fail)
        .then(|| proof(state, drawing, &bars, rows))
        .flatten();
    let ticks: Vec<AnyView> = ticks
        .into_iter()
        .map(|at| tick(drawing.axis.percent(at)))
        .collect();
    let bars: Vec<AnyView> = bars
        .iter()
        .map(|bar| bar_view(state, drawing, bar))
        .collect();
    view! {
        <li class="lane" data-step=step.id.id() data-status=step.status.id() style=("--rows", rows.to_string())>
            {name(state, drawing, step)}
            <div class="track">{ticks}{bars}{cut}{proof}</div>
            <div class="remark">{remark}</div>
            {(drawing.open == Some(step.id)).then(|| sentence(state, drawing, step))}
        </li>
    }
    .into_any()
}

/// A lane before any run: its question.
pub fn idle_lane(step: &StepReport) -> AnyView {
    view! {
        <li class="lane" data-step=step.id.id() data-status=step.status.id()>
            <div class="name">
                <small>{step.number}</small>
                {status_icon(step.status)}
                <span>{step.id.name()}</span>
            </div>
            <div class="question">{labels::question(step.id)}</div>
        </li>
    }
    .into_any()
}

fn name(state: State, drawing: &Drawing, step: &StepReport) -> AnyView {
    let id = step.id;
    let is_open = drawing.open == Some(id);
    view! {
        <button
            type="button"
            class="name"
            data-action="open-step"
            aria-expanded=if is_open { "true" } else { "false" }
            on:click=move |_| state.turn_step(id)
        >
            <small>{step.number}</small>
            {status_icon(step.status)}
            <span>{id.name()}</span>
            <span class="sr">{labels::status(step.status)}</span>
        </button>
    }
    .into_any()
}

fn bar_view(state: State, drawing: &Drawing, bar: &Bar) -> AnyView {
    let id = bar.id;
    let is_chosen = drawing.chosen == Some(id);
    view! {
        <button
            type="button"
            class=bar.look.class()
            class:running=bar.is_running
            class:pasted=bar.is_pasted
            data-action="open-exchange"
            data-exchange=id.to_string()
            title=bar.label.clone()
            aria-label=bar.label.clone()
            aria-pressed=if is_chosen { "true" } else { "false" }
            style=("left", css_percent(bar.left))
            style=("width", css_percent(bar.width))
            style=("--waited", css_percent(bar.waited))
            style=("--row", bar.row.to_string())
            on:click=move |_| state.choose(id)
        ></button>
    }
    .into_any()
}

fn tick(at: f64) -> AnyView {
    view! { <i class="tick" style=("left", css_percent(at))></i> }.into_any()
}

/// The break in the line, where the failing exchange ended.
fn cut(bar: &Bar) -> AnyView {
    view! {
        <svg
            class="cut"
            viewBox="0 0 9 26"
            aria-hidden="true"
            style=("left", css_percent(bar.left + bar.width))
        >
            <path d="M6 0 1 10l6 4-5 12" />
        </svg>
    }
    .into_any()
}

/// The line from the fault to the probe that proved it, and the words.
fn proof(state: State, drawing: &Drawing, bars: &[Bar], rows: usize) -> Option<AnyView> {
    let proof = bars.iter().rev().find(|bar| bar.look == Look::Proof)?;
    let fault = bars.iter().find(|bar| bar.look == Look::Fault)?;
    let id = proof.id;
    let to = proof.left + proof.width / 2.0;
    let from = (fault.left + fault.width / 2.0).min(to);
    let what = labels::exchange_of(&drawing.report.exchanges, id);
    let label = format!("proved by {}", what.to_lowercase());
    let _ = rows;
    // The words stand on the side that has room.
    let side = if to < 50.0 {
        "proof-link after"
    } else {
        "proof-link before"
    };
    let place = if to < 50.0 {
        ("left", css_percent(from))
    } else {
        ("right", css_percent(100.0 - to))
    };
    Some(
        view! {
            <i class="bracket" style=("left", css_percent(from)) style=("width", css_percent(to - from))></i>
            <button type="button" class=side data-action="open-exchange" style=place on:click=move |_| state.choose(id)>
                {label}
            </button>
        }
        .into_any(),
    )
}

/// The step's sentence, its question, and the exchange that decided it.
fn sentence(state: State, drawing: &Drawing, step: &StepReport) -> AnyView {
    let by = step.decided_by.map(|id| {
        let exchanges: &[ExchangeReport] = &drawing.report.exchanges;
        let label = labels::exchange_of(exchanges, id);
        view! {
            <button type="button" class="link" data-action="open-exchange" on:click=move |_| state.choose(id)>{label}</button>
        }
        .into_any()
    });
    let summary = match step.summary.is_empty() {
        true => labels::status(step.status).to_owned(),
        false => step.summary.clone(),
    };
    view! {
        <p class="sentence">
            <span class="asks">{labels::question(step.id)}</span>
            " "
            {markdown::inline(&summary)}
            " "
            {by}
        </p>
    }
    .into_any()
}
