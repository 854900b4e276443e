//! Runs and the browser's history: each run has an entry there, so that Back and Forward lead from one to the other, and
//! its address, so that a reload keeps the form.

use crate::app::message::{Effect, Entry, EntryKind};
use crate::app::state::{AppState, RunId};
use crate::share::Link;

/// Gives a run an entry, now that there is something to show of it; or corrects the one that it has.
pub(crate) fn record(state: &mut AppState, run: RunId, kind: EntryKind) -> Vec<Effect> {
    // In a frame the address is the host page's, and there is no list of runs.
    if state.frame.is_some() {
        return Vec::new();
    }
    let number = state.runs.get(run).and_then(|slot| slot.number);
    let number = match kind {
        EntryKind::Same => number,
        EntryKind::New | EntryKind::Numbered => None,
    };
    let number = number.unwrap_or_else(|| state.runs.next_number());
    if let Some(slot) = state.runs.get_mut(run) {
        slot.number = Some(number);
    }
    // Where another run is looked at, the entry is not this one's.
    match state.run().id == run {
        true => write(state, kind).into_iter().collect(),
        false => Vec::new(),
    }
}

/// Writes down the run that is looked at.
fn write(state: &AppState, kind: EntryKind) -> Option<Effect> {
    let run = state.run();
    let report = run.report.clone().filter(|_| state.frame.is_none())?;
    let number = run.number?;
    let entry = Entry {
        report,
        number,
        kind,
    };
    Some(Effect::WriteEntry(entry))
}

/// Looks at a former run, as a step that Back undoes.
pub(crate) fn choose(state: &mut AppState, run: RunId) -> Vec<Effect> {
    show(state, run);
    let mut effects: Vec<Effect> = write(state, EntryKind::New).into_iter().collect();
    effects.push(Effect::Reveal("[data-panel=verdict]"));
    effects
}

/// The user came to the entry of a run. Says whether that is still kept.
pub(crate) fn return_to(state: &mut AppState, number: Option<u32>) -> bool {
    let run = number.and_then(|number| state.runs.numbered(number));
    let run = run.map(|run| run.id);
    if let Some(run) = run {
        show(state, run);
    }
    run.is_some()
}

/// Shows a run with what it was started with.
fn show(state: &mut AppState, run: RunId) {
    state.topic = None;
    state.problem.clear();
    if state.run().id != run {
        state.runs.select(run);
        state.form = state.run().form.clone();
    }
}

/// What stands in the address bar when the help is closed.
pub(crate) fn close_topic(state: &mut AppState) -> Vec<Effect> {
    state.topic = None;
    let shown = write(state, EntryKind::Same);
    vec![shown.unwrap_or_else(|| Effect::WriteLocation(Link::default()))]
}
