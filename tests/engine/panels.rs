//! What the panels of the page are drawn from, after runs against played servers.

use std::sync::Arc;

use faultfinder::app::auth::{AuthField, AuthForm, AuthStep, Stage};
use faultfinder::app::auth_panel::{
    AuthPanel, ParameterValue, best_registration, document_registration, parameter_rows,
    scope_origin,
};
use faultfinder::app::banner::Banner;
use faultfinder::app::came_back::{foreign_callback, too_late};
use faultfinder::app::comparison::{Drawing, Pair};
use faultfinder::app::dates::date;
use faultfinder::app::deep;
use faultfinder::app::facts::phase_of;
use faultfinder::app::message::{AuthMessage, Effect, Followed, Message, Published};
use faultfinder::app::modes::Phase;
use faultfinder::app::run_facts::RunFacts;
use faultfinder::app::shared::Shared;
use faultfinder::app::sharing::{Recorded, Source};
use faultfinder::app::sharing_actions::{SharingAction, sharing_actions};
use faultfinder::app::state::AppState;
use faultfinder::app::update::update;
use faultfinder::checks::deep::CheckStatus;
use faultfinder::engine::Run;
use faultfinder::render::Format;
use faultfinder::report;
use faultfinder::share::link;
use faultfinder::trace::step::Status;
use faultfinder::trace::user_action::Registration;

use crate::user_actions::{Play, open, register_client};
use crate::world::{Cors, World, legacy, open_cors, options};

const URL: &str = "https://mcp.test/v1/mcp";

/// The page with this run on it, as the runtime publishes it.
pub fn show(state: &mut AppState, run: &Run) {
    if state.form.server.is_empty() {
        state.form.server = URL.to_owned();
    }
    update(state, Message::RunRequested);
    publish(state, run);
}

fn publish(state: &mut AppState, run: &Run) {
    let id = state.run().id;
    let news = Published {
        run: id,
        phase: phase_of(run),
        report: report::redacted(run.transcript()),
        facts: Shared::new(RunFacts::read(run)),
    };
    update(state, Message::Published(Box::new(news)));
}

pub fn page_of(run: &Run) -> AppState {
    let mut state = AppState::default();
    show(&mut state, run);
    state
}

pub fn healthy() -> World {
    World::run(options(URL), open_cors(), legacy)
}

pub fn without_cors() -> World {
    World::run(options(URL), Cors::default(), legacy)
}

fn auth_step(run: &Run) -> Arc<AuthStep> {
    match AuthPanel::of(page_of(run).run()) {
        AuthPanel::Step(step) => step,
        other => panic!("{other:?}"),
    }
}

/// Whoever signs in sees first where the code and its verifier go, if that is elsewhere.
fn a_foreign_token_host_is_named(endpoint: &str, expected: Option<&str>) {
    let mut play = Play::default();
    play.server["token_endpoint"] = endpoint.into();
    let mut world = play.world();
    register_client(&mut world, Registration::Dynamic);
    let step = auth_step(&world.run);
    assert_eq!(step.stage, Stage::ReviewRequest { again: false });
    assert_eq!(step.foreign_token_host().as_deref(), expected);
}

rows! { a_foreign_token_host_is_named;
    same: ("https://auth.test/t/token", None),
    same_spelt_otherwise: ("https://AUTH.test:443/token", None),
    another: ("https://tokens.test/t/token", Some("tokens.test")),
    another_port: ("https://auth.test:8443/token", Some("auth.test:8443")),
    another_behind_a_name: ("https://auth.test:x@tokens.test/token", Some("tokens.test")),
    below: ("https://t.auth.test/token", Some("t.auth.test")),
}

/// An answer with another state is shown, and nothing more: the run waits for its own.
#[test]
fn a_foreign_callback_ends_nothing() {
    let mut world = Play::default().world();
    register_client(&mut world, Registration::Dynamic);
    open(&mut world);
    let mut state = page_of(&world.run);
    let url = "https://page.test/oauth/callback.html?code=c&state=another".to_owned();
    let messages = foreign_callback(url.clone()).into_iter();
    let effects: Vec<Effect> = messages
        .flat_map(|message| update(&mut state, message))
        .collect();
    assert!(
        effects
            .iter()
            .all(|effect| matches!(effect, Effect::Focus(_))),
        "{effects:?}"
    );
    assert_eq!(state.run().phase, Phase::AwaitingUser);
    let form = &state.run().view.auth;
    assert_eq!(form.callback_url, url);
    assert!(form.error.contains("different state"), "{}", form.error);
    // The user's own click hands it over.
    let effects = update(&mut state, Message::Auth(AuthMessage::CallbackSubmitted));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Act(..))),
        "{effects:?}"
    );
}

#[test]
fn a_page_that_comes_back_too_late_says_so() {
    let mut state = AppState::default();
    update(&mut state, too_late());
    assert!(state.problem.contains("ten minutes"), "{}", state.problem);
}

#[test]
fn dates_are_written_as_people_write_them() {
    for (moment, words) in [
        ("2026-11-03T17:06:09Z", "3 November 2026, 17:06 UTC"),
        ("2026-01-20T00:00:00.5Z", "20 January 2026, 00:00 UTC"),
        ("2026-13-03T17:06:09Z", "2026-13-03T17:06:09Z"),
        ("yesterday", "yesterday"),
    ] {
        assert_eq!(date(moment), words);
    }
}

#[test]
fn deep_mode_is_summed_up() {
    use CheckStatus::{Conforms, Unseen, Violates};
    for (answers, summary) in [
        (
            &[Conforms][..],
            "All answered as the specification requires.",
        ),
        (
            &[Conforms, Unseen],
            "No problem was found. One could not be judged.",
        ),
        (
            &[Violates, Conforms],
            "One was not answered as the specification requires; see the finding.",
        ),
        (
            &[Violates, Violates, Unseen, Unseen],
            "2 were not answered as the specification requires; see the findings. 2 could not be judged.",
        ),
    ] {
        let answers: Vec<_> = answers.iter().map(|status| ("asked", *status)).collect();
        assert_eq!(deep::summary(&answers), summary);
    }
    assert_eq!(deep::status(Violates), Status::Warn);
}

#[test]
fn every_stage_of_signing_in_has_its_panel() {
    let mut world = Play::default().world();
    assert_eq!(auth_step(&world.run).stage, Stage::Register);
    register_client(&mut world, Registration::Dynamic);
    let step = auth_step(&world.run);
    assert_eq!(step.stage, Stage::ReviewRequest { again: false });
    assert_eq!(step.host(), "auth.test");
    assert_eq!(step.first_server(), "https://auth.test/t");
    assert!(step.offers_servers());
    open(&mut world);
    let step = auth_step(&world.run);
    assert_eq!(step.stage, Stage::AwaitingCallback);
    assert!(!step.offers_servers(), "the user is elsewhere");
}

/// Otherwise a field would lose the focus when the run is read again.
#[test]
fn a_stage_that_is_read_again_is_the_same() {
    let mut state = page_of(&Play::default().world().run);
    let before = AuthPanel::of(state.run());
    publish(&mut state, &Play::default().world().run);
    assert_eq!(AuthPanel::of(state.run()), before);
}

#[test]
fn the_panel_stays_while_the_run_goes_on() {
    let mut state = page_of(&Play::default().world().run);
    let running = || {
        Shared::new(RunFacts {
            is_running: true,
            ..RunFacts::default()
        })
    };
    let id = state.run().id;
    update(&mut state, Message::RunFactsRead(id, running()));
    assert_eq!(
        AuthPanel::of(state.run()),
        AuthPanel::Hidden,
        "nothing was done here"
    );
    update(&mut state, Message::Auth(AuthMessage::NoCallback));
    update(&mut state, Message::RunFactsRead(id, running()));
    assert_eq!(AuthPanel::of(state.run()), AuthPanel::Running);
}

#[test]
fn nobody_signs_in_with_a_recording() {
    let mut state = page_of(&Play::default().world().run);
    state.run_mut().recorded = Some(recorded());
    assert_eq!(AuthPanel::of(state.run()), AuthPanel::Hidden);
}

fn recorded() -> Recorded {
    Recorded {
        reread: None,
        source: Source::File,
    }
}

#[test]
fn registrations_are_ranked() {
    let step = auth_step(&Play::default().world().run);
    let flow = step.options.flow.as_ref().unwrap();
    let mut form = AuthForm::default();
    assert_eq!(
        best_registration(flow, &form, false),
        Registration::Dynamic,
        "no document, no id"
    );
    assert_eq!(
        best_registration(flow, &form, true),
        Registration::MetadataDocument
    );
    form.set(AuthField::ClientId, "mine".into());
    assert_eq!(
        best_registration(flow, &form, true),
        Registration::PreRegistered
    );
    let why = document_registration(flow, Some(Ok(()))).unwrap_err();
    assert!(why.contains("does not announce support"), "{why}");
}

#[test]
fn the_request_is_shown_parameter_by_parameter() {
    let mut world = Play::default().world();
    register_client(&mut world, Registration::Dynamic);
    let step = auth_step(&world.run);
    let rows = |entered| parameter_rows(&step, entered);
    let names = |entered| -> Vec<_> { rows(entered).iter().map(|row| row.name).collect() };
    let all = [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
        "resource",
    ];
    for entered in [None, Some(""), Some("mcp:read"), Some("more")] {
        assert_eq!(names(entered), all, "{entered:?}");
    }
    assert_eq!(rows(None)[3].value, ParameterValue::Scope);
    assert_eq!(rows(None)[4].value, ParameterValue::MadeLater);
    assert_eq!(rows(None)[1].origin, "the registration of this page");
    for (entered, origin) in [
        (None, "the resource metadata"),
        (Some("mcp:read"), "the resource metadata"),
        (Some("more"), "you"),
        (Some(" "), "left out by you"),
    ] {
        assert_eq!(scope_origin(&step, entered), origin, "{entered:?}");
    }
}

#[test]
fn a_scope_is_shown_until_it_is_edited() {
    let mut form = AuthForm::default();
    assert_eq!(form.shown(AuthField::Scope, "mcp:read"), "mcp:read");
    assert_eq!(form.shown(AuthField::ClientId, "mcp:read"), "");
    form.set(AuthField::Scope, String::new());
    assert_eq!(form.shown(AuthField::Scope, "mcp:read"), "");
}

#[test]
fn a_healthy_run_has_more_to_do() {
    let mut state = page_of(&healthy().run);
    let use_in = |is_open| SharingAction::UseIn { is_open };
    let exports = [
        SharingAction::CopyMarkdown(false),
        SharingAction::Export(Format::Chat),
        SharingAction::CopyCurl,
        SharingAction::Export(Format::Json),
        SharingAction::Export(Format::Har),
        SharingAction::Export(Format::Svg),
        SharingAction::Embed,
    ];
    let first = [
        vec![use_in(false), SharingAction::ShowDeepMode],
        exports.to_vec(),
    ]
    .concat();
    assert_eq!(sharing_actions(&state), first);
    show(&mut state, &healthy().run);
    update(&mut state, Message::ClientsToggled);
    let compare = SharingAction::Compare {
        was_recorded: false,
        is_open: false,
    };
    let again = [
        vec![compare, use_in(true), SharingAction::ShowDeepMode],
        exports.to_vec(),
    ]
    .concat();
    assert_eq!(sharing_actions(&state), again);
}

#[test]
fn two_runs_are_compared_on_demand() {
    let mut state = page_of(&without_cors().run);
    show(&mut state, &healthy().run);
    assert_eq!(Pair::of(state.run()), None);
    update(&mut state, Message::ComparisonToggled);
    let pair = Pair::of(state.run()).unwrap();
    assert!(!pair.was_recorded);
    let drawing = Drawing::of(&pair.before, &pair.after);
    let cors = drawing.lanes.iter().find(|lane| lane.step.id() == "cors");
    let [before, after] = &cors.unwrap().halves;
    assert_eq!(
        (before.status, after.status),
        (Status::Fail, Status::Pass),
        "{drawing:?}"
    );
    assert!(before.cut.is_some() && after.cut.is_none());
    state.run_mut().recorded = Some(recorded());
    assert_eq!(Pair::of(state.run()), None, "of a recording");
}

#[test]
fn a_link_says_what_it_expects_and_then_whether_that_came() {
    let fragment = format!("#v=1&server={URL}&outcome=failed&step=cors&code=cors/not-allowed");
    let mut state = AppState::default();
    assert_eq!(Banner::of(&state), Banner::Nothing);
    let followed = Followed {
        link: link::parse(&fragment, ""),
        fragment: fragment.clone(),
        address: fragment,
        number: None,
        is_framed: false,
        has_no_origin: false,
    };
    update(&mut state, Message::LinkFollowed(Box::new(followed)));
    let asked = Banner::of(&state);
    let Banner::Asked {
        expected,
        needs_input,
    } = &asked
    else {
        panic!("{asked:?}")
    };
    assert!(expected.contains("cors/not-allowed"), "{expected}");
    assert!(!needs_input);
    show(&mut state, &without_cors().run);
    let compared = Banner::of(&state);
    assert!(matches!(compared, Banner::Compared(..)), "{compared:?}");
    state.run_mut().recorded = Some(recorded());
    let recording = Banner::of(&state);
    assert!(matches!(recording, Banner::Recorded(..)), "{recording:?}");
}
