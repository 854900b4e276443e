//! What comes on streams, and errors.

use super::*;

#[test]
fn events_of_streams() {
    let says = |code: &str, revision: &str, bad: &str, good: &str| {
        told(code, &streamed(revision, bad), &streamed(revision, good));
    };
    let progress =
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n";
    let asks = "data: {\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"roots/list\"}\n\n";
    says("stream/unrequested-log", MODERN, LOG, progress);
    says("stream/server-request", MODERN, asks, progress);
    says("stream/event-ids", MODERN, "id: 7\n", ": 7\n\n");
    says(
        "stream/event-name",
        "2025-11-25",
        &format!("event: note\n{LOG}"),
        "event: ping\ndata: 12\n\n",
    );
    says(
        "stream/not-a-message",
        "2025-11-25",
        "data: connected\n\n",
        "id: 1\ndata:\n\n",
    );
    says(
        "stream/malformed-events",
        "2025-11-25",
        "retry: soon\n",
        "retry: 500\n",
    );
    says(
        "stream/malformed-events",
        "2025-11-25",
        "data: {\n\"a\": 1}\n\n",
        "data: \n\n",
    );
}

#[test]
fn subscriptions() {
    let listen = |params: Value, more: &str| {
        let run = open(MODERN, &json!({"tools": {"listChanged": true}}));
        let body = json!({"jsonrpc": "2.0", "id": 500, "method": "subscriptions/listen", "params": {"notifications": {"toolsListChanged": true}}});
        let run = run.send(Purpose::Listen, "POST", Some(&body.to_string()));
        let note = json!({"jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": params});
        let run = run
            .head(200, &[("content-type", "text/event-stream")])
            .chunk(format!("data: {note}\n\n{more}"));
        run.end().pass(&[Step::Stream]).done()
    };
    let params = |id: Value, names: Value| json!({"_meta": {"io.modelcontextprotocol/subscriptionId": id}, "notifications": names});
    let good = listen(
        params(
            json!(500),
            json!({"toolsListChanged": true, "promptsListChanged": false, "resourceSubscriptions": []}),
        ),
        "",
    );
    told(
        "stream/subscription-id",
        &listen(params(json!("500"), json!({})), ""),
        &good,
    );
    told(
        "stream/subscription-id",
        &listen(json!({"notifications": {}}), ""),
        &good,
    );
    told(
        "stream/subscription-not-asked",
        &listen(params(json!(500), json!({"promptsListChanged": true})), ""),
        &good,
    );
    let changed = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
    told(
        "stream/subscription-noise",
        &listen(params(json!(500), json!({})), LOG),
        &listen(params(json!(500), json!({})), changed),
    );
}

#[test]
fn errors_of_lists() {
    let undeclared = |revision: &str, status: u16, id: Value, code: i64| {
        let error = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": "no"}});
        let run = open(revision, &json!({"prompts": {}})).list("tools/list", 0);
        run.answer(status, &error.to_string()).done()
    };
    let good = undeclared(MODERN, 404, json!(2), -32601);
    told(
        "session/error-without-id",
        &undeclared(MODERN, 404, Value::Null, -32601),
        &good,
    );
    told(
        "session/error-without-id",
        &undeclared("2025-11-25", 200, Value::Null, -32601),
        &undeclared("2025-11-25", 400, Value::Null, -32601),
    );
    for code in [-32023, -32042, -32099, -32002] {
        told(
            "session/reserved-error-code",
            &undeclared(MODERN, 400, json!(2), code),
            &undeclared("2025-11-25", 400, json!(2), code),
        );
        told(
            "session/reserved-error-code",
            &undeclared(MODERN, 400, json!(2), code),
            &undeclared(MODERN, 400, json!(2), -32021),
        );
    }
}
