//! Each small breach by itself, and beside it the nearest thing that is none. What is said of a breach follows the
//! revision that the server speaks.

use faultfinder::checks::finding::Severity;
use faultfinder::engine::step::Step;
use faultfinder::engine::transcript::{Fact, Purpose, Transcript};
use faultfinder::protocol::address::AddressClass;
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
        &faultfinder::engine::step::Reason::OpenServer,
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

#[test]
fn members_of_tools() {
    let says = |member: &str, bad: Value, good: Value| {
        let run = |value| offering("2025-11-25", with(member, value));
        told("tools/malformed-member", &run(bad), &run(good));
    };
    says("title", Value::Null, json!("A"));
    says("description", json!(7), json!("Seven"));
    says(
        "_meta",
        json!("x"),
        json!({"com.example/x": 1, "_own": true}),
    );
    says("annotations", json!([]), json!({}));
    says(
        "annotations",
        json!({"readOnlyHint": "true"}),
        json!({"readOnlyHint": true, "destructiveHint": true}),
    );
    says("icons", json!("icon.png"), json!([]));
    says(
        "execution",
        json!({"taskSupport": "yes"}),
        json!({"taskSupport": "required"}),
    );
    let icon = |src: &str| offering("2025-11-25", with("icons", json!([{"src": src}])));
    for bad in ["file:///a.png", "javascript:alert(1)", "icon.png", ""] {
        told(
            "tools/bad-icon",
            &icon(bad),
            &icon("https://cdn.example/a.png"),
        );
    }
    told(
        "tools/bad-icon",
        &offering("2025-11-25", with("icons", json!([{}]))),
        &icon("data:image/png;base64,AA=="),
    );
}

#[test]
fn text_that_people_do_not_see() {
    let run = |text: &str| offering("2025-11-25", with("description", json!(text)));
    let harmless = [
        "The flag of Scotland: \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        "\u{1f469}\u{200d}\u{1f4bb} \u{0645}\u{06cc}\u{200c}\u{062e}\u{0648}\u{0627}\u{0647}\u{0645}\u{feff}\u{200b}",
    ];
    for (hidden, harmless) in ["a\u{e0041}", "a\u{202e}b"].iter().zip(harmless) {
        told("tools/hidden-text", &run(hidden), &run(harmless));
    }
    let deep =
        schema(json!({"type": "object", "properties": {"a": {"description": "x\u{2067}y"}}}));
    assert_eq!(codes(&offering(MODERN, deep)), ["tools/hidden-text"]);
}

#[test]
fn schemas_that_are_sound_and_odd() {
    let says = |code: &str, bad: Value, good: Value| {
        let run = |value| offering("2025-11-25", schema(value));
        told(code, &run(bad), &run(good));
    };
    let object = |more: Value| {
        let mut schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        for (name, value) in more.as_object().into_iter().flatten() {
            schema[name] = value.clone();
        }
        schema
    };
    says(
        "tools/required-unknown",
        object(json!({"required": ["b"]})),
        object(json!({"required": ["a"]})),
    );
    says(
        "tools/required-unknown",
        object(json!({"items": {"properties": {}, "required": ["b"]}})),
        object(json!({"required": ["b"], "patternProperties": {"^b": {}}})),
    );
    says(
        "tools/choice-at-root",
        object(json!({"anyOf": [{"required": ["a"]}]})),
        object(json!({"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}})),
    );
    let dialect = |name: &str| object(json!({"$schema": name}));
    for name in [
        "http://json-schema.org/draft-04/schema#",
        "https://example.com/mine",
    ] {
        says(
            "tools/other-dialect",
            dialect(name),
            dialect("http://json-schema.org/draft-07/schema#"),
        );
    }
    // A root that is no object is one cause, and said as that.
    let root = json!({"anyOf": [{"type": "object"}]});
    assert_eq!(
        codes(&offering("2025-11-25", schema(root))),
        ["tools/bad-input-schema"]
    );
    let header = |name: &str| {
        schema(
            json!({"type": "object", "properties": {name: {"type": "string", "x-mcp-header": "Up"}}}),
        )
    };
    told(
        "tools/secret-in-header",
        &offering(MODERN, header("api_key")),
        &offering(MODERN, header("next_page_token")),
    );
}

#[test]
fn pages_and_their_hints() {
    let one =
        |name: &str| json!({"name": name, "description": "x", "inputSchema": {"type": "object"}});
    let two = |revision: &str, first: Value, second: Value| {
        let run = page(open(revision, &tools()), 0, first);
        let run = run.list("tools/list", 1).result(&second.to_string());
        run.pass(&[Step::Tools]).done()
    };
    let first = || json!({"tools": [one("a")], "nextCursor": "2"});
    let second = |name: &str, scope: &str| {
        let mut page = full(json!({"tools": [one(name)]}));
        page["cacheScope"] = json!(scope);
        page
    };
    told(
        "tools/cache-scope-varies",
        &two(MODERN, first(), second("b", "public")),
        &two(MODERN, first(), second("b", "private")),
    );
    let overlapping = two("2025-11-25", first(), second("a", "private"));
    let report = sound(&overlapping);
    assert_eq!(report.findings[0].code, "tools/duplicate-name");
    assert!(
        report.findings[0]
            .what_happened
            .ends_with("on different pages of the list.")
    );
    let last = |cursor: Value| {
        let run = page(
            open("2025-11-25", &tools()),
            0,
            json!({"tools": [tool()], "nextCursor": cursor}),
        );
        run.pass(&[Step::Tools]).done()
    };
    told("tools/empty-cursor", &last(json!("")), &last(json!("more")));
    let many = |count: usize| {
        let names = (0..count).map(|number| one(&format!("t{number}")));
        let run = page(
            open("2025-11-25", &tools()),
            0,
            json!({"tools": names.collect::<Vec<_>>()}),
        );
        run.pass(&[Step::Tools]).done()
    };
    told("tools/many", &many(129), &many(128));
    let public = |credential: Option<&str>| {
        let run =
            Scenario::modern(URL).options(|options| options.bearer = credential.map(str::to_owned));
        let reason = match credential {
            Some(_) => faultfinder::engine::step::Reason::CredentialGiven,
            None => faultfinder::engine::step::Reason::OpenServer,
        };
        let list = second("a", "public").to_string();
        run.skip(&Step::SIGN_IN, &reason)
            .list("tools/list", 0)
            .result(&list)
            .pass(&[Step::Tools])
            .done()
    };
    told(
        "tools/public-cache",
        &public(Some("lab-token")),
        &public(None),
    );
}

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

#[test]
fn templates_and_arguments() {
    let list = |method: &str, step: Step, result: Value| {
        let run = open("2025-11-25", &json!({"prompts": {}, "resources": {}})).list(method, 0);
        run.result(&result.to_string()).pass(&[step]).done()
    };
    let template = |text: &str| {
        let entry = json!({"uriTemplate": text, "name": "t"});
        list(
            "resources/templates/list",
            Step::Resources,
            json!({"resourceTemplates": [entry]}),
        )
    };
    for bad in ["a://{id", "a://id}", "a://{}", "a://{a{b}}"] {
        told(
            "resources/bad-template",
            &template(bad),
            &template("a://{+id}/x{?q,r*}"),
        );
    }
    let prompt = |arguments: Value| {
        let entry = json!({"name": "p", "arguments": arguments});
        list("prompts/list", Step::Prompts, json!({"prompts": [entry]}))
    };
    for bad in [
        json!({"id": {}}),
        json!(["id"]),
        json!([{"required": true}]),
    ] {
        told(
            "prompts/list-malformed",
            &prompt(bad),
            &prompt(json!([{"name": "id"}])),
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
            &faultfinder::engine::step::Reason::OpenServer,
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
    for (code, tool, where_said) in tool_cases {
        same(code, where_said, |revision| {
            offering(revision, tool.clone())
        });
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
    for (code, capabilities, where_said) in declared {
        same(code, where_said, |revision| {
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
    for (code, events, where_said) in events {
        same(code, where_said, |revision| streamed(revision, events));
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
fn same(code: &str, where_said: &[&str], serve: impl Fn(&str) -> Transcript) {
    let said = REVISIONS
        .into_iter()
        .filter(|revision| codes(&serve(revision)).contains(&code));
    assert_eq!(said.collect::<Vec<_>>(), where_said, "{code}");
}

#[test]
fn what_follows_from_another_finding_stands_under_it() {
    let lines = "data: {\n\"jsonrpc\": \"2.0\"}\n\n";
    let report = sound(&streamed("2025-11-25", lines));
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].consequences, ["stream/not-a-message"]);
}
