//! Runs of one tab: their entries in the browser's history, and the way back to each.

use faultfinder::app::form::Field;
use faultfinder::app::message::{Effect, EntryKind, Followed, Message};
use faultfinder::app::modes::Phase;
use faultfinder::app::state::AppState;
use faultfinder::app::tab::{Tab, icon};
use faultfinder::app::update::update;
use faultfinder::share::link;

use super::runs::publish;
use super::{followed, followed_in_frame, reaches_the_engine};
use crate::panels::{healthy, page_of, without_cors};

/// What is written into the address bar: which run, and how.
fn entries(effects: &[Effect]) -> Vec<(u32, EntryKind)> {
    let written = effects.iter().filter_map(|effect| match effect {
        Effect::WriteEntry(entry) => Some((entry.number, entry.kind)),
        _ => None,
    });
    written.collect()
}

/// Back or Forward led to an entry.
fn step_to(number: Option<u32>, fragment: &str) -> Message {
    Message::LinkFollowed(Box::new(Followed {
        link: link::parse(fragment, ""),
        fragment: fragment.to_owned(),
        address: fragment.to_owned(),
        number,
        is_framed: false,
        has_no_origin: false,
    }))
}

fn two_runs() -> AppState {
    let mut state = page_of(&without_cors().run);
    update(
        &mut state,
        Message::Typed(Field::Server, "https://two.test/mcp".to_owned()),
    );
    update(&mut state, Message::RunRequested);
    publish(&mut state, 0, Phase::Done, &healthy().run);
    state
}

fn outcome(state: &AppState) -> Option<&'static str> {
    faultfinder::app::contract::Contract::of(state).outcome
}

#[test]
fn a_run_gets_one_entry_and_its_end_corrects_it() {
    let mut state = page_of(&without_cors().run);
    let started = update(&mut state, Message::RunRequested);
    assert_eq!(entries(&started), [], "there is nothing to show yet");
    let first = publish(&mut state, 0, Phase::Running, &healthy().run);
    assert_eq!(entries(&first), [(2, EntryKind::New)]);
    let next = publish(&mut state, 0, Phase::Running, &healthy().run);
    assert_eq!(entries(&next), []);
    let last = publish(&mut state, 0, Phase::Done, &healthy().run);
    assert_eq!(entries(&last), [(2, EntryKind::Same)]);
}

#[test]
fn back_and_forward_show_runs_and_start_none() {
    let mut state = two_runs();
    let back = update(
        &mut state,
        step_to(Some(1), "#server=https://mcp.test/v1/mcp"),
    );
    assert!(!back.iter().any(reaches_the_engine), "{back:?}");
    assert_eq!(outcome(&state), Some("failed"));
    assert_ne!(state.form.server, "https://two.test/mcp");
    assert!(!state.run().is_live(), "its driver is gone");
    update(&mut state, step_to(Some(2), ""));
    assert_eq!(outcome(&state), Some("healthy"));
    assert_eq!(state.form.server, "https://two.test/mcp");
    assert!(state.run().is_live(), "it can go on");
    // The entry of the page as it was opened.
    let opened = update(&mut state, step_to(None, "#server=https://three.test/mcp"));
    assert!(!opened.iter().any(reaches_the_engine));
    assert_eq!(outcome(&state), None);
    assert_eq!(
        (state.run().phase, state.form.server.as_str()),
        (Phase::Idle, "https://three.test/mcp")
    );
    update(&mut state, step_to(Some(2), ""));
    assert_eq!(outcome(&state), Some("healthy"));
}

/// After a reload the runs of the document before are gone, and their addresses fill the form.
#[test]
fn the_entry_of_a_run_that_is_gone_fills_the_form() {
    let mut state = AppState::default();
    update(&mut state, step_to(Some(7), "#server=https://one.test/mcp"));
    assert_eq!(state.form.server, "https://one.test/mcp");
    assert_eq!(state.run().phase, Phase::Idle);
}

#[test]
fn news_of_a_run_do_not_move_who_looks_at_another() {
    let mut state = two_runs();
    update(&mut state, Message::RunRequested);
    publish(&mut state, 0, Phase::Running, &healthy().run);
    update(&mut state, step_to(Some(1), ""));
    let news = publish(&mut state, 0, Phase::Done, &healthy().run);
    assert_eq!(entries(&news), []);
    assert_eq!(outcome(&state), Some("failed"));
}

/// A run that is looked at again is no place for a new one: that starts where the driver is.
#[test]
fn run_again_on_a_former_run_keeps_all() {
    let mut state = two_runs();
    update(&mut state, step_to(Some(1), ""));
    let shown = state.run().report.clone();
    let effects = update(&mut state, Message::RunRequested);
    assert!(
        matches!(effects.as_slice(), [Effect::StartRun(0, _)]),
        "{effects:?}"
    );
    assert_eq!(
        state.run().report,
        shown,
        "the picture stays until there is another"
    );
    publish(&mut state, 0, Phase::Done, &healthy().run);
    assert_eq!(state.run().earlier.before, shown);
    let numbers: Vec<_> = state.runs.finished().iter().map(|run| run.number).collect();
    assert_eq!(numbers, [Some(3), Some(2), Some(1)]);
}

#[test]
fn a_choice_from_the_list_is_a_step_that_back_undoes() {
    let mut state = two_runs();
    let former = state.runs.finished()[1].id;
    let effects = update(&mut state, Message::RunChosen(former));
    assert_eq!(entries(&effects), [(1, EntryKind::New)]);
    assert_eq!(outcome(&state), Some("failed"));
}

#[test]
fn so_many_runs_are_kept_and_no_more() {
    let mut state = page_of(&healthy().run);
    for _ in 0..30 {
        update(&mut state, Message::RunRequested);
        publish(&mut state, 0, Phase::Done, &healthy().run);
    }
    let kept = state.runs.finished();
    assert_eq!(kept.len(), 11, "ten, and the one that is shown");
    assert_eq!(kept[0].number, Some(31));
    assert_eq!(kept[10].number, Some(21));
    assert!(state.runs.iter().count() <= 12);
}

/// The address, the history and the tab of a frame are its host's.
#[test]
fn a_frame_has_no_entries_and_no_title() {
    let mut state = AppState::default();
    update(&mut state, followed_in_frame("server=https://mcp.test/mcp"));
    for _ in 0..3 {
        update(&mut state, Message::RunRequested);
        let news = publish(&mut state, 0, Phase::Done, &healthy().run);
        assert_eq!(entries(&news), []);
    }
    assert_eq!(Tab::of(&state), None);
    assert_eq!(state.runs.iter().count(), 1);
}

/// The help stands beside a run, whose address comes back when it is closed.
#[test]
fn help_leaves_the_run() {
    let mut state = page_of(&without_cors().run);
    update(&mut state, followed("#help/cors/not-allowed"));
    assert_eq!(outcome(&state), Some("failed"));
    let closed = update(&mut state, Message::TopicClosed);
    assert_eq!(entries(&closed), [(1, EntryKind::Same)]);
}

#[test]
fn the_tab_says_what_the_run_came_to() {
    let tab = |state: &AppState| Tab::of(state).expect("no frame");
    let idle = tab(&AppState::default());
    assert_eq!((idle.title.as_str(), idle.tone), ("", ""));
    let state = page_of(&healthy().run);
    assert!(
        tab(&state).title.starts_with("⚠ Connected to"),
        "{}",
        tab(&state).title
    );
    assert!(tab(&state).title.ends_with(" · mcp.test - Faultfinder"));
    let mut state = page_of(&without_cors().run);
    let failed = tab(&state);
    assert!(failed.title.starts_with("⚠ CORS"), "{}", failed.title);
    assert!(!failed.title.contains('`'));
    update(&mut state, Message::RunRequested);
    assert_eq!(tab(&state), failed, "nothing changes at the click");
    publish(&mut state, 0, Phase::Running, &healthy().run);
    assert_eq!(tab(&state).title, "… Running · mcp.test - Faultfinder");
}

/// Colour never carries meaning alone: every tone has a sign of its own, or says the same as another.
#[test]
fn icons_differ_by_shape() {
    let signs = [
        "healthy",
        "warned",
        "failed",
        "inconclusive",
        "authorization-required",
        "cancelled",
        "running",
    ];
    let shape = |tone: &str| {
        let icon = icon(tone);
        icon.rsplit_once("<path d='").expect(tone).1.to_owned()
    };
    let shapes: std::collections::BTreeSet<String> = signs.into_iter().map(shape).collect();
    assert_eq!(shapes.len(), signs.len());
    assert_eq!(icon(""), "");
}
