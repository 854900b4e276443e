//! MCP: revisions, requests, results, the era of a server.

use faultfinder::protocol::http::ContentType;
use faultfinder::protocol::jsonrpc::{self, Id, JsonType};
use faultfinder::protocol::mcp::era::{
    Answer, Discovery, Legacy, NotEvidence, Refusal, classify_discover, classify_refusal,
};
use faultfinder::protocol::mcp::request::{self, Call, List, Session};
use faultfinder::protocol::mcp::result::{self, Cursor, Problem};
use faultfinder::protocol::mcp::{Revision, Transport};
use proptest::prelude::*;
use serde_json::{Value, json};

const MODERN: Session = Session {
    revision: Revision::V2026_07_28,
    id: None,
};
const LEGACY: Session = Session {
    revision: Revision::V2025_11_25,
    id: Some("s-1"),
};

fn a_revision_is_read_as_it_is_written(revision: Revision) {
    assert_eq!(Revision::parse(revision.as_str()), Some(revision));
}

rows! { a_revision_is_read_as_it_is_written;
    v2024_11_05: (Revision::V2024_11_05),
    v2025_03_26: (Revision::V2025_03_26),
    v2025_06_18: (Revision::V2025_06_18),
    v2025_11_25: (Revision::V2025_11_25),
    v2026_07_28: (Revision::V2026_07_28),
}

fn texts_that_are_no_revision(text: &str) {
    assert_eq!(Revision::parse(text), None, "{text:?}");
}

rows! { texts_that_are_no_revision;
    empty: (""),
    space_at_the_end: ("2025-06-18 "),
    draft: ("DRAFT-2026-v1"),
    month_of_one_digit: ("2025-6-18"),
    number: ("1.0"),
}

#[test]
fn all_revisions_stand_in_order() {
    assert!(Revision::ALL.is_sorted());
    assert_eq!(Revision::ALL.len(), 5);
}

/// Expected: transport, stateless, version header, sessions, GET stream, ping, 202, resultType, 404.
fn rules(revision: Revision, expected: [u8; 9]) {
    let rules = revision.rules();
    let found = [
        rules.transport == Transport::HttpSse,
        rules.stateless,
        rules.sends_version_header,
        rules.has_sessions,
        rules.has_get_stream,
        rules.has_ping,
        rules.requires_202,
        rules.requires_result_type,
        rules.unknown_method_is_404,
    ];
    assert_eq!(found.map(u8::from), expected);
}

rows! { rules;
    v2024_11_05: (Revision::V2024_11_05, [1, 0, 0, 0, 0, 1, 0, 0, 0]),
    v2025_03_26: (Revision::V2025_03_26, [0, 0, 0, 1, 1, 1, 1, 0, 0]),
    v2025_06_18: (Revision::V2025_06_18, [0, 0, 1, 1, 1, 1, 1, 0, 0]),
    v2025_11_25: (Revision::V2025_11_25, [0, 0, 1, 1, 1, 1, 1, 0, 0]),
    v2026_07_28: (Revision::V2026_07_28, [0, 1, 1, 0, 0, 0, 1, 1, 1]),
}

/// `METHOD Header: value; … body`
fn show(call: &Call) -> String {
    let headers: Vec<String> = call
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!(
        "{} {} {}",
        call.http_method,
        headers.join("; "),
        call.body.as_deref().unwrap_or("-")
    )
}

const FIRST: Session = Session {
    revision: Revision::V2025_03_26,
    id: Some("s-2"),
};
const OLDEST: Session = Session {
    revision: Revision::V2024_11_05,
    id: Some("never sent"),
};

macro_rules! client {
    () => {
        concat!(
            r#"{"name":"faultfinder","title":"Faultfinder","version":""#,
            env!("CARGO_PKG_VERSION"),
            r#""}"#
        )
    };
}

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CLIENT: &str = client!();
const META: &str = concat!(
    r#""_meta":{"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":"#,
    client!(),
    r#","io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#
);
const POST: &str =
    "POST Content-Type: application/json; Accept: application/json, text/event-stream";
const MODERN_POST: &str = "POST Content-Type: application/json; Accept: application/json, text/event-stream; MCP-Protocol-Version: 2026-07-28; Mcp-Method:";
const LEGACY_POST: &str = "POST Content-Type: application/json; Accept: application/json, text/event-stream; MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1";

fn requests(call: Call, expected: impl AsRef<str>) {
    assert_eq!(show(&call), expected.as_ref());
}

rows! { requests;
    discover: (
        request::discover(&Id::from("discover-1")),
        format!(r#"{MODERN_POST} server/discover {{"jsonrpc":"2.0","id":"discover-1","method":"server/discover","params":{{{META}}}}}"#),
    ),
    list_of_2026_07_28: (
        request::list(MODERN, &Id::from(2), List::Tools, Some("c")),
        format!(r#"{MODERN_POST} tools/list {{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{{{META},"cursor":"c"}}}}"#),
    ),
    listen: (
        request::listen(MODERN, &Id::from(2)),
        format!(
            r#"{MODERN_POST} subscriptions/listen {{"jsonrpc":"2.0","id":2,"method":"subscriptions/listen","params":{{{META},"notifications":{{"promptsListChanged":true,"resourcesListChanged":true,"toolsListChanged":true}}}}}}"#
        ),
    ),
    initialize: (
        request::initialize(Revision::V2025_11_25, &Id::from(2)),
        format!(
            r#"{POST} {{"jsonrpc":"2.0","id":2,"method":"initialize","params":{{"capabilities":{{}},"clientInfo":{CLIENT},"protocolVersion":"2025-11-25"}}}}"#
        ),
    ),
    initialize_of_2024_11_05: (
        request::initialize(Revision::V2024_11_05, &Id::from(2)),
        format!(
            r#"POST Content-Type: application/json {{"jsonrpc":"2.0","id":2,"method":"initialize","params":{{"capabilities":{{}},"clientInfo":{{"name":"faultfinder","version":"{VERSION}"}},"protocolVersion":"2024-11-05"}}}}"#
        ),
    ),
    initialized: (request::initialized(LEGACY), format!(r#"{LEGACY_POST} {{"jsonrpc":"2.0","method":"notifications/initialized"}}"#)),
    ping: (request::ping(LEGACY, &Id::from(2)), format!(r#"{LEGACY_POST} {{"jsonrpc":"2.0","id":2,"method":"ping"}}"#)),
    list_of_2025_03_26: (
        request::list(FIRST, &Id::from(2), List::Prompts, None),
        format!(r#"{POST}; Mcp-Session-Id: s-2 {{"jsonrpc":"2.0","id":2,"method":"prompts/list","params":{{}}}}"#),
    ),
    list_of_2024_11_05: (
        request::list(OLDEST, &Id::from(2), List::ResourceTemplates, None),
        r#"POST Content-Type: application/json {"jsonrpc":"2.0","id":2,"method":"resources/templates/list","params":{}}"#,
    ),
    probe: (request::probe(), format!(r#"{POST} {{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}}"#)),
    get_stream: (
        request::get_stream(LEGACY),
        "GET Accept: text/event-stream; MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1 -",
    ),
    old_stream: (request::old_stream(), "GET Accept: text/event-stream -"),
    delete: (request::delete(LEGACY), "DELETE MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1 -"),
}

fn names_in_headers(name: &str, value: &str) {
    let params = json!({"name": name});
    let params = params.as_object().cloned().unwrap_or_default();
    let call = request::request(MODERN, &Id::from(1), "tools/call", params);
    assert_eq!(call.headers.get("mcp-name"), Some(value));
}

rows! { names_in_headers;
    token: ("get_weather", "get_weather"),
    words: ("two words", "two words"),
    space_first: (" x", "=?base64?IHg=?="),
    not_ascii: ("Zürich", "=?base64?WsO8cmljaA==?="),
    looks_encoded: ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
}

fn wrong_type(path: &'static str, expected: &'static str, found: JsonType) -> Problem {
    Problem::WrongType {
        path,
        expected,
        found,
    }
}

fn results_of_initialize(value: Value, problems: &[Problem]) {
    assert_eq!(result::initialize(&value).1, problems, "{value}");
}

rows! { results_of_initialize;
    sound: (
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "n", "version": "1"}}),
        &[],
    ),
    nothing: (
        json!({}),
        &[
            Problem::Missing("protocolVersion"),
            Problem::Missing("capabilities"),
            Problem::Missing("serverInfo"),
        ],
    ),
    wrong_types: (
        json!({"protocolVersion": 1, "capabilities": [], "serverInfo": {"name": "n"}, "instructions": null}),
        &[
            wrong_type("protocolVersion", "string", JsonType::Number),
            wrong_type("capabilities", "object", JsonType::Array),
            Problem::Missing("serverInfo.version"),
            wrong_type("instructions", "string", JsonType::Null),
        ],
    ),
    null: (
        json!(null),
        &[
            Problem::Missing("protocolVersion"),
            Problem::Missing("capabilities"),
            Problem::Missing("serverInfo"),
        ],
    ),
}

#[test]
fn the_revision_of_an_initialize_result_is_read() {
    let (read, _) = result::initialize(&json!({"protocolVersion": "2025-06-18"}));
    assert_eq!(read.revision(), Some(Revision::V2025_06_18));
}

fn discovered(versions: &[&str]) -> Value {
    json!({
        "resultType": "complete", "supportedVersions": versions, "capabilities": {}, "ttlMs": 0, "cacheScope": "public",
        "_meta": {"io.modelcontextprotocol/serverInfo": {"name": "n", "version": "1"}},
    })
}

#[test]
fn results_of_discover() {
    assert_eq!(result::discover(&discovered(&["2026-07-28"])).1, []);
    let bad = json!({"resultType": "done", "supportedVersions": ["2026-07-28", 1], "capabilities": {}, "ttlMs": -1, "cacheScope": "x"});
    let (read, problems) = result::discover(&bad);
    assert_eq!(read.supported_versions, ["2026-07-28"]);
    let value = |path, value: &str| Problem::BadValue {
        path,
        value: value.into(),
    };
    let expected = [
        Problem::WrongType {
            path: "supportedVersions",
            expected: "array of strings",
            found: JsonType::Number,
        },
        Problem::Missing("serverInfo"),
        value("resultType", "done"),
        value("ttlMs", "-1"),
        value("cacheScope", "x"),
    ];
    assert_eq!(problems, expected);
}

fn pages_of_lists(value: Value, count: usize, cursor: Cursor, problems: &[Problem]) {
    let (page, found) = result::list_page(&value, List::Tools, Revision::V2025_11_25);
    assert_eq!(found, problems, "{value}");
    assert_eq!(
        (page.items.len(), page.next_cursor),
        (count, cursor),
        "{value}"
    );
}

rows! { pages_of_lists;
    last_page: (json!({"tools": [{}, {}]}), 2, Cursor::None, &[]),
    cursor_empty: (json!({"tools": [], "nextCursor": ""}), 0, Cursor::Some(String::new()), &[]),
    cursor_null: (
        json!({"tools": [], "nextCursor": null}),
        0,
        Cursor::Null,
        &[wrong_type("nextCursor", "string", JsonType::Null)],
    ),
    cursor_as_number: (
        json!({"tools": [], "nextCursor": 2}),
        0,
        Cursor::WrongType(JsonType::Number),
        &[wrong_type("nextCursor", "string", JsonType::Number)],
    ),
    no_list: (json!({"items": []}), 0, Cursor::None, &[Problem::Missing("tools")]),
}

#[test]
fn what_2026_07_28_wants_of_a_page() {
    let page = json!({"prompts": []});
    let (_, problems) = result::list_page(&page, List::Prompts, Revision::V2026_07_28);
    assert_eq!(
        problems,
        ["resultType", "ttlMs", "cacheScope"].map(Problem::Missing)
    );
}

fn answer<T>(status: u16, content_type: &str, body: &str, judge: impl Fn(Answer) -> T) -> T {
    let (messages, _) = jsonrpc::parse(body.as_bytes());
    let content_type = ContentType::parse(content_type);
    let has_body = !body.trim().is_empty();
    judge(Answer {
        status,
        content_type: Some(&content_type),
        has_body,
        messages: &messages,
        id: &Id::from("d"),
    })
}

fn error(code: i64, data: Value) -> String {
    json!({"jsonrpc": "2.0", "id": "d", "error": {"code": code, "message": "m", "data": data}})
        .to_string()
}

fn success(result: Value) -> String {
    json!({"jsonrpc": "2.0", "id": "d", "result": result}).to_string()
}

/// The verdict in one word or two; the branches of the published algorithm.
fn era(status: u16, content_type: &str, body: &str) -> String {
    match answer(status, content_type, body, classify_discover) {
        Discovery::Modern { revision, .. } => format!("modern {}", revision.as_str()),
        Discovery::Legacy(reason) => format!("legacy {reason:?}"),
        Discovery::UnsupportedVersion { supported } => format!("unsupported {supported:?}"),
        Discovery::ModernRefusal { code, .. } => format!("refusal {code}"),
        Discovery::Malformed(problems) => format!("malformed {}", problems.len()),
        Discovery::NotEvidence(reason) => format!("nothing {reason:?}"),
    }
}

fn unsupported_version(supported: &[&str]) -> String {
    let data = json!({"supported": supported, "requested": "2026-07-28"});
    error(-32022, data)
}

fn eras(status: u16, body: impl AsRef<str>, expected: &str) {
    let body = body.as_ref();
    assert_eq!(era(status, "application/json", body), expected, "{body}");
}

rows! { eras;
    modern_among_versions: (200, success(discovered(&["2025-11-25", "2026-07-28"])), "modern 2026-07-28"),
    only_older_versions: (200, success(discovered(&["2025-11-25"])), r#"legacy OnlyLegacyVersions(["2025-11-25"])"#),
    only_newer_versions: (200, success(discovered(&["2027-01-01"])), r#"unsupported ["2027-01-01"]"#),
    no_versions: (200, success(discovered(&[])), "malformed 1"),
    not_whole: (200, success(json!({"resultType": "complete", "capabilities": {}})), "malformed 4"),
    other_result: (200, success(json!({})), "legacy OtherResult"),
    unsupported_version_400: (
        400,
        unsupported_version(&["2026-07-28"]),
        r#"unsupported ["2026-07-28"]"#,
    ),
    unsupported_version_200: (200, unsupported_version(&["2027-01-01"]), r#"unsupported ["2027-01-01"]"#),
    supports_older_versions_only: (
        400,
        unsupported_version(&["2025-06-18", "2025-03-26"]),
        r#"legacy OnlyLegacyVersions(["2025-06-18", "2025-03-26"])"#,
    ),
    unsupported_version_bare: (400, error(-32022, Value::Null), "refusal -32022"),
    header_mismatch: (400, error(-32020, Value::Null), "refusal -32020"),
    missing_capability: (400, error(-32021, Value::Null), "refusal -32021"),
    modern_code_with_200: (200, error(-32020, Value::Null), "legacy Error(Some(-32020))"),
    method_not_found_404: (404, error(-32601, Value::Null), "legacy MethodNotFound"),
    method_not_found_200: (200, error(-32601, Value::Null), "legacy MethodNotFound"),
    invalid_params_400: (400, error(-32602, Value::Null), "legacy InvalidParams"),
    invalid_params_200: (200, error(-32602, Value::Null), "legacy Error(Some(-32602))"),
    draft_code: (404, error(-32001, Value::Null), "legacy DraftCode(-32001)"),
    no_session: (400, error(-32000, Value::Null), "legacy Error(Some(-32000))"),
    no_session_without_id: (
        400,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no session"}}"#,
        "legacy Error(Some(-32000))",
    ),
    bare_400: (400, "", "legacy Status(400)"),
    bare_405: (405, "Method Not Allowed", "legacy Status(405)"),
    bare_200: (200, "", "legacy Empty"),
    no_json_rpc: (200, "{\"hello\":1}", "legacy NoAnswer"),
    unauthorized: (401, error(-32022, Value::Null), "nothing Unauthorized"),
    forbidden: (403, "", "nothing Forbidden"),
    misdirected: (421, "", "nothing Gateway(421)"),
    rate_limited: (429, "", "nothing Gateway(429)"),
    redirect: (307, "", "nothing Redirect(307)"),
    unavailable: (503, success(discovered(&["2026-07-28"])), "nothing ServerError(503)"),
    opaque: (0, "", "nothing OtherStatus(0)"),
}

fn eras_of_pages(status: u16, content_type: &str, expected: &str) {
    assert_eq!(era(status, content_type, "<p>"), expected);
}

rows! { eras_of_pages;
    found: (200, "text/html; charset=utf-8", "legacy Html"),
    not_found: (404, "text/html", "legacy Status(404)"),
}

fn eras_of_bare_answers(status: u16, expected: Discovery) {
    assert_eq!(answer(status, "", "", classify_discover), expected);
}

rows! { eras_of_bare_answers;
    unauthorized: (401, Discovery::NotEvidence(NotEvidence::Unauthorized)),
    success: (200, Discovery::Legacy(Legacy::Empty)),
}

fn try_old_transport(outside_current_rule: bool) -> Refusal {
    Refusal::TryOldTransport {
        outside_current_rule,
    }
}

fn refused_with(code: i64) -> Refusal {
    Refusal::Error {
        code: Some(code),
        message: "m".into(),
    }
}

fn refused_initializes(status: u16, body: impl AsRef<str>, expected: Refusal) {
    let judge = |answer: Answer| classify_refusal(answer, Revision::V2025_11_25);
    let found = answer(status, "application/json", body.as_ref(), judge);
    assert_eq!(found, expected);
}

rows! { refused_initializes;
    several_older_versions: (
        200,
        error(-32602, json!({"supported": ["2024-11-05", "2025-06-18"]})),
        Refusal::RetryWith(Revision::V2025_06_18),
    ),
    one_older_version: (
        400,
        error(-32602, json!({"supported": ["2025-03-26"]})),
        Refusal::RetryWith(Revision::V2025_03_26),
    ),
    modern_version: (400, error(-32022, json!({"supported": ["2026-07-28"]})), Refusal::ModernOnly),
    header_mismatch: (400, error(-32020, Value::Null), Refusal::ModernOnly),
    bad_request_with_error: (400, error(-32000, Value::Null), try_old_transport(false)),
    internal_error: (200, error(-32603, Value::Null), refused_with(-32603)),
    not_found: (404, "", try_old_transport(false)),
    method_not_allowed: (405, "", try_old_transport(false)),
    not_acceptable: (406, "", try_old_transport(true)),
    page: (200, "<p>", Refusal::NoAnswer),
    unauthorized: (401, "", Refusal::NotEvidence(NotEvidence::Unauthorized)),
    broken: (500, "", Refusal::NotEvidence(NotEvidence::ServerError(500))),
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = [
        "supportedVersions",
        "capabilities",
        "_meta",
        "io.modelcontextprotocol/serverInfo",
        "serverInfo",
        "name",
        "ttlMs",
        "cacheScope",
        "resultType",
        "nextCursor",
        "tools",
        "protocolVersion",
        "supported",
        "2026-07-28",
    ];
    let text = prop::sample::select(names.to_vec());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        text.clone().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..6).prop_map(|members| Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn never_panics(value in any_json(), status in any::<u16>(), code in -32800i64..-31999) {
        result::initialize(&value);
        result::discover(&value);
        result::list_page(&value, List::Tools, Revision::V2026_07_28);
        for body in [success(value.clone()), error(code, value.clone()), value.to_string()] {
            answer(status, "application/json", &body, classify_discover);
            answer(status, "application/json", &body, |answer| classify_refusal(answer, Revision::V2025_11_25));
        }
    }
}
