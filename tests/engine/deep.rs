//! Deep mode against played servers: nothing to say of a sound one, one finding for each way to depart.

mod extra_sessions;
mod servers;

use std::cell::Cell;
use std::collections::BTreeSet;

use faultfinder::checks;
use faultfinder::checks::case::Case;
use faultfinder::checks::catalogue;
use faultfinder::checks::deep;
use faultfinder::checks::draft::Findings;
use faultfinder::checks::finding::{Certainty, Severity};
use faultfinder::checks::registry::DEEP_CODES;
use faultfinder::report::{self, Outcome, compute};
use faultfinder::share::{Change, Link, compare, expectation, expected};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::recording::Recording;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::user_action::UserAction;
use faultfinder::trace::wire::{Action, Input, Request};
use serde_json::json;

use crate::reports::sound;
use crate::world::{Answer, World, method, open_cors, options, text_reply};
use servers::*;

const URL: &str = "https://mcp.example.com/mcp";

type Serve = fn(&Request) -> Answer;

fn deepened(world: &mut World) {
    world.tell(Input::User(Action::UserAction(UserAction::StartDeepMode)));
    world.drive();
}

/// What deep mode adds to what was found before.
fn added(serve: impl Fn(&Request) -> Answer + 'static) -> (Vec<&'static str>, World) {
    let mut world = World::run(options(URL), open_cors(), serve);
    let codes = |world: &World| {
        let found = checks::findings(world.run.transcript());
        found
            .iter()
            .map(|finding| finding.code)
            .collect::<BTreeSet<_>>()
    };
    let before = codes(&world);
    assert!(world.run.can_run_deep_mode());
    deepened(&mut world);
    sound(world.run.transcript());
    let after = codes(&world);
    (after.difference(&before).copied().collect(), world)
}

/// Expected: how many checks hold.
fn a_sound_server_hears_nothing_of_it(serve: impl Fn(&Request) -> Answer + 'static, checks: usize) {
    let (codes, world) = added(serve);
    assert_eq!(codes, [""; 0]);
    stands_all_sound(&world, checks);
    let outcome = compute(world.run.transcript()).outcome;
    assert_eq!(outcome, Some(Outcome::Healthy));
    assert!(!world.run.can_run_deep_mode(), "once is enough");
}

rows! { a_sound_server_hears_nothing_of_it;
    stateless: (modern, 13),
    with_sessions: (forgets(legacy), 11),
}

fn stands_all_sound(world: &World, count: usize) {
    let recording = Recording::from_transcript(world.run.transcript());
    let statuses = deep::check_statuses(&Case::new(world.run.transcript(), &recording));
    let wrong: Vec<_> = statuses
        .iter()
        .filter(|(_, status)| *status != deep::CheckStatus::Conforms)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(statuses.len(), count);
}

/// What deep mode adds, of a server that departs from the sound one in one thing. Empty: nothing, as the answer is as good.
fn each_departure_of_a_stateless_server_has_its_code(code: &str, serve: Serve) {
    let (codes, world) = added(serve);
    assert_eq!(codes.join(" "), code);
    let report = compute(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::Healthy));
}

rows! { each_departure_of_a_stateless_server_has_its_code;
    version_error_without_data: ("session/version-error-shape", |request| match header(request, "mcp-protocol-version") {
        "1900-01-01" => error(request, 400, &json!({"code": -32022, "message": "no"})),
        _ => modern(request),
    }),
    unknown_version_accepted: ("session/version-error-shape", |request| {
        match header(request, "mcp-protocol-version") {
            "1900-01-01" => result(request, &json!({})),
            _ => modern(request),
        }
    }),
    other_versions_in_the_error: ("session/versions-disagree", |request| {
        match header(request, "mcp-protocol-version") {
            "1900-01-01" => error(
                request,
                400,
                &json!({"code": -32022, "message": "no",
            "data": {"supported": ["2026-07-28", "2027-01-01"], "requested": "1900-01-01"}}),
            ),
            _ => modern(request),
        }
    }),
    version_mismatch_accepted: ("session/version-mismatch-accepted", |request| {
        match in_meta(request) == "2025-11-25" {
            true => result(request, &json!({})),
            false => modern(request),
        }
    }),
    // Refused in other words than the specification's: still refused.
    version_mismatch_refused_in_other_words: ("", |request| match in_meta(request) == "2025-11-25" {
        true => code(request, 400, -32602),
        false => modern(request),
    }),
    method_mismatch_accepted: ("session/method-mismatch-accepted", |request| {
        match header(request, "mcp-method") == "tools/list"
            && method(request) == "server/discover"
        {
            true => result(request, &json!({})),
            false => modern(request),
        }
    }),
    method_header_not_required: ("session/method-header-not-required", |request| {
        match request.method == "POST"
            && header(request, "mcp-method").is_empty()
            && method(request) == "server/discover"
        {
            true => result(request, &json!({})),
            false => modern(request),
        }
    }),
    meta_not_required: ("session/meta-not-required", |request| {
        match method(request) == "server/discover" && in_meta(request).is_null() {
            true => result(request, &json!({})),
            false => modern(request),
        }
    }),
    unknown_method_accepted: ("session/unknown-method-accepted", |request| {
        match method(request).starts_with("faultfinder/") {
            true => result(request, &json!({})),
            false => modern(request),
        }
    }),
    unknown_method_with_200: ("session/unknown-method-status", |request| {
        match method(request).starts_with("faultfinder/") {
            true => code(request, 200, -32601),
            false => modern(request),
        }
    }),
    broken_json_500: ("endpoint/parse-error-status", |request| {
        match request.body.as_deref() == Some("{") {
            true => text_reply(500, "text/html", "<h1>Internal Server Error</h1>"),
            false => modern(request),
        }
    }),
    // No revision says in which words.
    broken_json_422: ("", |request| match request.body.as_deref() == Some("{") {
        true => text_reply(422, "text/plain", "not JSON"),
        false => modern(request),
    }),
    unknown_cursor_accepted: (
        "tools/invalid-cursor",
        |request| match body(request)["params"]["cursor"].is_null() {
            true => modern(request),
            false => result(request, &tools(&["a", "b"])),
        },
    ),
    get_404: ("stream/get-on-modern", |request| {
        match request.method.as_str() {
            "GET" => text_reply(404, "text/plain", ""),
            _ => modern(request),
        }
    }),
    delete_200: ("stream/get-on-modern", |request| {
        match request.method.as_str() {
            "DELETE" => text_reply(200, "text/plain", ""),
            _ => modern(request),
        }
    }),
    initialize_refused_unclearly: (
        "session/initialize-error-unclear",
        |request| match method(request).as_str() {
            "initialize" => code(request, 400, -32601),
            _ => modern(request),
        },
    ),
    tools_differ_by_era: ("tools/differ-by-era", |request| {
        match (method(request).as_str(), header(request, "mcp-method")) {
            ("initialize", _) => opened(request, json!("2025-11-25")),
            ("tools/list", "") => result(request, &tools(&["a"])),
            ("notifications/initialized", _) => text_reply(202, "text/plain", ""),
            _ => modern(request),
        }
    }),
}

fn each_departure_of_a_server_with_sessions_has_its_code(code: &str, serve: Serve) {
    let (codes, _) = added(forgets(serve));
    assert_eq!(codes.join(" "), code);
}

rows! { each_departure_of_a_server_with_sessions_has_its_code;
    any_version_echoed: ("session/version-echoed", |request| {
        match method(request).as_str() {
            "initialize" => opened(request, body(request)["params"]["protocolVersion"].clone()),
            _ => legacy(request),
        }
    }),
    asked_version_not_echoed: ("session/version-not-echoed", |request| {
        match body(request)["params"]["protocolVersion"] == "2025-06-18" {
            true => opened(request, json!("2025-11-25")),
            false
                if method(request) == "initialize"
                    && body(request)["params"]["protocolVersion"] == "2024-11-05" =>
            {
                opened(request, json!("2025-06-18"))
            }
            false => legacy(request),
        }
    }),
    // One version, whatever was asked: it knows no other.
    one_version_only: ("", |request| match method(request).as_str() {
        "initialize" => opened(request, json!("2025-11-25")),
        _ => legacy(request),
    }),
    unknown_version_accepted: ("session/version-header-unchecked", |request| {
        match header(request, "mcp-protocol-version") {
            "1900-01-01" => result(request, &json!({})),
            _ => legacy(request),
        }
    }),
    ping_refused: ("session/ping-refused", |request| {
        let is_sound = header(request, "mcp-session-id") == "s-1"
            && header(request, "mcp-protocol-version") == "2025-11-25";
        match method(request) == "ping" && is_sound {
            true => code(request, 200, -32601),
            false => legacy(request),
        }
    }),
    missing_id_401: ("session/missing-id-status", |request| {
        match method(request) == "ping" && header(request, "mcp-session-id").is_empty() {
            true => code(request, 401, -32000),
            false => legacy(request),
        }
    }),
    // Who needs no id may answer.
    missing_id_answered: ("", |request| {
        match method(request) == "ping" && header(request, "mcp-session-id").is_empty() {
            true => result(request, &json!({})),
            false => legacy(request),
        }
    }),
    unknown_id_503: ("session/unknown-id-status", |request| {
        match matches!(header(request, "mcp-session-id"), "" | "s-1") {
            true => legacy(request),
            false => code(request, 503, -32000),
        }
    }),
    unknown_method_202: ("session/unknown-method-accepted", |request| {
        match method(request).starts_with("faultfinder/") {
            true => text_reply(202, "text/plain", ""),
            false => legacy(request),
        }
    }),
}

#[test]
fn a_session_that_can_be_used_after_its_end() {
    let (codes, _) = added(legacy);
    assert_eq!(codes, ["closing/usable-after-end"]);
}

fn trials(transcript: &Transcript) -> impl Iterator<Item = (Request, &'static str)> {
    let exchanges = Recording::from_transcript(transcript).exchanges.into_iter();
    exchanges
        .filter(|exchange| matches!(exchange.purpose, Purpose::NegativeTest { .. }))
        .map(|exchange| (exchange.request, exchange.step.id()))
}

/// docs/design.md, "Deep mode": no side effect, no tool called, a bounded number of requests.
fn what_is_sent_is_bounded_and_calls_no_tool(serve: Serve, most: usize) {
    let (_, world) = added(forgets(serve));
    let sent: Vec<_> = trials(world.run.transcript()).collect();
    assert!(sent.len() <= most, "{} requests", sent.len());
    assert!(
        sent.iter()
            .all(|(request, _)| method(request) != "tools/call")
    );
    // Every session that was opened is ended.
    let opens = sent
        .iter()
        .filter(|(request, _)| method(request) == "initialize")
        .count();
    let ends = sent
        .iter()
        .filter(|(request, _)| request.method == "DELETE")
        .count();
    assert!(ends >= opens, "{opens} opened, {ends} ended");
}

rows! { what_is_sent_is_bounded_and_calls_no_tool;
    stateless: (modern, 30),
    with_sessions: (legacy, 60),
}

#[test]
fn what_only_deep_mode_finds_is_listed() {
    for code in DEEP_CODES {
        assert!(catalogue::entry(code).is_some(), "{code}");
    }
    let table = include_str!("../../docs/checks.md");
    let section = table
        .split("## Deep mode")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    let rows = section.lines().filter_map(|line| line.split('|').nth(2));
    let named: BTreeSet<&str> = rows
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    assert_eq!(named, BTreeSet::from(DEEP_CODES));
}
