//! A choice of faults, as a client meets them.

use std::io::ErrorKind;
use std::time::Duration;

use faultfinder_lab::page::{Page, PageOptions};
use faultfinder_lab::tls::{Validity, ca};
use hyper::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Events, ask, discover, initialize, post, send};
use crate::lab;

async fn statuses_and_types(id: &str, status: u16, content_type: &str) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let answer = post(&cause.url, &[], &initialize("2025-11-25")).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("content-type"), Some(content_type));
    let readable = answer.header("access-control-allow-origin").is_some();
    assert_eq!(readable, !id.ends_with("-bare"));
}

rows! { statuses_and_types;
    html_page: ("html-page", 200, "text/html; charset=utf-8"),
    not_found: ("not-found", 404, "text/html; charset=utf-8"),
    not_acceptable: ("not-acceptable", 406, "application/json"),
    misdirected: ("misdirected", 421, "text/plain"),
    rate_limited: ("rate-limited", 429, "text/plain"),
    wrong_content_type: ("wrong-content-type", 200, "text/plain"),
    batch_answer: ("batch-answer", 200, "application/json"),
    stream_without_answer: ("stream-without-answer", 200, "text/event-stream"),
    token_refused: ("token-refused", 401, "application/json"),
    initialize_refused: ("initialize-refused-400", 400, "application/json"),
    bad_gateway: ("post-502-bare", 502, "text/plain"),
}

async fn older_servers_refuse_the_modern_probe_in_the_ways_met(id: &str, status: u16, code: Value) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let answer = discover(&cause.url, &[]).await.expect("an answer");
    let answered = &answer.message()["error"]["code"];
    assert_eq!((answer.status, answered), (status, &code));
}

rows! { older_servers_refuse_the_modern_probe_in_the_ways_met;
    v2025_11_25: ("healthy-2025-11-25", 400, json!(-32000)),
    v2025_03_26: ("healthy-2025-03-26", 404, json!(-32601)),
    v2025_06_18: ("healthy-2025-06-18", 404, json!(null)),
    in_words: ("healthy-version-text", 400, json!(null)),
    draft_codes: ("draft-codes", 400, json!(-32004)),
    no_common_version: ("no-common-version", 400, json!(-32022)),
}

async fn broken_bodies_break(id: &str) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let answer = post(&cause.url, &[], &initialize("2025-11-25")).await;
    assert!(answer.is_err(), "{answer:?}");
}

rows! { broken_bodies_break;
    content_length_short: ("content-length-short"),
    chunks_cut: ("chunks-cut"),
    path_drops: ("path-drops"),
}

async fn hanging_causes_hang(id: &str) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let message = initialize("2025-11-25");
    let asked = post(&cause.url, &[], &message);
    let asked = tokio::time::timeout(Duration::from_millis(100), asked).await;
    assert!(asked.is_err(), "it answered");
}

rows! { hanging_causes_hang;
    path_hangs: ("path-hangs"),
    post_hangs: ("post-hangs"),
    body_hangs: ("body-hangs"),
    stream_silent: ("stream-silent"),
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

const REQUEST: &[u8] = b"GET /mcp HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// What the port of a cause sends, and how often the lab heard the client.
async fn sent(id: &str, greeting: &[u8]) -> (std::io::Result<Vec<u8>>, usize) {
    let lab = lab().await;
    let cause = lab.cause(id).expect("the cause exists");
    let sent = raw(&cause.url, greeting).await;
    (sent, lab.log(id).len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_listens() {
    let (sent, _) = sent("refused", REQUEST).await;
    let error = sent.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_is_reset() {
    let (sent, heard) = sent("reset", REQUEST).await;
    let error = sent.expect_err("a reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert_eq!(heard, 1);
}

async fn ports_that_speak_no_http(id: &str, greeting: &[u8], begins: &[u8], is_whole: bool) {
    let (sent, _) = sent(id, greeting).await;
    let sent = sent.expect("a clean end");
    assert!(sent.starts_with(begins), "{}", sent.escape_ascii());
    assert!(!is_whole || sent == begins, "{}", sent.escape_ascii());
}

rows! { ports_that_speak_no_http;
    nothing: ("empty-reply", REQUEST, b"", true),
    banner: ("not-tls", b"", b"SSH-2.0-", false),
    // An alert record: TLS answered a request in plain HTTP.
    alert: ("tls-only", REQUEST, b"\x15", false),
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

async fn the_old_transport_names_its_messages(id: &str, address: &str) {
    let lab = lab().await;
    let address = address.replace("{second}", &lab.second_origin());
    let cause = lab.cause(id).expect("the cause exists");
    let accept = [("accept", "text/event-stream")];
    let stream = send(Method::GET, &cause.url, &accept, "").await;
    let stream = stream.expect("a stream");
    let event = Events::new(stream.into_body()).next().await;
    let (name, data) = event.unwrap_or_default();
    assert_eq!(name, "endpoint");
    assert!(data.starts_with(&address), "{data}");
}

rows! { the_old_transport_names_its_messages;
    elsewhere: ("sse-endpoint-elsewhere", "{second}/sse-endpoint-elsewhere/messages"),
    relative: ("sse-endpoint-relative", "messages"),
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
