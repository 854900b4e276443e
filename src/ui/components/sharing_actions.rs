//! The controls beneath the verdict that few runs need.

use crate::engine::Run;
use crate::report::{Outcome, Report};
use crate::ui::dom;
use crate::ui::modes::Phase;
use crate::ui::node::{Element, Node, button, many, nothing};
use crate::ui::page::Page;
use crate::ui::state::State;

pub fn actions(state: State, page: &Page) -> Node {
    match &page.report {
        Some(report) => many(vec![
            button("embed", "ghost", move || state.embed())
                .child("Embed")
                .into(),
            compare(state, page, report).into(),
            clients(state, page, report).into(),
            deeper(state, page).into(),
            refresh(state, page).into(),
        ]),
        None => nothing(),
    }
}

/// Only where there is something to compare with.
fn compare(state: State, page: &Page, report: &Report) -> Option<Element> {
    let here_and_now = page.sharing.recorded.is_none();
    let (_, was_recorded) = page.sharing.earlier(report).filter(|_| here_and_now)?;
    let label = match was_recorded {
        true => "Compare with the recording",
        false => "Compare with the run before",
    };
    let compare = button("compare", "ghost", move || state.turn_comparison()).child(label);
    Some(expands(compare, page.sharing.compares))
}

/// Where the session opened, other clients can be told of it.
fn clients(state: State, page: &Page, report: &Report) -> Option<Element> {
    let is_open = matches!(report.outcome, Some(Outcome::Healthy | Outcome::Degraded));
    let button = || button("use-in", "ghost", move || state.turn_clients()).child("Use it in…");
    is_open.then(|| expands(button(), page.sharing.clients_open))
}

/// Where the session opened, there is more to ask. What that is stands at the end of the page, beside the button that
/// sends it.
fn deeper(state: State, page: &Page) -> Option<Element> {
    let here_and_now = page.phase == Phase::Done && page.sharing.recorded.is_none();
    let has_more = here_and_now && page.frame.is_none();
    let offers = has_more && state.read(Run::can_run_deep_mode) == Some(true);
    let show = || dom::soon(|| dom::focus("#deep-title"));
    offers.then(|| button("show-deep", "ghost", show).child("Look deeper"))
}

/// Where signing in brought a refresh token, on demand only.
fn refresh(state: State, page: &Page) -> Option<Element> {
    let may_go_on = page.phase == Phase::Done && page.sharing.recorded.is_none();
    let refreshes = |session: &Run| {
        session.recording().done_at.is_some()
            && session
                .auth_options()
                .is_some_and(|offer| offer.can_refresh)
    };
    let has_one = may_go_on && state.read(refreshes) == Some(true);
    has_one
        .then(|| button("refresh", "ghost", move || state.refresh()).child("Try the refresh token"))
}

fn expands(button: Element, is_open: bool) -> Element {
    button.attr("aria-expanded", if is_open { "true" } else { "false" })
}
