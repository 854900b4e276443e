//! The lab does on the wire what it says: catalogue, healthy servers, and a choice of faults.

#[macro_use]
mod rows;

mod asking;
mod catalogue;
mod client;
mod conformance;
mod failures;
mod faults;
mod notes;
mod session;
mod sign_in;
mod walk;

use faultfinder_lab::{Cause, Group, Lab, Options, Outcome};
use hyper::Method;
use serde_json::json;

use crate::client::{BOTH, ask, initialize, post};
use crate::session::open;

pub async fn lab() -> Lab {
    Lab::start(Options { port: 0 })
        .await
        .expect("free ports on the loopback address")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_healthy_server_opens_a_session() {
    let lab = lab().await;
    let plain = |cause: &Cause| cause.group == Group::Healthy && cause.requires.is_empty();
    let mut wrong = Vec::new();
    for cause in lab.causes().into_iter().filter(plain) {
        let outcome = cause.expect.chromium.outcome;
        let tools = open(&cause).await.map(|tools| tools.len());
        let requests = lab.log(cause.id).len();
        if outcome != Outcome::Healthy || tools.clone().unwrap_or(0) < 3 || requests < 2 {
            wrong.push((cause.id, outcome, tools, requests));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn preflights_name_what_they_allow(id: &str, status: u16, headers: Option<&str>) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let answer = ask(Method::OPTIONS, &cause.url, &[], "").await;
    let answer = answer.expect("an answer");
    let allowed = answer.header("access-control-allow-headers");
    assert_eq!((answer.status, allowed), (status, headers));
}

rows! { preflights_name_what_they_allow;
    newest: (
        "healthy-2025-11-25-strict",
        204,
        Some("content-type, mcp-protocol-version, mcp-session-id, authorization"),
    ),
    oldest: ("healthy-2024-11-05-strict", 204, Some("content-type")),
    no_cors: ("cors-none", 204, None),
    unauthorized: ("preflight-401", 401, None),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_keeps_what_arrived_until_cleared() {
    let lab = lab().await;
    let cause = lab.cause("healthy-2025-11-25").expect("the cause exists");
    post(&cause.url, &[("x-mark", "here")], &initialize("2025-11-25"))
        .await
        .expect("an answer");
    let address = format!("{}/log?cause={}", lab.origin(), cause.id);
    let log = ask(Method::GET, &address, &[("accept", BOTH)], "")
        .await
        .expect("a log")
        .message();
    assert_eq!(log["requests"].as_array().map(Vec::len), Some(1), "{log}");
    let headers = log["requests"][0]["headers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert!(headers.contains(&json!(["x-mark", "here"])), "{log}");
    ask(Method::DELETE, &address, &[], "")
        .await
        .expect("an answer");
    assert!(lab.log(cause.id).is_empty());
}
