//! What the user looks at.

use super::{history, runs};
use crate::app::facts::neighbour;
use crate::app::message::{Effect, OnDemandEffect};
use crate::app::state::AppState;
use crate::report::List;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// Shows an exchange. Where the inspector stands below the fold, the page moves to it, no further than needed.
pub(crate) fn choose_exchange(state: &mut AppState, id: Id) -> Vec<Effect> {
    state.run_mut().view.chosen = Some(id);
    vec![
        Effect::RevealIfNarrow("[data-panel=exchange]"),
        Effect::Reveal("#exchange-title"),
    ]
}

/// Opens the sentence of a step, or closes it.
pub(crate) fn toggle_step(state: &mut AppState, step: Step) -> Vec<Effect> {
    let open = &mut state.run_mut().view.step;
    *open = (*open != Some(step)).then_some(step);
    Vec::new()
}

/// Opens the sentence of the step before or after the open one.
pub(crate) fn move_step(state: &mut AppState, by: isize) -> Vec<Effect> {
    let run = state.run_mut();
    if run.report.is_none() {
        return Vec::new();
    }
    let step = neighbour(run.view.step, by);
    run.view.step = Some(step);
    vec![Effect::Focus(format!("[data-step={}] .name", step.id()))]
}

pub(crate) fn select_tab(state: &mut AppState, group: String, index: usize) -> Vec<Effect> {
    state.run_mut().view.select_tab(group, index);
    Vec::new()
}

pub(crate) fn show_rows(state: &mut AppState, list: String, count: usize) -> Vec<Effect> {
    state.run_mut().view.show_rows(list, count);
    Vec::new()
}

pub(crate) fn open_item(state: &mut AppState, list: List, index: usize) -> Vec<Effect> {
    state.run_mut().open_item(list, index);
    Vec::new()
}

/// Opens or closes the evidence panel, whose scripts load when it first opens.
pub(crate) fn toggle_evidence(state: &mut AppState, is_open: bool) -> Vec<Effect> {
    state.run_mut().view.evidence_open = is_open;
    let mut effects = match is_open {
        true => request_scripts(state),
        false => Vec::new(),
    };
    effects.extend(reveal_if(is_open, "[data-panel=evidence]"));
    effects
}

/// Loads the scripts, unless they are there or on their way.
pub(crate) fn request_scripts(state: &mut AppState) -> Vec<Effect> {
    match state.scripts.request() {
        true => vec![OnDemandEffect::LoadScripts.into()],
        false => Vec::new(),
    }
}

pub(crate) fn toggle_comparison(state: &mut AppState) -> Vec<Effect> {
    let is_compared = &mut state.run_mut().earlier.is_compared;
    *is_compared = !*is_compared;
    reveal_if(*is_compared, "[data-panel=compare]")
}

/// Opens or closes the configurations for other clients.
pub(crate) fn toggle_clients(state: &mut AppState) -> Vec<Effect> {
    let is_open = &mut state.run_mut().clients_open;
    *is_open = !*is_open;
    reveal_if(*is_open, "[data-panel=clients]")
}

fn reveal_if(is_open: bool, selector: &'static str) -> Vec<Effect> {
    match is_open {
        true => vec![Effect::Reveal(selector)],
        false => Vec::new(),
    }
}

/// Closes what is open, the innermost first; a run that is on is given up.
pub(crate) fn escape(state: &mut AppState) -> Vec<Effect> {
    if state.keys_open {
        state.keys_open = false;
    } else if state.dialog.is_some() {
        state.dialog = None;
    } else if state.run().phase.is_on() {
        return runs::cancel(state);
    } else if state.topic.is_some() {
        return history::close_topic(state);
    } else {
        let view = &mut state.run_mut().view;
        view.evidence_open = false;
        view.chosen = None;
        view.step = None;
    }
    Vec::new()
}
