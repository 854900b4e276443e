//! Two runs held against each other.

use faultfinder::redact::Redacted;
use faultfinder::report::{self, Report};
use faultfinder::share::{self, Change, Contents, compare, expectation};
use faultfinder::trace::fault::Fault;
use faultfinder::trace::step::Step;
use proptest::prelude::*;

use super::{link_of, open, samples};
use crate::scenario::{Scenario, URL};
use crate::world::{Cors, World, legacy, open_cors, options, text_reply};

fn healthy() -> Redacted<Report> {
    report::redacted(
        World::run(options(URL), open_cors(), legacy)
            .run
            .transcript(),
    )
}

fn stopped(fault: Fault) -> Redacted<Report> {
    let run = Scenario::new(URL)
        .ask(faultfinder::trace::purpose::ProbeRequest::NoCorsGet)
        .opaque();
    report::redacted(&run.stops(fault))
}

fn no_cors() -> Redacted<Report> {
    report::redacted(
        World::run(options(URL), Cors::default(), legacy)
            .run
            .transcript(),
    )
}

fn asks() -> Redacted<Report> {
    let serve = |_: &_| text_reply(401, "text/plain", "no");
    let world = World::run_until_waiting(options(URL), open_cors(), serve);
    report::redacted(world.run.transcript())
}

fn refused() -> Redacted<Report> {
    stopped(Fault::NoConnection)
}

fn page_answers() -> Redacted<Report> {
    stopped(Fault::HtmlPage { status: 200 })
}

fn cancelled() -> Redacted<Report> {
    report::redacted(&Scenario::new(URL).cancelled())
}

fn changes_have_their_names_and_sentences(
    before: Redacted<Report>,
    after: Redacted<Report>,
    change: Change,
    sentence: &str,
) {
    let comparison = compare(&before, &after);
    assert_eq!(comparison.change, change, "{}", comparison.sentence);
    assert_eq!(comparison.sentence, sentence);
}

rows! { changes_have_their_names_and_sentences;
    same_failure: (
        no_cors(),
        no_cors(),
        Change::SameFailure,
        "The same failure: it stops at step 3 (`cors/not-allowed`), as before.",
    ),
    other_failure: (
        no_cors(),
        page_answers(),
        Change::OtherFailure,
        "Another failure: it stopped at step 3 (`cors/not-allowed`) before, now it stops at step 4 (`endpoint/html-page`).",
    ),
    fixed: (
        no_cors(),
        healthy(),
        Change::Fixed,
        "Fixed: it stopped at step 3 (`cors/not-allowed`) before, now the session opens.",
    ),
    broken_now: (
        healthy(),
        no_cors(),
        Change::BrokenNow,
        "Broken now: the session opened before, now it stops at step 3 (`cors/not-allowed`).",
    ),
    still_healthy: (healthy(), healthy(), Change::StillHealthy, "Healthy both times: the session opens, as before."),
    still_waiting: (asks(), asks(), Change::StillWaiting, "No change: the server asks for credentials, as before."),
    answered_at_last: (
        asks(),
        healthy(),
        Change::Fixed,
        "Fixed: the server asked for credentials before, now the session opens.",
    ),
    asks_now: (
        healthy(),
        asks(),
        Change::AsksNow,
        "It wants credentials now: the session opened before, now the server asks for credentials.",
    ),
    no_longer_blocked: (
        no_cors(),
        asks(),
        Change::Fixed,
        "Fixed: it stopped at step 3 (`cors/not-allowed`) before, now the server asks for credentials.",
    ),
    refused_after_asking: (
        asks(),
        refused(),
        Change::BrokenNow,
        "Broken now: the server asked for credentials before, now it stops at step 2 (`reach/no-connection`), and a browser cannot see why.",
    ),
    still_refused: (
        refused(),
        refused(),
        Change::SameFailure,
        "The same failure: it stops at step 2 (`reach/no-connection`), and a browser cannot see why, as before.",
    ),
    cancelled_before: (cancelled(), healthy(), Change::Undecided, "One of the two runs was not finished."),
    cancelled_after: (healthy(), cancelled(), Change::Undecided, "One of the two runs was not finished."),
}

#[test]
fn findings_steps_and_times_are_compared() {
    let comparison = compare(&no_cors(), &healthy());
    let new: Vec<&str> = comparison.new.iter().map(|one| one.code).collect();
    assert_eq!(new, ["tools/empty"]);
    assert!(comparison.gone.is_empty());
    assert!(comparison.steps.iter().any(|one| one.step == Step::Cors));
    assert!(
        comparison
            .timings
            .iter()
            .any(|one| one.step == Step::Address)
    );
    assert_eq!(comparison.circumstances, [""; 0]);
}

#[test]
fn other_circumstances_are_named() {
    let run = |engine: &str, origin: &str, bearer: Option<&str>| {
        let run = Scenario::new(URL)
            .options(|options| options.bearer = bearer.map(str::to_owned))
            .environment(|page| {
                page.page_origin = origin.into();
                page.browser.version = engine.into();
            });
        report::redacted(&run.done())
    };
    let (one, other) = (
        run("156", "https://a.test", None),
        run("157", "https://b.test", Some("t")),
    );
    assert_eq!(
        compare(&one, &other).circumstances,
        [
            "The browser was chromium 156, now it is chromium 157.",
            "The page's origin was https://a.test, now it is https://b.test.",
            "Now a bearer token was sent; before, none was.",
        ]
    );
}

#[test]
fn a_link_is_reproduced_or_not() {
    let link = share::read(&share::reproduce(&no_cors()), "").link;
    let same = expectation(&link, &no_cors()).expect("an expectation");
    assert!(same.reproduced);
    assert_eq!(
        same.sentences,
        ["Reproduced: it stopped at step 3 (`cors/not-allowed`), as expected."]
    );
    let other = expectation(&link, &healthy()).expect("an expectation");
    assert!(!other.reproduced);
    assert_eq!(
        other.sentences,
        [
            "Not reproduced: the session opened. In the original run, it stopped at step 3 (`cors/not-allowed`)."
        ]
    );
}

#[test]
fn what_was_not_given_is_said() {
    let run = Scenario::new(URL).options(|options| {
        options.bearer = Some("t".into());
        options.headers = vec![("X-Tenant".into(), "acme".into())];
    });
    let link = share::read(&share::reproduce(&report::redacted(&run.done())), "").link;
    let other = expectation(&link, &asks()).expect("an expectation");
    assert_eq!(
        other.sentences[1..],
        [
            "The original run had a bearer token; this one had none.",
            "The original run sent `X-Tenant`; this one did not.",
        ]
    );
    assert_eq!(expectation(&share::Link::default(), &asks()), None);
    let running = report::redacted(&Scenario::new(URL).going_on());
    assert_eq!(expectation(&link, &running), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A recording compared with itself has not changed, whichever runs are compared.
    #[test]
    fn nothing_changes_on_the_way(one: prop::sample::Index, other: prop::sample::Index) {
        let runs: Vec<_> = samples::broken().into_iter().chain(samples::played()).collect();
        let (one, other) = (report::redacted(one.get(&runs)), report::redacted(other.get(&runs)));
        let sent = open(&link_of(&one, Contents::Everything)).recording.expect("a recording").report;
        let comparison = compare(&one, &sent);
        prop_assert!(comparison.new.is_empty() && comparison.gone.is_empty() && comparison.steps.is_empty());
        prop_assert!(!matches!(comparison.change, Change::Fixed | Change::BrokenNow | Change::OtherFailure));
        let comparison = compare(&one, &other);
        prop_assert!(comparison.sentence.ends_with('.'));
        let link = share::read(&share::reproduce(&one), "").link;
        if let Some(expectation) = expectation(&link, &one) {
            prop_assert!(expectation.reproduced);
        }
    }
}

#[test]
fn a_recording_that_is_read_otherwise_today_says_so() {
    let report = no_cors();
    let mut recording = open(&link_of(&report, Contents::Everything))
        .recording
        .expect("a recording");
    assert_eq!(recording.reread(), None);
    recording.then = share::expected(&healthy());
    assert_eq!(
        recording.reread().as_deref(),
        Some(
            "Recorded was: the session opened. Today's checks read it as: it stopped at step 3 (`cors/not-allowed`)."
        )
    );
}
