//! Step 7: the metadata of the authorization server.

use serde_json::{Value, json};

use super::super::{Entry, port};
use super::{oauth, with};
use crate::authorization::plan::{Form, SERVER, SERVER_APPENDED};
use crate::cause::{Certainty, Expect, Expectations, Need};
use crate::server::Server;
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [
        documents(),
        hidden(),
        issuers(),
        endpoints(),
        flows(),
        oddities(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn fails(code: &'static str) -> Expectations {
    Expectations::fails(code)
}

/// There is no document, or it is none.
fn documents() -> Vec<Entry> {
    let form =
        |id, title, wrong, form| oauth(id, title, wrong, move |plan| plan.server.form = form);
    vec![
        oauth(
            "server-not-found",
            "The authorization server has no metadata",
            "Lists an authorization server that has no metadata at any well-known URL.",
            |plan| plan.server.places.clear(),
        )
        .expect(fails("authorization-server/not-found")),
        form(
            "server-html",
            "Authorization server metadata URL returns HTML",
            "Returns the page of a single-page app at the well-known URL.",
            Form::Html,
        )
        .expect(fails("authorization-server/html-page")),
        form(
            "server-behind-login",
            "Authorization server metadata requires a login",
            "Requires authentication for its metadata.",
            Form::Status(401),
        )
        .expect(fails("authorization-server/needs-authorization")),
        form(
            "server-broken",
            "Authorization server metadata is invalid JSON",
            "Its metadata breaks off in the middle.",
            Form::AuthFault,
        )
        .expect(fails("authorization-server/invalid-json")),
        oauth(
            "server-appended",
            "Authorization server metadata at the wrong well-known URL",
            "Has its metadata below the issuer's path, where only OpenID documents belong.",
            |plan| plan.server.lies(SERVER_APPENDED),
        )
        .failures(&["F40"])
        .expect(fails("authorization-server/only-appended")),
    ]
}

/// The document cannot be read from here.
fn hidden() -> Vec<Entry> {
    let waits = || Expectations::wants_consent().chromium;
    let gone = Expect::stops("authorization-server/not-found", Certainty::Certain);
    let at_host = |url: &str| json!([url]);
    vec![
        oauth(
            "server-without-cors",
            "Authorization server metadata without CORS headers",
            "Serves its metadata without a cross-origin header.",
            |plan| plan.server.cors = false,
        )
        .failures(&["F05"])
        .expect(Expectations::likely("authorization-server/unreadable").native(waits())),
        oauth(
            "server-unreachable",
            "The authorization server does not exist",
            "Lists an authorization server on a host that does not exist.",
            |plan| {
                let servers = at_host("https://no-such-server.invalid/lab");
                plan.resource.set("authorization_servers", servers);
            },
        )
        .expect(Expectations::likely("authorization-server/unreachable")),
        port(
            "server-http",
            "Authorization server is http behind TLS",
            "Lists its authorization server with http, where nothing responds over http.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.resource
                .set("authorization_servers", json!(["{plain-issuer}"]));
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .failures(&["F37"])
        .expect(
            Expectations::likely("authorization-server/unreachable")
                .warns(&["resource-metadata/authorization-server-http"]),
        ),
        oauth(
            "server-redirects-elsewhere",
            "Authorization server metadata redirects to a URL without CORS headers",
            "Redirects the metadata URL to a page without CORS headers.",
            |plan| plan.server.moved = Some((SERVER, "{second}/login")),
        )
        .expect(Expectations::likely("authorization-server/redirects-elsewhere").native(gone)),
        port(
            "server-private-address",
            "Authorization server in a private network",
            "A server with a public name sends its clients to localhost.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.resource
                .set("authorization_servers", at_host("{second}"));
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .failures(&["F15"])
        .expect(fails("authorization-server/private-address")),
        port(
            "server-redirects-private",
            "The authorization server's metadata redirects into the private network",
            "A server with a public name redirects the metadata URL to localhost.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.server.moved = Some((SERVER, "{lab}/healthy-2025-11-25/mcp"));
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .expect(fails("authorization-server/private-redirect")),
    ]
}

fn issued(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    issuer: &'static str,
) -> Entry {
    let change = move |plan: &mut crate::authorization::plan::Plan| {
        plan.server.set("issuer", Value::from(issuer));
    };
    oauth(id, title, wrong, change).failures(&["F36"])
}

/// `issuer` is not the one that was asked (RFC 8414, 3.3).
fn issuers() -> Vec<Entry> {
    let waits = Expectations::wants_consent;
    vec![
        oauth(
            "issuer-missing",
            "Metadata without issuer",
            "Its authorization server metadata has no issuer.",
            |plan| plan.server.remove("issuer"),
        )
        .expect(fails("authorization-server/issuer-missing")),
        issued(
            "issuer-other-path",
            "Issuer mismatch: path",
            "Its metadata names the origin without the tenant's path.",
            "{second}",
        )
        .expect(fails("authorization-server/issuer-other-path")),
        issued(
            "issuer-template",
            "Issuer mismatch: a placeholder",
            "Its metadata is that of all tenants, with a placeholder in the issuer.",
            "https://login.vendor.example/{tenant}/v2.0",
        )
        .expect(fails("authorization-server/issuer-template")),
        issued(
            "issuer-other-host",
            "Issuer mismatch: host",
            "Its metadata names the vendor's host instead of its own.",
            "https://login.vendor.example",
        )
        .expect(fails("authorization-server/issuer-other-host")),
        issued(
            "issuer-not-a-url",
            "Issuer mismatch: not a URL",
            "Its metadata has a word as issuer.",
            "lab",
        )
        .expect(fails("authorization-server/issuer-not-a-url")),
        issued(
            "issuer-trailing-slash",
            "Issuer mismatch: trailing slash",
            "Its metadata adds a slash to the issuer, which strict clients reject.",
            "{issuer}/",
        )
        .expect(waits().warns(&["authorization-server/issuer-trailing-slash"])),
        issued(
            "issuer-spelling",
            "Issuer mismatch: spelling",
            "Its metadata has the issuer's host in capitals.",
            "{loud-issuer}",
        )
        .expect(waits().warns(&["authorization-server/issuer-spelling"])),
        port(
            "issuer-http",
            "Issuer mismatch: http behind TLS",
            "Its metadata names the issuer with http, because it does not know of the TLS proxy.",
            Wire::Https,
            "https://localhost:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.server.set("issuer", json!("{plain-issuer}"));
        })))
        .requires(Need::LabCa)
        .failures(&["F36", "F37"])
        .expect(fails("authorization-server/issuer-scheme")),
    ]
}

fn saying(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    (name, value): (&'static str, Value),
) -> Entry {
    oauth(id, title, wrong, move |plan| plan.server.set(name, value))
}

fn endpoints() -> Vec<Entry> {
    let script = "javascript:document.title='opened'";
    vec![
        oauth(
            "server-endpoint-missing",
            "No token_endpoint",
            "Its metadata has no token_endpoint.",
            |plan| plan.server.remove("token_endpoint"),
        )
        .expect(fails("authorization-server/endpoint-missing")),
        saying(
            "server-endpoint-relative",
            "token_endpoint is a path",
            "Names its token endpoint without scheme and host.",
            ("token_endpoint", json!("/token")),
        )
        .expect(fails("authorization-server/bad-endpoint")),
        saying(
            "server-endpoint-script",
            "authorization_endpoint is a script",
            "Has a javascript: URL as authorization_endpoint.",
            ("authorization_endpoint", json!(script)),
        )
        .expect(fails("authorization-server/unsafe-endpoint")),
        saying(
            "server-endpoint-http",
            "token_endpoint is http",
            "Has http endpoints, so that codes and tokens are sent unencrypted.",
            ("token_endpoint", json!("http://auth.notes.example/token")),
        )
        .expect(fails("authorization-server/endpoint-http")),
    ]
}

fn flows() -> Vec<Entry> {
    vec![
        saying(
            "server-no-code-flow",
            "Code flow not offered",
            "Lists the implicit flow only.",
            ("response_types_supported", json!(["token"])),
        )
        .expect(fails("authorization-server/no-code-flow")),
        saying(
            "server-no-code-grant",
            "Code grant not offered",
            "Lists grants for machines only.",
            ("grant_types_supported", json!(["client_credentials"])),
        )
        .expect(fails("authorization-server/no-code-grant")),
        oauth(
            "server-pkce-missing",
            "PKCE is not advertised",
            "Checks code challenges and does not say so, whereupon clients must reject it.",
            |plan| plan.server.remove("code_challenge_methods_supported"),
        )
        .expect(fails("authorization-server/pkce-not-advertised")),
        saying(
            "server-pkce-plain",
            "PKCE without S256",
            "Accepts code challenges in plain text only.",
            ("code_challenge_methods_supported", json!(["plain"])),
        )
        .expect(fails("authorization-server/pkce-without-s256")),
    ]
}

/// Nothing that stops a client.
fn oddities() -> Vec<Entry> {
    let warns = |code| Expectations::wants_consent().warns(&[code]);
    vec![
        oauth(
            "server-no-auth-methods",
            "No token endpoint auth methods",
            "Leaves out its authentication methods, which then means client_secret_basic.",
            |plan| plan.server.remove("token_endpoint_auth_methods_supported"),
        )
        .expect(warns("authorization-server/no-public-clients")),
        saying(
            "server-scope-not-listed",
            "Scope not listed",
            "Does not know the scope that the MCP server requires.",
            ("scopes_supported", json!(["openid", "profile"])),
        )
        .expect(warns("authorization-server/scope-not-listed")),
        saying(
            "server-field-malformed",
            "Authorization server metadata has a string instead of a list",
            "Gives its scopes as one text.",
            ("scopes_supported", json!("mcp:read mcp:write")),
        )
        .expect(warns("authorization-server/field-malformed")),
        saying(
            "server-endpoint-credentials",
            "The authorization endpoint has a user name and a password",
            "Its authorization_endpoint has a user name that looks like another host.",
            (
                "authorization_endpoint",
                json!("https://login.notes.example:open@auth.notes.example/authorize"),
            ),
        )
        .expect(warns("authorization-server/endpoint-credentials")),
        saying(
            "server-endpoint-parameters",
            "The authorization endpoint names a redirect_uri of its own",
            "Names an address to sign in at that sends the code to someone else, where the first of two counts.",
            (
                "authorization_endpoint",
                json!(
                    "https://auth.notes.example/authorize?redirect_uri=https://collect.example/@me&client_id=other"
                ),
            ),
        )
        .expect(warns("authorization-server/endpoint-parameters")),
        saying(
            "server-endpoint-query",
            "The authorization endpoint has a query",
            "Nothing: names the tenant in the address to sign in at, which is allowed.",
            (
                "authorization_endpoint",
                json!("https://auth.notes.example/authorize?tenant=notes"),
            ),
        )
        .expect(Expectations::wants_consent()),
        oauth(
            "server-without-iss",
            "Authorization server does not announce iss",
            "Does not announce iss in its redirects, which guards against mix-up attacks.",
            |plan| {
                plan.server
                    .remove("authorization_response_iss_parameter_supported");
            },
        )
        .expect(warns("authorization-server/no-iss-parameter")),
        oauth(
            "server-text",
            "Authorization server metadata with Content-Type text/plain",
            "Sends its metadata as text/plain.",
            |plan| plan.server.content_type = "text/plain",
        )
        .expect(warns("authorization-server/wrong-content-type")),
        oauth(
            "server-redirected",
            "Authorization server metadata behind a redirect",
            "Redirects from the well-known URL to the one where the metadata is.",
            |plan| {
                plan.server.moved = Some((SERVER, "{issuer}/metadata.json"));
                plan.server.lies("metadata.json");
            },
        )
        .expect(warns("authorization-server/redirected")),
    ]
}
