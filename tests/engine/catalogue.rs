//! Each small breach by itself, and beside it the nearest thing that is none. What is said of a breach follows the
//! revision that the server speaks.

mod lists;
mod streams;

use faultfinder::checks::finding::Severity;
use faultfinder::protocol::address::AddressClass;
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::step::Step;
use faultfinder::trace::transcript::{Fact, Transcript};
use serde_json::{Value, json};

use crate::reports::sound;
use crate::scenario::{Scenario, URL};

const REVISIONS: [&str; 4] = ["2025-03-26", "2025-06-18", "2025-11-25", MODERN];

const MODERN: &str = "2026-07-28";

fn codes(transcript: &Transcript) -> Vec<&'static str> {
    let report = sound(transcript);
    report.findings.iter().map(|finding| finding.code).collect()
}

/// What is said of the run, and of one that differs in one thing.
#[track_caller]
fn told(code: &str, breach: &Transcript, near_miss: &Transcript) {
    assert_eq!(codes(breach), [code]);
    assert_eq!(codes(near_miss), [""; 0], "instead of {code}");
}

/// A session of any revision, with these capabilities and the lists to come.
fn open(revision: &str, capabilities: &Value) -> Scenario {
    let run = Scenario::new(URL).pass(&[Step::Address]);
    let run = match revision {
        MODERN => run
            .sending("mcp-protocol-version", MODERN)
            .call(Purpose::Discover, "server/discover")
            .result(&full(json!({"supportedVersions": [MODERN], "capabilities": capabilities})).to_string()),
        _ => run
            .call(Purpose::Initialize { revision: revision.into() }, "initialize")
            .result(&json!({"protocolVersion": revision, "capabilities": capabilities, "serverInfo": {"name": "e", "version": "1"}}).to_string()),
    };
    let run = run.pass(&[Step::Reach, Step::Cors, Step::Endpoint]);
    run.skip(
        &Step::SIGN_IN,
        &faultfinder::trace::reason::Reason::OpenServer,
    )
    .pass(&[Step::Session])
}

/// A result with all that 2026-07-28 wants of one.
fn full(mut result: Value) -> Value {
    result["resultType"] = json!("complete");
    result["ttlMs"] = json!(0);
    result["cacheScope"] = json!("private");
    result["_meta"] = json!({"io.modelcontextprotocol/serverInfo": {"name": "e", "version": "1"}});
    result
}

fn tools() -> Value {
    json!({"tools": {}})
}

/// One page of tools.
fn page(run: Scenario, number: u32, result: Value) -> Scenario {
    run.list("tools/list", number)
        .result(&full(result).to_string())
}

fn tool() -> Value {
    json!({"name": "a", "description": "Does a thing", "inputSchema": {"type": "object"}})
}

/// A server of this revision with this one tool.
fn offering(revision: &str, tool: Value) -> Transcript {
    let run = page(open(revision, &tools()), 0, json!({"tools": [tool]}));
    run.pass(&[Step::Tools]).done()
}

/// A tool with one more member.
fn with(member: &str, value: Value) -> Value {
    let mut tool = tool();
    tool[member] = value;
    tool
}

fn schema(schema: Value) -> Value {
    with("inputSchema", schema)
}

/// A list that is answered so over a stream, and then as it should be.
fn streamed(revision: &str, events: &str) -> Transcript {
    let run = open(revision, &tools()).list("tools/list", 0);
    let answer = json!({"jsonrpc": "2.0", "id": 2, "result": full(json!({"tools": [tool()]}))});
    let run = run.head(200, &[("content-type", "text/event-stream")]);
    let run = run.chunk(format!("{events}data: {answer}\n\n")).end();
    run.pass(&[Step::Tools]).done()
}

const LOG: &str =
    "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\n";

#[test]
fn what_is_declared() {
    let says = |code: &str, revision: &str, bad: Value, good: Value| {
        told(
            code,
            &open(revision, &bad).done(),
            &open(revision, &good).done(),
        );
    };
    says(
        "session/capabilities-malformed",
        "2025-06-18",
        json!({"tools": true}),
        json!({"tools": {}, "custom": true, "logging": {}}),
    );
    says(
        "session/capabilities-malformed",
        MODERN,
        json!({"tools": {"listChanged": "yes"}}),
        json!({"tools": {"listChanged": false}}),
    );
    says(
        "session/removed-capability",
        MODERN,
        json!({"tasks": {}}),
        json!({"extensions": {"io.modelcontextprotocol/tasks": {}}}),
    );
    says(
        "session/deprecated-capability",
        MODERN,
        json!({"logging": {}}),
        json!({"completions": {}}),
    );
    says(
        "session/bad-extension-name",
        MODERN,
        json!({"extensions": {"charts": {}}}),
        json!({"extensions": {"com.example/charts": {}}}),
    );
}

#[test]
fn sessions_that_open_oddly() {
    let by_post = |revision: &str| open(revision, &tools()).done();
    told(
        "session/old-revision",
        &by_post("2024-11-05"),
        &by_post("2025-03-26"),
    );
    let id = |length: usize| {
        let fact = Fact::SessionId {
            exchange: 2,
            length,
            visible_ascii: true,
        };
        Scenario::opened(URL).fact(fact).done()
    };
    told("session/short-id", &id(4), &id(22));
    let refused = |status: u16, text: &str| {
        let error = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": text}});
        let run = Scenario::new(URL)
            .pass(&[Step::Address])
            .call(Purpose::Discover, "server/discover");
        let run = run.answer(status, &error.to_string());
        let run = run.call(
            Purpose::Initialize {
                revision: "2025-11-25".into(),
            },
            "initialize",
        );
        let run = run.result(r#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"e","version":"1"}}"#);
        run.pass(&[Step::Reach, Step::Cors, Step::Endpoint, Step::Session])
            .done()
    };
    let traces = [
        "Error: no\n    at check (/srv/a.js:3:1)",
        "Traceback (most recent call last):\n  File \"a.py\"",
        "java.lang.NullPointerException\n\tat com.example.A.b(A.java:3)",
    ];
    for trace in traces {
        told(
            "endpoint/stack-trace",
            &refused(400, trace),
            &refused(400, "Meet us at the server\nat noon"),
        );
    }
}

#[test]
fn servers_that_let_everybody_in() {
    let tool = with(
        "annotations",
        json!({"readOnlyHint": false, "destructiveHint": true}),
    );
    let report = sound(&offering("2025-11-25", tool.clone()));
    assert_eq!(report.findings[0].code, "tools/open-to-anyone");
    assert_eq!(report.findings[0].severity, Severity::Note);
    assert_eq!(
        codes(&offering(
            "2025-11-25",
            with(
                "annotations",
                json!({"readOnlyHint": true, "destructiveHint": true})
            )
        )),
        [""; 0]
    );
    let local = |class: AddressClass| {
        let run =
            Scenario::new("http://localhost:8080/mcp").environment(|page| page.page_class = class);
        let run = run.environment(|page| page.page_is_https = false);
        let run = run.call(
            Purpose::Initialize {
                revision: "2025-11-25".into(),
            },
            "initialize",
        );
        let run = run.result(r#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"e","version":"1"}}"#);
        let run = run.pass(&[Step::Address, Step::Reach, Step::Cors, Step::Endpoint]);
        run.skip(
            &Step::SIGN_IN,
            &faultfinder::trace::reason::Reason::OpenServer,
        )
        .pass(&[Step::Session])
        .done()
    };
    told(
        "cors/local-server-open",
        &local(AddressClass::Public),
        &local(AddressClass::Loopback),
    );
}

/// The same answer is served by a server of each revision. What is said, and in which revisions: a clause counts
/// from the revision on that has it.
#[test]
fn what_is_said_follows_the_revision() {
    let all: &[&str] = &REVISIONS;
    let since_june = &REVISIONS[1..];
    let since_november = &REVISIONS[2..];
    let before_modern = &REVISIONS[..3];
    let only = |revision: &'static str| REVISIONS.iter().position(|one| *one == revision);
    let modern = &REVISIONS[only(MODERN).unwrap_or(3)..];
    let tool_cases = [
        (
            "tools/malformed-member",
            with("annotations", json!({"readOnlyHint": 1})),
            all,
        ),
        (
            "tools/malformed-member",
            with("title", json!(1)),
            since_june,
        ),
        (
            "tools/malformed-member",
            with("icons", json!("a.png")),
            since_november,
        ),
        (
            "tools/malformed-member",
            with("execution", json!({"taskSupport": 1})),
            &REVISIONS[2..3],
        ),
        (
            "tools/bad-icon",
            with("icons", json!([{"src": "file:///a"}])),
            since_november,
        ),
        (
            "tools/other-dialect",
            schema(json!({"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"})),
            since_november,
        ),
        (
            "tools/bad-output-schema",
            with("outputSchema", json!({"type": "array"})),
            &REVISIONS[1..3],
        ),
        (
            "tools/bad-header-annotation",
            schema(
                json!({"type": "object", "properties": {"a": {"type": "array", "x-mcp-header": "A"}}}),
            ),
            modern,
        ),
        (
            "tools/secret-in-header",
            schema(
                json!({"type": "object", "properties": {"token": {"type": "string", "x-mcp-header": "A"}}}),
            ),
            modern,
        ),
        ("tools/bad-name", with("name", json!("two words")), all),
        (
            "tools/required-unknown",
            schema(json!({"type": "object", "properties": {}, "required": ["a"]})),
            all,
        ),
    ];
    for (code, tool, expected) in tool_cases {
        same(code, expected, |revision| offering(revision, tool.clone()));
    }
    let declared = [
        (
            "session/capabilities-malformed",
            json!({"tools": true}),
            all,
        ),
        (
            "session/removed-capability",
            json!({"tools": {}, "tasks": {}}),
            modern,
        ),
        (
            "session/deprecated-capability",
            json!({"tools": {}, "logging": {}}),
            modern,
        ),
        (
            "session/bad-extension-name",
            json!({"tools": {}, "extensions": {"a": {}}}),
            modern,
        ),
    ];
    for (code, capabilities, expected) in declared {
        same(code, expected, |revision| {
            open(revision, &capabilities).done()
        });
    }
    let events = [
        ("stream/unrequested-log", LOG, modern),
        (
            "stream/server-request",
            "data: {\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"ping\"}\n\n",
            modern,
        ),
        ("stream/event-ids", "id: 7\n", modern),
        ("stream/not-a-message", "data: hello\n\n", all),
    ];
    for (code, events, expected) in events {
        same(code, expected, |revision| streamed(revision, events));
    }
    let bare = |revision: &str| {
        let run = open(revision, &tools()).list("tools/list", 0);
        run.result(&json!({"tools": [tool()]}).to_string())
            .pass(&[Step::Tools])
            .done()
    };
    same("tools/cache-hints-missing", modern, bare);
    same("tools/result-type-missing", modern, bare);
    let ends = |revision: &str| {
        let run = page(
            open(revision, &tools()),
            0,
            json!({"tools": [tool()], "nextCursor": ""}),
        );
        run.pass(&[Step::Tools]).done()
    };
    same("tools/empty-cursor", before_modern, ends);
}

#[track_caller]
fn same(code: &str, expected: &[&str], serve: impl Fn(&str) -> Transcript) {
    let revisions = REVISIONS
        .into_iter()
        .filter(|revision| codes(&serve(revision)).contains(&code));
    assert_eq!(revisions.collect::<Vec<_>>(), expected, "{code}");
}

#[test]
fn what_follows_from_another_finding_stands_under_it() {
    let lines = "data: {\n\"jsonrpc\": \"2.0\"}\n\n";
    let report = sound(&streamed("2025-11-25", lines));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].consequences, ["stream/not-a-message"]);
}
