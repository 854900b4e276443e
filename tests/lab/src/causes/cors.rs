//! Step 3: servers that work, but not for a browser on another origin.
//!
//! No revision of MCP demands CORS, so that none of these breaks the protocol.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use super::{Entry, endpoint};
use crate::cause::{Certainty, Expect, Expectations};
use crate::cors::Cors;
use crate::message::{Reply, Request};
use crate::server::{Credentials, Server};

pub fn causes() -> Vec<Entry> {
    [
        origins(),
        bare_errors(),
        readable_answers(),
        preflights(),
        headers(),
        redirects(),
        hidden(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Answers that no page of another origin may read.
fn origins() -> Vec<Entry> {
    let not_allowed = |member| Expectations::likely("cors/not-allowed").member(member);
    let with_origin = |values: &[&'static str]| Server::sessions().cors(Cors::origins(values));
    vec![
        endpoint(
            "cors-none",
            "No CORS headers",
            "Sends no Access-Control-Allow-Origin, so that browsers block its responses.",
            Server::sessions().cors(Cors::none()),
        )
        .expect(not_allowed("cors/allow-origin-missing")),
        endpoint(
            "cors-other-origin",
            "Access-Control-Allow-Origin: another origin",
            "Allows the origin https://app.example.com only.",
            with_origin(&["https://app.example.com"]),
        )
        .expect(not_allowed("cors/allow-origin-mismatch")),
        endpoint(
            "cors-null-allowed",
            "Access-Control-Allow-Origin: null",
            "Allows the origin null, which is what sandboxed frames and files have, and no page on a site.",
            with_origin(&["null"]),
        )
        .expect(not_allowed("cors/allow-origin-mismatch")),
        endpoint(
            "cors-origin-twice",
            "Access-Control-Allow-Origin is sent twice",
            "Both the proxy and the application add the header, which makes it void.",
            with_origin(&["*", "*"]),
        )
        .expect(not_allowed("cors/allow-origin-mismatch")),
        endpoint(
            "cors-origin-list",
            "Access-Control-Allow-Origin with a list",
            "Sends two origins in one header, which browsers do not accept.",
            with_origin(&["http://localhost:4117, https://app.example.com"]),
        )
        .expect(not_allowed("cors/allow-origin-mismatch")),
        endpoint(
            "cors-resource-policy",
            "Cross-Origin-Resource-Policy: same-origin",
            "Sends Cross-Origin-Resource-Policy: same-origin, and no CORS headers.",
            Server::sessions()
                .cors(Cors::none())
                .amend(|_, reply| reply.push("cross-origin-resource-policy", "same-origin")),
        )
        .expect(
            Expectations::fails("cors/resource-policy")
                .firefox(Expect::stops("reach/path-drops", Certainty::Likely).candidates(&["cors/resource-policy"])),
        ),
    ]
}

/// The preflight is fine; the answer itself lacks the header.
fn bare_errors() -> Vec<Entry> {
    let bare = |status: u16, text: &'static str| {
        Server::sessions().before(move |request| {
            let reply = || Reply::text(status, "text/plain", text).bare();
            (request.method != Method::OPTIONS).then(reply)
        })
    };
    let lacks = || {
        Expectations::likely("cors/post-without-allow-origin")
            .member("cors/error-without-allow-origin")
    };
    let hidden_options = Cors {
        allow_methods: Some("GET, POST, DELETE"),
        ..Cors::permissive()
    };
    vec![
        endpoint(
            "post-401-bare",
            "401 without CORS headers",
            "The login check answers 401 in front of the layer that adds CORS headers.",
            bare(401, "Unauthorized"),
        )
        .expect(lacks()),
        endpoint(
            "post-403-bare",
            "403 for other origins, without CORS headers",
            "Rejects requests of unknown origins, as the specification asks, but passes their preflights.",
            bare(403, "Forbidden: invalid Origin header"),
        )
        .failures(&["F13"])
        .expect(lacks()),
        endpoint(
            "post-421-bare",
            "421 without CORS headers",
            "The guard against DNS rebinding does not know the host name, and answers without CORS headers.",
            bare(421, "Invalid Host header"),
        )
        .failures(&["F12"])
        .expect(lacks()),
        endpoint(
            "post-500-bare",
            "500 without CORS headers",
            "Crashes on each request, and the error page lacks CORS headers.",
            bare(500, "Internal Server Error"),
        )
        .expect(lacks()),
        endpoint(
            "post-502-bare",
            "502 from a gateway, without CORS headers",
            "The gateway cannot reach the application, and its own error page lacks CORS headers.",
            bare(502, "Bad Gateway"),
        )
        .expect(lacks()),
        endpoint(
            "gateway-503-late",
            "503 from a gateway after three seconds, without CORS headers",
            "The gateway tries to reach the application three times, a second each, and its own error page lacks CORS \
             headers.",
            Server::sessions().before(|_| {
                let mut reply = Reply::text(503, "text/plain", "No server is available").bare();
                reply.delay = Duration::from_millis(3_050);
                Some(reply)
            }),
        )
        .expect(
            Expectations::likely("cors/not-allowed")
                .member("cors/error-without-allow-origin"),
        ),
        endpoint(
            "cors-errors-bare",
            "Errors without CORS headers, and no OPTIONS",
            "Each answer is a 500 without CORS headers, and nothing else shows that the preflight was fine.",
            bare(500, "Internal Server Error").cors(hidden_options),
        )
        .expect(
            Expectations::likely("cors/not-allowed")
                .member("cors/error-without-allow-origin"),
        ),
    ]
}

/// Good answers are readable, whatever else is not: a browser client that begins with `initialize` is served.
fn readable_answers() -> Vec<Entry> {
    let bare_errors = |_: &Request, reply: &mut Reply| reply.cors &= reply.status.as_u16() < 300;
    let hidden = || Expectations::healthy().warns(&["cors/errors-hidden"]);
    vec![
        endpoint(
            "errors-bare",
            "Errors without CORS headers, good responses with them",
            "Its error handler runs outside of the CORS layer, and refuses server/discover with a bare 400.",
            Server::sessions().amend(bare_errors),
        )
        .expect(hidden()),
        endpoint(
            "errors-bare-strict",
            "Errors without CORS headers, and no newer headers allowed",
            "Allows the headers of its own revision, and puts CORS headers on good responses only.",
            Server::sessions()
                .cors(Cors::only("content-type, mcp-protocol-version, mcp-session-id"))
                .amend(bare_errors),
        )
        .expect(hidden()),
        endpoint(
            "post-origin-twice",
            "Access-Control-Allow-Origin twice on the POST response",
            "Its preflight is in order; a proxy adds the header again to the response of the POST.",
            Server::sessions().amend(|request, reply| {
                if request.method == Method::POST {
                    reply.push("access-control-allow-origin", "*");
                }
            }),
        )
        .expect(
            Expectations::likely("cors/post-without-allow-origin")
                .member("cors/allow-origin-mismatch"),
        ),
        endpoint(
            "post-redirect-bare",
            "307 of the POST without CORS headers",
            "Its preflight is in order; the POST is answered with a redirect that lacks CORS headers.",
            Server::sessions().before(|request| {
                (request.method == Method::POST && request.rest != "v2/mcp")
                    .then(|| Reply::redirect(307, &request.here("v2/mcp")).bare())
            }),
        )
        .expect(
            Expectations::likely("cors/post-without-allow-origin")
                .member("cors/redirect-without-cors"),
        ),
    ]
}

/// Simple requests are readable; the preflight never passes.
fn preflights() -> Vec<Entry> {
    let answered = |status: u16| {
        Server::sessions().before(move |request| {
            let reply = || Reply::text(status, "text/plain", "No such method here").bare();
            (request.method == Method::OPTIONS).then(reply)
        })
    };
    let rejected = |member| Expectations::likely("cors/preflight-rejected").member(member);
    let allowed_but_refused = Server::sessions().before(|request| {
        (request.method == Method::OPTIONS).then(|| Reply::text(401, "text/plain", "Unauthorized"))
    });
    let moved = Server::sessions().before(|request| {
        (request.method == Method::OPTIONS)
            .then(|| Reply::redirect(307, &request.here("elsewhere")).bare())
    });
    let unauthorized = "cors/preflight-unauthorized";
    let not_routed = "cors/preflight-not-routed";
    vec![
        endpoint(
            "preflight-401",
            "OPTIONS returns 401",
            "The login check answers the preflight before CORS does.",
            answered(401),
        )
        .failures(&["F03"])
        .expect(rejected(unauthorized)),
        endpoint(
            "preflight-401-with-cors",
            "OPTIONS returns 401, with CORS headers",
            "Sends the right CORS headers, but with a status that fails every preflight.",
            allowed_but_refused,
        )
        .failures(&["F03"])
        .expect(rejected(unauthorized)),
        endpoint(
            "preflight-403",
            "OPTIONS returns 403",
            "A firewall in front forbids the method OPTIONS.",
            answered(403),
        )
        .expect(rejected(unauthorized)),
        endpoint(
            "preflight-404",
            "OPTIONS returns 404",
            "The router knows no route for OPTIONS at this path.",
            answered(404),
        )
        .failures(&["F04"])
        .expect(rejected(not_routed)),
        endpoint(
            "preflight-405",
            "OPTIONS returns 405",
            "The framework allows POST only.",
            answered(405),
        )
        .failures(&["F03"])
        .expect(rejected(not_routed)),
        endpoint(
            "preflight-500",
            "OPTIONS returns 500",
            "Tries to parse the empty body of a preflight, and crashes.",
            answered(500),
        )
        .expect(rejected("cors/preflight-server-error")),
        endpoint(
            "preflight-200-bare",
            "OPTIONS returns 200 without CORS headers",
            "A health check answers OPTIONS with 200, and no CORS headers in it.",
            answered(200),
        )
        .expect(rejected("cors/preflight-without-headers")),
        endpoint(
            "preflight-redirect-bare",
            "OPTIONS is redirected without CORS headers",
            "Redirects preflights, and them only, to another path.",
            moved,
        )
        .expect(Expectations::likely("cors/preflight-rejected").browsers_only()),
    ]
}

/// The preflight passes, but not for every header that the client has to send.
fn headers() -> Vec<Entry> {
    let refused = || Expectations::fails("cors/header-not-allowed");
    let allowing = |headers| Server::sessions().cors(Cors::only(headers));
    let without_authorization =
        "content-type, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name";
    let bearer = Server {
        credentials: Credentials::Bearer,
        ..allowing(without_authorization)
    };
    let api_key = Server {
        credentials: Credentials::ApiKey,
        ..allowing(without_authorization)
    };
    vec![
        endpoint(
            "header-content-type",
            "content-type is not allowed",
            "Its allow-list lacks Content-Type, without which no JSON can be posted.",
            allowing("authorization, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name"),
        )
        .expect(refused()),
        endpoint(
            "header-protocol-version",
            "mcp-protocol-version is not allowed",
            "Supports 2025-11-25, but its allow-list lacks MCP-Protocol-Version, which follows initialize.",
            allowing("content-type, mcp-session-id, authorization"),
        )
        .failures(&["F02"])
        .expect(refused()),
        endpoint(
            "header-session-id",
            "mcp-session-id is not allowed",
            "Issues a session ID that its allow-list does not let browsers send back.",
            allowing("content-type, mcp-protocol-version, authorization"),
        )
        .expect(refused()),
        endpoint(
            "header-session-id-asked",
            "mcp-session-id is allowed only by preflights that do not ask for it",
            "One CORS layer lists every header for ten minutes; the other, for preflights that name Mcp-Session-Id, does not allow it.",
            Server::sessions().before(|request| {
                let asks = request.header("access-control-request-headers").contains("mcp-session-id");
                let refuse = || {
                    let reply = Reply::empty(204).bare().with("access-control-allow-origin", "*");
                    reply.with("access-control-allow-headers", "content-type, mcp-protocol-version")
                };
                (request.method == Method::OPTIONS && asks).then(refuse)
            })
            .amend(|request, reply| {
                if request.method == Method::OPTIONS {
                    reply.push("access-control-max-age", "600");
                }
            }),
        )
        .expect(refused()),
        endpoint(
            "header-authorization",
            "authorization is not allowed",
            "Requires a bearer token that its allow-list does not let browsers send.",
            bearer,
        )
        .bearer("lab-token")
        .expect(refused()),
        endpoint(
            "header-custom",
            "A custom header is not allowed",
            "Requires x-api-key, which its allow-list does not let browsers send.",
            api_key,
        )
        .header("x-api-key", "lab-key")
        .expect(refused()),
        endpoint(
            "header-mcp-method",
            "mcp-method is not allowed by a 2026-07-28 server",
            "Supports 2026-07-28 only, but its allow-list lacks Mcp-Method and Mcp-Name.",
            Server::modern().cors(Cors::only("content-type, mcp-protocol-version, authorization")),
        )
        .failures(&["F02"])
        .expect(refused()),
        endpoint(
            "allow-headers-missing",
            "No Access-Control-Allow-Headers",
            "Answers preflights, but allows no request header at all.",
            Server::sessions().cors(Cors { allow_headers: None, ..Cors::permissive() }),
        )
        .expect(Expectations::fails("cors/allow-headers-missing")),
    ]
}

/// Redirects that a preflighted request cannot follow.
fn redirects() -> Vec<Entry> {
    let moved = Server {
        mount: "v2/mcp",
        ..Server::sessions()
    };
    let redirected = |request: &Request| Reply::redirect(307, &request.here("v2/mcp"));
    let all_methods = moved
        .clone()
        .before(move |request| (request.rest == "mcp").then(|| redirected(request)));
    let unreadable_target =
        moved.before(
            move |request| match (request.rest.as_str(), &request.method) {
                ("mcp", &Method::OPTIONS) => Some(Reply::empty(204)),
                ("mcp", _) => Some(redirected(request)),
                _ => Some(Reply::error(200, Value::Null, -32600, "Invalid Request").bare()),
            },
        );
    let elsewhere = Server::sessions().before(|request| {
        (!request.place.is_second).then(|| Reply::redirect(307, &request.elsewhere("mcp")).bare())
    });
    let slash = Server {
        mount: "mcp/",
        ..Server::sessions()
    }
    .before(|request| {
        (request.rest == "mcp").then(|| Reply::redirect(307, &request.here("mcp/")).bare())
    });
    vec![
        endpoint(
            "preflight-redirected",
            "Preflight is redirected",
            "Redirects every method to another path, with CORS headers; a preflight must not be redirected.",
            all_methods,
        )
        .pasted("{lab}/{id}/mcp")
        .expect(Expectations::fails("cors/preflight-redirected").browsers_only()),
        endpoint(
            "redirect-without-cors",
            "Redirect to a URL without CORS headers",
            "The redirect has CORS headers, but the URL that it leads to has none.",
            unreadable_target,
        )
        .pasted("{lab}/{id}/mcp")
        .expect(Expectations::fails("cors/redirect-without-cors").browsers_only()),
        endpoint(
            "redirects-elsewhere",
            "Redirect to another origin without CORS headers",
            "Redirects every request, preflights included, to another origin, and sends no CORS headers.",
            elsewhere,
        )
        .failures(&["F10"])
        .expect(Expectations::fails("cors/redirects-elsewhere").browsers_only()),
        endpoint(
            "slash-redirect",
            "Redirect to the path with a slash",
            "Redirects /mcp to /mcp/, without CORS headers on the redirect.",
            slash,
        )
        .pasted("{lab}/{id}/mcp")
        .failures(&["F10"])
        .expect(Expectations::likely("cors/slash-redirect").browsers_only()),
        endpoint(
            "other-path-answers",
            "Endpoint is at another path",
            "Serves MCP at /mcp; the pasted URL returns 404 without CORS headers.",
            Server::sessions(),
        )
        .pasted("{lab}/{id}/sse")
        .expect(
            Expectations::likely("cors/other-path-answers")
                .native(Expect::stops("endpoint/not-found", Certainty::Certain)),
        ),
    ]
}

/// Readable answers with a header missing from what scripts may see.
fn hidden() -> Vec<Entry> {
    let expose_nothing = Cors {
        expose_headers: None,
        ..Cors::permissive()
    };
    let expose_others = Cors {
        expose_headers: Some("content-length, date"),
        ..Cors::permissive()
    };
    let hidden = || Expectations::likely("cors/session-id-not-exposed").native(Expect::healthy());
    let strict = Server::sessions().cors(expose_others).before(|request| {
        // Some servers answer a request without its session id 404, as though the session were gone.
        let after_opening = request.method == Method::POST && request.json.is_some();
        let is_opening = matches!(request.rpc_method(), "initialize" | "server/discover");
        let lost = after_opening && !is_opening && !request.headers.contains_key("mcp-session-id");
        lost.then(|| Reply::json(404, &json!({ "error": "session not found" })))
    });
    vec![
        endpoint(
            "session-id-not-exposed",
            "Mcp-Session-Id is not exposed",
            "Issues a session ID, but does not list it in Access-Control-Expose-Headers, and then requires it.",
            Server::sessions().cors(expose_nothing),
        )
        .failures(&["F01"])
        .expect(hidden()),
        endpoint(
            "session-id-not-exposed-404",
            "Mcp-Session-Id is not exposed, 404 without it",
            "Exposes other headers, but not the session ID, and answers requests without it with 404.",
            strict,
        )
        .failures(&["F01"])
        .expect(hidden()),
    ]
}
