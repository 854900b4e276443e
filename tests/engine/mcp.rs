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

#[test]
fn revisions() {
    for revision in Revision::ALL {
        assert_eq!(Revision::parse(revision.as_str()), Some(revision));
    }
    assert!(Revision::ALL.is_sorted());
    for text in ["", "2025-06-18 ", "DRAFT-2026-v1", "2025-6-18", "1.0"] {
        assert_eq!(Revision::parse(text), None, "{text:?}");
    }
    // transport, stateless, version header, sessions, GET stream, ping, 202, resultType, 404
    let rules: Vec<_> = Revision::ALL
        .map(Revision::rules)
        .map(|r| {
            let old = r.transport == Transport::HttpSse;
            (
                old,
                r.stateless,
                r.sends_version_header,
                r.has_sessions,
                r.has_get_stream,
                r.has_ping,
                r.requires_202,
                r.requires_result_type,
                r.unknown_method_is_404,
            )
        })
        .into();
    let (f, t) = (false, true);
    let expected = [
        (t, f, f, f, f, t, f, f, f),
        (f, f, f, t, t, t, t, f, f),
        (f, f, t, t, t, t, t, f, f),
        (f, f, t, t, t, t, t, f, f),
        (f, t, t, f, f, f, t, t, t),
    ];
    assert_eq!(rules, expected);
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

#[test]
fn requests() {
    let version = env!("CARGO_PKG_VERSION");
    let client = format!(r#"{{"name":"faultfinder","title":"Faultfinder","version":"{version}"}}"#);
    let meta = format!(
        r#""_meta":{{"io.modelcontextprotocol/clientCapabilities":{{}},"io.modelcontextprotocol/clientInfo":{client},"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#
    );
    let post = "POST Content-Type: application/json; Accept: application/json, text/event-stream";
    let modern = format!("{post}; MCP-Protocol-Version: 2026-07-28; Mcp-Method:");
    let legacy = format!("{post}; MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1");
    let oldest = Session {
        revision: Revision::V2024_11_05,
        id: Some("never sent"),
    };
    let first = Session {
        revision: Revision::V2025_03_26,
        id: Some("s-2"),
    };
    let id = &Id::from(2);
    let table = [
        (
            request::discover(&Id::from("discover-1")),
            format!(r#"{modern} server/discover {{"jsonrpc":"2.0","id":"discover-1","method":"server/discover","params":{{{meta}}}}}"#),
        ),
        (
            request::list(MODERN, id, List::Tools, Some("c")),
            format!(r#"{modern} tools/list {{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{{{meta},"cursor":"c"}}}}"#),
        ),
        (
            request::listen(MODERN, id),
            format!(
                r#"{modern} subscriptions/listen {{"jsonrpc":"2.0","id":2,"method":"subscriptions/listen","params":{{{meta},"notifications":{{"promptsListChanged":true,"resourcesListChanged":true,"toolsListChanged":true}}}}}}"#
            ),
        ),
        (
            request::initialize(Revision::V2025_11_25, id),
            format!(
                r#"{post} {{"jsonrpc":"2.0","id":2,"method":"initialize","params":{{"capabilities":{{}},"clientInfo":{client},"protocolVersion":"2025-11-25"}}}}"#
            ),
        ),
        (
            request::initialize(Revision::V2024_11_05, id),
            format!(
                r#"POST Content-Type: application/json {{"jsonrpc":"2.0","id":2,"method":"initialize","params":{{"capabilities":{{}},"clientInfo":{{"name":"faultfinder","version":"{version}"}},"protocolVersion":"2024-11-05"}}}}"#
            ),
        ),
        (request::initialized(LEGACY), format!(r#"{legacy} {{"jsonrpc":"2.0","method":"notifications/initialized"}}"#)),
        (request::ping(LEGACY, id), format!(r#"{legacy} {{"jsonrpc":"2.0","id":2,"method":"ping"}}"#)),
        (
            request::list(first, id, List::Prompts, None),
            format!(r#"{post}; Mcp-Session-Id: s-2 {{"jsonrpc":"2.0","id":2,"method":"prompts/list","params":{{}}}}"#),
        ),
        (
            request::list(oldest, id, List::ResourceTemplates, None),
            r#"POST Content-Type: application/json {"jsonrpc":"2.0","id":2,"method":"resources/templates/list","params":{}}"#.into(),
        ),
        (request::probe(), format!(r#"{post} {{"jsonrpc":"2.0","id":"faultfinder-probe","method":"ping"}}"#)),
        (
            request::get_stream(LEGACY),
            "GET Accept: text/event-stream; MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1 -".into(),
        ),
        (request::old_stream(), "GET Accept: text/event-stream -".into()),
        (request::delete(LEGACY), "DELETE MCP-Protocol-Version: 2025-11-25; Mcp-Session-Id: s-1 -".into()),
    ];
    for (call, expected) in table {
        assert_eq!(show(&call), expected);
    }
}

#[test]
fn names_in_headers() {
    let table = [
        ("get_weather", "get_weather"),
        ("two words", "two words"),
        (" x", "=?base64?IHg=?="),
        ("Zürich", "=?base64?WsO8cmljaA==?="),
        ("=?base64?eA==?=", "=?base64?PT9iYXNlNjQ/ZUE9PT89?="),
    ];
    for (name, value) in table {
        let params = json!({"name": name})
            .as_object()
            .cloned()
            .unwrap_or_default();
        let call = request::request(MODERN, &Id::from(1), "tools/call", params);
        assert_eq!(call.headers.get("mcp-name"), Some(value));
    }
}

#[test]
fn results_of_initialize() {
    let missing = Problem::Missing;
    let wrong = |path, expected, found| Problem::WrongType {
        path,
        expected,
        found,
    };
    let server = json!({"name": "n", "version": "1"});
    let table = [
        (
            json!({"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": server}),
            vec![],
        ),
        (
            json!({}),
            vec![
                missing("protocolVersion"),
                missing("capabilities"),
                missing("serverInfo"),
            ],
        ),
        (
            json!({"protocolVersion": 1, "capabilities": [], "serverInfo": {"name": "n"}, "instructions": null}),
            vec![
                wrong("protocolVersion", "string", JsonType::Number),
                wrong("capabilities", "object", JsonType::Array),
                missing("serverInfo.version"),
                wrong("instructions", "string", JsonType::Null),
            ],
        ),
        (
            json!(null),
            vec![
                missing("protocolVersion"),
                missing("capabilities"),
                missing("serverInfo"),
            ],
        ),
    ];
    for (value, problems) in table {
        assert_eq!(result::initialize(&value).1, problems, "{value}");
    }
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

#[test]
fn pages_of_lists() {
    let wrong = |found| Problem::WrongType {
        path: "nextCursor",
        expected: "string",
        found,
    };
    let table = [
        (json!({"tools": [{}, {}]}), 2, Cursor::None, vec![]),
        (
            json!({"tools": [], "nextCursor": ""}),
            0,
            Cursor::Some(String::new()),
            vec![],
        ),
        (
            json!({"tools": [], "nextCursor": null}),
            0,
            Cursor::Null,
            vec![wrong(JsonType::Null)],
        ),
        (
            json!({"tools": [], "nextCursor": 2}),
            0,
            Cursor::WrongType(JsonType::Number),
            vec![wrong(JsonType::Number)],
        ),
        (
            json!({"items": []}),
            0,
            Cursor::None,
            vec![Problem::Missing("tools")],
        ),
    ];
    for (value, count, cursor, problems) in table {
        let (page, found) = result::list_page(&value, List::Tools, Revision::V2025_11_25);
        assert_eq!(
            (page.items.len(), page.next_cursor, found),
            (count, cursor, problems),
            "{value}"
        );
    }
    let (_, problems) = result::list_page(
        &json!({"prompts": []}),
        List::Prompts,
        Revision::V2026_07_28,
    );
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
        Discovery::UnsupportedVersion { supported, retry } => {
            format!("unsupported {supported:?} {retry:?}")
        }
        Discovery::ModernRefusal { code, .. } => format!("refusal {code}"),
        Discovery::Malformed(problems) => format!("malformed {}", problems.len()),
        Discovery::NotEvidence(reason) => format!("nothing {reason:?}"),
    }
}

#[test]
fn eras() {
    let supported = |versions: &[&str]| {
        error(
            -32022,
            json!({"supported": versions, "requested": "2026-07-28"}),
        )
    };
    let table = [
        (
            200,
            success(discovered(&["2025-11-25", "2026-07-28"])),
            "modern 2026-07-28",
        ),
        (
            200,
            success(discovered(&["2025-11-25"])),
            r#"legacy OnlyLegacyVersions(["2025-11-25"])"#,
        ),
        (
            200,
            success(discovered(&["2027-01-01"])),
            r#"unsupported ["2027-01-01"] None"#,
        ),
        (200, success(discovered(&[])), "malformed 1"),
        (
            200,
            success(json!({"resultType": "complete", "capabilities": {}})),
            "malformed 4",
        ),
        (200, success(json!({})), "legacy OtherResult"),
        (
            400,
            supported(&["2026-07-28"]),
            r#"unsupported ["2026-07-28"] Some(V2026_07_28)"#,
        ),
        (
            200,
            supported(&["2027-01-01"]),
            r#"unsupported ["2027-01-01"] None"#,
        ),
        (
            400,
            supported(&["2025-06-18", "2025-03-26"]),
            r#"legacy OnlyLegacyVersions(["2025-06-18", "2025-03-26"])"#,
        ),
        (400, error(-32022, Value::Null), "refusal -32022"),
        (400, error(-32020, Value::Null), "refusal -32020"),
        (400, error(-32021, Value::Null), "refusal -32021"),
        (
            200,
            error(-32020, Value::Null),
            "legacy Error(Some(-32020))",
        ),
        (404, error(-32601, Value::Null), "legacy MethodNotFound"),
        (200, error(-32601, Value::Null), "legacy MethodNotFound"),
        (400, error(-32602, Value::Null), "legacy InvalidParams"),
        (
            200,
            error(-32602, Value::Null),
            "legacy Error(Some(-32602))",
        ),
        (404, error(-32001, Value::Null), "legacy DraftCode(-32001)"),
        (
            400,
            error(-32000, Value::Null),
            "legacy Error(Some(-32000))",
        ),
        (
            400,
            r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no session"}}"#.into(),
            "legacy Error(Some(-32000))",
        ),
        (400, String::new(), "legacy Status(400)"),
        (405, "Method Not Allowed".into(), "legacy Status(405)"),
        (200, String::new(), "legacy Empty"),
        (200, "{\"hello\":1}".into(), "legacy NoAnswer"),
        (401, error(-32022, Value::Null), "nothing Unauthorized"),
        (403, String::new(), "nothing Forbidden"),
        (421, String::new(), "nothing Gateway(421)"),
        (429, String::new(), "nothing Gateway(429)"),
        (307, String::new(), "nothing Redirect(307)"),
        (
            503,
            success(discovered(&["2026-07-28"])),
            "nothing ServerError(503)",
        ),
        (0, String::new(), "nothing OtherStatus(0)"),
    ];
    for (status, body, expected) in table {
        assert_eq!(
            era(status, "application/json", &body),
            expected,
            "{status} {body}"
        );
    }
    assert_eq!(era(200, "text/html; charset=utf-8", "<p>"), "legacy Html");
    assert_eq!(era(404, "text/html", "<p>"), "legacy Status(404)");
    assert_eq!(
        answer(401, "", "", classify_discover),
        Discovery::NotEvidence(NotEvidence::Unauthorized)
    );
    assert_eq!(
        answer(200, "", "", classify_discover),
        Discovery::Legacy(Legacy::Empty)
    );
}

#[test]
fn refused_initializes() {
    let old = |outside_current_rule| Refusal::TryOldTransport {
        outside_current_rule,
    };
    let refused = |code| Refusal::Error {
        code: Some(code),
        message: "m".into(),
    };
    let table = [
        (
            200,
            error(-32602, json!({"supported": ["2024-11-05", "2025-06-18"]})),
            Refusal::RetryWith(Revision::V2025_06_18),
        ),
        (
            400,
            error(-32602, json!({"supported": ["2025-03-26"]})),
            Refusal::RetryWith(Revision::V2025_03_26),
        ),
        (
            400,
            error(-32022, json!({"supported": ["2026-07-28"]})),
            Refusal::ModernOnly,
        ),
        (400, error(-32020, Value::Null), Refusal::ModernOnly),
        (400, error(-32000, Value::Null), old(false)),
        (200, error(-32603, Value::Null), refused(-32603)),
        (404, String::new(), old(false)),
        (405, String::new(), old(false)),
        (406, String::new(), old(true)),
        (200, "<p>".into(), Refusal::NoAnswer),
        (
            401,
            String::new(),
            Refusal::NotEvidence(NotEvidence::Unauthorized),
        ),
        (
            500,
            String::new(),
            Refusal::NotEvidence(NotEvidence::ServerError(500)),
        ),
    ];
    for (status, body, expected) in table {
        let judge = |answer: Answer| classify_refusal(answer, Revision::V2025_11_25);
        assert_eq!(
            answer(status, "application/json", &body, judge),
            expected,
            "{status} {body}"
        );
    }
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
