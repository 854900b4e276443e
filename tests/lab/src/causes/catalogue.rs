//! Small breaches, one each: the session opens, everything works with most clients, and one clause is broken. Beside
//! them the few first requests that a modern server refuses by its own numbers.

use serde_json::{Value, json};

use super::session::fixed_session;
use super::{Entry, endpoint};
use crate::catalogue::{Catalogue, tool, tool_with_schema};
use crate::cause::Expectations;
use crate::message::{Reply, Request};
use crate::server::{Credentials, Server};

pub fn session() -> Vec<Entry> {
    [capabilities(), openings(), errors()]
        .into_iter()
        .flatten()
        .collect()
}

pub fn survey() -> Vec<Entry> {
    [
        streams(),
        subscriptions(),
        tools(),
        schemas(),
        pages(),
        others(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn warns(code: &'static str) -> Expectations {
    Expectations::healthy().warns(&[code])
}

fn declaring(server: Server, capabilities: Value) -> Server {
    Server {
        capabilities,
        ..server
    }
}

fn capabilities() -> Vec<Entry> {
    vec![
        endpoint(
            "capability-true",
            "Capability is true instead of an object",
            "Declares tools as true, where an object belongs.",
            declaring(
                Server::sessions(),
                json!({ "tools": true, "prompts": {}, "resources": {} }),
            ),
        )
        .expect(Expectations::fails("session/capabilities-malformed")),
        endpoint(
            "capability-array",
            "Capability is an array instead of an object",
            "Declares tools as an empty array, as a language without an empty object does.",
            declaring(Server::modern(), json!({ "tools": [], "prompts": {} })),
        )
        .expect(Expectations::fails("session/capabilities-malformed")),
        endpoint(
            "capability-tasks",
            "Capability removed in this revision",
            "Supports 2026-07-28, and declares tasks where 2025-11-25 had them.",
            declaring(
                Server::modern(),
                json!({ "tools": {}, "tasks": { "list": {} } }),
            ),
        )
        .expect(warns("session/removed-capability")),
        endpoint(
            "capability-logging",
            "Deprecated capability",
            "Supports 2026-07-28, and declares logging, which that revision deprecates.",
            declaring(Server::modern(), json!({ "tools": {}, "logging": {} })),
        )
        .expect(warns("session/deprecated-capability")),
        endpoint(
            "extension-without-prefix",
            "Extension name without a prefix",
            "Declares an extension without a prefix.",
            declaring(
                Server::modern(),
                json!({ "tools": {}, "extensions": { "charts": {} } }),
            ),
        )
        .expect(warns("session/bad-extension-name")),
    ]
}

/// Refuses `server/discover` with 400 and this error.
fn refusing(code: i64, message: &'static str, data: Value) -> Server {
    Server::modern().answers("", move |request| {
        let error = match data.is_null() {
            true => json!({ "code": code, "message": message }),
            false => json!({ "code": code, "message": message, "data": data }),
        };
        Reply::json(
            400,
            &json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "error": error }),
        )
    })
}

fn openings() -> Vec<Entry> {
    let elicits = json!({ "requiredCapabilities": { "elicitation": {} } });
    let listed = json!({ "supported": ["2026-07-28"], "requested": "2026-07-28" });
    vec![
        endpoint(
            "headers-stripped",
            "Proxy removes Mcp-Method",
            "Returns the error for a missing Mcp-Method, because a proxy removes that header.",
            refusing(
                -32020,
                "Header mismatch: Mcp-Method header is required",
                Value::Null,
            ),
        )
        .expect(Expectations::likely("session/headers-refused")),
        endpoint(
            "capability-demanded",
            "Server requires elicitation",
            "Answers no request, not even server/discover, of a client without elicitation.",
            refusing(
                -32021,
                "Missing required client capability: elicitation",
                elicits,
            ),
        )
        .expect(Expectations::fails("session/capability-demanded")),
        endpoint(
            "version-error-bare",
            "Version error without supported versions",
            "Rejects 2026-07-28 with -32022 and does not say what it supports.",
            refusing(-32022, "Unsupported protocol version", Value::Null),
        )
        .expect(Expectations::fails("session/no-common-version")),
        endpoint(
            "version-refused-though-listed",
            "Listed version is rejected",
            "Rejects 2026-07-28 with -32022, and lists 2026-07-28 as supported.",
            refusing(-32022, "Unsupported protocol version", listed),
        )
        .expect(Expectations::fails("session/no-common-version")),
        endpoint(
            "revision-older-than-transport",
            "2024-11-05 by POST",
            "Answers initialize with 2024-11-05, over the transport that came after it.",
            Server::legacy("2024-11-05"),
        )
        .expect(warns("session/old-revision")),
        endpoint(
            "session-id-short",
            "Session ID is a counter",
            "Issues 42 as the session ID.",
            fixed_session("42"),
        )
        .expect(warns("session/short-id")),
    ]
}

fn errors() -> Vec<Entry> {
    let undeclared = declaring(
        Server::sessions(),
        json!({ "prompts": {}, "resources": {} }),
    );
    let reserved = Server::modern().answers("resources/templates/list", |request| {
        Reply::error(400, request.rpc_id(), -32050, "Templates are not supported")
    });
    let trace = Server::sessions().answers("server/discover", |request| {
        Reply::json(
            400,
            &json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "error": {
                "code": -32000, "message": "Bad Request: Server not initialized",
                "data": { "stack": "Error: Server not initialized\n    at Transport.check (/srv/notes/dist/transport.js:311:19)\n    at Transport.handlePost (/srv/notes/dist/transport.js:204:22)" } } }),
        )
    });
    vec![
        endpoint(
            "error-code-reserved",
            "Reserved error code",
            "Supports 2026-07-28, and rejects a list with -32050, a number that the revision keeps for itself.",
            reserved,
        )
        .expect(warns("session/reserved-error-code")),
        endpoint(
            "error-without-id",
            "Error without an id",
            "Has no tools and declares none, and rejects tools/list with an error whose id is null.",
            undeclared.answers("tools/list", |_| Reply::error(200, Value::Null, -32601, "Method not found")),
        )
        .expect(warns("session/error-without-id")),
        endpoint(
            "stack-trace",
            "Stack trace in an error",
            "Rejects the modern probe with an error that holds a stack trace.",
            trace,
        )
        .expect(warns("endpoint/stack-trace")),
    ]
}

/// Answers `tools/list` by a stream: this before the answer, and the answer in an event that begins like this.
fn stream(server: Server, before: &'static str, begins: &'static str) -> Server {
    let is_modern = server.speaks_modern();
    server.answers("tools/list", move |request| {
        let mut result = json!({ "tools": [tool("sound", "A sound tool")] });
        if is_modern {
            result["resultType"] = json!("complete");
            result["ttlMs"] = json!(0);
            result["cacheScope"] = json!("public");
        }
        let answer = json!({ "jsonrpc": "2.0", "id": request.rpc_id(), "result": result });
        Reply::text(
            200,
            "text/event-stream",
            format!("{before}{begins}data: {answer}\n\n"),
        )
    })
}

fn streams() -> Vec<Entry> {
    let log = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"listing\"}}\n\n";
    let asks = "data: {\"jsonrpc\":\"2.0\",\"id\":\"ask-1\",\"method\":\"roots/list\"}\n\n";
    let progress = "event: progress\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1,\"progress\":1}}\n\n";
    let spread = "data: {\n\"jsonrpc\": \"2.0\",\n\"method\": \"notifications/message\"\n}\n\n";
    let sessions = Server::sessions;
    vec![
        endpoint(
            "log-unrequested",
            "Unrequested log messages",
            "Supports 2026-07-28, and logs into the stream of a request that named no log level.",
            stream(Server::modern(), log, ""),
        )
        .expect(warns("stream/unrequested-log")),
        endpoint(
            "server-request",
            "Request from the server",
            "Supports 2026-07-28, and asks the client for its roots on the stream of an answer.",
            stream(Server::modern(), asks, ""),
        )
        .expect(warns("stream/server-request")),
        endpoint(
            "event-ids",
            "Events with ids",
            "Supports 2026-07-28, and numbers its events, although no stream can be resumed.",
            stream(Server::modern(), "", "id: 7f3a-1\n"),
        )
        .expect(warns("stream/event-ids")),
        endpoint(
            "event-name",
            "Progress in custom events",
            "Sends notifications in events named progress, which clients skip.",
            stream(sessions(), progress, ""),
        )
        .expect(warns("stream/event-name")),
        endpoint(
            "event-name-of-answer",
            "Response in a custom event",
            "Sends its tools in an event named result, which clients skip.",
            stream(sessions(), "", "event: result\n"),
        )
        .expect(Expectations::degraded("tools/list-failed")),
        endpoint(
            "event-greeting",
            "Stream starts with a greeting",
            "Begins its stream with an event that is not JSON-RPC: connected.",
            stream(sessions(), "data: connected\n\n", ""),
        )
        .expect(warns("stream/not-a-message")),
        endpoint(
            "event-spread-over-lines",
            "JSON over several lines of a stream",
            "Sends a notification as indented JSON, with data: before its first line only.",
            stream(sessions(), spread, ""),
        )
        .expect(warns("stream/malformed-events")),
    ]
}

/// Declares changes, and opens its subscriptions with this.
fn subscribing(make: impl Fn(&Request) -> Vec<Value> + Send + Sync + 'static) -> Server {
    let server = declaring(
        Server::modern(),
        json!({ "tools": { "listChanged": true } }),
    );
    server.answers("subscriptions/listen", move |request| {
        let messages = make(request).into_iter();
        let events: String = messages
            .map(|message| format!("data: {message}\n\n"))
            .collect();
        Reply::quiet_stream(events)
    })
}

fn acknowledged(id: Value, notifications: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged", "params": {
        "_meta": { "io.modelcontextprotocol/subscriptionId": id }, "notifications": notifications } })
}

fn subscriptions() -> Vec<Entry> {
    let tools = || json!({ "toolsListChanged": true });
    let text_id = subscribing(move |request| {
        vec![acknowledged(json!(request.rpc_id().to_string()), tools())]
    });
    let more = subscribing(|request| {
        vec![acknowledged(
            request.rpc_id(),
            json!({ "toolsListChanged": true, "resourceSubscriptions": ["lab://notes/1"] }),
        )]
    });
    let noise = subscribing(move |request| {
        let progress = json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": { "progressToken": 3, "progress": 1 } });
        vec![acknowledged(request.rpc_id(), tools()), progress]
    });
    vec![
        endpoint(
            "subscription-id-text",
            "Subscription ID changed to a string",
            "Acknowledges a subscription with the request's id as a text, although it is a number.",
            text_id,
        )
        .expect(warns("stream/subscription-id")),
        endpoint(
            "subscription-not-asked",
            "More notifications than requested",
            "Acknowledges a subscription to resources that no one asked for.",
            more,
        )
        .expect(warns("stream/subscription-not-asked")),
        endpoint(
            "subscription-noise",
            "Progress on the stream of subscriptions",
            "Sends the progress of someone's request to all subscriptions.",
            noise,
        )
        .expect(warns("stream/subscription-noise")),
    ]
}

/// Two sound tools and this one.
fn with_tool(odd: Value) -> Server {
    Server::sessions().catalogue(Catalogue::of_tools(vec![
        tool("sound", "A sound tool"),
        odd,
        tool("also_sound", "Another sound tool"),
    ]))
}

fn tools() -> Vec<Entry> {
    let with = |member: &str, value: Value| {
        let mut odd = tool("odd", "A tool with an odd member");
        odd[member] = value;
        with_tool(odd)
    };
    let many = (0..150).map(|number| tool(&format!("read_table_{number:03}"), "Reads a table"));
    vec![
        endpoint(
            "tool-annotation-text",
            "Tool annotation of the wrong type",
            "Offers one tool whose readOnlyHint is the text true.",
            with("annotations", json!({ "readOnlyHint": "true" })),
        )
        .expect(warns("tools/malformed-member")),
        endpoint(
            "tool-title-null",
            "Tool title is null",
            "Offers one tool whose title is null instead of absent.",
            with("title", Value::Null),
        )
        .expect(warns("tools/malformed-member")),
        endpoint(
            "tool-icon-file",
            "Tool icon with a file: URL",
            "Offers one tool whose icon is a file: URL.",
            with(
                "icons",
                json!([{ "src": "file:///srv/notes/icon.png", "mimeType": "image/png" }]),
            ),
        )
        .expect(warns("tools/bad-icon")),
        endpoint(
            "tool-hidden-text",
            "Invisible characters in a tool",
            "Offers one tool whose description continues in letters that are not shown.",
            with_tool(tool(
                "weather",
                "Tells the weather\u{e0073}\u{e0065}\u{e006e}\u{e0064}",
            )),
        )
        .expect(warns("tools/hidden-text")),
        endpoint(
            "tools-many",
            "150 tools",
            "Offers more tools than many clients pass on to a model.",
            Server::sessions().catalogue(Catalogue {
                page: 200,
                ..Catalogue::of_tools(many.collect())
            }),
        )
        .expect(warns("tools/many")),
    ]
}

fn schemas() -> Vec<Entry> {
    let schema = |schema: Value| with_tool(tool_with_schema("odd", schema));
    let secret = json!({ "type": "object", "properties": { "api_key": { "type": "string", "x-mcp-header": "Upstream-Key" } } });
    vec![
        endpoint(
            "schema-required-unknown",
            "Required argument not in properties",
            "Offers one tool that requires an argument under its former name.",
            schema(json!({ "type": "object", "properties": { "query": { "type": "string" } }, "required": ["q"] })),
        )
        .expect(warns("tools/required-unknown")),
        endpoint(
            "schema-draft-04",
            "Input schema in draft-04",
            "Offers one tool whose schema says that it is written in draft-04 of JSON Schema.",
            schema(json!({ "$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "properties": {} })),
        )
        .expect(warns("tools/other-dialect")),
        endpoint(
            "schema-choice-at-root",
            "anyOf beside type at the root of a schema",
            "Offers one tool whose arguments are a choice between two forms.",
            schema(json!({ "type": "object",
                "properties": { "id": { "type": "string" }, "name": { "type": "string" } },
                "anyOf": [{ "required": ["id"] }, { "required": ["name"] }] })),
        )
        .expect(warns("tools/choice-at-root")),
        endpoint(
            "header-annotation-secret",
            "Tool sends a secret in a header",
            "Offers one tool that has an API key sent in a header.",
            Server::modern().catalogue(Catalogue::of_tools(vec![tool_with_schema("odd", secret)])),
        )
        .expect(warns("tools/secret-in-header")),
    ]
}

fn pages() -> Vec<Entry> {
    let mut overlapping = Catalogue::paged();
    let first = overlapping.tools.first().cloned();
    overlapping.tools.extend(first);
    let varies = Server::modern()
        .catalogue(Catalogue::paged())
        .amend(|request, reply| {
            if let (Some(_), Some(result)) = (request.param("/cursor"), reply.result_mut()) {
                result["cacheScope"] = json!("private");
            }
        });
    let public = Server {
        credentials: Credentials::Bearer,
        ..Server::modern()
    };
    vec![
        endpoint(
            "tools-cursor-empty",
            "Empty nextCursor on the last page",
            "Marks the last page of tools with an empty cursor.",
            Server::sessions().spoil("tools/list", |result| result["nextCursor"] = json!("")),
        )
        .expect(warns("tools/empty-cursor")),
        endpoint(
            "tools-pages-overlap",
            "Same tool on two pages",
            "Sends one tool on the first page and again on the last.",
            Server::sessions().catalogue(overlapping),
        )
        .expect(warns("tools/duplicate-name")),
        endpoint(
            "tools-cache-scope-varies",
            "cacheScope differs between pages",
            "Marks the first page of tools as public and the second as private.",
            varies,
        )
        .expect(warns("tools/cache-scope-varies")),
        endpoint(
            "tools-cache-public",
            "Public list of tools behind a token",
            "Requires the token lab-token, and lets anyone keep the list of tools.",
            public.spoil("tools/list", |result| {
                result["cacheScope"] = json!("public")
            }),
        )
        .bearer("lab-token")
        .expect(warns("tools/public-cache")),
    ]
}

fn others() -> Vec<Entry> {
    let small = Catalogue::small;
    let unclosed = Catalogue {
        templates: vec![json!({ "uriTemplate": "lab://notes/{id", "name": "note" })],
        ..small()
    };
    let arguments = Catalogue {
        prompts: vec![json!({ "name": "summarise", "arguments": { "id": { "required": true } } })],
        ..small()
    };
    vec![
        endpoint(
            "resource-template-unclosed",
            "URI template with an unclosed brace",
            "Offers one URI template whose brace is not closed.",
            Server::sessions().catalogue(unclosed),
        )
        .expect(warns("resources/bad-template")),
        endpoint(
            "prompt-arguments-object",
            "Prompt arguments are an object",
            "Sends the arguments of a prompt as an object with a member for each.",
            Server::sessions().catalogue(arguments),
        )
        .expect(Expectations::degraded("prompts/list-malformed")),
    ]
}
