//! Deep mode against played servers: nothing to say of a sound one, one finding for each way to depart.

use std::cell::Cell;
use std::collections::BTreeSet;

use faultfinder::checks::case::Case;
use faultfinder::checks::catalogue;
use faultfinder::checks::deep;
use faultfinder::checks::draft::Findings;
use faultfinder::checks::finding::Severity;
use faultfinder::checks::{self};
use faultfinder::engine::consent::Consent;
use faultfinder::engine::recording::Recording;
use faultfinder::engine::transcript::{Purpose, Transcript};
use faultfinder::engine::wire::{Action, Input, Request};
use faultfinder::redact;
use faultfinder::report::{Outcome, compute};
use faultfinder::share::{Change, Link, compare, expectation, expected};
use serde_json::{Value, json};

use crate::reports::sound;
use crate::world::{Answer, Reply, World, json_reply, method, open_cors, options, text_reply};

const URL: &str = "https://mcp.example.com/mcp";

type Serve = fn(&Request) -> Answer;

/// What a server does otherwise than the sound one, and what that is called.
struct Spoilt {
    serve: Serve,
    /// Empty: nothing, as the answer is as good.
    code: &'static str,
}

fn spoilt(code: &'static str, serve: Serve) -> Spoilt {
    Spoilt { serve, code }
}

fn body(request: &Request) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default()
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    request.headers.get(name).unwrap_or_default()
}

fn in_meta(request: &Request) -> Value {
    body(request)["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"].clone()
}

fn result(request: &Request, result: &Value) -> Answer {
    json_reply(
        200,
        &json!({"jsonrpc": "2.0", "id": body(request)["id"], "result": result}),
    )
}

fn error(request: &Request, status: u16, error: &Value) -> Answer {
    json_reply(
        status,
        &json!({"jsonrpc": "2.0", "id": body(request)["id"], "error": error}),
    )
}

fn code(request: &Request, status: u16, code: i64) -> Answer {
    error(
        request,
        status,
        &json!({"code": code, "message": "refused"}),
    )
}

fn tools(names: &[&str]) -> Value {
    let tool = |name: &&str| json!({"name": name, "description": "does what it says", "inputSchema": {"type": "object"}});
    json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "public",
        "tools": names.iter().map(tool).collect::<Vec<_>>()})
}

/// A server of 2026-07-28 that refuses what has to be refused.
fn modern(request: &Request) -> Answer {
    let said = header(request, "mcp-protocol-version");
    if request.method != "POST" {
        return text_reply(405, "text/plain", "");
    }
    if body(request).is_null() {
        return json_reply(
            400,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}),
        );
    }
    if method(request) == "initialize" {
        let message = "This server speaks 2026-07-28 only";
        return error(request, 400, &json!({"code": -32601, "message": message}));
    }
    if header(request, "mcp-method") != method(request) {
        return code(request, 400, -32020);
    }
    if in_meta(request).is_null() {
        return code(request, 400, -32602);
    }
    if in_meta(request) != *said {
        return code(request, 400, -32020);
    }
    if said != "2026-07-28" {
        let data = json!({"supported": ["2026-07-28"], "requested": said});
        return error(
            request,
            400,
            &json!({"code": -32022, "message": "no", "data": data}),
        );
    }
    match method(request).as_str() {
        "server/discover" => result(
            request,
            &json!({"resultType": "complete", "ttlMs": 0, "cacheScope": "public", "supportedVersions": ["2026-07-28"],
                "capabilities": {"tools": {}},
                "_meta": {"io.modelcontextprotocol/serverInfo": {"name": "s", "version": "1"}}}),
        ),
        "tools/list" if !body(request)["params"]["cursor"].is_null() => code(request, 400, -32602),
        "tools/list" => result(request, &tools(&["a", "b"])),
        _ => code(request, 404, -32601),
    }
}

/// One of 2025-11-25 with sessions, which knows two revisions.
fn legacy(request: &Request) -> Answer {
    let asked = body(request)["params"]["protocolVersion"].clone();
    if body(request).is_null() && request.method == "POST" {
        return json_reply(
            400,
            &json!({"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "Parse error"}}),
        );
    }
    if method(request) == "initialize" {
        let knows = ["2025-06-18", "2025-11-25"]
            .iter()
            .any(|version| asked == *version);
        return opened(request, if knows { asked } else { json!("2025-11-25") });
    }
    let said = header(request, "mcp-protocol-version");
    match header(request, "mcp-session-id") {
        "" => return code(request, 400, -32000),
        "s-1" => {}
        _ => return code(request, 404, -32001),
    }
    if !matches!(said, "" | "2025-06-18" | "2025-11-25") {
        return code(request, 400, -32000);
    }
    match (request.method.as_str(), method(request).as_str()) {
        ("POST", "notifications/initialized") => text_reply(202, "text/plain", ""),
        ("POST", "ping") => result(request, &json!({})),
        ("POST", "tools/list") if !body(request)["params"]["cursor"].is_null() => {
            code(request, 200, -32602)
        }
        ("POST", "tools/list") => result(request, &tools(&["a", "b"])),
        ("DELETE", _) => text_reply(200, "text/plain", ""),
        ("GET", _) => text_reply(405, "text/plain", ""),
        _ => code(request, 200, -32601),
    }
}

fn opened(request: &Request, version: Value) -> Answer {
    let result = json!({"protocolVersion": version, "capabilities": {"tools": {}},
        "serverInfo": {"name": "s", "version": "1"}});
    let body = json!({"jsonrpc": "2.0", "id": body(request)["id"], "result": result});
    Answer::Reply(Reply {
        status: 200,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("mcp-session-id", "s-1".to_owned()),
        ],
        body: body.to_string(),
        open: false,
    })
}

/// The sound server, but for the session that was ended.
fn forgets(serve: Serve) -> impl Fn(&Request) -> Answer {
    let is_over = Cell::new(false);
    move |request| {
        match (request.method.as_str(), method(request).as_str()) {
            (_, "initialize") => is_over.set(false),
            ("DELETE", _) if header(request, "mcp-session-id") == "s-1" => is_over.set(true),
            _ if is_over.get() && header(request, "mcp-session-id") == "s-1" => {
                return code(request, 404, -32001);
            }
            _ => {}
        }
        serve(request)
    }
}

fn deepened(world: &mut World) {
    world.tell(Input::User(Action::Consent(Consent::Deepen)));
    world.drive();
}

/// What deep mode adds to what was found before.
fn added(serve: impl Fn(&Request) -> Answer + 'static) -> (Vec<&'static str>, World) {
    let mut world = World::run(options(URL), open_cors(), serve);
    let codes = |world: &World| {
        let found = checks::findings(world.session.transcript());
        found
            .iter()
            .map(|finding| finding.code)
            .collect::<BTreeSet<_>>()
    };
    let before = codes(&world);
    assert!(world.session.offers_depth());
    deepened(&mut world);
    sound(world.session.transcript());
    let after = codes(&world);
    (after.difference(&before).copied().collect(), world)
}

#[test]
fn a_sound_server_hears_nothing_of_it() {
    let (codes, world) = added(modern);
    assert_eq!(codes, [""; 0]);
    stands_all_sound(&world, 13);
    let (codes, world) = added(forgets(legacy));
    assert_eq!(codes, [""; 0]);
    stands_all_sound(&world, 10);
    assert_eq!(
        compute(world.session.transcript()).outcome,
        Some(Outcome::Healthy)
    );
    assert!(!world.session.offers_depth(), "once is enough");
}

fn stands_all_sound(world: &World, count: usize) {
    let recording = Recording::of(world.session.transcript());
    let stands = deep::stands(&Case::new(world.session.transcript(), &recording));
    let wrong: Vec<_> = stands
        .iter()
        .filter(|(_, stand)| *stand != deep::Stand::Sound)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(stands.len(), count);
}

#[test]
fn each_departure_of_a_stateless_server_has_its_code() {
    let unlisted: Serve = |request| match header(request, "mcp-protocol-version") {
        "1900-01-01" => error(request, 400, &json!({"code": -32022, "message": "no"})),
        _ => modern(request),
    };
    let cases = [
        spoilt("session/version-error-shape", unlisted),
        spoilt("session/version-error-shape", |request| {
            match header(request, "mcp-protocol-version") {
                "1900-01-01" => result(request, &json!({})),
                _ => modern(request),
            }
        }),
        spoilt("session/versions-disagree", |request| {
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
        spoilt("session/version-mismatch-accepted", |request| {
            match in_meta(request) == "2025-11-25" {
                true => result(request, &json!({})),
                false => modern(request),
            }
        }),
        // Refused in other words than the specification's: still refused.
        spoilt("", |request| match in_meta(request) == "2025-11-25" {
            true => code(request, 400, -32602),
            false => modern(request),
        }),
        spoilt("session/method-mismatch-accepted", |request| {
            match header(request, "mcp-method") == "tools/list"
                && method(request) == "server/discover"
            {
                true => result(request, &json!({})),
                false => modern(request),
            }
        }),
        spoilt("session/method-header-not-required", |request| {
            match request.method == "POST"
                && header(request, "mcp-method").is_empty()
                && method(request) == "server/discover"
            {
                true => result(request, &json!({})),
                false => modern(request),
            }
        }),
        spoilt("session/meta-not-required", |request| {
            match method(request) == "server/discover" && in_meta(request).is_null() {
                true => result(request, &json!({})),
                false => modern(request),
            }
        }),
        spoilt("session/unknown-method-accepted", |request| {
            match method(request).starts_with("faultfinder/") {
                true => result(request, &json!({})),
                false => modern(request),
            }
        }),
        spoilt("session/unknown-method-status", |request| {
            match method(request).starts_with("faultfinder/") {
                true => code(request, 200, -32601),
                false => modern(request),
            }
        }),
        spoilt("endpoint/parse-error-status", |request| {
            match request.body.as_deref() == Some("{") {
                true => text_reply(500, "text/html", "<h1>Internal Server Error</h1>"),
                false => modern(request),
            }
        }),
        // No revision says in which words.
        spoilt("", |request| match request.body.as_deref() == Some("{") {
            true => text_reply(422, "text/plain", "not JSON"),
            false => modern(request),
        }),
        spoilt(
            "tools/invalid-cursor",
            |request| match body(request)["params"]["cursor"].is_null() {
                true => modern(request),
                false => result(request, &tools(&["a", "b"])),
            },
        ),
        spoilt("stream/get-on-modern", |request| {
            match request.method.as_str() {
                "GET" => text_reply(404, "text/plain", ""),
                _ => modern(request),
            }
        }),
        spoilt("stream/get-on-modern", |request| {
            match request.method.as_str() {
                "DELETE" => text_reply(200, "text/plain", ""),
                _ => modern(request),
            }
        }),
        spoilt(
            "session/initialize-error-unclear",
            |request| match method(request).as_str() {
                "initialize" => code(request, 400, -32601),
                _ => modern(request),
            },
        ),
        spoilt("tools/differ-by-era", |request| {
            match (method(request).as_str(), header(request, "mcp-method")) {
                ("initialize", _) => opened(request, json!("2025-11-25")),
                ("tools/list", "") => result(request, &tools(&["a"])),
                ("notifications/initialized", _) => text_reply(202, "text/plain", ""),
                _ => modern(request),
            }
        }),
    ];
    hold(cases);
}

#[test]
fn each_departure_of_a_server_with_sessions_has_its_code() {
    let cases = [
        spoilt("session/version-echoed", |request| {
            match method(request).as_str() {
                "initialize" => opened(request, body(request)["params"]["protocolVersion"].clone()),
                _ => legacy(request),
            }
        }),
        spoilt("session/version-not-echoed", |request| {
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
        spoilt("", |request| match method(request).as_str() {
            "initialize" => opened(request, json!("2025-11-25")),
            _ => legacy(request),
        }),
        spoilt("session/version-header-unchecked", |request| {
            match header(request, "mcp-protocol-version") {
                "1900-01-01" => result(request, &json!({})),
                _ => legacy(request),
            }
        }),
        spoilt("session/missing-id-status", |request| {
            match method(request) == "ping" && header(request, "mcp-session-id").is_empty() {
                true => code(request, 401, -32000),
                false => legacy(request),
            }
        }),
        // Who needs no id may answer.
        spoilt("", |request| {
            match method(request) == "ping" && header(request, "mcp-session-id").is_empty() {
                true => result(request, &json!({})),
                false => legacy(request),
            }
        }),
        spoilt("session/unknown-id-status", |request| {
            match matches!(header(request, "mcp-session-id"), "" | "s-1") {
                true => legacy(request),
                false => code(request, 503, -32000),
            }
        }),
        spoilt("session/unknown-method-accepted", |request| {
            match method(request).starts_with("faultfinder/") {
                true => text_reply(202, "text/plain", ""),
                false => legacy(request),
            }
        }),
    ];
    for one in &cases {
        let (codes, _) = added(forgets(one.serve));
        assert_eq!(codes.join(" "), one.code);
    }
    let (codes, _) = added(legacy);
    assert_eq!(codes, ["closing/usable-after-end"]);
}

fn hold<const N: usize>(cases: [Spoilt; N]) {
    for one in cases {
        let (codes, world) = added(one.serve);
        assert_eq!(codes.join(" "), one.code);
        let report = compute(world.session.transcript());
        assert_eq!(report.outcome, Some(Outcome::Healthy), "{}", one.code);
    }
}

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
    let report = compute(world.session.transcript());
    assert_eq!(report.outcome, Some(Outcome::Degraded));
    assert_eq!(report.code.as_deref(), Some("session/intermittent"));
}

fn forgets_with(serve: impl Fn(&Request) -> Answer) -> impl Fn(&Request) -> Answer {
    let inner = forgets(legacy);
    move |request| match method(request).as_str() {
        "tools/list" if body(request)["params"]["cursor"].is_null() => serve(request),
        _ => inner(request),
    }
}

#[test]
fn lists_are_compared_between_sessions_of_2026_only() {
    for (since, names, found) in [
        (3, ["a", "c"], "tools/list-varies"),
        (3, ["b", "a"], "tools/order-varies"),
        (99, ["a", "c"], ""),
    ] {
        let serve = varying(modern, since, names);
        assert_eq!(added(serve).0.join(" "), found);
        let serve = varying(legacy, since, names);
        let (codes, _) = added(forgets_with(serve));
        assert_eq!(codes.join(" "), "", "{found}: no rule before 2026-07-28");
    }
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

#[test]
fn a_credential_that_nobody_looks_at_is_a_fault() {
    let gate = |refusal: u16| {
        move |request: &Request| match header(request, "authorization") {
            "" => code(request, 401, -32000),
            "Bearer good" => modern(request),
            _ if refusal == 200 => modern(request),
            _ => code(request, refusal, -32000),
        }
    };
    for (refusal, found) in [
        (401, ""),
        (200, "token/any-accepted"),
        (500, "token/invalid-status"),
    ] {
        let mut with_token = options(URL);
        with_token.bearer = Some("good".to_owned());
        let mut world = World::run(with_token, open_cors(), gate(refusal));
        deepened(&mut world);
        sound(world.session.transcript());
        let report = compute(world.session.transcript());
        let codes = report.findings.iter().map(|finding| finding.code);
        let codes: Vec<_> = codes.filter(|code| code.starts_with("token/")).collect();
        assert_eq!(codes.join(" "), found);
        let is_fault = report
            .findings
            .iter()
            .any(|one| one.severity == Severity::Fault);
        assert_eq!(is_fault, refusal == 200);
        // Neither the bare request nor the made-up one carries the user's token.
        let tried = trials(world.session.transcript()).filter(|(_, step)| *step == "token");
        for (request, _) in tried {
            assert_ne!(header(&request, "authorization"), "Bearer good");
        }
    }
}

fn trials(transcript: &Transcript) -> impl Iterator<Item = (Request, &'static str)> {
    let exchanges = Recording::of(transcript).exchanges.into_iter();
    exchanges
        .filter(|exchange| matches!(exchange.purpose, Purpose::Trial { .. }))
        .map(|exchange| (exchange.request, exchange.step.id()))
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
    let sent = trials(world.session.transcript()).count();
    assert!(sent < 9, "{sent} requests");
    let recording = Recording::of(world.session.transcript());
    let case = Case::new(world.session.transcript(), &recording);
    let stands = deep::stands(&case);
    assert!(
        stands
            .iter()
            .any(|(_, stand)| *stand == deep::Stand::Unseen)
    );
    let mut findings = Findings::new(&case);
    assert!(findings.take().is_empty());
}

#[test]
fn a_first_answer_that_took_long_is_told_from_a_slow_server() {
    // The played browser's clock only turns where something hangs; see tests/lab for a server that does take long.
    let (codes, _) = added(modern);
    assert!(!codes.contains(&"reach/cold-start"));
}

/// mcp-checks 2.1: no side effect, no tool called, a bounded number of requests.
#[test]
fn what_is_sent_is_bounded_and_calls_no_tool() {
    for (serve, most) in [(modern as Serve, 30), (legacy as Serve, 60)] {
        let (_, world) = added(forgets(serve));
        let sent: Vec<_> = trials(world.session.transcript()).collect();
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
}

#[test]
fn to_give_it_up_takes_nothing_back() {
    let mut world = World::run(options(URL), open_cors(), forgets(legacy));
    world.tell(Input::User(Action::Consent(Consent::Deepen)));
    world.tell(Input::User(Action::Cancel));
    world.drive();
    let report = sound(world.session.transcript());
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert!(!world.session.offers_depth());
    let ended = world
        .sent
        .iter()
        .filter(|request| request.method == "DELETE")
        .count();
    assert_eq!(ended, 1, "the run's own session, as before");
}

/// A run that did not look cannot have seen it mended, nor broken.
#[test]
fn runs_of_unequal_depth_are_not_held_against_each_other() {
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
    let shallow = redact::report(lossy().session.transcript());
    let mut world = lossy();
    deepened(&mut world);
    let deep = redact::report(world.session.transcript());
    for (before, after) in [(&deep, &shallow), (&shallow, &deep)] {
        let comparison = compare(before, after);
        assert_eq!(
            comparison.change,
            Change::Undecided,
            "{}",
            comparison.sentence
        );
        assert!(comparison.new.is_empty() && comparison.gone.is_empty());
        assert_eq!(comparison.circumstances.len(), 1);
    }
    assert_eq!(compare(&deep, &deep).change, Change::SameFailure);
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
fn what_only_deep_mode_finds_is_listed() {
    for code in deep::CODES {
        assert!(catalogue::entry(code).is_some(), "{code}");
    }
    let table = include_str!("../../src/checks/README.md");
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
    assert_eq!(named, BTreeSet::from(deep::CODES));
}
