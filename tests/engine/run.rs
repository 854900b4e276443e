//! Whole runs against played servers.

use faultfinder::checks::finding::Certainty;
use faultfinder::protocol::document;
use faultfinder::report;
use faultfinder::trace::recording::Recording;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::vantage::{BrowserEngine, Options, TransportChoice};
use faultfinder::trace::wire::{Action, Bytes, Input, Pasted, PastedExchange, Request};

use crate::environment::environment;
use crate::world::{
    Answer, Cors, Reply, World, json_reply, legacy, legacy_cors, method, modern, old, open_cors,
    options, text_reply,
};

const URL: &str = "https://mcp.test/mcp";

fn posts(world: &World) -> Vec<String> {
    world
        .sent
        .iter()
        .filter(|request| request.method == "POST")
        .map(method)
        .collect()
}

#[test]
fn a_modern_server_needs_one_request_to_open() {
    let world = World::run(options(URL), open_cors(), modern);
    world.assert_open();
    assert_eq!(posts(&world), ["server/discover", "tools/list"]);
}

#[test]
fn a_legacy_server_needs_three() {
    let world = World::run(options(URL), open_cors(), legacy);
    world.assert_open();
    assert_eq!(
        posts(&world)[..4],
        [
            "server/discover",
            "initialize",
            "notifications/initialized",
            "tools/list"
        ]
    );
    assert_eq!(
        world.sent.last().map(|request| request.method.as_str()),
        Some("DELETE")
    );
}

#[test]
fn a_legacy_allow_list_is_no_fault() {
    World::run(options(URL), legacy_cors(), legacy).assert_open();
}

#[test]
fn a_refused_session_header_is_named() {
    let cors = Cors {
        allow_headers: Some(vec!["content-type", "mcp-protocol-version"]),
        ..open_cors()
    };
    let world = World::run(options(URL), cors, legacy);
    world.assert_fault(Step::Cors, "header-not-allowed");
    assert_eq!(
        world.fault().unwrap().1["headers"],
        serde_json::json!(["mcp-session-id"])
    );
}

#[test]
fn no_cors_at_all() {
    let world = World::run(options(URL), Cors::default(), legacy);
    world.assert_fault(Step::Cors, "not-allowed");
    assert_eq!(world.status(Step::Reach), Status::Pass);
    assert_eq!(world.status(Step::Session), Status::Unreached);
}

#[test]
fn a_preflight_that_is_never_answered_well() {
    let cors = Cors {
        allow_headers: None,
        ..open_cors()
    };
    World::run(options(URL), cors, legacy).assert_fault(Step::Cors, "preflight-rejected");
}

#[test]
fn a_hidden_session_id() {
    let cors = Cors {
        expose: vec![],
        ..open_cors()
    };
    World::run(options(URL), cors, legacy).assert_fault(Step::Cors, "session-id-not-exposed");
}

#[test]
fn nothing_answers() {
    World::run(options(URL), open_cors(), |_| Answer::Refuse)
        .assert_fault(Step::Reach, "no-connection");
}

#[test]
fn everything_hangs() {
    World::run(options(URL), open_cors(), |_| Answer::Hang).assert_fault(Step::Reach, "timeout");
}

#[test]
fn only_this_path_hangs() {
    let serve = |request: &_| {
        if is_target(request) {
            Answer::Hang
        } else {
            text_reply(404, "text/plain", "")
        }
    };
    let world = World::run(options(URL), open_cors(), serve);
    world.assert_fault(Step::Reach, "path-hangs");
    // Firefox shows an answer with the first byte of its body only: a stream that stays silent looks the same.
    let certainty = |engine| {
        let mut transcript = world.run.transcript().clone();
        transcript.environment.as_mut().unwrap().browser.engine = engine;
        report::redacted(&transcript).findings[0].certainty
    };
    assert_eq!(certainty(BrowserEngine::Chromium), Certainty::Certain);
    assert_eq!(certainty(BrowserEngine::Firefox), Certainty::Likely);
}

fn is_target(request: &faultfinder::trace::wire::Request) -> bool {
    request.url == URL
}

#[test]
fn a_page_instead_of_an_endpoint() {
    let serve = |_: &_| text_reply(200, "text/html", "<!doctype html><title>Sign in</title>");
    World::run(options(URL), open_cors(), serve).assert_fault(Step::Endpoint, "html-page");
}

#[test]
fn nothing_at_the_path() {
    let serve = |_: &_| text_reply(404, "text/html", "<h1>Not Found</h1>");
    World::run(options(URL), open_cors(), serve).assert_fault(Step::Endpoint, "not-found");
}

#[test]
fn credentials_are_wanted() {
    let world = World::run(options(URL), open_cors(), |_| {
        text_reply(401, "text/plain", "")
    });
    assert_eq!(world.fault(), None);
    assert_eq!(world.status(Step::Challenge), Status::Waiting);
    assert_eq!(world.status(Step::Session), Status::Pending);
}

#[test]
fn a_refused_token() {
    let options = Options {
        bearer: Some("secret".to_owned()),
        ..options(URL)
    };
    World::run(options, open_cors(), |_| text_reply(401, "text/plain", ""))
        .assert_fault(Step::Token, "token-refused");
}

#[test]
fn a_token_is_sent_and_accepted() {
    let options = Options {
        bearer: Some("secret".to_owned()),
        ..options(URL)
    };
    let world = World::run(options, open_cors(), modern);
    world.assert_open();
    assert_eq!(world.status(Step::Challenge), Status::Skipped);
    assert_eq!(world.status(Step::Token), Status::Pass);
    assert_eq!(
        world.sent[0].headers.get("authorization"),
        Some("Bearer secret")
    );
}

#[test]
fn a_curly_quote_in_a_token_is_found_without_traffic() {
    let options = Options {
        bearer: Some("\u{201c}secret\u{201d}".to_owned()),
        ..options(URL)
    };
    let world = World::run(options, open_cors(), modern);
    world.assert_fault(Step::Address, "header-value");
    assert!(world.sent.is_empty());
}

#[test]
fn garbage_is_not_sent_anywhere() {
    let world = World::run(options("hello there"), open_cors(), modern);
    world.assert_fault(Step::Address, "address");
    assert!(world.sent.is_empty());
}

#[test]
fn cancelling_closes_the_session() {
    let serve = |request: &_| match method(request).as_str() {
        "tools/list" => Answer::Hang,
        _ => legacy(request),
    };
    let mut world = World::run_until_waiting(options(URL), open_cors(), serve);
    world.tell(Input::User(Action::Cancel));
    world.drive();
    assert_eq!(
        world.sent.last().map(|request| request.method.as_str()),
        Some("DELETE")
    );
    assert_eq!(world.status(Step::Tools), Status::Unreached);
}

#[test]
fn an_error_answer_to_a_list_degrades() {
    let serve = |request: &_| match method(request).as_str() {
        "tools/list" => json_reply(
            200,
            &serde_json::json!({"jsonrpc": "2.0", "id": 100,
            "error": {"code": -32603, "message": "boom"}}),
        ),
        _ => modern(request),
    };
    let world = World::run(options(URL), open_cors(), serve);
    assert_eq!(world.status(Step::Session), Status::Pass);
    world.assert_fault(Step::Tools, "list-failed");
}

#[test]
fn the_old_transport_is_found() {
    World::run(options("https://mcp.test/sse"), open_cors(), old).assert_open();
}

#[test]
fn the_old_transport_can_be_demanded() {
    let options = Options {
        transport: TransportChoice::Sse,
        ..options("https://mcp.test/sse")
    };
    let world = World::run(options, open_cors(), old);
    world.assert_open();
    assert_eq!(posts(&world)[0], "initialize");
}

#[test]
fn a_stream_that_never_says_where_to_post() {
    let options = Options {
        transport: TransportChoice::Sse,
        ..options("https://mcp.test/sse")
    };
    let serve = |_: &_| {
        Answer::Reply(Reply {
            status: 200,
            headers: vec![("content-type", "text/event-stream".to_owned())],
            body: ": hello\n\n".to_owned(),
            open: true,
        })
    };
    World::run(options, open_cors(), serve).assert_fault(Step::Endpoint, "sse-endpoint-missing");
}

/// What a script prints that could do what the page could not.
fn pasted(serve: fn(&Request) -> Answer, first: &str) -> Pasted {
    let cors = Cors {
        expose: vec!["mcp-session-id", "www-authenticate"],
        ..open_cors()
    };
    let world = World::run(options(first), cors, serve);
    let exchanges = world
        .run
        .recording()
        .exchanges
        .iter()
        .filter_map(|exchange| {
            Some(PastedExchange {
                request: exchange.request.clone(),
                head: exchange.head.clone()?,
                body: Bytes(exchange.body.clone()),
            })
        });
    Pasted {
        exchanges: exchanges.collect(),
        ..Pasted::default()
    }
}

#[test]
fn pasted_evidence_goes_past_the_browser() {
    let mut world = World::run(options(URL), Cors::default(), legacy);
    let before = world.sent.len();
    world.tell(Input::User(Action::Paste(pasted(legacy, URL))));
    world.drive();
    world.assert_fault(Step::Cors, "not-allowed");
    assert_eq!(world.status(Step::Session), Status::Pass);
    assert_eq!(world.status(Step::Tools), Status::Pass);
    assert_eq!(world.sent.len(), before, "pasting sends nothing");
}

#[test]
fn pasted_evidence_may_end_early() {
    let mut world = World::run(options(URL), Cors::default(), legacy);
    let mut short = pasted(legacy, URL);
    short.exchanges.truncate(3);
    world.tell(Input::User(Action::Paste(short)));
    world.drive();
    assert_eq!(world.status(Step::Session), Status::Pass);
    assert_eq!(world.status(Step::Tools), Status::Unseen);
}

#[test]
fn a_transcript_replays_to_the_same_step_states() {
    let first = World::run(options(URL), open_cors(), legacy);
    let text = document::pretty(first.run.transcript());
    let transcript: Transcript = document::read(&text).unwrap();
    assert_eq!(transcript, *first.run.transcript());
    let recording = Recording::from_transcript(&transcript);
    assert_eq!(recording.step_states, first.run.recording().step_states);
    assert_eq!(transcript.environment, Some(environment()));
}

#[test]
fn an_answer_with_another_id() {
    let serve = |request: &_| match method(request).as_str() {
        "initialize" => json_reply(
            200,
            &serde_json::json!({"jsonrpc": "2.0", "id": 4711,
            "result": {"protocolVersion": "2025-11-25"}}),
        ),
        _ => legacy(request),
    };
    let world = World::run(options(URL), open_cors(), serve);
    world.assert_fault(Step::Session, "answer-id-mismatch");
    assert_eq!(world.status(Step::Endpoint), Status::Pass);
    assert_eq!(world.status(Step::Challenge), Status::Skipped);
}
