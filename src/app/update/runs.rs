//! Runs: starting and ending them, and what they come to.

use std::mem;

use super::{entry, history};
use crate::app::facts::wants_token;
use crate::app::foreign_evidence::ForeignEvidence;
use crate::app::form::Field;
use crate::app::message::{Effect, EntryKind, OnDemandEffect, Published};
use crate::app::modes::Phase;
use crate::app::run_facts::{DeepMode, RunFacts};
use crate::app::shared::Shared;
use crate::app::sharing::Source;
use crate::app::state::{AppState, RunId, View};
use crate::share::link;
use crate::trace::user_action::UserAction;
use crate::trace::vantage::Options;
use crate::trace::wire::{Action, Pasted};

/// The one button: starts a run, or gives up the one that is on. The second click of a double click does neither.
pub(crate) fn submit(state: &mut AppState) -> Vec<Effect> {
    match state.run().phase {
        Phase::Running => act(state, Action::Cancel),
        Phase::Starting => Vec::new(),
        Phase::Idle | Phase::AwaitingUser | Phase::Done => start_if_complete(state),
    }
}

/// Starts a run, once it was seen that the field holds an address.
pub(crate) fn start_checked(state: &mut AppState) -> Vec<Effect> {
    entry::check(state).unwrap_or_else(|| start(state))
}

/// The same, if all is there that the URL has a place for.
pub(crate) fn start_if_complete(state: &mut AppState) -> Vec<Effect> {
    entry::check(state).unwrap_or_else(|| start_if_filled(state))
}

pub(crate) fn start_if_filled(state: &mut AppState) -> Vec<Effect> {
    if state.form.lacks_secret() {
        state.options_open = true;
        return vec![Effect::Focus("input[name=secret]".to_owned())];
    }
    start(state)
}

/// Starts a run with what the form says; a run that is on is given up. What was on the page stays until there is
/// something new to see.
pub(crate) fn start(state: &mut AppState) -> Vec<Effect> {
    let options = state.form.options();
    state.problem.clear();
    let leaves = |source: Source| source != Source::ThisTab;
    let recorded = state.run().recorded.as_ref();
    let leaves_recording = recorded.is_some_and(|recorded| leaves(recorded.source));
    let deep = state.run().facts.deep.clone();
    state.runs.make_room();
    let form = state.form.clone();
    let run = state.run_mut();
    run.form = form;
    run.view = View::default();
    run.phase = Phase::Starting;
    run.now = 0.0;
    // What deep mode's panel says stays in sight like all else, until there is something new.
    run.facts = Shared::new(RunFacts {
        is_running: true,
        deep,
        ..RunFacts::default()
    });
    run.clients_open = false;
    run.recorded = None;
    run.earlier.leaves_recording = leaves_recording;
    vec![Effect::StartRun(run.id, Box::new(options))]
}

/// Puts another URL into the field and runs with it.
pub(crate) fn try_url(state: &mut AppState, url: String) -> Vec<Effect> {
    super::form::typed(state, Field::Server, url);
    start(state)
}

/// Gives up the run that is on.
pub(crate) fn cancel(state: &mut AppState) -> Vec<Effect> {
    match state.run().phase.is_on() {
        true => act(state, Action::Cancel),
        false => Vec::new(),
    }
}

/// Hands over to the engine what the user did.
pub(crate) fn act(state: &AppState, action: Action) -> Vec<Effect> {
    vec![Effect::Act(state.run().id, action)]
}

/// Shows what a run has come to.
pub(crate) fn publish(state: &mut AppState, news: Published) -> Vec<Effect> {
    let report = match news.phase.is_on() {
        true => Shared::new(news.report),
        false => state.with_help(news.report),
    };
    state.options_open |= wants_token(&report);
    let Some(run) = state.runs.get_mut(news.run) else {
        return Vec::new();
    };
    let is_new = run.phase == Phase::Starting;
    if is_new {
        let old = run.report.take();
        run.earlier.keep(old);
    }
    let was_on = mem::replace(&mut run.phase, news.phase).is_on();
    let is_unwritten = run.number.is_none() || was_on && !news.phase.is_on();
    run.report = Some(report.clone());
    let mut effects = super::help::request_for(state, &report, was_on);
    effects.extend(note_facts(state, news.run, news.facts));
    effects.extend(super::links::hide_parts(state, news.run));
    if is_new {
        effects.extend(history::record(state, news.run, EntryKind::New));
    } else if is_unwritten {
        effects.extend(history::record(state, news.run, EntryKind::Same));
    }
    effects
}

/// Ends a run of which nothing can be shown: it has no outcome.
pub(crate) fn note_not_shown(state: &mut AppState, run: RunId) -> Vec<Effect> {
    if let Some(run) = state.runs.get_mut(run) {
        run.phase = Phase::Done;
        run.report = None;
        run.facts = Shared::default();
    }
    Vec::new()
}

pub(crate) fn note_frame(state: &mut AppState, run: RunId, now: f64) -> Vec<Effect> {
    if let Some(run) = state.runs.get_mut(run) {
        run.now = now;
    }
    Vec::new()
}

/// Keeps what the engine says beyond the report, and prepares what the panels that show it need.
pub(crate) fn note_facts(state: &mut AppState, run: RunId, facts: Shared<RunFacts>) -> Vec<Effect> {
    let mut effects = super::auth::prepare(state, &facts);
    if let Some(run) = state.runs.get_mut(run) {
        // The verdict now says how it ended; its panel stands at the end of the page.
        let was_asking = matches!(run.facts.deep, Some(DeepMode::Running(_)));
        if was_asking && matches!(facts.deep, Some(DeepMode::Done(_))) {
            effects.push(Effect::Reveal("[data-panel=verdict]"));
        }
        run.facts = facts;
    }
    effects
}

/// Takes over what a run that is taken up again was started with.
pub(crate) fn resume(state: &mut AppState, run: RunId, options: Options) -> Vec<Effect> {
    state.form.server = options.server;
    state.form.transport = options.transport;
    state.form.timeout = link::seconds(options.patience_ms);
    state.form.body_budget = options.body_budget;
    if let Some(run) = state.runs.get_mut(run) {
        run.phase = Phase::Running;
    }
    Vec::new()
}

/// Sends what no healthy client sends, now that the session was seen to open.
pub(crate) fn start_deep_mode(state: &mut AppState) -> Vec<Effect> {
    // The session that it is offered for was that of the run before.
    if state.run().phase == Phase::Starting {
        return Vec::new();
    }
    state.run_mut().view.chosen = None;
    let mut effects = act(state, Action::UserAction(UserAction::StartDeepMode));
    effects.push(Effect::Focus("#deep-title".to_owned()));
    effects
}

pub(crate) fn submit_evidence(state: &mut AppState) -> Vec<Effect> {
    let text = state.run().view.evidence_text.clone();
    vec![OnDemandEffect::ReadEvidence(text).into()]
}

/// Goes on with what the user pasted, or says why not.
pub(crate) fn take_evidence(state: &mut AppState, read: Result<Pasted, String>) -> Vec<Effect> {
    let view = &mut state.run_mut().view;
    view.evidence_foreign = None;
    match read {
        Err(error) => {
            view.evidence_error = error;
            Vec::new()
        }
        Ok(pasted) => {
            view.evidence_error.clear();
            go_on_with(state, pasted)
        }
    }
}

/// Says what else the paste is about.
pub(crate) fn refuse_evidence(state: &mut AppState, foreign: ForeignEvidence) -> Vec<Effect> {
    let view = &mut state.run_mut().view;
    view.evidence_error.clear();
    view.evidence_foreign = Some(foreign);
    Vec::new()
}

fn go_on_with(state: &mut AppState, pasted: Pasted) -> Vec<Effect> {
    let view = &mut state.run_mut().view;
    view.evidence_open = false;
    view.chosen = None;
    let mut effects = act(state, Action::Paste(pasted));
    effects.push(Effect::Reveal("[data-panel=verdict]"));
    effects
}
