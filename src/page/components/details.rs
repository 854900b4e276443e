//! What there is to read once the run stands still: findings, tools, and the exchange that is looked at.

use leptos::prelude::*;

use super::deferred::Deferred;
use crate::app::state::{ReportRef, RunSlot};
use crate::page::context::use_app;
use crate::page::derived::Derived;
use crate::page::panel::Panel;

/// On the whole page: two columns.
#[component]
pub fn Details() -> impl IntoView {
    let (_, is_there) = finished_report();
    let drawn = use_app().select_run(RunSlot::drawn);
    let part = move |number, panel| {
        let is_due = Derived::new(move || drawn.get() >= number);
        move || is_due.get().then(|| view! { <Deferred panel/> })
    };
    move || {
        is_there.get().then(|| {
            view! {
                <div class="columns">
                    <div class="column">
                        {part(1, Panel::Findings)}
                        {part(3, Panel::Offers)}
                    </div>
                    {part(2, Panel::Exchange)}
                </div>
            }
        })
    }
}

/// In a frame: what explains the outcome, and the exchange that the reader chose to look at.
#[component]
pub fn FramedDetails() -> impl IntoView {
    let (_, is_there) = finished_report();
    let is_chosen = use_app().select_run(|run| run.view.chosen.is_some());
    move || {
        is_there.get().then(|| {
            view! {
                <div class="column">
                    <Deferred panel=Panel::FramedFindings/>
                    {move || is_chosen.get().then(|| view! { <Deferred panel=Panel::Exchange/> })}
                </div>
            }
        })
    }
}

/// The report that is read, and whether there is one.
pub fn finished_report() -> (Derived<Option<ReportRef>>, Derived<bool>) {
    let report = use_app().select_run(|run| run.finished_report().cloned());
    (report, Derived::new(move || report.with(Option::is_some)))
}
