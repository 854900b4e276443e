//! What the user sees. Components show; they do not decide.

mod components;
mod dom;
mod embedding;
mod facts;
mod form;
mod frame;
mod keys;
mod labels;
mod lanes;
mod later;
mod layout;
pub mod markdown;
mod modes;
mod node;
mod page;
mod patch;
pub mod pretty;
pub mod scale;
mod sharing;
mod showing;
mod sign_in;
mod state;
mod text;

use leptos::prelude::*;

use components::examples::examples;
use components::exchange::exchange;
use components::finding::finding;
use components::findings::findings;
use components::frame_bar::frame_bar;
use components::header::{footer, header};
use components::help::help;
use components::keys_dialog::keys_dialog;
use components::offers::offers;
use components::server_form::server_form;
use components::share_dialog::share_dialog;
use components::timeline::timeline;
use components::verdict::verdict;
use later::Part;
use modes::Phase;
use node::{Element, el};
use page::Page;
use patch::Tree;
use state::State;

use crate::report::Outcome;

/// Puts the page into the document's body.
pub fn mount() {
    mount_to_body(App);
}

/// The whole page: it is drawn anew whenever some of its state has changed.
#[component]
pub fn App() -> impl IntoView {
    let state = State::new();
    keys::listen(state);
    state.open();
    let tree = Tree::new(draw(state, &state.page()));
    dom::body()
        .append_child(tree.root())
        .expect("a page can be put into its body");
    Effect::new(move || {
        state.follow_changes();
        let drawn = draw(state, &state.page());
        tree.show(drawn);
        dom::show_theme(state.page().theme);
        dom::show_dialog("dialog.keys", state.page().keys_open);
        dom::show_dialog("dialog.share", state.page().sharing.dialog.is_some());
    });
}

fn draw(state: State, page: &Page) -> Element {
    let toast = match page.said {
        "" => "toast",
        _ => "toast shown",
    };
    let toast = el("p").class(toast).attr("role", "status").child(page.said);
    if let Some(frame) = &page.frame {
        let main = contract(page)
            .flag("data-embed", true)
            .child(el("div").child(frame_bar(state, page, frame)))
            .child(slot(state, page, Part::Banner))
            .child(verdict(state, page))
            .child(timeline(state, page))
            .child(framed_details(state, page));
        return el("div").class("page framed").child(main).child(toast);
    }
    el("div")
        .class("page")
        .child(header(state, page))
        .child(main(state, page))
        .child(footer())
        .child(keys_dialog(state, page))
        .child(share_dialog(state, page))
        .child(toast)
}

/// The element that scripts read (DESIGN 5).
fn contract(page: &Page) -> Element {
    let mut main = el("main")
        .attr("data-state", page.phase.id())
        .flag("data-recorded", page.sharing.recorded.is_some());
    // While a run starts, the report is still that of the run before.
    let current = page.report.as_ref();
    if let Some(report) = current.filter(|_| page.phase != Phase::Starting) {
        let contract = [
            ("data-outcome", report.outcome.map(Outcome::id)),
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
    main
}

fn main(state: State, page: &Page) -> Element {
    contract(page)
        .child(server_form(state, page))
        .child(slot(state, page, Part::Banner))
        .child(verdict(state, page))
        .child(slot(state, page, Part::SignIn))
        .child(slot(state, page, Part::Compare))
        .child(slot(state, page, Part::Clients))
        .child(slot(state, page, Part::Evidence))
        .child(help(state, page))
        .child(first_look(state, page))
        .child(timeline(state, page))
        .child(examples(state, page))
        .child(details(state, page))
        .child(slot(state, page, Part::Deep))
}

/// A place of its own, so that what comes and goes in it moves nothing around it.
fn slot(state: State, page: &Page, part: Part) -> Element {
    el("div").child(later::drawn(state, page, part))
}

/// Recordings to try, before the first run. They come later: their place is kept.
fn first_look(state: State, page: &Page) -> Option<Element> {
    let recordings = || later::drawn(state, page, Part::Examples);
    let is_empty = page.report.is_none() && page.phase == Phase::Idle;
    is_empty.then(|| el("div").class("recordings").child(recordings()))
}

/// What there is to read once the run stands still: the lower half of the page does not flicker while it is on.
fn details(state: State, page: &Page) -> Option<Element> {
    let report = page.finished_report()?;
    let column = el("div")
        .class("column")
        .child(finding(state, page, report))
        .child(findings(state, page, report))
        .child(offers(state, page, report));
    Some(
        el("div")
            .class("columns")
            .child(column)
            .child(exchange(state, page, report)),
    )
}

/// In a frame: what explains the outcome, and the exchange that the reader chose to look at.
fn framed_details(state: State, page: &Page) -> Option<Element> {
    let report = page.finished_report()?;
    let chosen = page.view.chosen.is_some();
    Some(
        el("div")
            .class("column")
            .child(finding(state, page, report))
            .child(findings(state, page, report))
            .child(chosen.then(|| exchange(state, page, report))),
    )
}
