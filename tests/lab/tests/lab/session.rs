//! Opens sessions of every revision, as a client would.

use faultfinder_lab::Cause;
use hyper::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Events, ask, discover, initialize, modern, post, send};

/// The headers that a cause's options amount to.
pub fn credentials(cause: &Cause) -> Vec<(&'static str, String)> {
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
pub async fn open(cause: &Cause) -> Result<Vec<String>, String> {
    let credentials = credentials(cause);
    let given: Vec<(&str, &str)> = credentials
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    open_with(cause.url.split('#').next().unwrap_or_default(), &given).await
}

/// The same with these headers.
pub async fn open_with(url: &str, given: &[(&str, &str)]) -> Result<Vec<String>, String> {
    let text = |error: std::io::Error| error.to_string();
    let found = discover(url, given).await.map_err(text)?;
    if found.status == 200 && found.message()["result"]["supportedVersions"].is_array() {
        return open_modern(url, given).await.map_err(text);
    }
    let opened = post(url, given, &initialize("2025-11-25"))
        .await
        .map_err(text)?;
    if opened.status != 200 {
        return open_old(url)
            .await
            .ok_or(format!("{}: {}", opened.status, opened.body));
    }
    open_legacy(url, given, &opened).await
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
    opened: &Answer,
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
