//! Vantages: the contract that each keeps with the engine, and what a run is like outside of a browser.

use std::path::PathBuf;

use faultfinder::checks::finding::Certainty;
use faultfinder::protocol::http::Headers;
use faultfinder::render;
use faultfinder::report::{self, Outcome};
use faultfinder::trace::network_cause::NetworkCause;
use faultfinder::trace::reason::Reason;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::wire::{
    CacheMode, Failure, Head, Id, Input, Mode, Output, Probe, ProbeResult, Redirect, Request,
    ResponseKind,
};

use crate::environment::environment;
use crate::hostile::anything;
use crate::reports::sound;
use crate::rows::each;
use crate::tidy::{files, read, source};
use crate::vantage_contract::ContractChecker;
use crate::world::{Answer, Cors, World, legacy, modern, old, open_cors, options, text_reply};

const URL: &str = "https://mcp.test/mcp";

type Serve = fn(&Request) -> Answer;

const SERVERS: [Serve; 6] = [
    modern,
    legacy,
    old,
    |_| Answer::Hang,
    |_| Answer::Refuse,
    |_| text_reply(401, "text/plain", ""),
];

/// The played browser, the played program and the hostile parties; `tests/web` holds the page's driver to the same,
/// `tests/fuzz` its own. Each loop has the checker in it, so that every other played run is one more.
#[test]
fn vantage_contract() {
    for serve in SERVERS {
        World::run(options(URL), open_cors(), serve);
        World::run(options(URL), Cors::default(), serve);
        World::run_natively(URL, serve);
    }
    for seed in 0..64_u8 {
        let tape: Vec<u8> = (0..=255_u8).map(|at| at.wrapping_mul(seed) % 60).collect();
        anything::run(&tape);
    }
}

fn request(id: Id) -> Output {
    Output::Send {
        id,
        request: Request {
            method: "GET".to_owned(),
            url: URL.to_owned(),
            headers: Headers::new(),
            body: None,
        },
        mode: Mode::Cors,
        redirect: Redirect::Follow,
        cache: CacheMode::NoStore,
    }
}

fn probe(id: Id) -> Output {
    let probe = Probe::OwnOrigin;
    Output::Probe { id, probe }
}

fn head(id: Id) -> Input {
    let head = Head {
        kind: ResponseKind::Basic,
        status: 200,
        url: URL.to_owned(),
        redirected: false,
        headers: Headers::new(),
    };
    Input::Head { id, head }
}

fn chunk(id: Id) -> Input {
    let bytes = Vec::new();
    Input::Chunk { id, bytes }
}

fn failed(id: Id) -> Input {
    let failure = Failure::default();
    Input::Failed { id, failure }
}

fn saw(id: Id) -> Input {
    let result = ProbeResult::WebSocket { code: None };
    Input::ProbeResult { id, result }
}

fn end(id: Id) -> Input {
    Input::End { id }
}

/// What a vantage tells of request 1 and probe 2, and what is wrong with the last of it.
fn breaches_are_seen(inputs: &[Input], expected: Option<&str>) {
    let mut checker = ContractChecker::default();
    checker.input(1.0, &Input::Start(environment()));
    checker.output(&request(1));
    checker.output(&probe(2));
    let mut wrong = inputs.iter().map(|input| checker.check_input(1.0, input));
    assert_eq!(wrong.find_map(Result::err), expected, "{inputs:?}");
}

rows! { breaches_are_seen;
    nothing_wrong: (&[head(1), chunk(1), chunk(1), end(1), saw(2)], None),
    other_order: (&[saw(2), head(1), failed(1)], None),
    failure_and_unsupported: (&[failed(1), Input::Unsupported(2), Input::Tick], None),
    unsupported: (&[Input::Unsupported(1)], None),
    started_twice: (&[Input::Start(environment())], Some("started twice")),
    unknown_id: (&[head(3)], Some("nobody asked for it")),
    two_heads: (&[head(1), head(1)], Some("a second head")),
    chunk_without_head: (&[chunk(1)], Some("no head came before")),
    end_without_head: (&[end(1)], Some("no head came before")),
    chunk_after_failure: (&[failed(1), chunk(1)], Some("it was over")),
    two_failures: (&[failed(1), failed(1)], Some("it was over")),
    failure_after_end: (&[head(1), end(1), failed(1)], Some("it was over")),
    head_after_unsupported: (&[Input::Unsupported(1), head(1)], Some("it was over")),
    unsupported_after_head: (&[head(1), Input::Unsupported(1)], Some("unsupported after it was answered")),
    two_results: (&[saw(2), saw(2)], Some("it was over")),
    result_of_a_request: (&[saw(1)], Some("an answer of another kind")),
    head_of_a_probe: (&[head(2)], Some("an answer of another kind")),
}

#[test]
fn time_and_ids_only_grow() {
    let mut checker = ContractChecker::default();
    assert!(checker.check_input(5.0, &Input::Tick).is_err());
    checker.input(5.0, &Input::Start(environment()));
    assert!(checker.check_input(4.0, &Input::Tick).is_err());
    checker.output(&request(3));
    assert!(checker.check_output(&probe(3)).is_err());
    assert!(checker.check_output(&request(2)).is_err());
    assert!(checker.check_output(&Output::Abort(4)).is_err());
    assert!(checker.check_output(&Output::Done).is_err());
    checker.output(&Output::Abort(3));
    checker.output(&Output::Done);
    // What was under way when it was given up.
    checker.input(6.0, &head(3));
}

#[test]
fn a_refused_port_needs_one_request_where_the_cause_is_known() {
    let world = World::run_natively(URL, |_| Answer::Refuse);
    assert_eq!(world.sent.len(), 1);
    assert!(world.run.recording().probes.is_empty());
    let report = sound(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Failed));
    assert_eq!(report.code.as_deref(), Some("reach/refused"));
    assert_eq!(report.failed_step, Some(Step::Reach));
    let finding = &report.findings[0];
    assert_eq!(finding.certainty, Certainty::Certain);
    assert!(finding.candidates.is_empty());
    assert!(finding.evidence[0].text.contains("Refused"));
}

/// Every cause ends the run at its step, under its code, in words without a gap.
#[test]
fn every_cause_is_explained() {
    each(
        NetworkCause::ALL,
        |cause| format!("{cause:?}"),
        |cause| {
            let cause = *cause;
            let world = World::run_natively(URL, move |_| Answer::Break(cause));
            assert_eq!(world.sent.len(), 1);
            let report = sound(world.run.transcript());
            assert_eq!(report.code.as_deref(), Some(cause.fault_code()));
            assert_eq!(report.failed_step, Some(cause.step()));
            assert_eq!(report.findings[0].certainty, Certainty::Certain);
        },
    );
}

#[test]
fn words_and_codes_of_causes_are_read_back() {
    each(
        NetworkCause::ALL,
        |cause| format!("{cause:?}"),
        |cause| {
            let first = NetworkCause::with_code(cause.code()).expect("a cause");
            assert_eq!(first.code(), cause.code());
            let all = NetworkCause::ALL.iter();
            let same_word = all.filter(|one| one.id() == cause.id());
            assert_eq!(same_word.count(), 1);
        },
    );
}

fn cors_is_no_question_outside_of_a_browser(serve: Serve) {
    let world = World::run_natively(URL, serve);
    world.assert_open();
    let state = world.run.recording().step_state(Step::Cors);
    assert_eq!(state.status, Status::Skipped);
    assert_eq!(state.reason, Some(Reason::NoCorsHere));
    let report = report::redacted(world.run.transcript());
    let mut findings = report.findings.iter();
    assert!(findings.all(|finding| finding.step != Step::Cors));
    for step in &report.steps {
        assert!(!step.summary.contains("rowser"), "{}", step.summary);
    }
    assert_eq!((report.vantage, report.browser.as_str()), ("native", ""));
    assert!(render::json(&report).contains("\"no-cors-here\""));
}

rows! { cors_is_no_question_outside_of_a_browser;
    stateless: (modern),
    with_sessions: (legacy),
    oldest: (old),
}

/// What the program cannot tell, it says so, and no question about CORS is asked.
#[test]
fn silence_outside_of_a_browser() {
    let world = World::run_natively(URL, |_| Answer::Hang);
    world.assert_fault(Step::Reach, "timeout");
    let report = sound(world.run.transcript());
    let observed = report
        .exchanges
        .iter()
        .filter_map(|exchange| exchange.observation.as_deref());
    assert!(observed.into_iter().all(|text| text == "unknown from here"));
}

/// Decisions rest on what a vantage can do. Only its own table, and what names it for a reader, know products.
#[test]
fn nothing_is_decided_by_the_name_of_a_browser() {
    for room in ["engine", "checks"] {
        let all = files(&source().join(room));
        // The worlds of unit tests are browsers.
        let product = |file: &&PathBuf| !file.ends_with("testing.rs");
        for file in all.iter().filter(product) {
            let text = read(file);
            assert!(!text.contains("BrowserEngine"), "{}", file.display());
        }
    }
}
