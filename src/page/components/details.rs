//! What there is to read once the run stands still: findings, tools, and the exchange that is looked at.

use leptos::prelude::*;

use super::exchange::Exchange;
use super::findings::{MainFinding, OtherFindings};
use super::offers::Offers;
use crate::app::state::ReportRef;
use crate::page::context::use_app;

/// On the whole page: two columns.
#[component]
pub fn Details() -> impl IntoView {
    let (report, is_there) = finished_report();
    move || {
        is_there.get().then(|| {
            view! {
                <div class="columns">
                    <div class="column">
                        <MainFinding report is_framed=false/>
                        <OtherFindings report is_framed=false/>
                        <Offers report/>
                    </div>
                    <Exchange report/>
                </div>
            }
        })
    }
}

/// In a frame: what explains the outcome, and the exchange that the reader chose to look at.
#[component]
pub fn FramedDetails() -> impl IntoView {
    let (report, is_there) = finished_report();
    let is_chosen = use_app().select_run(|run| run.view.chosen.is_some());
    move || {
        is_there.get().then(|| {
            view! {
                <div class="column">
                    <MainFinding report is_framed=true/>
                    <OtherFindings report is_framed=true/>
                    {move || is_chosen.get().then(|| view! { <Exchange report/> })}
                </div>
            }
        })
    }
}

fn finished_report() -> (Memo<Option<ReportRef>>, Memo<bool>) {
    let report = use_app().select_run(|run| run.finished_report().cloned());
    (report, Memo::new(move |_| report.with(Option::is_some)))
}
