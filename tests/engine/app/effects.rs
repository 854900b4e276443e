//! A message, and what is to be done outside of the state.

use faultfinder::app::form::Field;
use faultfinder::app::message::{AuthMessage, Effect, Message, OnDemandEffect, Published};
use faultfinder::app::modes::{Phase, Theme};
use faultfinder::app::on_demand_panel::OnDemandPanel;
use faultfinder::app::shared::Shared;
use faultfinder::app::sharing::Kind;
use faultfinder::app::state::{AppState, ScriptState};
use faultfinder::app::update::update;
use faultfinder::evidence::Shell;
use faultfinder::render::Format;
use faultfinder::report;
use faultfinder::share::{Contents, Link};
use faultfinder::trace::step::Step;
use faultfinder::trace::user_action::UserAction;
use faultfinder::trace::wire::Action;

use super::page;
use crate::evidence::scripts;
use crate::faults::help;
use crate::panels::{healthy, page_of};

/// A page of which the run is on and has been drawn.
fn running() -> AppState {
    let run = healthy().run;
    let mut state = page(vec![Message::RunRequested]);
    let news = Published {
        run: 0,
        phase: Phase::Running,
        report: report::redacted_live(run.transcript()),
        facts: Default::default(),
        undrawn: 0,
    };
    update(&mut state, Message::Published(Box::new(news)));
    state
}

fn starting() -> AppState {
    page(vec![Message::Submitted])
}

fn idle() -> AppState {
    AppState::default()
}

fn done() -> AppState {
    page_of(&healthy().run)
}

fn cancel() -> Vec<Effect> {
    vec![Effect::Act(0, Action::Cancel)]
}

fn focus(selector: &str) -> Vec<Effect> {
    vec![Effect::Focus(selector.to_owned())]
}

fn user_action(action: UserAction, focus: &str) -> Vec<Effect> {
    vec![
        Effect::Act(0, Action::UserAction(action)),
        Effect::Focus(focus.to_owned()),
    ]
}

#[test]
fn messages_have_their_effects() {
    type Row = (&'static str, fn() -> AppState, Message, Vec<Effect>);
    let rows: Vec<Row> = vec![
        (
            "the second click of a double click",
            starting,
            Message::Submitted,
            vec![],
        ),
        (
            "the button of a run that is on",
            running,
            Message::Submitted,
            cancel(),
        ),
        ("nothing to give up", idle, Message::CancelRequested, vec![]),
        (
            "a run given up",
            running,
            Message::CancelRequested,
            cancel(),
        ),
        (
            "a run given up before it is drawn",
            starting,
            Message::CancelRequested,
            cancel(),
        ),
        ("Escape in a run", running, Message::Escaped, cancel()),
        ("Escape on an empty page", idle, Message::Escaped, vec![]),
        (
            "a header",
            idle,
            Message::HeaderAdded,
            vec![Effect::FocusLast("input[name=header-name]")],
        ),
        (
            "a credential",
            idle,
            Message::CredentialsWanted,
            focus("input[name=bearer]"),
        ),
        (
            "a theme",
            idle,
            Message::ThemeToggled,
            vec![Effect::StoreTheme(Theme::Light)],
        ),
        (
            "a host's theme",
            idle,
            Message::ThemeShown(Theme::Dark),
            vec![],
        ),
        (
            "a copy",
            idle,
            Message::CopyRequested("x".into()),
            vec![Effect::Copy("x".into(), "Copied")],
        ),
        (
            "a toast",
            idle,
            Message::Toasted("Copied"),
            vec![Effect::ExpireToast(1_800)],
        ),
        (
            "closed help",
            idle,
            Message::TopicClosed,
            vec![Effect::WriteLocation(Link::default())],
        ),
        ("nothing to share", idle, Message::ShareRequested, vec![]),
        (
            "nothing to share yet",
            running,
            Message::ShareRequested,
            vec![],
        ),
        (
            "nothing to download",
            idle,
            Message::ExportRequested(Format::Json),
            vec![],
        ),
        ("no exchange to copy", idle, Message::CurlRequested, vec![]),
        ("no step to walk to", idle, Message::StepMoved(1), vec![]),
        (
            "the first step",
            done,
            Message::StepMoved(1),
            focus("[data-step=address] .name"),
        ),
        (
            "the step before the first",
            done,
            Message::StepMoved(-1),
            focus("[data-step=address] .name"),
        ),
        (
            "an exchange",
            done,
            Message::ExchangeChosen(2),
            vec![
                Effect::RevealIfNarrow("[data-panel=exchange]"),
                Effect::Reveal("#exchange-title"),
            ],
        ),
        (
            "the next exchange",
            done,
            Message::ExchangeStepped(3),
            vec![],
        ),
        (
            "evidence",
            done,
            Message::EvidenceToggled(true),
            vec![
                OnDemandEffect::LoadScripts.into(),
                Effect::Reveal("[data-panel=evidence]"),
            ],
        ),
        ("no evidence", done, Message::EvidenceToggled(false), vec![]),
        (
            "clients",
            done,
            Message::ClientsToggled,
            vec![Effect::Reveal("[data-panel=clients]")],
        ),
        (
            "deep mode's panel",
            done,
            Message::FocusRequested("#deep-title"),
            focus("#deep-title"),
        ),
        (
            "deep mode",
            done,
            Message::DeepModeRequested,
            user_action(UserAction::StartDeepMode, "#deep-title"),
        ),
        (
            "no token that came back",
            done,
            Message::Auth(AuthMessage::NoCallback),
            user_action(UserAction::NoCallback, "#sign-in-title"),
        ),
        (
            "an empty field",
            done,
            Message::Auth(AuthMessage::CallbackSubmitted),
            focus("[name=callback_url]"),
        ),
    ];
    for (name, before, message, effects) in rows {
        assert_eq!(update(&mut before(), message), effects, "{name}");
    }
}

#[test]
fn a_run_starts_with_what_the_form_says() {
    for message in [
        Message::Submitted,
        Message::RunRequested,
        Message::RunAgainRequested,
    ] {
        let mut state = page(vec![
            Message::Typed(Field::Server, "https://mcp.test".into()),
            Message::Typed(Field::Bearer, "t0ken".into()),
        ]);
        let effects = update(&mut state, message);
        let [Effect::StartRun(0, options)] = effects.as_slice() else {
            panic!("{effects:?}");
        };
        assert_eq!(options.server, "https://mcp.test");
        assert_eq!(options.bearer.as_deref(), Some("t0ken"));
        assert_eq!(state.run().phase, Phase::Starting);
    }
}

#[test]
fn what_is_shown_can_be_shared() {
    let mut state = done();
    let texts = Message::HelpLoaded("tools", Ok(Shared::new(help())));
    assert_eq!(update(&mut state, texts), []);
    let report = state.run().report.clone().unwrap();
    let everything = Kind::Recorded(Contents::Everything);
    let rows = [
        (
            Message::ShareRequested,
            OnDemandEffect::MakeLink(report.clone(), everything),
        ),
        (
            Message::EmbedRequested,
            OnDemandEffect::MakeEmbedding(report.clone()),
        ),
        (
            Message::MarkdownRequested,
            OnDemandEffect::CopyMarkdown(report.clone()),
        ),
        (
            Message::ExportRequested(Format::Json),
            OnDemandEffect::Export(report.clone(), Format::Json),
        ),
        (
            Message::CurlRequested,
            OnDemandEffect::CopyCurl(report, state.run().exchange().unwrap()),
        ),
    ];
    for (message, effect) in rows {
        assert_eq!(update(&mut state, message), [effect.into()]);
    }
}

/// The scripts are loaded once, when somebody first wants them; after a failure, again when the user says so or comes
/// back.
#[test]
fn scripts_load_when_they_are_wanted() {
    let mut state = done();
    let load: Effect = OnDemandEffect::LoadScripts.into();
    let reveal = || Effect::Reveal("[data-panel=evidence]");
    let open = || Message::EvidenceToggled(true);
    assert_eq!(update(&mut state, open()), [load, reveal()]);
    assert_eq!(update(&mut state, open()), [reveal()]);
    assert_eq!(state.script(), ScriptState::Loading);
    assert_eq!(update(&mut state, Message::ScriptsRequested), []);

    for again in [Message::ScriptsRequested, open()] {
        let failed = Message::ScriptsLoaded(Err("Status 404.".into()));
        assert_eq!(update(&mut state, failed), []);
        assert_eq!(state.script(), ScriptState::Failed("Status 404.".into()));
        let effects = update(&mut state, again);
        assert!(effects.contains(&OnDemandEffect::LoadScripts.into()));
    }

    let loaded = Message::ScriptsLoaded(Ok(Shared::new(scripts())));
    assert_eq!(update(&mut state, loaded), []);
    assert_eq!(update(&mut state, open()), [reveal()]);
    let ScriptState::Ready(Shell::Sh, script) = state.script() else {
        panic!("{:?}", state.script());
    };
    let server = &state.run().report.as_ref().unwrap().target.url;
    assert!(script.contains(server), "{script}");
}

#[test]
fn escape_closes_the_innermost_first() {
    let mut state = page_of(&healthy().run);
    for message in [
        Message::StepToggled(Step::Reach),
        Message::ExchangeChosen(2),
        Message::EvidenceToggled(true),
        super::followed("#help/reach/timeout"),
        Message::KeysToggled(true),
    ] {
        update(&mut state, message);
    }
    update(&mut state, Message::Escaped);
    assert!(!state.keys_open && state.topic.is_some());
    update(&mut state, Message::Escaped);
    assert!(state.topic.is_none() && state.run().view.evidence_open);
    update(&mut state, Message::Escaped);
    let view = &state.run().view;
    assert!(!view.evidence_open && view.chosen.is_none() && view.step.is_none());
}

/// With deep mode's panel open, judging the run anew for every letter would be felt.
#[test]
fn typing_checks_no_run() {
    let mut state = done();
    let facts = state.run().facts.clone();
    let report = state.run().report.clone();
    assert!(facts.offers_deep());
    update(&mut state, Message::HeaderAdded);
    let key = state.form.headers[0].key;
    for field in [
        Field::Server,
        Field::Bearer,
        Field::HeaderName(key),
        Field::HeaderValue(key),
        Field::Timeout,
        Field::Search,
        Field::Topics,
        Field::Evidence,
    ] {
        let effects = update(&mut state, Message::Typed(field, "7".into()));
        assert_eq!(effects, [], "{field:?}");
        assert_eq!(state.text(field), "7", "{field:?}");
    }
    assert!(state.run().facts == facts && state.run().report == report);
}

/// What was hidden stays hidden when the report comes anew, and the link in the dialog is made again.
#[test]
fn a_hidden_part_of_the_address_stays_hidden() {
    let mut state = done();
    let report = state.run().report.clone().unwrap();
    let hidden = vec!["/mcp".to_owned()];
    let hides: Effect = OnDemandEffect::HideParts(0, report.clone(), hidden.clone()).into();
    let effects = update(&mut state, Message::AddressPartHidden("/mcp".into()));
    assert_eq!(effects, [hides]);

    let kind = Kind::Reproduce;
    update(&mut state, Message::LinkMade(kind, Default::default()));
    let without = Box::new(report::hiding(&report, &hidden));
    let effects = update(&mut state, Message::PartsHidden(0, without));
    let shown = state.run().report.clone().unwrap();
    assert!(
        shown.target.url.ends_with("/redacted:path:3"),
        "{}",
        shown.target.url
    );
    assert_eq!(
        effects.first(),
        Some(&OnDemandEffect::MakeLink(shown, kind).into())
    );

    let news = Published {
        run: 0,
        phase: Phase::Done,
        report: report::redacted(healthy().run.transcript()),
        facts: Default::default(),
        undrawn: 0,
    };
    let effects = update(&mut state, Message::Published(Box::new(news)));
    let report = state.run().report.clone().unwrap();
    assert!(effects.contains(&OnDemandEffect::HideParts(0, report, hidden).into()));
}

/// The code of a part loads when the part is opened, and not before.
#[test]
fn code_loads_on_demand() {
    use OnDemandPanel::{Auth, Clients, Compare, Evidence, Help, Keys, Share};
    let all = [Auth, Compare, Clients, Evidence, Help, Keys, Share];
    let wanted = |state: &AppState| {
        let wanted = all.into_iter().filter(|panel| panel.is_wanted(state));
        wanted.collect::<Vec<_>>()
    };
    let opens: [(Message, OnDemandPanel); 4] = [
        (Message::KeysToggled(true), Keys),
        (Message::ClientsToggled, Clients),
        (Message::EvidenceToggled(true), Evidence),
        (super::followed("#help/"), Help),
    ];
    for (message, panel) in opens {
        let mut state = done();
        assert_eq!(wanted(&state), [], "{panel:?}");
        update(&mut state, message);
        assert_eq!(wanted(&state), [panel]);
    }
    assert_eq!(wanted(&idle()), []);
    assert_eq!(wanted(&starting()), []);
}
