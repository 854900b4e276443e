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
pub fn open(revision: &str, capabilities: &Value) -> Scenario {
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
pub fn full(mut result: Value) -> Value {
    result["resultType"] = json!("complete");
    result["ttlMs"] = json!(0);
    result["cacheScope"] = json!("private");
    result["_meta"] = json!({"io.modelcontextprotocol/serverInfo": {"name": "e", "version": "1"}});
    result
}

pub fn tools() -> Value {
    json!({"tools": {}})
}

/// One page of tools.
pub fn page(run: Scenario, number: u32, result: Value) -> Scenario {
    run.list("tools/list", number)
        .result(&full(result).to_string())
}

pub fn tool() -> Value {
    json!({"name": "a", "description": "Does a thing", "inputSchema": {"type": "object"}})
}

/// A server of this revision with this one tool.
pub fn offering(revision: &str, tool: Value) -> Transcript {
    let run = page(open(revision, &tools()), 0, json!({"tools": [tool]}));
    run.pass(&[Step::Tools]).done()
}

/// A tool with one more member.
pub fn with(member: &str, value: Value) -> Value {
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

fn what_is_declared(code: &str, revision: &str, bad: Value, good: Value) {
    told(
        code,
        &open(revision, &bad).done(),
        &open(revision, &good).done(),
    );
}

rows! { what_is_declared;
    tools_as_flag: (
        "session/capabilities-malformed",
        "2025-06-18",
        json!({"tools": true}),
        json!({"tools": {}, "custom": true, "logging": {}}),
    ),
    list_changed_as_text: (
        "session/capabilities-malformed",
        MODERN,
        json!({"tools": {"listChanged": "yes"}}),
        json!({"tools": {"listChanged": false}}),
    ),
    tasks_as_before: (
        "session/removed-capability",
        MODERN,
        json!({"tasks": {}}),
        json!({"extensions": {"io.modelcontextprotocol/tasks": {}}}),
    ),
    logging: ("session/deprecated-capability", MODERN, json!({"logging": {}}), json!({"completions": {}})),
    extension_without_prefix: (
        "session/bad-extension-name",
        MODERN,
        json!({"extensions": {"charts": {}}}),
        json!({"extensions": {"com.example/charts": {}}}),
    ),
}

#[test]
fn a_session_of_the_oldest_revision_over_post() {
    let by_post = |revision: &str| open(revision, &tools()).done();
    told(
        "session/old-revision",
        &by_post("2024-11-05"),
        &by_post("2025-03-26"),
    );
}

#[test]
fn a_session_id_that_can_be_guessed() {
    let id = |length: usize| {
        let fact = Fact::SessionId {
            exchange: 2,
            length,
            visible_ascii: true,
        };
        Scenario::opened(URL).fact(fact).done()
    };
    told("session/short-id", &id(4), &id(22));
}

const OPENED: &str =
    r#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"e","version":"1"}}"#;

fn initialized(run: Scenario) -> Scenario {
    let revision = "2025-11-25".into();
    let run = run.call(Purpose::Initialize { revision }, "initialize");
    run.result(OPENED)
}

/// A session that opens after a refusal in these words.
fn refused_first(text: &str) -> Transcript {
    let error = json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": text}});
    let run = Scenario::new(URL).pass(&[Step::Address]);
    let run = run.call(Purpose::Discover, "server/discover");
    initialized(run.answer(400, &error.to_string()))
        .pass(&[Step::Reach, Step::Cors, Step::Endpoint, Step::Session])
        .done()
}

fn stack_traces(trace: &str) {
    let near_miss = refused_first("Meet us at the server\nat noon");
    told("endpoint/stack-trace", &refused_first(trace), &near_miss);
}

rows! { stack_traces;
    javascript: ("Error: no\n    at check (/srv/a.js:3:1)"),
    python: ("Traceback (most recent call last):\n  File \"a.py\""),
    java: ("java.lang.NullPointerException\n\tat com.example.A.b(A.java:3)"),
}

/// A server with one tool of these hints.
fn hinting(read_only: bool) -> Transcript {
    let hints = json!({"readOnlyHint": read_only, "destructiveHint": true});
    offering("2025-11-25", with("annotations", hints))
}

#[test]
fn a_tool_that_changes_things_for_everybody() {
    let report = sound(&hinting(false));
    assert_eq!(report.findings[0].code, "tools/open-to-anyone");
    assert_eq!(report.findings[0].severity, Severity::Note);
    assert_eq!(codes(&hinting(true)), [""; 0]);
}

#[test]
fn a_local_server_that_lets_every_page_in() {
    let local = |class: AddressClass| {
        let run = Scenario::new("http://localhost:8080/mcp").environment(|page| {
            page.page_class = class;
            page.page_is_https = false;
        });
        let run = initialized(run);
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

const ALL: &[&str] = &REVISIONS;
const SINCE_JUNE: &[&str] = &["2025-06-18", "2025-11-25", MODERN];
const SINCE_NOVEMBER: &[&str] = &["2025-11-25", MODERN];
const JUNE_AND_NOVEMBER: &[&str] = &["2025-06-18", "2025-11-25"];
const NOVEMBER_ONLY: &[&str] = &["2025-11-25"];
const MODERN_ONLY: &[&str] = &[MODERN];
const BEFORE_MODERN: &[&str] = &["2025-03-26", "2025-06-18", "2025-11-25"];

/// The same answer is served by a server of each revision. What is said, and in which revisions: a clause counts
/// from the revision on that has it.
#[track_caller]
fn same(code: &str, expected: &[&str], serve: impl Fn(&str) -> Transcript) {
    let revisions = REVISIONS
        .into_iter()
        .filter(|revision| codes(&serve(revision)).contains(&code));
    assert_eq!(revisions.collect::<Vec<_>>(), expected, "{code}");
}

fn tool_findings_follow_the_revision(code: &str, tool: Value, expected: &[&str]) {
    same(code, expected, |revision| offering(revision, tool.clone()));
}

rows! { tool_findings_follow_the_revision;
    annotations: ("tools/malformed-member", with("annotations", json!({"readOnlyHint": 1})), ALL),
    title: ("tools/malformed-member", with("title", json!(1)), SINCE_JUNE),
    icons: ("tools/malformed-member", with("icons", json!("a.png")), SINCE_NOVEMBER),
    execution: ("tools/malformed-member", with("execution", json!({"taskSupport": 1})), NOVEMBER_ONLY),
    file_as_icon: ("tools/bad-icon", with("icons", json!([{"src": "file:///a"}])), SINCE_NOVEMBER),
    draft_04: (
        "tools/other-dialect",
        schema(json!({"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"})),
        SINCE_NOVEMBER,
    ),
    output_schema_as_array: (
        "tools/bad-output-schema",
        with("outputSchema", json!({"type": "array"})),
        JUNE_AND_NOVEMBER,
    ),
    header_of_an_array: (
        "tools/bad-header-annotation",
        schema(
            json!({"type": "object", "properties": {"a": {"type": "array", "x-mcp-header": "A"}}}),
        ),
        MODERN_ONLY,
    ),
    secret_in_a_header: (
        "tools/secret-in-header",
        schema(
            json!({"type": "object", "properties": {"token": {"type": "string", "x-mcp-header": "A"}}}),
        ),
        MODERN_ONLY,
    ),
    name_of_two_words: ("tools/bad-name", with("name", json!("two words")), ALL),
    required_unknown: (
        "tools/required-unknown",
        schema(json!({"type": "object", "properties": {}, "required": ["a"]})),
        ALL,
    ),
}

fn capability_findings_follow_the_revision(code: &str, declared: Value, expected: &[&str]) {
    same(code, expected, |revision| open(revision, &declared).done());
}

rows! { capability_findings_follow_the_revision;
    tools_as_flag: ("session/capabilities-malformed", json!({"tools": true}), ALL),
    tasks: ("session/removed-capability", json!({"tools": {}, "tasks": {}}), MODERN_ONLY),
    logging: ("session/deprecated-capability", json!({"tools": {}, "logging": {}}), MODERN_ONLY),
    extension_without_prefix: (
        "session/bad-extension-name",
        json!({"tools": {}, "extensions": {"a": {}}}),
        MODERN_ONLY,
    ),
}

fn event_findings_follow_the_revision(code: &str, events: &str, expected: &[&str]) {
    same(code, expected, |revision| streamed(revision, events));
}

rows! { event_findings_follow_the_revision;
    log: ("stream/unrequested-log", LOG, MODERN_ONLY),
    request: (
        "stream/server-request",
        "data: {\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"ping\"}\n\n",
        MODERN_ONLY,
    ),
    event_id: ("stream/event-ids", "id: 7\n", MODERN_ONLY),
    no_message: ("stream/not-a-message", "data: hello\n\n", ALL),
}

fn result_findings_follow_the_revision(code: &str, result: Value, expected: &[&str]) {
    same(code, expected, |revision| {
        let run = open(revision, &tools()).list("tools/list", 0);
        let run = run.result(&result.to_string());
        run.pass(&[Step::Tools]).done()
    });
}

rows! { result_findings_follow_the_revision;
    no_cache_hints: ("tools/cache-hints-missing", json!({"tools": [tool()]}), MODERN_ONLY),
    no_result_type: ("tools/result-type-missing", json!({"tools": [tool()]}), MODERN_ONLY),
    empty_cursor: ("tools/empty-cursor", full(json!({"tools": [tool()], "nextCursor": ""})), BEFORE_MODERN),
}

#[test]
fn what_follows_from_another_finding_stands_under_it() {
    let lines = "data: {\n\"jsonrpc\": \"2.0\"}\n\n";
    let report = sound(&streamed("2025-11-25", lines));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].consequences, ["stream/not-a-message"]);
}
