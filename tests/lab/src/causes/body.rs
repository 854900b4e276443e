//! Step 4 too: the status is fine, the body is not.

use std::io;
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::{Entry, endpoint};
use crate::cause::{Certainty, Expect, Expectations};
use crate::message::{Reply, Request};
use crate::server::{Refusal, Server};

pub fn causes() -> Vec<Entry> {
    [texts(), envelopes(), broken(), endless(), streams()]
        .into_iter()
        .flatten()
        .collect()
}

/// Each POST gets this reply.
fn posts(make: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::sessions().answers("", make)
}

/// Each POST gets this body as JSON.
fn json_posts(body: impl Into<Bytes>) -> Server {
    let body = body.into();
    posts(move |_| Reply::text(200, "application/json", body.clone()))
}

fn texts() -> Vec<Entry> {
    let fails = Expectations::fails;
    let as_text = Server {
        refusal: Refusal::MethodNotFound,
        ..Server::sessions()
    }
    .amend(|request, reply| {
        if !request.rpc_method().is_empty() {
            reply.remove("content-type");
            reply.push("content-type", "text/plain");
        }
    });
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"result":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    vec![
        endpoint(
            "wrong-content-type",
            "JSON-RPC with Content-Type text/plain",
            "The responses are valid, but their Content-Type is text/plain.",
            as_text,
        )
        .expect(fails("endpoint/wrong-content-type")),
        endpoint(
            "invalid-json",
            "Invalid JSON",
            "Sends JSON that breaks off in the middle.",
            json_posts(r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabil"#),
        )
        .expect(fails("endpoint/invalid-json")),
        endpoint(
            "event-invalid-json",
            "Invalid JSON in an event",
            "Sends an event whose data is not JSON.",
            posts(|_| Reply::text(200, "text/event-stream", "event: message\ndata: {'jsonrpc': '2.0', 'id': 1}\n\n")),
        )
        .expect(fails("endpoint/invalid-json")),
        endpoint(
            "not-utf8",
            "Not UTF-8",
            "Writes its texts in Latin-1.",
            json_posts(&b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"instructions\":\"gr\xfc\xdf dich\"}}"[..]),
        )
        .expect(fails("endpoint/not-utf8")),
        endpoint(
            "nested-too-deep",
            "JSON nested 10 000 deep",
            "Returns ten thousand nested arrays.",
            json_posts(deep),
        )
        .expect(fails("endpoint/nested-too-deep")),
    ]
}

/// JSON, but not one JSON-RPC answer.
fn envelopes() -> Vec<Entry> {
    let fails = Expectations::fails;
    let batch = Server {
        refusal: Refusal::MethodNotFound,
        ..Server::sessions()
    }
    .amend(|_, reply| {
        if let Some(message) = reply.message_mut() {
            message["error"] = Value::Null;
            *message = json!([message.take()]);
        }
    });
    vec![
        endpoint(
            "not-json-rpc",
            "JSON, but not JSON-RPC",
            "Answers with a JSON document of its own.",
            json_posts(r#"{"status":"ok","service":"notes","documentation":"/docs"}"#),
        )
        .expect(fails("endpoint/not-json-rpc")),
        endpoint(
            "batch-answer",
            "Response wrapped in an array",
            "Wraps each answer in an array, and adds error: null beside the result.",
            batch,
        )
        .failures(&["F32"])
        .expect(fails("endpoint/batch-answer")),
        endpoint(
            "empty-answer",
            "Empty response",
            "Answers 200 with no body at all.",
            json_posts(""),
        )
        .expect(fails("endpoint/empty-answer")),
        endpoint(
            "accepted-not-answered",
            "202 for a request",
            "Accepts requests as if they were notifications, and never answers them.",
            posts(|_| Reply::empty(202)),
        )
        .expect(fails("endpoint/empty-answer")),
    ]
}

const HALF: &str = r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","#;

/// A body that is fed by a task of its own.
fn fed<F, Feeding>(content_type: &str, feed: F) -> Reply
where
    F: FnOnce(Sender<io::Result<Bytes>>) -> Feeding,
    Feeding: Future<Output = ()> + Send + 'static,
{
    let (reply, sender) = Reply::stream(content_type);
    tokio::spawn(feed(sender));
    reply
}

/// Long enough for what was sent to arrive. The error of a connection that breaks at once overtakes the head.
async fn arrive() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

async fn send_half(sender: Sender<io::Result<Bytes>>) {
    let _ = sender.send(Ok(Bytes::from_static(HALF.as_bytes()))).await;
}

fn broken() -> Vec<Entry> {
    let short = || {
        fed("application/json", async |sender| {
            send_half(sender.clone()).await;
            arrive().await;
        })
        .with("content-length", "4096")
    };
    let cut = || {
        fed("application/json", async |sender| {
            send_half(sender.clone()).await;
            arrive().await;
            let _ = sender
                .send(Err(io::Error::other(
                    "the cause breaks the connection here",
                )))
                .await;
        })
    };
    let fails = Expectations::fails;
    vec![
        endpoint(
            "content-length-short",
            "Content-Length larger than the body",
            "Announces 4096 bytes, sends 65, and closes the connection.",
            posts(move |_| short()),
        )
        .expect(fails("endpoint/body-cut").or(&["endpoint/body-broken"])),
        endpoint(
            "chunks-cut",
            "Connection closed inside the body",
            "Sends half of a chunked body, and closes the connection.",
            posts(move |_| cut()),
        )
        // Whether a page sees the first bytes before the error is a matter of milliseconds.
        .expect(fails("endpoint/body-cut").or(&["endpoint/body-broken"])),
        endpoint(
            "gzip-wrong",
            "Content-Encoding gzip, but not compressed",
            "Sends Content-Encoding: gzip, and sends plain JSON.",
            posts(|_| Reply::text(200, "application/json", HALF).with("content-encoding", "gzip")),
        )
        .expect(Expectations::likely("endpoint/body-broken")),
        endpoint(
            "gzip-shortened",
            "Truncated gzip",
            "Sends a gzip stream that lacks its end, which browsers shorten silently.",
            posts(|_| {
                Reply::text(200, "application/json", half_of_a_gzip())
                    .with("content-encoding", "gzip")
            }),
        )
        .expect(fails("endpoint/invalid-json").or(&["endpoint/body-cut"])),
    ]
}

/// RFC 1952 header, then one stored block (RFC 1951, 3.2.4) that announces more than follows.
fn half_of_a_gzip() -> Vec<u8> {
    let announced: u16 = 4096;
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];
    bytes.extend(announced.to_le_bytes());
    bytes.extend((!announced).to_le_bytes());
    bytes.extend(HALF.as_bytes());
    bytes
}

fn endless() -> Vec<Entry> {
    let hundred_megabytes = || {
        fed("application/json", async |sender| {
            let piece = Bytes::from(vec![b'a'; 64 * 1024]);
            let _ = sender
                .send(Ok(Bytes::from_static(
                    br#"{"jsonrpc":"2.0","id":1,"result":{"pad":""#,
                )))
                .await;
            for _ in 0..1600 {
                if sender.send(Ok(piece.clone())).await.is_err() {
                    return;
                }
            }
            let _ = sender.send(Ok(Bytes::from_static(br#""}}"#))).await;
        })
    };
    let flood = || {
        fed("text/event-stream", async |sender| {
            let note = json!({ "jsonrpc": "2.0", "method": "notifications/message",
                "params": { "level": "info", "data": "still working ".repeat(1000) } });
            let event = Bytes::from(format!("event: message\ndata: {note}\n\n"));
            while sender.send(Ok(event.clone())).await.is_ok() {}
        })
    };
    let drip = || {
        fed("text/event-stream", async |sender| {
            let note = json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": { "level": "info", "data": "wait" } });
            let event = Bytes::from(format!("event: message\ndata: {note}\n\n"));
            while sender.send(Ok(event.clone())).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        })
    };
    vec![
        endpoint(
            "body-too-large",
            "Response of 100 MB",
            "Answers with a hundred megabytes of JSON.",
            posts(move |_| hundred_megabytes()),
        )
        .expect(Expectations::fails("endpoint/body-too-large")),
        endpoint(
            "stream-floods",
            "Endless stream, fast",
            "Streams notifications as fast as it can, without end and without the answer.",
            posts(move |_| flood()),
        )
        .expect(
            Expectations::fails("endpoint/body-too-large").or(&["endpoint/stream-without-answer"]),
        ),
        endpoint(
            "stream-drips",
            "Endless stream, slow",
            "Streams a notification every 200 ms, without end and without the answer.",
            posts(move |_| drip()),
        )
        .expect(
            Expectations::likely("endpoint/stream-silent").or(&["endpoint/stream-without-answer"]),
        ),
    ]
}

/// Answers each request with a stream that stays open, and writes the response to it in its own way.
fn opening_stream(write: fn(&Value) -> String) -> Server {
    Server::sessions().amend(move |request, reply| {
        let message = reply.message_mut().map(|message| message.clone());
        if let Some(message) = message.filter(|_| !request.rpc_id().is_null()) {
            *reply = Reply::quiet_stream(write(&message));
        }
    })
}

fn streams() -> Vec<Entry> {
    let hangs = || {
        fed("application/json", async |sender| {
            send_half(sender.clone()).await;
            sender.closed().await;
        })
    };
    let note = json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": { "level": "info", "data": "bye" } });
    vec![
        endpoint(
            "body-hangs",
            "Body never completes",
            "Sends the head and half of the body, and then nothing more.",
            posts(move |_| hangs()),
        )
        .expect(Expectations::fails("endpoint/body-hangs")),
        // Firefox reports a response only at its first byte of body, so that this looks like a path that hangs.
        endpoint(
            "stream-silent",
            "Silent event stream",
            "Opens an event stream as its answer, and holds every event back, as a buffering proxy does.",
            posts(|_| Reply::quiet_stream("")),
        )
        .failures(&["F16"])
        .expect(Expectations::likely("endpoint/stream-silent")
                .firefox(Expect::stops("reach/path-hangs", Certainty::Likely))),
        endpoint(
            "stream-unfinished-event",
            "Event without an empty line at its end",
            "Writes its response as an event, never ends it with an empty line, and keeps the stream open.",
            opening_stream(|message| format!("event: message\ndata: {message}\n")),
        )
        .expect(Expectations::fails("endpoint/message-not-read")),
        endpoint(
            "stream-without-data-field",
            "Event stream of bare JSON",
            "Writes its response on an event stream without a field name.",
            opening_stream(|message| format!("{message}\n\n")),
        )
        .expect(Expectations::fails("endpoint/message-not-read")),
        endpoint(
            "stream-other-field",
            "Event stream with a field of its own",
            "Writes its response into the field message of an event stream.",
            opening_stream(|message| format!("message: {message}\n\n")),
        )
        .expect(Expectations::fails("endpoint/message-not-read")),
        endpoint(
            "content-type-twice",
            "Content-Type is sent twice",
            "The application and the gateway both write Content-Type.",
            Server::sessions().amend(|_, reply| {
                if reply.status == 200 && reply.message_mut().is_some() {
                    reply.push("content-type", "application/json");
                    reply.push("content-type", "application/json");
                }
            }),
        )
        // Firefox shows one of the two.
        .expect(Expectations::healthy().warns(&["endpoint/header-twice"]).firefox(Expect::healthy())),
        endpoint(
            "stream-without-answer",
            "Event stream without the response",
            "Answers with a stream that ends after a notification.",
            posts(move |_| Reply::text(200, "text/event-stream", format!("event: message\ndata: {note}\n\n"))),
        )
        .expect(Expectations::fails("endpoint/stream-without-answer")),
    ]
}
