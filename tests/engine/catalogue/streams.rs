//! What comes on streams, and errors.

use super::*;

const PROGRESS: &str =
    "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n";
const ASKS: &str = "data: {\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"roots/list\"}\n\n";

fn events_of_streams(code: &str, revision: &str, bad: &str, good: &str) {
    told(code, &streamed(revision, bad), &streamed(revision, good));
}

rows! { events_of_streams;
    log: ("stream/unrequested-log", MODERN, LOG, PROGRESS),
    request: ("stream/server-request", MODERN, ASKS, PROGRESS),
    id: ("stream/event-ids", MODERN, "id: 7\n", ": 7\n\n"),
    other_name: ("stream/event-name", "2025-11-25", &format!("event: note\n{LOG}"), "event: ping\ndata: 12\n\n"),
    no_message: ("stream/not-a-message", "2025-11-25", "data: connected\n\n", "id: 1\ndata:\n\n"),
    retry_as_word: ("stream/malformed-events", "2025-11-25", "retry: soon\n", "retry: 500\n"),
    json_over_lines: ("stream/malformed-events", "2025-11-25", "data: {\n\"a\": 1}\n\n", "data: \n\n"),
}

/// A subscription to the list of tools, acknowledged so; and what comes after.
fn listening(params: &Value, more: &str) -> Transcript {
    let run = open(MODERN, &json!({"tools": {"listChanged": true}}));
    let body = json!({"jsonrpc": "2.0", "id": 500, "method": "subscriptions/listen", "params": {"notifications": {"toolsListChanged": true}}});
    let run = run.send(Purpose::Listen, "POST", Some(&body.to_string()));
    let note = json!({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": params});
    let run = run
        .head(200, &[("content-type", "text/event-stream")])
        .chunk(format!("data: {note}\n\n{more}"));
    run.end().pass(&[Step::Stream]).done()
}

fn acknowledged(id: Value, names: Value) -> Value {
    json!({"_meta": {"io.modelcontextprotocol/subscriptionId": id}, "notifications": names})
}

fn acknowledgements(code: &str, bad: Value) {
    let names =
        json!({"toolsListChanged": true, "promptsListChanged": false, "resourceSubscriptions": []});
    let near_miss = listening(&acknowledged(json!(500), names), "");
    told(code, &listening(&bad, ""), &near_miss);
}

rows! { acknowledgements;
    id_as_text: ("stream/subscription-id", acknowledged(json!("500"), json!({}))),
    no_id: ("stream/subscription-id", json!({"notifications": {}})),
    not_asked: ("stream/subscription-not-asked", acknowledged(json!(500), json!({"promptsListChanged": true}))),
}

#[test]
fn a_subscription_with_logs_in_it() {
    let changed = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
    let params = acknowledged(json!(500), json!({}));
    told(
        "stream/subscription-noise",
        &listening(&params, LOG),
        &listening(&params, changed),
    );
}

/// An error in answer to a list that was not declared.
fn undeclared(revision: &str, status: u16, id: Value, code: i64) -> Transcript {
    let error = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": "no"}});
    let run = open(revision, &json!({"prompts": {}})).list("tools/list", 0);
    run.answer(status, &error.to_string()).done()
}

fn errors_without_id(bad: Transcript, good: Transcript) {
    told("session/error-without-id", &bad, &good);
}

rows! { errors_without_id;
    not_found: (undeclared(MODERN, 404, Value::Null, -32601), undeclared(MODERN, 404, json!(2), -32601)),
    success: (
        undeclared("2025-11-25", 200, Value::Null, -32601),
        undeclared("2025-11-25", 400, Value::Null, -32601),
    ),
}

fn reserved_codes(code: i64) {
    let bad = undeclared(MODERN, 400, json!(2), code);
    for good in [
        undeclared("2025-11-25", 400, json!(2), code),
        undeclared(MODERN, 400, json!(2), -32021),
    ] {
        told("session/reserved-error-code", &bad, &good);
    }
}

rows! { reserved_codes;
    minus_32023: (-32023),
    minus_32042: (-32042),
    minus_32099: (-32099),
    minus_32002: (-32002),
}
