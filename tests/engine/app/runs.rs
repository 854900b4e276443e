//! Runs and their slots: what is kept of the run before, and for which run `main` speaks.

use faultfinder::app::contract::Contract;
use faultfinder::app::message::{Effect, Message, Published};
use faultfinder::app::modes::Phase;
use faultfinder::app::run_facts::RunFacts;
use faultfinder::app::shared::Shared;
use faultfinder::app::sharing_actions::{SharingAction, sharing_actions};
use faultfinder::app::state::{AppState, RunId};
use faultfinder::app::timeline::{Timeline, status};
use faultfinder::app::update::update;
use faultfinder::engine::Run;
use faultfinder::report;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::wire::Action;

use crate::faults::help;
use crate::panels::{healthy, page_of, without_cors};

pub fn publish(state: &mut AppState, id: RunId, phase: Phase, run: &Run) -> Vec<Effect> {
    let news = Published {
        run: id,
        phase,
        report: report::redacted(run.transcript()),
        facts: Shared::new(RunFacts::read(run)),
        undrawn: 0,
    };
    update(state, Message::Published(Box::new(news)))
}

#[test]
fn what_was_shown_stays_until_there_is_news() {
    let mut state = page_of(&healthy().run);
    let before = state.run().report.clone();
    update(&mut state, Message::StepToggled(Step::Reach));
    update(&mut state, Message::RunRequested);
    let run = state.run();
    assert_eq!(run.phase, Phase::Starting);
    assert_eq!(run.report, before);
    assert!(run.view.step.is_none() && run.facts.is_running);
    let contract = Contract::of(&state);
    assert_eq!((contract.state, contract.outcome), ("running", None));
    publish(&mut state, 0, Phase::Running, &without_cors().run);
    assert_eq!(state.run().earlier.before, before);
    assert!(state.run().finished_report().is_none(), "it is drawn live");
    publish(&mut state, 0, Phase::Done, &without_cors().run);
    assert_eq!(state.run().earlier.before, before);
    assert!(state.run().finished_report().is_some());
    let contract = Contract::of(&state);
    assert_eq!(
        (contract.state, contract.outcome, contract.code.as_deref()),
        ("done", Some("failed"), Some("cors/not-allowed"))
    );
}

/// Whatever changes at the click is drawn twice: every millisecond of it delays the verdict of a server nearby.
#[test]
fn nothing_but_the_contract_changes_at_the_click() {
    let mut state = page_of(&healthy().run);
    let drawn = |state: &AppState| {
        let run = state.run();
        let (report, deep) = (run.report.clone(), run.facts.deep.clone());
        (Timeline::of(run), report, sharing_actions(state), deep)
    };
    let before = drawn(&state);
    assert!(before.2.contains(&SharingAction::ShowDeepMode));
    update(&mut state, Message::RunRequested);
    assert_eq!(drawn(&state), before);
    let statuses = [Step::Address, Step::Reach].map(|step| status(state.run(), step));
    assert_eq!(statuses, [Status::Running, Status::Pending]);
    let deep = update(&mut state, Message::DeepModeRequested);
    assert_eq!(deep, [], "it was offered by the run before");
    publish(&mut state, 0, Phase::Done, &healthy().run);
    assert_eq!(status(state.run(), Step::Reach), Status::Pass);
}

#[test]
fn main_speaks_for_the_run_that_is_looked_at() {
    let mut state = page_of(&healthy().run);
    let other = state.runs.add();
    publish(&mut state, other, Phase::Done, &without_cors().run);
    let outcome = |state: &AppState| Contract::of(state).outcome;
    assert_eq!(outcome(&state), Some("healthy"));
    state.runs.select(other);
    assert_eq!(outcome(&state), Some("failed"));
    let third = state.runs.add();
    assert_eq!([other, third], [1, 2]);
    state.runs.select(third);
    assert_eq!(Contract::of(&state).state, "idle");
    assert_eq!(
        state.runs.iter().map(|run| run.id).collect::<Vec<_>>(),
        [0, 1, 2]
    );
}

#[test]
fn what_the_user_does_reaches_the_run_that_is_looked_at() {
    let mut state = page_of(&healthy().run);
    let other = state.runs.add();
    state.runs.select(other);
    let effects = update(&mut state, Message::RunRequested);
    assert!(matches!(effects.as_slice(), [Effect::StartRun(id, _)] if *id == other));
    let cancel = update(&mut state, Message::CancelRequested);
    assert_eq!(cancel, [Effect::Act(other, Action::Cancel)]);
    update(&mut state, Message::ExchangeChosen(2));
    state.runs.select(0);
    assert_eq!(state.run().view.chosen, None);
    assert_eq!(state.run().phase, Phase::Done);
}

#[test]
fn news_of_a_run_that_is_gone_change_nothing() {
    let mut state = page_of(&healthy().run);
    let report = state.run().report.clone();
    publish(&mut state, 7, Phase::Done, &without_cors().run);
    assert_eq!(state.run().report, report);
}

#[test]
fn help_that_comes_late_completes_every_run() {
    let mut state = page_of(&without_cors().run);
    let other = state.runs.add();
    publish(&mut state, other, Phase::Done, &without_cors().run);
    let fixes = |state: &AppState| -> Vec<bool> {
        let reports = state.runs.iter().filter_map(|run| run.report.as_ref());
        reports
            .map(|report| !report.findings[0].how_to_fix.is_empty())
            .collect()
    };
    assert_eq!(fixes(&state), [false, false]);
    update(
        &mut state,
        Message::HelpLoaded("cors", Ok(Shared::new(help()))),
    );
    assert_eq!(fixes(&state), [true, true]);
}
