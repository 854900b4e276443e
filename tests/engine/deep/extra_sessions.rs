//! What only many sessions show, and what a run without them can say.

use faultfinder::redact::Redacted;
use faultfinder::report::Report;

use super::*;

#[test]
fn sessions_that_are_lost_now_and_then_are_a_fault() {
    let count = Cell::new(0);
    let serve = move |request: &Request| {
        if method(request) == "tools/list" {
            count.set(count.get() + 1);
        }
        match method(request) == "tools/list" && count.get() % 3 == 0 {
            true => code(request, 404, -32001),
            false => legacy(request),
        }
    };
    let (codes, world) = added(forgets_with(serve));
    assert_eq!(codes, ["session/intermittent"]);
    let report = compute(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Degraded));
    assert_eq!(report.code.as_deref(), Some("session/intermittent"));
    let session = report
        .steps
        .iter()
        .find(|state| state.id == Step::Session)
        .unwrap();
    assert_eq!(session.status, Status::Warn, "it opened");
}

fn lists_are_compared_between_sessions_of_2026_only(
    since: u32,
    names: [&'static str; 2],
    found: &str,
) {
    let serve = varying(modern, since, names);
    assert_eq!(added(serve).0.join(" "), found);
    let serve = varying(legacy, since, names);
    let (codes, _) = added(forgets_with(serve));
    assert_eq!(codes.join(" "), "", "no rule before 2026-07-28");
}

rows! { lists_are_compared_between_sessions_of_2026_only;
    other_tools: (3, ["a", "c"], "tools/list-varies"),
    other_order: (3, ["b", "a"], "tools/order-varies"),
    alike: (99, ["a", "c"], ""),
}

fn varying(serve: Serve, since: u32, names: [&'static str; 2]) -> impl Fn(&Request) -> Answer {
    let count = Cell::new(0);
    move |request| {
        let is_list =
            method(request) == "tools/list" && body(request)["params"]["cursor"].is_null();
        count.set(count.get() + u32::from(is_list));
        match is_list && count.get() > since {
            true => result(request, &tools(&names)),
            false => serve(request),
        }
    }
}

/// Refuses a made-up credential with this status.
fn gate(refusal: u16) -> impl Fn(&Request) -> Answer {
    move |request: &Request| match header(request, "authorization") {
        "" => code(request, 401, -32000),
        "Bearer good" => modern(request),
        _ if refusal == 200 => modern(request),
        _ => code(request, refusal, -32000),
    }
}

fn a_credential_that_nobody_looks_at_is_a_fault(refusal: u16, found: &str) {
    let mut with_token = options(URL);
    with_token.bearer = Some("good".to_owned());
    let mut world = World::run(with_token, open_cors(), gate(refusal));
    deepened(&mut world);
    sound(world.run.transcript());
    let report = compute(world.run.transcript());
    let codes = report.findings.iter().map(|finding| finding.code);
    let codes: Vec<_> = codes.filter(|code| code.starts_with("token/")).collect();
    assert_eq!(codes.join(" "), found);
    let mut findings = report.findings.iter();
    let is_fault = findings.any(|one| one.severity == Severity::Fault);
    assert_eq!(is_fault, refusal == 200);
    // Neither the bare request nor the made-up one carries the user's token.
    let tried = trials(world.run.transcript()).filter(|(_, step)| *step == "token");
    for (request, _) in tried {
        assert_ne!(header(&request, "authorization"), "Bearer good");
    }
}

rows! { a_credential_that_nobody_looks_at_is_a_fault;
    refused: (401, ""),
    accepted: (200, "token/any-accepted"),
    broken: (500, "token/invalid-status"),
}

#[test]
fn whoever_asks_for_less_gets_less() {
    let count = Cell::new(0);
    let serve = move |request: &Request| {
        count.set(count.get() + 1);
        match count.get() > 8 {
            true => text_reply(429, "text/plain", "slow down"),
            false => modern(request),
        }
    };
    let (codes, world) = added(serve);
    assert_eq!(codes, [""; 0]);
    let sent = trials(world.run.transcript()).count();
    assert!(sent < 9, "{sent} requests");
    let recording = Recording::from_transcript(world.run.transcript());
    let case = Case::new(world.run.transcript(), &recording);
    let stands = deep::check_statuses(&case);
    assert!(
        stands
            .iter()
            .any(|(_, stand)| *stand == deep::CheckStatus::Unseen)
    );
    let mut findings = Findings::new(&case);
    assert!(findings.take().is_empty());
}

/// A run of a server that loses sessions, and the same run with deep mode.
fn shallow_and_deep() -> [Redacted<Report>; 2] {
    let lossy = || {
        let count = Cell::new(0);
        let serve = move |request: &Request| {
            count.set(count.get() + 1);
            match count.get() % 3 == 0 {
                true => code(request, 404, -32001),
                false => legacy(request),
            }
        };
        World::run(options(URL), open_cors(), forgets_with(serve))
    };
    let shallow = report::redacted(lossy().run.transcript());
    let mut world = lossy();
    deepened(&mut world);
    [shallow, report::redacted(world.run.transcript())]
}

/// A run that did not look cannot have seen it mended, nor broken.
#[test]
fn runs_of_unequal_depth_are_not_held_against_each_other() {
    let [shallow, deep] = shallow_and_deep();
    for (before, after) in [(&deep, &shallow), (&shallow, &deep)] {
        let comparison = compare(before, after);
        let sentence = &comparison.sentence;
        assert_eq!(comparison.change, Change::Undecided, "{sentence}");
        assert!(comparison.new.is_empty() && comparison.gone.is_empty());
        assert_eq!(comparison.circumstances.len(), 1);
    }
    assert_eq!(compare(&deep, &deep).change, Change::SameFailure);
}

#[test]
fn what_only_deep_mode_sees_is_not_denied_by_a_run_without_it() {
    let [shallow, deep] = shallow_and_deep();
    let link = Link {
        expected: expected(&deep),
        ..Link::default()
    };
    let told = expectation(&link, &shallow).unwrap();
    assert!(
        !told.reproduced && told.sentences[0].starts_with("Not seen so far"),
        "{told:?}"
    );
    assert!(expectation(&link, &deep).unwrap().reproduced);
}

#[test]
fn to_give_it_up_takes_nothing_back() {
    let mut world = World::run(options(URL), open_cors(), forgets(legacy));
    world.tell(Input::User(Action::UserAction(UserAction::StartDeepMode)));
    world.tell(Input::User(Action::Cancel));
    world.drive();
    let report = sound(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert!(!world.run.can_run_deep_mode());
    let ended = world
        .sent
        .iter()
        .filter(|request| request.method == "DELETE")
        .count();
    assert_eq!(ended, 1, "the run's own session, as before");
}

/// Eight sessions, of which some are not answered at all.
#[test]
fn silence_is_a_likely_loss_and_a_cut_is_none() {
    let count = Cell::new(0);
    let serve = move |request: &Request| {
        let is_list = method(request) == "tools/list";
        count.set(count.get() + u32::from(is_list));
        match is_list && count.get() > 3 {
            true => Answer::Hang,
            false => legacy(request),
        }
    };
    let (codes, world) = added(forgets_with(serve));
    assert_eq!(codes, ["session/intermittent"]);
    let findings = checks::findings(world.run.transcript());
    let lost = findings
        .iter()
        .find(|one| one.code == "session/intermittent")
        .unwrap();
    assert_eq!(lost.certainty, Certainty::Likely);
}

#[test]
fn a_run_that_is_cut_short_in_its_sessions_says_nothing_of_them() {
    let begun = Cell::new(0);
    let serve = move |request: &Request| {
        let is_list = method(request) == "tools/list";
        begun.set(begun.get() + u32::from(is_list));
        match is_list && begun.get() > 1 {
            true => Answer::Hang,
            false => legacy(request),
        }
    };
    let mut world = World::run(options(URL), open_cors(), forgets_with(serve));
    world.tell(Input::User(Action::UserAction(UserAction::StartDeepMode)));
    world.drive_until_waiting();
    world.tell(Input::User(Action::Cancel));
    world.drive();
    let report = sound(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert!(
        report
            .findings
            .iter()
            .all(|one| one.code != "session/intermittent")
    );
}
