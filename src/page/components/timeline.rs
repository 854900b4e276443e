//! The picture of a run: lanes on one time axis, all sixteen from before the first run on.

use std::sync::Arc;

use leptos::prelude::*;

use super::keyed::Keyed;
use super::lane::{IdleLane, Lane, status};
use crate::app::scale::css_percent;
use crate::app::timeline::{Row, StepItem, Timeline as Drawing};
use crate::page::context::use_app;
use crate::page::derived::Derived;

#[component]
pub fn Timeline() -> impl IntoView {
    let app = use_app();
    let drawing = app.select_run(Drawing::of);
    let phase = app.select_run(|run| run.phase.id());
    let is_idle = Derived::new(move || drawing.with(|drawing| drawing.is_idle));
    let keys = Derived::new(move || drawing.with(Drawing::keys));
    let draw = move |key: String| view! { <TimelineRow drawing key/> }.into_any();
    view! {
        <section class="timeline" aria-label="Timeline" data-phase=move || phase.get()>
            {move || (!is_idle.get()).then(|| view! { <Axis drawing/> })}
            <ol class=move || if is_idle.get() { "lanes idle" } else { "lanes" }>
                <Keyed keys draw=Arc::new(draw)/>
            </ol>
        </section>
    }
}

#[component]
fn Axis(drawing: Derived<Drawing>) -> impl IntoView {
    let labels = Derived::new(move || drawing.with(|drawing| drawing.axis.clone()));
    view! {
        <div class="axis" aria-hidden="true">
            <div class="scale">{move || labels.with(|labels| axis_labels(labels))}</div>
            <span class="settled">"done at"</span>
        </div>
    }
}

/// The labels of a time axis, each at its place.
pub fn axis_labels(labels: &[(f64, String)]) -> Vec<AnyView> {
    let label = |(at, label): &(f64, String)| {
        view! { <span style:left=css_percent(*at)>{label.clone()}</span> }.into_any()
    };
    labels.iter().map(label).collect()
}

/// A line of the timeline, drawn anew when it has changed.
#[component]
fn TimelineRow(drawing: Derived<Drawing>, key: String) -> impl IntoView {
    let row = Derived::new(move || drawing.with(|drawing| drawing.row(&key).cloned()));
    move || match row.get() {
        None => ().into_any(),
        Some(Row::Lane(lane)) if lane.is_idle => view! { <IdleLane lane/> }.into_any(),
        Some(Row::Lane(lane)) => view! { <Lane lane/> }.into_any(),
        Some(Row::Survey(items)) => survey(&items),
        Some(Row::Fold { title, lanes }) => view! {
            <li class="fold">
                <details class="chevron">
                    <summary>{title}</summary>
                    <ol class="lanes">
                        {lanes
                            .into_iter()
                            .map(|lane| view! { <Lane lane/> }.into_any())
                            .collect::<Vec<_>>()}
                    </ol>
                </details>
            </li>
        }
        .into_any(),
    }
}

/// The survey in one line.
fn survey(items: &[StepItem]) -> AnyView {
    let item = |item: &StepItem| {
        view! {
            <li data-step=item.step.id() data-status=status(item.step) data-look=item.look.id()>
                {item.step.name()}
            </li>
        }
        .into_any()
    };
    view! {
        <li class="survey">
            <span class="survey-title">"Capabilities"</span>
            <ul>{items.iter().map(item).collect::<Vec<_>>()}</ul>
        </li>
    }
    .into_any()
}
