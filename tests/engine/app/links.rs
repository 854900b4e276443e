//! A link fills the form and never starts a run, whatever it holds.

use faultfinder::app::contract::Contract;
use faultfinder::app::message::{Effect, Message, OnDemandEffect};
use faultfinder::app::modes::Phase;
use faultfinder::app::sharing::{Imported, Source};
use faultfinder::app::state::AppState;
use faultfinder::app::update::update;
use faultfinder::share;

use super::{followed, followed_in_frame, page, reaches_the_engine};
use crate::panels::{healthy, page_of};

/// Opens a fragment as the page does, with what the deferred chunk reads out of it.
fn open(state: &mut AppState, fragment: &str) -> Vec<Effect> {
    let mut effects = update(state, followed(fragment));
    let imported = effects.iter().filter_map(|effect| match effect {
        Effect::OnDemand(OnDemandEffect::OpenFragment(fragment)) => Some(share::read(fragment, "")),
        _ => None,
    });
    let imported: Vec<Imported> = imported
        .map(|read| Imported::new(read, Source::Link))
        .collect();
    for imported in imported {
        effects.extend(update(state, Message::Imported(Box::new(imported))));
    }
    effects
}

fn kept_links() -> impl Iterator<Item = &'static str> {
    let kept = [
        include_str!("../../links/0.txt"),
        include_str!("../../links/1.txt"),
    ];
    let lines = kept.into_iter().flat_map(str::lines);
    lines.filter_map(|line| line.split_once('#').map(|(_, fragment)| fragment))
}

#[test]
fn no_link_starts_a_run() {
    let mut opened = 0;
    for fragment in kept_links().chain([
        "",
        "help/",
        "help/cors/not-allowed",
        "v=1&server=https://mcp.test/mcp",
        "v=1&server=https://mcp.test/mcp&outcome=healthy",
        "v=1&embed=1&server=https://mcp.test/mcp&theme=dark",
        "v=1&server=https://mcp.test/{key}/mcp&bearer",
        "v=9&server=https://mcp.test/mcp",
        "report=1.nonsense",
        "%%%",
    ]) {
        for mut state in [AppState::default(), page_of(&healthy().run)] {
            let before = state.run().phase;
            let effects = open(&mut state, fragment);
            assert!(
                !effects.iter().any(reaches_the_engine),
                "{fragment}: {effects:?}"
            );
            let after = state.run().phase;
            assert!(after == before || !after.is_on(), "{fragment}");
            opened += 1;
        }
    }
    assert!(opened > 40, "{opened}");
}

#[test]
fn a_recording_takes_the_place_of_a_run() {
    let is_recording = |fragment: &&str| fragment.contains("report=1.");
    let fragment = kept_links().find(is_recording).expect("a recording");
    let mut state = page(vec![Message::RunRequested]);
    assert!(state.run().phase.is_on());
    let effects = open(&mut state, fragment);
    assert!(effects.contains(&Effect::DropRun(0)), "{effects:?}");
    let run = state.run();
    assert_eq!(run.phase, Phase::Done);
    assert!(run.report.is_some() && run.recorded.is_some() && !run.is_live());
}

#[test]
fn what_cannot_be_opened_takes_nothing() {
    for fragment in ["report=1.nonsense", "v=99&server=https://mcp.test/mcp"] {
        let mut state = page_of(&healthy().run);
        let report = state.run().report.clone();
        open(&mut state, fragment);
        assert!(!state.problem.is_empty(), "{fragment}");
        assert_eq!(state.run().report, report, "{fragment}");
    }
}

/// Without its secrets the run would only prove that they are missing.
#[test]
fn a_link_with_secrets_asks_for_them_first() {
    let mut state = page(vec![followed(
        "v=1&server=https://mcp.test/%7Bkey%7D/mcp&secret=key",
    )]);
    let asks = !state.form.secrets.is_empty();
    let effects = update(&mut state, Message::Submitted);
    let starts = effects.iter().any(reaches_the_engine);
    assert_eq!(starts, !asks, "{effects:?}");
}

/// A reader cannot tell a field in a frame from one of the page around it, and the host page writes the link.
fn a_frame_is_compact_whatever_its_link_says(fragment: &str) {
    let state = page(vec![followed_in_frame(fragment)]);
    assert!(state.frame.is_some());
    assert!(Contract::of(&state).is_framed);
}

rows! { a_frame_is_compact_whatever_its_link_says;
    without_a_word: ("server=https://mcp.test/mcp"),
    that_is_empty: (""),
    that_denies_it: ("embed=0&server=https://mcp.test/mcp&bearer=1"),
    of_a_text: ("help/cors/not-allowed"),
    of_a_recording: ("report=1.nonsense"),
}

#[test]
fn alone_a_page_is_compact_only_where_its_link_says_so() {
    assert!(
        page(vec![followed("server=https://mcp.test/mcp")])
            .frame
            .is_none()
    );
    assert!(
        page(vec![followed("embed=1&server=https://mcp.test/mcp")])
            .frame
            .is_some()
    );
}

/// A host page may change the link of a frame at any time.
#[test]
fn another_link_in_a_frame_clears_it() {
    let mut state = page(vec![
        followed("v=1&embed=1&server=https://one.test/mcp"),
        Message::RunRequested,
    ]);
    assert!(state.frame.is_some() && state.run().phase.is_on());
    let effects = update(
        &mut state,
        followed("v=1&embed=1&server=https://two.test/mcp"),
    );
    assert!(effects.contains(&Effect::DropRun(0)), "{effects:?}");
    assert_eq!(state.run().phase, Phase::Idle);
    assert_eq!(state.form.server, "https://two.test/mcp");
}
