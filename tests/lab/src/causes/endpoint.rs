//! Step 4: something answers and may be read, but it is no MCP endpoint, or not the right one.

use hyper::Method;
use serde_json::{Value, json};

use super::{Entry, endpoint, port};
use crate::cause::{Expect, Expectations, Need};
use crate::message::{Reply, Request};
use crate::server::{Credentials, Refusal, Server, not_found};
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [
        pages(),
        statuses(),
        refusals(),
        redirects(),
        private_network(),
        credentials_stay(),
        session_ids_stay(),
        old_transport(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Answers every method but OPTIONS in the same way.
pub fn always(make: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::sessions()
        .before(move |request| (request.method != Method::OPTIONS).then(|| make(request)))
}

const HOME_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Notes for teams</title></head><body><h1>Notes for teams</h1>\
                         <p>The fastest way to lose your notes.</p></body></html>";

const SIGN_IN: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form method=post action=/login>\
                       <p>CSRF token missing or incorrect.</p><input name=user><input name=password type=password>\
                       <button>Sign in</button></form></body></html>";

const FIREWALL: &str = "<!DOCTYPE html>\n<html><head><title>Attention Required!</title></head><body><h1>Sorry, you have \
                        been blocked</h1><p>This website is using a security service.</p></body></html>";

fn pages() -> Vec<Entry> {
    vec![
        endpoint(
            "html-page",
            "HTML page instead of an endpoint",
            "The URL is that of a website, which returns its page for every path.",
            always(|_| Reply::html(200, HOME_PAGE)),
        )
        .failures(&["F19"])
        .expect(Expectations::fails("endpoint/html-page")),
        endpoint(
            "login-page",
            "Login page",
            "A front-end router catches the path and shows its sign-in form.",
            always(|_| Reply::html(200, SIGN_IN)),
        )
        .failures(&["F11"])
        .expect(Expectations::fails("endpoint/html-page")),
        endpoint(
            "not-found",
            "404 for everything",
            "There is nothing at this path.",
            always(|_| not_found()),
        )
        .expect(Expectations::fails("endpoint/not-found")),
        endpoint(
            "wrong-path",
            "Wrong path",
            "Serves MCP at /mcp, and returns 404 with CORS headers for the pasted path.",
            Server::sessions().before(|request| match (request.rest.as_str(), &request.method) {
                ("mcp", _) => None,
                (_, &Method::OPTIONS) => Some(Reply::empty(204)),
                _ => Some(not_found()),
            }),
        )
        .pasted("{lab}/{id}/api/v1")
        .expect(Expectations::fails("endpoint/not-found")),
    ]
}

fn statuses() -> Vec<Entry> {
    let says = |status: u16, text: &'static str| {
        always(move |request| Reply::error(status, request.rpc_id(), -32000, text))
    };
    let plain =
        |status: u16, text: &'static str| always(move |_| Reply::text(status, "text/plain", text));
    let fails = Expectations::fails;
    vec![
        endpoint(
            "method-not-allowed",
            "405 for everything",
            "A route for PUT only, which answers POST and GET with 405.",
            always(|_| Reply::text(405, "text/plain", "Method Not Allowed").with("allow", "PUT")),
        )
        .expect(fails("endpoint/method-not-allowed")),
        endpoint(
            "not-acceptable",
            "406 although both types are accepted",
            "A proxy rewrites Accept to */*, and the server insists on both types by name.",
            says(
                406,
                "Not Acceptable: Client must accept both application/json and text/event-stream",
            ),
        )
        .failures(&["F09"])
        .expect(fails("endpoint/not-acceptable")),
        endpoint(
            "unsupported-media-type",
            "415 for JSON",
            "Accepts forms only, and rejects application/json.",
            plain(415, "Unsupported Media Type"),
        )
        .expect(fails("endpoint/unsupported-media-type")),
        endpoint(
            "misdirected",
            "421 Misdirected Request",
            "The guard against DNS rebinding does not know the host name under which it is asked.",
            plain(421, "Invalid Host header"),
        )
        .failures(&["F12"])
        .expect(fails("endpoint/misdirected")),
        endpoint(
            "unprocessable",
            "422 for everything",
            "Validates requests against a schema of its own, which no MCP message matches.",
            always(|_| {
                Reply::json(
                    422,
                    &json!({ "detail": [{ "loc": ["body", "query"], "msg": "field required" }] }),
                )
            }),
        )
        .expect(fails("endpoint/refused")),
        endpoint(
            "rate-limited",
            "429 Too Many Requests",
            "The limit is used up before the first request.",
            always(|_| {
                Reply::text(429, "text/plain", "Too Many Requests").with("retry-after", "30")
            }),
        )
        .expect(fails("endpoint/rate-limited")),
        endpoint(
            "server-error",
            "500 for everything",
            "Crashes on each request.",
            always(|_| Reply::json(500, &json!({ "error": "Internal Server Error" }))),
        )
        .expect(fails("endpoint/server-error")),
        endpoint(
            "unavailable",
            "503 Service Unavailable",
            "The gateway finds no instance that is up.",
            plain(503, "no healthy upstream"),
        )
        .expect(fails("endpoint/server-error")),
    ]
}

/// Refusals whose true reason must not be hidden by a fallback, or that only look like one.
fn refusals() -> Vec<Entry> {
    let hidden_first = Server {
        refusal: Refusal::Html,
        ..Server::sessions()
    }
    .answers("initialize", |_| {
        Reply::text(
            400,
            "text/plain",
            "Unsupported client version, please upgrade",
        )
    });
    let origin_refused = Server::sessions().before(|request| {
        let origin = request.header("origin");
        let refused = !origin.is_empty() && request.method != Method::OPTIONS;
        let text = format!("Forbidden: Origin {origin} is not allowed");
        refused.then(|| Reply::error(403, Value::Null, -32000, &text))
    });
    let likely = Expectations::likely;
    vec![
        endpoint(
            "first-failure-hidden",
            "Fallback hides the first failure",
            "Rejects initialize with 400 and a reason; a client that then tries the old transport sees only 405.",
            hidden_first,
        )
        .failures(&["F20"])
        .expect(Expectations::fails("endpoint/refused")),
        endpoint(
            "firewall",
            "403 from a firewall",
            "A firewall treats the client as a bot.",
            always(|_| Reply::html(403, FIREWALL).with("cf-mitigated", "challenge")),
        )
        .failures(&["F14"])
        .expect(likely("endpoint/forbidden").or(&["endpoint/firewall"])),
        endpoint(
            "origin-refused",
            "403 for this page's origin",
            "Rejects origins it does not know, as the specification asks, and says so.",
            origin_refused,
        )
        .failures(&["F13"])
        .expect(likely("endpoint/origin-refused").native(Expect::healthy())),
        endpoint(
            "discover-403",
            "403 for the modern probe",
            "Forbids methods that it does not know, server/discover among them.",
            Server::sessions().answers("server/discover", |_| {
                Reply::json(403, &json!({ "message": "Forbidden" }))
            }),
        )
        .failures(&["F28"])
        .expect(likely("endpoint/forbidden")),
    ]
}

/// Everything at `mcp` is redirected to `v2/mcp`; preflights pass.
fn moved(status: u16) -> Server {
    Server {
        mount: "v2/mcp",
        ..Server::sessions()
    }
    .before(
        move |request| match (request.rest.as_str(), &request.method) {
            ("mcp", &Method::OPTIONS) => Some(Reply::empty(204)),
            ("mcp", _) => Some(Reply::redirect(status, &request.here("v2/mcp"))),
            _ => None,
        },
    )
}

fn redirects() -> Vec<Entry> {
    let drops = || Expectations::fails("endpoint/redirect-drops-post");
    let at_mcp = |id, title, wrong, status| {
        endpoint(id, title, wrong, moved(status)).pasted("{lab}/{id}/mcp")
    };
    let redirected = || Expectations::healthy().warns(&["endpoint/redirected"]);
    let elsewhere = Server::sessions().before(|request| {
        let asked = !request.place.is_second && request.method != Method::OPTIONS;
        asked.then(|| Reply::redirect(307, &request.elsewhere("mcp")))
    });
    vec![
        at_mcp(
            "redirect-301",
            "Redirect 301",
            "Redirects with 301, which means that a POST becomes a GET.",
            301,
        )
        .expect(drops()),
        at_mcp(
            "redirect-302",
            "Redirect 302",
            "Redirects with 302, which means that a POST becomes a GET.",
            302,
        )
        .expect(drops()),
        at_mcp(
            "redirect-303",
            "Redirect 303",
            "Redirects with 303, which turns a POST into a GET.",
            303,
        )
        .expect(drops()),
        at_mcp(
            "redirect-307",
            "Redirect 307",
            "Redirects with 307 to another path, which works.",
            307,
        )
        .failures(&["F10"])
        .expect(redirected()),
        at_mcp(
            "redirect-308",
            "Redirect 308",
            "Redirects with 308 to another path, which works.",
            308,
        )
        .expect(redirected()),
        endpoint(
            "redirect-other-origin",
            "Redirect to another origin, with CORS headers",
            "Redirects with 307 to another origin, which works for a client without credentials.",
            elsewhere,
        )
        .expect(redirected()),
    ]
}

fn private_network() -> Vec<Entry> {
    vec![
        port(
            "redirect-private-address",
            "Redirect into the private network",
            "A server with a public name redirects its endpoint to localhost.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().before(|request| {
            let to = [&request.place.lab_origin, "/healthy-2025-11-25/mcp"].concat();
            (request.method != Method::OPTIONS).then(|| Reply::redirect(307, &to))
        }))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .expect(Expectations::fails("endpoint/private-redirect")),
    ]
}

/// Redirects to another origin, asked with something that must not get there. The log shows what did.
fn credentials_stay() -> Vec<Entry> {
    let leads_away = |credentials| {
        Server {
            credentials,
            ..Server::sessions()
        }
        .before(|request| {
            let asked = !request.place.is_second && request.method != Method::OPTIONS;
            asked.then(|| Reply::redirect(307, &request.elsewhere("mcp")))
        })
    };
    let fails = || Expectations::fails("endpoint/redirects-elsewhere");
    vec![
        endpoint(
            "redirect-with-header",
            "Redirect to another origin, with a custom header entered",
            "Redirects to another origin, which must never see the header.",
            leads_away(Credentials::ApiKey),
        )
        .header("x-api-key", "lab-key")
        .failures(&["F10"])
        .expect(fails()),
        endpoint(
            "redirect-with-bearer",
            "Redirect to another origin, with a token entered",
            "Redirects to another origin, which must never see the token.",
            leads_away(Credentials::Bearer),
        )
        .bearer("lab-token")
        .failures(&["F10"])
        .expect(fails()),
        endpoint(
            "redirect-of-bearer",
            "Redirect to another origin, of requests with a token only",
            "Requires a token, and redirects requests that have one to another origin, which must never see it.",
            Server {
                credentials: Credentials::Bearer,
                ..Server::sessions()
            }
            .before(|request| {
                let has_token = request.headers.contains_key("authorization");
                has_token.then(|| Reply::redirect(307, &request.elsewhere("mcp")))
            }),
        )
        .bearer("lab-token")
        .failures(&["F10"])
        .expect(Expectations::fails("endpoint/credential-redirected").browsers_only()),
    ]
}

/// A session that opens well, and of which one kind of request is redirected. The id of the session must not get to
/// another origin.
fn session_ids_stay() -> Vec<Entry> {
    let fails = || Expectations::fails("endpoint/redirects-elsewhere");
    let warns = |code| Expectations::healthy().warns(&[code]);
    let is_delete = |request: &Request| request.method == Method::DELETE;
    vec![
        endpoint(
            "redirect-of-initialized",
            "notifications/initialized redirects to another origin",
            "Redirects the end of the handshake to another origin, which must never see the id of the session.",
            leads_away(|request| request.rpc_method() == "notifications/initialized"),
        )
        .expect(fails()),
        endpoint(
            "redirect-of-lists",
            "Every list redirects to another origin",
            "Redirects every list to another origin, which must never see the id of the session.",
            leads_away(|request| request.rpc_method().ends_with("/list")),
        )
        .expect(fails()),
        endpoint(
            "redirect-of-stream",
            "GET redirects to another origin",
            "Redirects GET to another origin, which must never see the id of the session.",
            leads_away(is_get),
        )
        .expect(warns("stream/redirects-elsewhere")),
        endpoint(
            "redirect-of-stream-here",
            "GET redirects within the origin",
            "Redirects GET to another path, where it is answered 405.",
            leads_on(is_get, 405),
        ),
        endpoint(
            "redirect-of-delete",
            "DELETE redirects to another origin",
            "Redirects DELETE to another origin, which must never see the id of the session.",
            leads_away(is_delete),
        )
        .expect(warns("closing/redirects-elsewhere")),
        endpoint(
            "redirect-of-delete-here",
            "DELETE redirects within the origin",
            "Redirects DELETE to another path, where it ends the session.",
            leads_on(is_delete, 204),
        ),
    ]
}

fn is_get(request: &Request) -> bool {
    request.method == Method::GET
}

/// Redirects these requests to the second origin, with the status that the address asks for (`?status=302`) and with its
/// query, by which a log tells one run from another.
fn leads_away(these: fn(&Request) -> bool) -> Server {
    Server::sessions().before(move |request| {
        let asked = !request.place.is_second && these(request);
        let mut pairs = request.query.split('&');
        let status = pairs.find_map(|pair| pair.strip_prefix("status=")?.parse().ok());
        let to = match request.query.is_empty() {
            true => request.elsewhere("mcp"),
            false => request.elsewhere(&format!("mcp?{}", request.query)),
        };
        asked.then(|| Reply::redirect(status.unwrap_or(307), &to))
    })
}

/// Redirects these requests to another path, where they are answered with this status.
fn leads_on(these: fn(&Request) -> bool, status: u16) -> Server {
    Server::sessions().before(move |request| match request.rest.as_str() {
        "moved" if request.method == Method::OPTIONS => Some(Reply::empty(204)),
        "moved" => Some(Reply::empty(status)),
        _ => these(request).then(|| Reply::redirect(307, &request.here("moved"))),
    })
}

fn old_transport() -> Vec<Entry> {
    let streams = |first: fn(&Request) -> String| {
        Server::old().before(move |request| {
            let opens = request.method == Method::GET && request.rest == "sse";
            opens.then(|| Reply::quiet_stream(first(request)))
        })
    };
    let elsewhere = |request: &Request| {
        format!(
            "event: endpoint\ndata: {}?sessionId=elsewhere\n\n",
            request.elsewhere("messages")
        )
    };
    let broken = Server::old().before(|request| {
        (request.method == Method::POST && request.rest == "messages").then(not_found)
    });
    vec![
        endpoint(
            "sse-endpoint-missing",
            "HTTP+SSE without an endpoint event",
            "Opens an event stream without an endpoint event.",
            streams(|_| "event: ping\ndata: 1\n\n".to_owned()),
        )
        .transport("sse")
        .expect(Expectations::fails("endpoint/sse-endpoint-missing")),
        endpoint(
            "sse-endpoint-elsewhere",
            "HTTP+SSE endpoint event with another origin",
            "Its endpoint event has a URL of another origin.",
            streams(elsewhere),
        )
        .expect(Expectations::fails("endpoint/sse-endpoint-elsewhere")),
        endpoint(
            "sse-endpoint-broken",
            "HTTP+SSE message URL fails",
            "Returns 404 for the URL in its own endpoint event.",
            broken,
        )
        .expect(Expectations::fails("endpoint/sse-endpoint-broken")),
        endpoint(
            "sse-endpoint-relative",
            "HTTP+SSE with a relative message URL",
            "Nothing: its endpoint event names a path without a leading slash, which is right and often misread.",
            Server { relative_messages: true, ..Server::old() },
        )
        .expect(Expectations::healthy().warns(&["session/transport-deprecated"])),
    ]
}
