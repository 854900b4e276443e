//! A sign-in on the page itself: the run is written down, the page is left, and another document goes on with it.

use faultfinder::app::persist::{
    CannotPersist, LONGEST, dated, serialize_for_redirect, still_fresh,
};
use faultfinder::engine::Run;
use faultfinder::trace::transcript::Transcript;

use super::*;

/// An id that looks like a secret, as those of many servers do.
const ID: &str = "0b6f9a1e-4d2c-4c57-9e15-7f3a2b1c8d90";

fn issued(_: &Request) -> Answer {
    let token = "r3g1strat10n-9f86d081884c7d65";
    json_reply(
        201,
        &json!({"client_id": ID, "registration_access_token": token}),
    )
}

/// What a page keeps while it is away, taken up by a page that has just been opened.
fn left_and_returned(world: &mut World) -> String {
    let carried = serialize_for_redirect(&world.run).unwrap();
    let transcript: Transcript = document::read(&carried).unwrap();
    world.run = Run::resume(transcript, -60_000.0);
    carried
}

fn a_run_goes_on_in_another_document(registration: Registration) {
    let mut world = Play {
        register: issued,
        ..Play::default()
    }
    .world();
    register_client(&mut world, registration);
    open(&mut world);
    let sent = world.sent.len();
    let carried = left_and_returned(&mut world);
    assert!(!carried.contains("r3g1strat10n"));
    assert_eq!(world.status(Step::Authorization), Status::Waiting);
    world.drive();
    assert_eq!(world.sent.len(), sent);
    come_back(&mut world, &sound_answer());
    assert_healthy(&world);
    let asked = world.sent.iter().map(|request| request.url.as_str());
    assert_eq!(
        asked.filter(|url| *url == "https://mcp.test/meta").count(),
        1
    );
}

rows! { a_run_goes_on_in_another_document;
    dynamic: (Registration::Dynamic),
    metadata_document: (Registration::MetadataDocument),
}

#[test]
fn a_wider_token_is_fetched_in_another_document() {
    let mut world = signed_in(
        Play {
            mcp: |_| challenge(403, "error=\"insufficient_scope\", scope=\"mcp:write\""),
            register: issued,
            ..Play::default()
        },
        Registration::Dynamic,
    );
    assert_waits(&world, Step::Token, "token/step-up");
    open(&mut world);
    let carried = left_and_returned(&mut world);
    assert!(!carried.contains("r3fresh-") && !carried.contains("eyJ"));
    come_back(&mut world, &sound_answer());
    assert_eq!(world.status(Step::Token), Status::Waiting);
    let exchanges = posts(&world, "https://auth.test/t/token");
    assert_eq!(exchanges.len(), 2);
}

#[test]
fn a_secret_keeps_the_run_where_it_is() {
    let mut world = Play::default().world();
    register_client(&mut world, Registration::PreRegistered);
    let carried = serialize_for_redirect(&world.run);
    assert_eq!(carried, Err(CannotPersist::Secret));
}

#[test]
fn a_secret_in_an_address_keeps_the_run_where_it_is() {
    let mut play = Play::default();
    let token = "https://auth.test/t/token?api_key=9f86d081884c7d659a2feaa0";
    play.server["token_endpoint"] = token.into();
    let mut world = play.world();
    register_client(&mut world, Registration::Dynamic);
    let carried = serialize_for_redirect(&world.run);
    assert_eq!(carried, Err(CannotPersist::Addresses));
}

#[test]
fn headers_keep_the_run_where_it_is() {
    let options = faultfinder::trace::vantage::Options {
        headers: vec![("x-tenant".to_owned(), "seven".to_owned())],
        ..options(URL)
    };
    let world = World::run(options, open_cors(), |_| challenge(401, "realm=\"x\""));
    let carried = serialize_for_redirect(&world.run);
    assert_eq!(carried, Err(CannotPersist::Headers));
}

#[test]
fn this_page_introduces_itself_alike_everywhere() {
    let world = Play::default().world();
    let flow = world.run.auth_options().unwrap().flow.unwrap();
    let mut document = faultfinder::engine::sign_in::flow::own_document("https://page.test");
    assert_eq!(document.remove("client_id"), Some(flow.document().into()));
    assert_eq!(document, flow.client_metadata());
}

/// The verifier is in it: what was kept is of no use to anybody later.
fn what_was_kept_lasts_ten_minutes(passed: f64, expected: Option<&str>) {
    const NOW: f64 = 1_795_438_800_000.7;
    let kept = dated("{\"the\": \"run\"}", NOW);
    assert_eq!(still_fresh(&kept, NOW + passed), expected);
}

rows! { what_was_kept_lasts_ten_minutes;
    at_once: (0.0, Some("{\"the\": \"run\"}")),
    to_the_last: (f64::from(LONGEST) - 2.0, Some("{\"the\": \"run\"}")),
    and_no_longer: (f64::from(LONGEST), None),
    nor_the_next_day: (86_400_000.0, None),
    nor_where_the_clock_was_put_back: (-60_000.0, None),
}

#[test]
fn what_has_no_date_is_not_taken_up() {
    for kept in ["", "{}", "x {}", "NaN {}", "inf {}"] {
        assert_eq!(still_fresh(kept, 5.0), None, "{kept}");
    }
}
