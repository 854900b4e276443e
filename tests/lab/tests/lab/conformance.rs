//! What deep mode asks, asked here: healthy servers answer all of it as their revision says, and a cause answers
//! otherwise in what it is about, and in nothing else.

use std::collections::BTreeMap;
use std::time::Instant;

use faultfinder_lab::{Cause, Group};
use hyper::Method;
use serde_json::{Value, json};

use crate::asking::Asking;
use crate::client::{Events, ask, initialize, post, send};
use crate::lab;

/// What is asked, and what a server answers that keeps to its revision.
const ANSWERS: [(&str, &str); 23] = [
    ("broken JSON", "400 -32700"),
    ("unknown cursor", "200 -32602"),
    ("eight sessions", "alike"),
    ("no token", "401"),
    ("made-up token", "401"),
    // 2026-07-28
    ("unknown version", "400 -32022"),
    ("its versions", "the supported ones"),
    ("version mismatch", "400 -32020"),
    ("method mismatch", "400 -32020"),
    ("no Mcp-Method", "400 -32020"),
    ("no _meta", "400 -32602"),
    ("unknown method", "404 -32601"),
    // 2026-07-28 only
    ("GET", "405"),
    ("DELETE", "405"),
    ("initialize", "400 -32022"),
    // both eras
    ("other era", "alike"),
    // the older era
    ("versions", "agreed"),
    ("ping", "200"),
    ("unknown method, older", "200 -32601"),
    ("unknown version header", "400 -32000"),
    ("no session id", "400 -32000"),
    ("made-up session id", "404 -32001"),
    ("ended session", "404 -32001"),
];

/// What the causes of deep mode answer otherwise, one a line.
const DEPARTURES: &str = include_str!("departures.txt");

/// What they do besides is a matter of time, or needs a sign-in; elsewhere it is tried.
const APART: [&str; 3] = [
    "deep-cold-start",
    "deep-token-any-signed-in",
    "deep-token-unneeded",
];

/// Like the others, but takes its time for every session.
const SLOW: &str = "healthy-slow-start";

/// Streamable HTTP that is asked without further ado.
fn is_plain(cause: &Cause) -> bool {
    cause.requires.is_empty() && cause.sign_in.is_none() && cause.url.ends_with("/mcp")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn healthy_servers_keep_to_their_revision() {
    let lab = lab().await;
    let healthy =
        |cause: &Cause| cause.group == Group::Healthy && is_plain(cause) && cause.id != SLOW;
    let mut wrong = Vec::new();
    for cause in lab.causes().into_iter().filter(healthy) {
        let got = otherwise(&Asking::new(&cause).all().await);
        if !got.is_empty() {
            wrong.push((cause.id, got));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn causes_of_deep_mode_depart_in_one_thing() {
    let lab = lab().await;
    let deep = |cause: &Cause| cause.group == Group::Deep && !APART.contains(&cause.id);
    let mut departures: BTreeMap<&str, &str> = DEPARTURES
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .collect();
    let mut wrong = Vec::new();
    for cause in lab.causes().into_iter().filter(deep) {
        let got = otherwise(&Asking::new(&cause).all().await);
        let got: Vec<_> = got
            .iter()
            .map(|(what, answer)| format!("{what}: {answer}"))
            .collect();
        let got = got.join("; ");
        if departures.remove(cause.id) != Some(got.as_str()) {
            wrong.push(format!("{} = {got}", cause.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(departures.is_empty(), "no such causes: {departures:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sleeping_server_wakes_once() {
    let lab = lab().await;
    let cause = lab.cause("deep-cold-start").expect("the cause exists");
    let mut times = Vec::new();
    for _ in 0..3 {
        let started = Instant::now();
        post(&cause.url, &[], &initialize("2025-11-25"))
            .await
            .expect("an answer");
        times.push(started.elapsed().as_millis());
    }
    assert!(
        times[0] >= 2500 && times[1] < 1000 && times[2] < 1000,
        "{times:?}"
    );
}

/// Statuses are those of the POST; what is wrong with a message is said on the stream.
async fn the_old_transport_refuses_too(id: &str) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let accept = [("accept", "text/event-stream")];
    let stream = send(Method::GET, &cause.url, &accept, "")
        .await
        .expect("a stream");
    let mut events = Events::new(stream.into_body());
    let (_, path) = events.next().await.expect("the address for messages");
    let address = format!("{}{path}", lab.origin());
    let cursor = json!({ "cursor": "faultfinder-invalid-cursor" });
    let cases = [
        ("faultfinder/does-not-exist", json!({}), -32601),
        ("tools/list", cursor, -32602),
    ];
    for (method, params, code) in cases {
        let message = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        let accepted = post(&address, &[], &message).await.expect("an answer");
        let (_, answer) = events.next().await.expect("an event");
        let answer: Value = serde_json::from_str(&answer).expect("a message");
        assert_eq!(
            (accepted.status, &answer["error"]["code"]),
            (202, &json!(code)),
            "{id}: {method}"
        );
    }
    let broken = ask(
        Method::POST,
        &address,
        &[("content-type", "application/json")],
        "{",
    )
    .await;
    let broken = broken.expect("an answer");
    assert_eq!(
        (broken.status, &broken.message()["error"]["code"]),
        (400, &json!(-32700)),
        "{id}"
    );
    let elsewhere = format!("{}/{id}/messages?sessionId=made-up", lab.origin());
    let unknown = post(&elsewhere, &[], &initialize("2024-11-05"))
        .await
        .expect("an answer");
    assert_eq!(unknown.status, 404, "{id}");
}

rows! { the_old_transport_refuses_too;
    lenient: ("healthy-2024-11-05"),
    strict: ("healthy-2024-11-05-strict"),
}

/// The answers that are not those of [`ANSWERS`].
fn otherwise(got: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let is_right = |what: &str, answer: &str| ANSWERS.contains(&(what, answer));
    let wrong = got.iter().filter(|(what, answer)| !is_right(what, answer));
    wrong.cloned().collect()
}
