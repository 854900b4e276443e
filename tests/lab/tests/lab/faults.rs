//! A choice of faults, as a client meets them.

use std::io::ErrorKind;
use std::time::Duration;

use faultfinder_lab::page::{Page, PageOptions};
use faultfinder_lab::tls::{Validity, ca};
use hyper::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Events, ask, discover, initialize, post, send};
use crate::lab;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses_and_types() {
    let lab = lab().await;
    let cases = [
        ("html-page", 200, "text/html; charset=utf-8"),
        ("not-found", 404, "text/html; charset=utf-8"),
        ("not-acceptable", 406, "application/json"),
        ("misdirected", 421, "text/plain"),
        ("rate-limited", 429, "text/plain"),
        ("wrong-content-type", 200, "text/plain"),
        ("batch-answer", 200, "application/json"),
        ("stream-without-answer", 200, "text/event-stream"),
        ("token-refused", 401, "application/json"),
        ("initialize-refused-400", 400, "application/json"),
        ("post-502-bare", 502, "text/plain"),
    ];
    for (id, status, content_type) in cases {
        let cause = lab.cause(id).expect("the cause exists");
        let answer = post(&cause.url, &[], &initialize("2025-11-25"))
            .await
            .expect("an answer");
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, Some(content_type)),
            "{id}"
        );
        let readable = answer.header("access-control-allow-origin").is_some();
        assert_eq!(readable, !id.ends_with("-bare"), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn older_servers_refuse_the_modern_probe_in_the_ways_met() {
    let lab = lab().await;
    let cases = [
        ("healthy-2025-11-25", 400, json!(-32000)),
        ("healthy-2025-03-26", 404, json!(-32601)),
        ("healthy-2025-06-18", 404, json!(null)),
        ("healthy-version-text", 400, json!(null)),
        ("draft-codes", 400, json!(-32004)),
        ("no-common-version", 400, json!(-32022)),
    ];
    for (id, status, code) in cases {
        let cause = lab.cause(id).expect("the cause exists");
        let answer = discover(&cause.url, &[]).await.expect("an answer");
        assert_eq!(
            (answer.status, &answer.message()["error"]["code"]),
            (status, &code),
            "{id}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_bodies_break() {
    let lab = lab().await;
    for id in ["content-length-short", "chunks-cut", "path-drops"] {
        let cause = lab.cause(id).expect("the cause exists");
        let answer = post(&cause.url, &[], &initialize("2025-11-25")).await;
        assert!(answer.is_err(), "{id}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hanging_causes_hang() {
    let lab = lab().await;
    for id in ["path-hangs", "post-hangs", "body-hangs", "stream-silent"] {
        let cause = lab.cause(id).expect("the cause exists");
        let message = initialize("2025-11-25");
        let asked =
            tokio::time::timeout(Duration::from_millis(100), post(&cause.url, &[], &message));
        assert!(asked.await.is_err(), "{id} answered");
    }
}

/// What a port sends to a client that speaks first.
async fn raw(url: &str, greeting: &[u8]) -> std::io::Result<Vec<u8>> {
    let port = url
        .rsplit(':')
        .next()
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).await?;
    stream.write_all(greeting).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transport_faults() {
    let lab = lab().await;
    let url = |id| lab.cause(id).expect("the cause exists").url;
    let request = b"GET /mcp HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let refused = raw(&url("refused"), request)
        .await
        .expect_err("nobody listens");
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    let reset = raw(&url("reset"), request).await.expect_err("a reset");
    assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    assert_eq!(
        raw(&url("empty-reply"), request)
            .await
            .expect("a clean end"),
        b""
    );
    assert!(
        raw(&url("not-tls"), b"")
            .await
            .expect("a banner")
            .starts_with(b"SSH-2.0-")
    );
    // An alert record: TLS answered a request in plain HTTP.
    assert_eq!(
        raw(&url("tls-only"), request)
            .await
            .expect("an alert")
            .first(),
        Some(&0x15)
    );
    assert_eq!(lab.log("reset").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_second_origin_writes_into_the_same_log() {
    let lab = lab().await;
    let cause = lab.cause("redirect-with-header").expect("the cause exists");
    let first = post(
        &cause.url,
        &[("x-api-key", "lab-key")],
        &initialize("2025-11-25"),
    )
    .await
    .expect("a redirect");
    assert_eq!(first.status, 307);
    let target = first.header("location").unwrap_or_default().to_owned();
    assert!(target.starts_with(&lab.second_origin()), "{target}");
    post(&target, &[], &initialize("2025-11-25"))
        .await
        .expect("an answer");
    let origins: Vec<_> = lab
        .log(cause.id)
        .into_iter()
        .map(|entry| entry.origin)
        .collect();
    assert_eq!(origins, [lab.origin(), lab.second_origin()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_old_transport_names_its_messages() {
    let lab = lab().await;
    let cases = [
        (
            "sse-endpoint-elsewhere",
            format!("{}/sse-endpoint-elsewhere/messages", lab.second_origin()),
        ),
        ("sse-endpoint-relative", "messages".to_owned()),
    ];
    for (id, address) in cases {
        let cause = lab.cause(id).expect("the cause exists");
        let stream = send(
            Method::GET,
            &cause.url,
            &[("accept", "text/event-stream")],
            "",
        )
        .await
        .expect("a stream");
        let event = Events::new(stream.into_body()).next().await;
        let (name, data) = event.unwrap_or_default();
        assert!(
            name == "endpoint" && data.starts_with(&address),
            "{id}: {name} {data}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_is_served_beside_the_lab() {
    let dir = std::env::temp_dir().join(format!("faultfinder-lab-page-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder for the page");
    std::fs::write(dir.join("index.html"), "<head></head>").expect("the page");
    std::fs::write(dir.join("app.wasm"), b"\0asm").expect("the module");
    let lab = Some("http://localhost:4118".to_owned());
    let page = Page::serve(PageOptions {
        dir: dir.clone(),
        port: 0,
        tls: None,
        lab,
    })
    .await
    .expect("a free port");
    let index = ask(Method::GET, &format!("{}/", page.origin()), &[], "")
        .await
        .expect("the page");
    assert!(
        index.body.contains("content=\"http://localhost:4118\""),
        "{}",
        index.body
    );
    let module = ask(Method::GET, &format!("{}/app.wasm", page.origin()), &[], "")
        .await
        .expect("the module");
    assert_eq!(module.header("content-type"), Some("application/wasm"));
    std::fs::remove_dir_all(dir).expect("the folder was ours");
}

#[test]
fn certificates_can_be_made() {
    let ca = ca().expect("an authority");
    assert!(ca.pem().starts_with("-----BEGIN CERTIFICATE-----"));
    let leaf = ca
        .leaf(&["page.test", "mcp.test"], Validity::Now)
        .expect("a certificate");
    assert!(leaf.config().is_ok() && leaf.key_pem.contains("PRIVATE KEY"));
}
