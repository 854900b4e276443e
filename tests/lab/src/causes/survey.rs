//! The session opens; something it offers cannot be used, or deserves a word.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::{Entry, endpoint};
use crate::catalogue::{Catalogue, tool, tool_with_schema};
use crate::cause::Expectations;
use crate::cors::Cors;
use crate::message::{Reply, Request};
use crate::server::{Answer, Server};

pub fn causes() -> Vec<Entry> {
    [
        schemas(),
        tools(),
        tool_warnings(),
        list_warnings(),
        modern_lists(),
        pages(),
        prompts(),
        resources(),
        streams(),
        closing(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Sound tools, and one that is not.
fn with_tool(bad: Value) -> Server {
    Server::sessions().catalogue(Catalogue::of_tools(vec![
        tool("sound", "A sound tool"),
        bad,
        tool("also_sound", "Another sound tool"),
    ]))
}

fn schemas() -> Vec<Entry> {
    let bad = |schema: Value| with_tool(tool_with_schema("spoilt", schema));
    let degraded = || Expectations::degraded("tools/bad-input-schema");
    let mut without = tool("spoilt", "A tool without an input schema");
    without
        .as_object_mut()
        .map(|members| members.remove("inputSchema"));
    vec![
        endpoint(
            "schema-any-of",
            "Input schema with anyOf at its root",
            "Offers one tool whose inputSchema is a choice at the root, without the type object.",
            bad(json!({ "anyOf": [
                { "type": "object", "properties": { "id": { "type": "string" } } },
                { "type": "object", "properties": { "name": { "type": "string" } } }
            ] })),
        )
        .failures(&["F31"])
        .expect(degraded()),
        endpoint(
            "schema-no-type",
            "Input schema without type",
            "Offers one tool whose inputSchema has properties, but no type.",
            bad(json!({ "properties": { "id": { "type": "string" } } })),
        )
        .failures(&["F31"])
        .expect(degraded()),
        endpoint(
            "schema-null-properties",
            "Input schema with properties: null",
            "Offers one tool whose inputSchema says properties: null.",
            bad(json!({ "type": "object", "properties": null })),
        )
        .failures(&["F31"])
        .expect(degraded()),
        endpoint(
            "schema-true",
            "Input schema is true",
            "Offers one tool whose inputSchema is the bare value true.",
            bad(json!(true)),
        )
        .failures(&["F31"])
        .expect(degraded()),
        endpoint(
            "schema-missing",
            "Tool without an input schema",
            "Offers one tool without inputSchema.",
            with_tool(without),
        )
        .failures(&["F31"])
        .expect(degraded()),
        endpoint(
            "output-schema-array",
            "Output schema is an array",
            "Offers one tool whose outputSchema has the type array; 2025-11-25 requires an object.",
            with_tool(json!({
                "name": "spoilt", "description": "Returns a list",
                "inputSchema": { "type": "object" },
                "outputSchema": { "type": "array", "items": { "type": "string" } }
            })),
        )
        .expect(Expectations::degraded("tools/bad-output-schema")),
        endpoint(
            "header-annotation-bad",
            "Invalid x-mcp-header",
            "Offers one tool whose x-mcp-header is not a header name, so that clients must reject it.",
            Server::modern().catalogue(Catalogue::of_tools(vec![
                tool("sound", "A sound tool"),
                tool_with_schema(
                    "spoilt",
                    json!({ "type": "object", "properties": { "region": { "type": "string", "x-mcp-header": "My Region: EU" } } }),
                ),
            ])),
        )
        .expect(Expectations::degraded("tools/bad-header-annotation")),
    ]
}

fn tools() -> Vec<Entry> {
    let fails = |make: fn(&Request) -> Reply| Server::sessions().answers("tools/list", make);
    let mut nameless = tool("", "A tool without a name");
    nameless
        .as_object_mut()
        .map(|members| members.remove("name"));
    vec![
        endpoint(
            "tools-list-failed",
            "tools/list fails",
            "Declares tools, and answers the request for them with an error.",
            fails(|request| {
                Reply::error(
                    200,
                    request.rpc_id(),
                    -32603,
                    "Internal error: backend timed out",
                )
            }),
        )
        .expect(Expectations::degraded("tools/list-failed")),
        endpoint(
            "tools-list-500",
            "tools/list returns 500",
            "Declares tools, and crashes when they are listed.",
            fails(|_| Reply::text(500, "text/plain", "Internal Server Error")),
        )
        .expect(Expectations::degraded("tools/list-failed")),
        endpoint(
            "tools-not-an-array",
            "tools is not an array",
            "Sends its tools as an object with a member for each.",
            Server::sessions().spoil("tools/list", |result| {
                result["tools"] = json!({ "add": { "description": "Adds" } })
            }),
        )
        .expect(Expectations::degraded("tools/list-malformed")),
        endpoint(
            "tool-without-name",
            "Tool without a name",
            "Offers one tool without a name.",
            with_tool(nameless),
        )
        .expect(Expectations::degraded("tools/missing-name")),
    ]
}

fn tool_warnings() -> Vec<Entry> {
    let warns = |code| Expectations::healthy().warns(&[code]);
    let external = json!({ "type": "object", "properties": { "place": { "$ref": "https://schemas.example.com/place.json" } } });
    let mut silent = tool("mystery", "");
    silent
        .as_object_mut()
        .map(|members| members.remove("description"));
    vec![
        endpoint(
            "tool-name-bad",
            "Tool name with spaces",
            "Offers one tool whose name many models' interfaces reject.",
            with_tool(tool("Search the notes!", "Finds notes")),
        )
        .failures(&["F31"])
        .expect(warns("tools/bad-name")),
        endpoint(
            "tool-name-twice",
            "Duplicate tool name",
            "Offers two tools of the same name.",
            with_tool(tool("sound", "A second tool of this name")),
        )
        .expect(warns("tools/duplicate-name")),
        endpoint(
            "tools-empty",
            "No tools",
            "Declares tools, and offers none.",
            Server::sessions().catalogue(Catalogue::of_tools(Vec::new())),
        )
        .failures(&["F31"])
        .expect(warns("tools/empty")),
        endpoint(
            "schema-external-ref",
            "External $ref in an input schema",
            "Offers one tool whose schema is on another server, where clients must not fetch it.",
            with_tool(tool_with_schema("elsewhere", external)),
        )
        .expect(warns("tools/external-ref")),
        endpoint(
            "tool-without-description",
            "Tool without a description",
            "Offers one tool that does not say what it does.",
            with_tool(silent),
        )
        .expect(warns("tools/no-description")),
    ]
}

fn list_warnings() -> Vec<Entry> {
    let warns = |code| Expectations::healthy().warns(&[code]);
    let modern_list = |member: &'static str| {
        Server::modern().spoil("tools/list", move |result| {
            result.as_object_mut().map(|members| members.remove(member));
        })
    };
    let undeclared = Server {
        capabilities: json!({ "prompts": {}, "resources": {} }),
        ..Server::sessions()
    };
    let slow = Server::sessions().amend(|request, reply| {
        if request.rpc_method() == "tools/list" {
            reply.delay = Duration::from_secs(3);
        }
    });
    vec![
        endpoint(
            "tools-undeclared",
            "Undeclared tools",
            "Offers tools, but does not declare them among its capabilities.",
            undeclared,
        )
        .expect(warns("tools/undeclared")),
        endpoint(
            "tools-slow",
            "Slow tools/list",
            "Takes three seconds to list its tools.",
            slow,
        )
        .failures(&["F30"])
        .expect(warns("tools/slow")),
        endpoint(
            "tools-no-result-type",
            "tools/list without resultType",
            "Supports 2026-07-28, and leaves resultType out of its list of tools.",
            modern_list("resultType"),
        )
        .expect(Expectations::degraded("tools/result-type-missing")),
        endpoint(
            "tools-no-cache-hints",
            "tools/list without ttlMs and cacheScope",
            "Supports 2026-07-28, and leaves cacheScope out of its list of tools.",
            modern_list("cacheScope"),
        )
        .expect(Expectations::degraded("tools/cache-hints-missing")),
        endpoint(
            "tool-name-dot",
            "Tool name with a dot",
            "Offers a tool whose name MCP allows and some clients refuse.",
            with_tool(tool("issues.search", "Finds issues")),
        )
        .expect(warns("tools/name-not-portable")),
        endpoint(
            "tool-name-long",
            "Tool name of 70 characters",
            "Offers a tool whose name is longer than models' interfaces allow.",
            with_tool(tool(&"search_".repeat(10), "Finds issues")),
        )
        .expect(warns("tools/name-not-portable")),
        endpoint(
            "tools-null-entry",
            "null among the tools",
            "Sends null as the second entry of its list of tools.",
            with_tool(Value::Null),
        )
        .expect(Expectations::degraded("tools/list-malformed")),
    ]
}

/// Members that 2026-07-28 requires in each list.
fn modern_lists() -> Vec<Entry> {
    let without = |method: &'static str, member: &'static str| {
        Server::modern().spoil(method, move |result| {
            result.as_object_mut().map(|members| members.remove(member));
        })
    };
    let degraded = Expectations::degraded;
    vec![
        endpoint(
            "prompts-no-result-type",
            "prompts/list without resultType",
            "Speaks 2026-07-28, and leaves resultType out of its list of prompts.",
            without("prompts/list", "resultType"),
        )
        .expect(degraded("prompts/result-type-missing")),
        endpoint(
            "prompts-no-cache-hints",
            "prompts/list without ttlMs",
            "Speaks 2026-07-28, and leaves ttlMs out of its list of prompts.",
            without("prompts/list", "ttlMs"),
        )
        .expect(degraded("prompts/cache-hints-missing")),
        endpoint(
            "resources-no-result-type",
            "resources/list without resultType",
            "Speaks 2026-07-28, and leaves resultType out of its list of resources.",
            without("resources/list", "resultType"),
        )
        .expect(degraded("resources/result-type-missing")),
        endpoint(
            "resources-no-cache-hints",
            "resources/templates/list without cacheScope",
            "Speaks 2026-07-28, and leaves cacheScope out of its list of resource templates.",
            without("resources/templates/list", "cacheScope"),
        )
        .expect(degraded("resources/cache-hints-missing")),
    ]
}

/// Each page of a list holds the same entries and the same cursor.
fn looping(method: &'static str) -> Server {
    let list = method.trim_end_matches("/list");
    let (entries, _) = Catalogue::small().page_of(list, None).unwrap_or_default();
    Server::sessions().answers(method, move |request| {
        Reply::result(request, json!({ list: entries, "nextCursor": "again" }))
    })
}

/// A page of any list: a thousand entries with 3.9 kB of words each, and the way to the next.
fn large_page(request: &Request) -> Reply {
    let member = match request.rpc_method() {
        "resources/templates/list" => "resourceTemplates",
        method => method.trim_end_matches("/list"),
    };
    let page: u64 = request
        .param("/cursor")
        .and_then(Value::as_str)
        .and_then(|cursor| cursor.parse().ok())
        .unwrap_or(0);
    let description = "words and ".repeat(380);
    let entry = |number: u64| {
        json!({
            "name": format!("entry_{page}_{number}"), "description": description, "inputSchema": { "type": "object" },
            "uri": format!("lab://{page}/{number}"), "uriTemplate": format!("lab://{page}/{number}/{{id}}")
        })
    };
    let entries: Vec<Value> = (0..1000).map(entry).collect();
    Reply::result(
        request,
        json!({ member: entries, "nextCursor": (page + 1).to_string() }),
    )
}

fn pages() -> Vec<Entry> {
    let endless = Server::sessions().answers("tools/list", |request| {
        let page: u64 = request.param("/cursor").and_then(Value::as_str).and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let next = page.saturating_add(1);
        Reply::result(request, json!({ "tools": [tool(&format!("tool_{page}"), "One of many")], "nextCursor": next.to_string() }))
    });
    vec![
        endpoint(
            "lists-endless-and-large",
            "Four lists that never end, with pages of 3.9 MB",
            "Always has one more page of each list, as large as a body may be.",
            Server::sessions().before(|request| {
                let method = request.rpc_method();
                method.ends_with("/list").then(|| large_page(request))
            }),
        )
        .expect(Expectations::healthy().warns(&["session/answers-too-large"])),
        endpoint(
            "tools-page-loop",
            "tools/list pagination loop",
            "Answers each page of tools with the same cursor.",
            looping("tools/list"),
        )
        .expect(Expectations::degraded("tools/pagination-loop")),
        endpoint(
            "tools-pages-endless",
            "tools/list pagination never ends",
            "Always has one more page of tools.",
            endless,
        )
        .expect(Expectations::healthy().warns(&["tools/too-many-pages"])),
        endpoint(
            "tools-cursor-number",
            "nextCursor is a number",
            "Sends a number as the cursor of the next page, where a text is required.",
            Server::sessions().spoil("tools/list", |result| result["nextCursor"] = json!(2)),
        )
        .expect(Expectations::healthy().warns(&["tools/cursor-not-a-string"])),
    ]
}

fn prompts() -> Vec<Entry> {
    let unknown =
        |request: &Request| Reply::error(200, request.rpc_id(), -32601, "Method not found");
    vec![
        endpoint(
            "prompts-not-implemented",
            "Prompts declared, but not implemented",
            "Declares prompts, and does not know prompts/list.",
            Server::sessions().answers("prompts/list", unknown),
        )
        .expect(Expectations::degraded("prompts/list-failed")),
        endpoint(
            "prompts-not-an-array",
            "prompts is not an array",
            "Sends null where the list of prompts should be.",
            Server::sessions().spoil("prompts/list", |result| result["prompts"] = Value::Null),
        )
        .expect(Expectations::degraded("prompts/list-malformed")),
        endpoint(
            "prompts-page-loop",
            "prompts/list pagination loop",
            "Answers each page of prompts with the same cursor.",
            looping("prompts/list"),
        )
        .expect(Expectations::degraded("prompts/pagination-loop")),
    ]
}

fn resources() -> Vec<Entry> {
    let unknown =
        |request: &Request| Reply::error(200, request.rpc_id(), -32601, "Method not found");
    let bad = Catalogue {
        resources: vec![
            json!({ "uri": "lab://index", "name": "index" }),
            json!({ "uri": "notes/first note.md", "name": "first-note" }),
        ],
        ..Catalogue::small()
    };
    vec![
        endpoint(
            "resources-not-implemented",
            "Resources declared, but not implemented",
            "Declares resources, and does not know resources/list.",
            Server::sessions().answers("resources/list", unknown),
        )
        .expect(Expectations::degraded("resources/list-failed")),
        endpoint(
            "resources-not-an-array",
            "resources is not an array",
            "Leaves the list out of its answer to resources/list.",
            Server::sessions().spoil("resources/list", |result| *result = json!({ "items": [] })),
        )
        .expect(Expectations::degraded("resources/list-malformed")),
        endpoint(
            "resource-uri-relative",
            "Resource URI is a path",
            "Offers one resource whose URI is a file name with a space.",
            Server::sessions().catalogue(bad),
        )
        .expect(Expectations::degraded("resources/bad-uri")),
        endpoint(
            "resources-page-loop",
            "resources/list pagination loop",
            "Answers each page of resources with the same cursor.",
            looping("resources/list"),
        )
        .expect(Expectations::degraded("resources/pagination-loop")),
    ]
}

fn streams() -> Vec<Entry> {
    let on_get = |make: fn() -> Reply| {
        Server {
            answer: Answer::EventStream,
            ..Server::sessions()
        }
        .before(move |request| (request.method == Method::GET).then(make))
    };
    let warns = |code| Expectations::healthy().warns(&[code]);
    let wrong = || warns("stream/get-wrong-status");
    let listening = Server {
        capabilities: json!({ "tools": { "listChanged": true } }),
        ..Server::modern()
    };
    let unacknowledged = listening.answers("subscriptions/listen", |_| {
        Reply::quiet_stream(": open\n\n")
    });
    vec![
        endpoint(
            "get-404",
            "GET returns 404",
            "Offers no stream for its own messages, and answers GET with 404 instead of 405.",
            on_get(|| Reply::text(404, "text/plain", "Not Found")),
        )
        .failures(&["F21"])
        .expect(wrong()),
        endpoint(
            "get-400",
            "GET returns 400",
            "Offers no stream for its own messages, and answers GET with 400 instead of 405.",
            on_get(|| Reply::error(400, Value::Null, -32700, "Parse error")),
        )
        .failures(&["F21"])
        .expect(wrong()),
        endpoint(
            "get-500",
            "GET returns 500",
            "Crashes on GET, because the request has no body.",
            on_get(|| Reply::text(500, "text/plain", "Internal Server Error")),
        )
        .failures(&["F21"])
        .expect(wrong()),
        endpoint(
            "get-json",
            "GET returns JSON",
            "Answers GET with a page about itself instead of an event stream or 405.",
            on_get(|| Reply::json(200, &json!({ "name": "notes", "status": "ok" }))),
        )
        .failures(&["F21"])
        .expect(warns("stream/get-not-event-stream")),
        endpoint(
            "listen-not-acknowledged",
            "Subscription not acknowledged",
            "Opens the stream of subscriptions/listen, and never acknowledges the subscription.",
            unacknowledged,
        )
        .expect(warns("stream/listen-not-acknowledged").firefox_unmeasured()),
        endpoint(
            "stream-all-at-once",
            "All events at once",
            "Sends three messages and the answer in one piece after 1.2 seconds, as a buffering proxy does.",
            all_at_once(),
        )
        .failures(&["F16"])
        .expect(warns("stream/all-at-once")),
    ]
}

fn all_at_once() -> Server {
    Server { answer: Answer::EventStream, ..Server::sessions() }.answers("tools/list", |request| {
        let note = |number: u8| {
            json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": { "level": "info", "data": format!("part {number} of 3") } })
        };
        let answer = json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "result": { "tools": [tool("sound", "A sound tool")] } });
        let messages = [note(1), note(2), note(3), answer];
        let events: String = messages.iter().map(|message| format!("event: message\ndata: {message}\n\n")).collect();
        let mut reply = Reply::text(200, "text/event-stream", events);
        reply.delay = Duration::from_millis(1200);
        reply
    })
}

fn closing() -> Vec<Entry> {
    let crashes = Server::sessions().before(|request| {
        (request.method == Method::DELETE)
            .then(|| Reply::text(500, "text/plain", "Internal Server Error"))
    });
    let not_allowed = Server::sessions().cors(Cors {
        allow_methods: Some("GET, POST, OPTIONS"),
        ..Cors::permissive()
    });
    vec![
        endpoint(
            "delete-500",
            "DELETE returns 500",
            "Crashes when the session is ended with DELETE.",
            crashes,
        )
        .expect(Expectations::healthy().warns(&["closing/delete-failed"])),
        endpoint(
            "delete-not-allowed",
            "CORS: DELETE is not allowed",
            "Its preflight answer does not allow DELETE.",
            not_allowed,
        )
        .expect(Expectations::healthy().warns_browsers(&["closing/delete-not-allowed"])),
    ]
}
