//! The long texts: when each file is asked for, and what waits for it.

use std::path::Path;

use faultfinder::app::help_files::HelpState;
use faultfinder::app::message::{Effect, Message, OnDemandEffect};
use faultfinder::app::modes::Phase;
use faultfinder::app::shared::Shared;
use faultfinder::app::state::AppState;
use faultfinder::app::update::update;
use faultfinder::checks::catalogue::{CATALOGUE, Help};
use faultfinder::render::Format;

use super::runs::publish;
use super::{followed, page};
use crate::faults::help;
use crate::panels::without_cors;

include!(concat!(env!("OUT_DIR"), "/help_files.rs"));

fn load(area: &'static str) -> Effect {
    Effect::LoadHelp(area)
}

fn loaded(area: &'static str) -> Message {
    Message::HelpLoaded(area, Ok(Shared::new(file(area))))
}

/// As `build.rs` wrote it.
fn file(area: &str) -> Help {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/help");
    let found = HELP_FILES.iter().find(|(of, _)| *of == area);
    let (_, name) = found.expect("a file for the area");
    Help::parse(&std::fs::read_to_string(folder.join(name)).expect("a file"))
}

fn failed(area: &'static str) -> Message {
    Message::HelpLoaded(area, Err("Status 404.".into()))
}

/// A page that shows a finding of `cors`, and what was asked for with it.
fn page_with_finding() -> (AppState, Vec<Effect>) {
    let mut state = AppState::default();
    state.form.server = "https://mcp.test/mcp".to_owned();
    update(&mut state, Message::RunRequested);
    let effects = publish(&mut state, 0, Phase::Done, &without_cors().run);
    (state, effects)
}

#[test]
fn every_area_has_a_file_with_its_texts() {
    let areas = HELP_FILES.iter().map(|(area, _)| *area);
    let files: Vec<(&str, Help)> = areas.map(|area| (area, file(area))).collect();
    let whole = help();
    for code in CATALOGUE.iter().map(|entry| entry.code) {
        let holds = |(_, help): &&(&str, Help)| help.topic(code).is_some();
        let [(area, help)] = files.iter().filter(holds).collect::<Vec<_>>()[..] else {
            panic!("{code} is not in one file");
        };
        assert!(code.starts_with(&format!("{area}/")), "{code} in {area}");
        let lines = |help: &Help| -> Vec<String> {
            let all = help
                .snippets(code)
                .chain(help.snippets_with_named_origins(code));
            all.map(|(product, lines)| [product, lines].concat())
                .collect()
        };
        assert_eq!(lines(help), lines(&whole), "{code}");
    }
}

#[test]
fn a_file_loads_once_when_a_finding_of_its_area_is_shown() {
    let (mut state, effects) = page_with_finding();
    assert_eq!(effects.first(), Some(&load("cors")));
    assert_eq!(state.help.of("cors/not-allowed"), HelpState::Loading);
    let again = publish(&mut state, 0, Phase::Done, &without_cors().run);
    assert_eq!(again, []);
    update(&mut state, loaded("cors"));
    let HelpState::Ready(help) = state.help.of("cors/slash-redirect") else {
        panic!("{:?}", state.help.of("cors/slash-redirect"));
    };
    assert!(help.has_texts());
    assert_eq!(
        update(&mut state, followed("#help/cors/not-allowed")).len(),
        1
    );
}

/// News of a run that stands still come often, and a host that is down is not asked at each.
#[test]
fn what_did_not_load_is_asked_for_again_when_somebody_wants_it() {
    let wanted: [fn(&mut AppState) -> Vec<Effect>; 4] = [
        |state| update(state, Message::HelpRequested("cors/not-allowed")),
        |state| update(state, followed("#help/cors/not-allowed")),
        |state| update(state, Message::MarkdownRequested),
        |state| {
            update(state, Message::RunRequested);
            publish(state, 0, Phase::Done, &without_cors().run)
        },
    ];
    for again in wanted {
        let (mut state, _) = page_with_finding();
        update(&mut state, failed("cors"));
        let reason = HelpState::Failed("Status 404.".into());
        assert_eq!(state.help.of("cors/not-allowed"), reason);
        let news = publish(&mut state, 0, Phase::Done, &without_cors().run);
        assert_eq!(news, []);
        let effects = again(&mut state);
        assert_eq!(effects.first(), Some(&load("cors")));
        assert_eq!(state.help.of("cors/not-allowed"), HelpState::Loading);
    }
}

#[test]
fn the_help_of_a_code_loads_its_area() {
    let reveal = || Effect::Reveal("[data-panel=help]");
    let mut state = page(vec![]);
    let effects = update(&mut state, followed("#help/no/such-code"));
    assert_eq!(effects, [reveal()], "there is no such area");
    let effects = update(&mut state, followed("#help/"));
    assert_eq!(effects, [reveal()], "titles are in the program");
    let effects = update(&mut state, followed("#help/reach/offline"));
    assert_eq!(effects, [load("reach"), reveal()]);
}

/// What is found without a network has to be there before it is gone.
#[test]
fn the_texts_of_reach_load_by_themselves() {
    let mut state = page(vec![]);
    assert_eq!(update(&mut state, Message::DeferredLoaded), [load("reach")]);
    assert_eq!(update(&mut state, loaded("reach")), []);
    assert!(CATALOGUE.iter().any(|entry| entry.code == "reach/offline"));
}

#[test]
fn a_copy_waits_for_its_texts() {
    for message in [
        || Message::MarkdownRequested,
        || Message::ExportRequested(Format::Chat),
    ] {
        for (end, is_whole) in [(loaded("cors"), true), (failed("cors"), false)] {
            let (mut state, _) = page_with_finding();
            assert_eq!(update(&mut state, message()), []);
            let other = update(&mut state, loaded("session"));
            assert_eq!(other, [], "another area");
            let effects = update(&mut state, end);
            let [
                Effect::OnDemand(
                    OnDemandEffect::CopyMarkdown(report) | OnDemandEffect::Export(report, _),
                ),
            ] = &effects[..]
            else {
                panic!("{effects:?}");
            };
            let finding = &report.findings[0];
            assert_eq!(!finding.what_happened.is_empty(), is_whole);
            assert_eq!(update(&mut state, loaded("stream")), [], "once");
        }
    }
}
