//! The lab does on the wire what it says: catalogue, healthy servers, and a choice of faults.

mod client;

use std::collections::BTreeSet;

use faultfinder_lab::{Cause, Group, Lab, Options, Outcome};
use hyper::Method;
use serde_json::{Value, json};

use crate::client::{BOTH, Events, ask, discover, initialize, modern, post, send};

async fn lab() -> Lab {
    Lab::start(Options { port: 0 })
        .await
        .expect("free ports on the loopback address")
}

/// The headers that a cause's options amount to.
fn credentials(cause: &Cause) -> Vec<(&'static str, String)> {
    let bearer = cause
        .options
        .bearer
        .map(|token| ("authorization", format!("Bearer {token}")));
    let entered = cause
        .options
        .headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    bearer.into_iter().chain(entered).collect()
}

/// Opens a session as a client would, and returns the names of all tools.
async fn open(cause: &Cause) -> Result<Vec<String>, String> {
    let credentials = credentials(cause);
    let given: Vec<(&str, &str)> = credentials
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let url = cause.url.split('#').next().unwrap_or_default();
    let text = |error: std::io::Error| error.to_string();
    let found = discover(url, &given).await.map_err(text)?;
    if found.status == 200 && found.message()["result"]["supportedVersions"].is_array() {
        return open_modern(url, &given).await.map_err(text);
    }
    let opened = post(url, &given, &initialize("2025-11-25"))
        .await
        .map_err(text)?;
    if opened.status != 200 {
        return open_old(url)
            .await
            .ok_or(format!("{}: {}", opened.status, opened.body));
    }
    open_legacy(url, &given, &opened).await
}

async fn open_modern(url: &str, given: &[(&str, &str)]) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut cursor = None;
    loop {
        let mut message = modern(2, "tools/list");
        if let Some(cursor) = cursor {
            message["params"]["cursor"] = cursor;
        }
        let headers = [
            &[
                ("mcp-protocol-version", "2026-07-28"),
                ("mcp-method", "tools/list"),
            ],
            given,
        ]
        .concat();
        let listed = post(url, &headers, &message).await?.message();
        assert_eq!(listed["result"]["resultType"], "complete", "{listed}");
        names.extend(tool_names(&listed));
        cursor = listed["result"].get("nextCursor").cloned();
        if cursor.is_none() {
            return Ok(names);
        }
    }
}

async fn open_legacy(
    url: &str,
    given: &[(&str, &str)],
    opened: &client::Answer,
) -> Result<Vec<String>, String> {
    let message = opened.message();
    let revision = message["result"]["protocolVersion"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut headers = given.to_vec();
    if revision.as_str() >= "2025-06-18" {
        headers.push(("mcp-protocol-version", &revision));
    }
    if let Some(id) = opened.header("mcp-session-id") {
        headers.push(("mcp-session-id", id));
    }
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let accepted = post(url, &headers, &initialized)
        .await
        .map_err(|error| error.to_string())?;
    if accepted.status / 100 != 2 {
        return Err(format!(
            "initialized: {} {}",
            accepted.status, accepted.body
        ));
    }
    let mut names = Vec::new();
    let mut params = json!({});
    loop {
        let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": params });
        let listed = post(url, &headers, &list)
            .await
            .map_err(|error| error.to_string())?
            .message();
        names.extend(tool_names(&listed));
        match listed["result"].get("nextCursor") {
            Some(cursor) => params = json!({ "cursor": cursor }),
            None => break,
        }
    }
    let ended = ask(Method::DELETE, url, &headers, "")
        .await
        .map_err(|error| error.to_string())?;
    let expected = if opened.header("mcp-session-id").is_some() {
        200
    } else {
        405
    };
    if ended.status == expected {
        Ok(names)
    } else {
        Err(format!("DELETE: {}", ended.status))
    }
}

async fn open_old(url: &str) -> Option<Vec<String>> {
    let stream = send(Method::GET, url, &[("accept", "text/event-stream")], "")
        .await
        .ok()?;
    let mut events = Events::new(stream.into_body());
    let (name, data) = events.next().await?;
    assert_eq!(name, "endpoint");
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let messages = format!("{origin}{data}");
    assert_eq!(
        post(&messages, &[], &initialize("2024-11-05"))
            .await
            .ok()?
            .status,
        202
    );
    let opened: Value = serde_json::from_str(&events.next().await?.1).ok()?;
    assert_eq!(opened["result"]["protocolVersion"], "2024-11-05");
    let list = json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {} });
    assert_eq!(post(&messages, &[], &list).await.ok()?.status, 202);
    let listed: Value = serde_json::from_str(&events.next().await?.1).ok()?;
    Some(tool_names(&listed))
}

fn tool_names(listed: &Value) -> Vec<String> {
    let tools = listed["result"]["tools"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    tools.iter().map(|tool| tool["name"].to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_and_addresses_are_unique() {
    let causes = lab().await.causes();
    let ids: BTreeSet<_> = causes.iter().map(|cause| cause.id).collect();
    assert_eq!(ids.len(), causes.len());
    let titles: BTreeSet<_> = causes.iter().map(|cause| cause.title).collect();
    assert_eq!(titles.len(), causes.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_healthy_server_opens_a_session() {
    let lab = lab().await;
    let plain = |cause: &Cause| cause.group == Group::Healthy && cause.requires.is_empty();
    for cause in lab.causes().into_iter().filter(plain) {
        assert_eq!(
            cause.expect.chromium.outcome,
            Outcome::Healthy,
            "{}",
            cause.id
        );
        let tools = open(&cause).await;
        assert!(
            tools.as_ref().is_ok_and(|tools| tools.len() >= 3),
            "{}: {tools:?}",
            cause.id
        );
        assert!(lab.log(cause.id).len() >= 2, "{}", cause.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preflights_name_what_they_allow() {
    let lab = lab().await;
    let cases = [
        (
            "healthy-2025-11-25-strict",
            204,
            Some("content-type, mcp-protocol-version, mcp-session-id, authorization"),
        ),
        ("healthy-2024-11-05-strict", 204, Some("content-type")),
        ("cors-none", 204, None),
        ("preflight-401", 401, None),
    ];
    for (id, status, headers) in cases {
        let cause = lab.cause(id).expect("the cause exists");
        let answer = ask(Method::OPTIONS, &cause.url, &[], "")
            .await
            .expect("an answer");
        assert_eq!(
            (answer.status, answer.header("access-control-allow-headers")),
            (status, headers),
            "{id}"
        );
    }
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
