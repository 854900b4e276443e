//! What the user sees. Components show; they do not decide.

mod components;
mod dom;
mod facts;
mod form;
mod keys;
mod labels;
mod lanes;
mod layout;
pub mod markdown;
mod modes;
mod node;
mod patch;
pub mod pretty;
pub mod scale;
mod state;
mod text;

use leptos::prelude::*;

use components::evidence_panel::evidence_panel;
use components::examples::examples;
use components::exchange::exchange;
use components::finding::finding;
use components::findings::findings;
use components::header::{footer, header};
use components::help::help;
use components::keys_dialog::keys_dialog;
use components::offers::offers;
use components::server_form::server_form;
use components::timeline::timeline;
use components::verdict::verdict;
use modes::Phase;
use node::{Element, el};
use patch::Tree;
use state::State;

/// Puts the page into the document's body.
pub fn mount() {
    mount_to_body(App);
}

/// The whole page: it is drawn anew whenever a signal changes that it looked at.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    keys::listen(state);
    dom::follow_theme(state);
    state.open();
    let tree = Tree::new(untrack(|| page(state)));
    dom::body()
        .append_child(tree.root())
        .expect("a page can be put into its body");
    Effect::new(move || tree.show(page(state)));
    dom::follow_keys(state);
}

fn page(state: State) -> Element {
    let toast = el("p")
        .class(if state.said.with(String::is_empty) {
            "toast"
        } else {
            "toast shown"
        })
        .attr("role", "status")
        .child(state.said.get());
    el("div")
        .class("page")
        .child(header(state))
        .child(main(state))
        .child(footer())
        .child(keys_dialog(state))
        .child(toast)
}

fn main(state: State) -> Element {
    let phase = state.phase.get();
    let mut main = el("main").attr("data-state", phase.id());
    // While a run starts, the report is still that of the run before.
    if phase != Phase::Starting
        && let Some(report) = state.report.get()
    {
        let outcome = report.outcome.map(labels::outcome);
        let contract = [
            ("data-outcome", outcome),
            ("data-failed-step", report.failed_step.map(|step| step.id())),
        ];
        for (name, value) in contract {
            if let Some(value) = value {
                main = main.attr(name, value);
            }
        }
        if let Some(code) = &report.code {
            main = main.attr("data-code", code.clone());
        }
    }
    main.child(server_form(state))
        .child(verdict(state))
        .child(evidence_panel(state))
        .child(help(state))
        .child(timeline(state))
        .child(examples(state))
        .child(details(state))
}

/// What there is to read once the run stands still: the lower half of the page does not flicker while it is on.
fn details(state: State) -> Option<Element> {
    let report = state.finished_report()?;
    let column = el("div")
        .class("column")
        .child(finding(state, &report))
        .child(findings(state, &report))
        .child(offers(state, &report));
    Some(
        el("div")
            .class("columns")
            .child(column)
            .child(exchange(state, &report)),
    )
}
