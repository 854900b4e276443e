//! Step 6: the metadata of the MCP server.

use serde_json::{Value, json};

use super::super::{Entry, port};
use super::{alone, oauth, with};
use crate::authorization::plan::{Form, RESOURCE, RESOURCE_APPENDED, RESOURCE_ROOT};
use crate::cause::{Certainty, Expect, Expectations, Need};
use crate::server::Server;
use crate::wire::Wire;

pub fn causes() -> Vec<Entry> {
    [documents(), hidden(), names(), servers(), oddities()]
        .into_iter()
        .flatten()
        .collect()
}

/// The document is not where the challenge says, or is none.
fn documents() -> Vec<Entry> {
    let form =
        |id, title, wrong, form| oauth(id, title, wrong, move |plan| plan.resource.form = form);
    vec![
        oauth(
            "resource-advertised-missing",
            "404 from the resource_metadata URL",
            "Sends a resource_metadata URL that returns 404; the metadata is at the well-known URL.",
            |plan| plan.challenge = Some("Bearer resource_metadata=\"{base}/metadata.json\""),
        )
        .failures(&["F35"])
        .expect(Expectations::fails("resource-metadata/advertised-missing")),
        form(
            "resource-behind-login",
            "Metadata requires a login",
            "Requires authentication for its well-known URLs too.",
            Form::Status(401),
        )
        .expect(Expectations::fails("resource-metadata/needs-authorization")),
        alone(
            "resource-behind-login-unnamed",
            "Metadata requires a login, no resource_metadata",
            "Returns the same 401 for everything, its well-known URLs too, so that it looks like a server with static tokens.",
            |plan| {
                plan.challenge = Some("Bearer");
                plan.resource.places = vec![RESOURCE, RESOURCE_ROOT, RESOURCE_APPENDED];
                plan.resource.form = Form::Status(401);
                plan.server.form = Form::Status(401);
            },
        )
        .expect(Expectations::wants_credentials().warns(&["resource-metadata/not-found"])),
        form(
            "resource-html",
            "Metadata URL returns HTML",
            "Returns the page of its single-page app at the well-known URL.",
            Form::Html,
        )
        .expect(Expectations::fails("resource-metadata/html-page")),
        form(
            "resource-broken",
            "Metadata is invalid JSON",
            "Its metadata breaks off in the middle.",
            Form::AuthFault,
        )
        .expect(Expectations::fails("resource-metadata/invalid-json")),
        oauth(
            "resource-appended",
            "Metadata at the wrong well-known URL",
            "Has its metadata below the endpoint's own path, where no client looks.",
            |plan| {
                plan.challenge = Some("Bearer");
                plan.resource.lies(RESOURCE_APPENDED);
            },
        )
        .failures(&["F35"])
        .expect(Expectations::fails("resource-metadata/only-appended")),
    ]
}

/// The document cannot be read from here.
fn hidden() -> Vec<Entry> {
    let unreadable = || Expectations::likely("resource-metadata/unreadable");
    let passes = |warning: &[&'static str]| Expect {
        warnings: warning.to_vec(),
        ..Expectations::wants_consent().chromium
    };
    let gone = Expect::stops("resource-metadata/advertised-missing", Certainty::Certain);
    vec![
        oauth(
            "resource-without-cors",
            "Metadata without CORS headers",
            "Serves the metadata that it names without a cross-origin header.",
            |plan| plan.resource.cors = false,
        )
        .failures(&["F05"])
        .expect(unreadable().native(passes(&[]))),
        alone(
            "resource-without-cors-unnamed",
            "Metadata without CORS headers, no resource_metadata",
            "Everything beside the metadata can be read, the metadata cannot.",
            |plan| {
                plan.challenge = Some("Bearer realm=\"lab\"");
                plan.resource.cors = false;
                // One on another origin: beside the server it would be found by the rule of 2025-03-26.
                let server = json!(["{second}/oauth"]);
                plan.resource.set("authorization_servers", server);
                plan.server.places.clear();
            },
        )
        .failures(&["F05"])
        .expect(unreadable().native(passes(&["challenge/no-metadata-url"]))),
        oauth(
            "resource-unreachable",
            "Metadata host does not exist",
            "Sends a resource_metadata URL on a host that does not exist.",
            |plan| {
                plan.challenge =
                    Some("Bearer resource_metadata=\"https://no-such-server.invalid/metadata\"");
            },
        )
        .expect(
            Expectations::likely("resource-metadata/unreachable")
                .warns(&["challenge/metadata-url-elsewhere"]),
        ),
        oauth(
            "resource-redirects-elsewhere",
            "Metadata redirects to a URL without CORS headers",
            "Redirects the metadata URL to another origin, without CORS headers.",
            |plan| plan.resource.moved = Some((RESOURCE, "{second}/login")),
        )
        .expect(Expectations::likely("resource-metadata/redirects-elsewhere").native(gone)),
        port(
            "resource-private-address",
            "Metadata in a private network",
            "A server with a public name points to localhost for its metadata.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.challenge = Some("Bearer resource_metadata=\"{lab}/metadata.json\"");
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .expect(Expectations::fails("resource-metadata/private-address")),
        port(
            "resource-redirects-private",
            "The metadata redirects into the private network",
            "A server with a public name redirects its metadata URL to localhost.",
            Wire::Https,
            "https://mcp.test:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(with(|plan| {
            plan.resource.moved = Some((RESOURCE, "{lab}/healthy-2025-11-25/mcp"));
        })))
        .requires(Need::LabCa)
        .requires(Need::LabName)
        .expect(Expectations::fails("resource-metadata/private-redirect")),
    ]
}

fn named(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    resource: &'static str,
) -> Entry {
    oauth(id, title, wrong, move |plan| {
        plan.resource.set("resource", Value::from(resource));
    })
}

/// `resource` is not the server's address.
fn names() -> Vec<Entry> {
    let waits = Expectations::wants_consent;
    let scheme = with(|plan| plan.resource.set("resource", json!("{plain-url}")));
    vec![
        oauth(
            "resource-missing",
            "Metadata without resource",
            "Its resource metadata has no resource.",
            |plan| plan.resource.remove("resource"),
        )
        .expect(Expectations::fails("resource-metadata/resource-missing")),
        named(
            "resource-urn",
            "resource is a URN",
            "Has urn:lab:notes as resource.",
            "urn:lab:notes",
        )
        .failures(&["F39"])
        .expect(Expectations::fails("resource-metadata/resource-not-a-url")),
        named(
            "resource-other-host",
            "resource has another host",
            "Has its internal host behind the proxy as resource.",
            "https://notes.internal.example/mcp",
        )
        .failures(&["F37", "F39"])
        .expect(Expectations::fails("resource-metadata/resource-other-host")),
        named(
            "resource-other-path",
            "resource has another path",
            "Has the path of its next version as resource.",
            "{base}/v2",
        )
        .expect(Expectations::fails("resource-metadata/resource-other-path")),
        named(
            "resource-trailing-slash",
            "resource has a trailing slash",
            "Adds a slash to its address, which strict clients and Entra ID reject.",
            "{url}/",
        )
        .failures(&["F38"])
        .expect(waits().warns(&["resource-metadata/resource-trailing-slash"])),
        named(
            "resource-prefix",
            "resource is a parent URL",
            "Has the parent URL of its endpoint as resource.",
            "{base}",
        )
        .expect(waits().warns(&["resource-metadata/resource-prefix"])),
        named(
            "resource-spelling",
            "resource is spelled differently",
            "Has a fragment in resource.",
            "{url}#mcp",
        )
        .expect(waits().warns(&["resource-metadata/resource-spelling"])),
        port(
            "resource-http",
            "resource is http behind TLS",
            "Has an http URL as resource, because it does not know that a proxy in front terminates TLS.",
            Wire::Https,
            "https://localhost:{port}/mcp",
        )
        .serving(Server::sessions().signs_in(scheme))
        .requires(Need::LabCa)
        .failures(&["F37"])
        .expect(Expectations::fails("resource-metadata/resource-scheme")),
    ]
}

fn naming(id: &'static str, title: &'static str, wrong: &'static str, servers: Value) -> Entry {
    oauth(id, title, wrong, move |plan| {
        plan.resource.set("authorization_servers", servers);
    })
}

/// `authorization_servers` leads nowhere.
fn servers() -> Vec<Entry> {
    vec![
        naming(
            "resource-no-server",
            "No authorization_servers",
            "Its list of authorization servers is empty.",
            json!([]),
        )
        .expect(Expectations::fails(
            "resource-metadata/no-authorization-server",
        )),
        naming(
            "resource-bad-server",
            "authorization_servers entry is not a URL",
            "Lists its authorization server without a scheme.",
            json!(["auth.notes.example"]),
        )
        .expect(Expectations::fails(
            "resource-metadata/bad-authorization-server",
        )),
        naming(
            "resource-metadata-as-issuer",
            "authorization_servers entry is a metadata URL",
            "Lists the metadata URL instead of the issuer.",
            json!(["{issuer}/.well-known/oauth-authorization-server"]),
        )
        .expect(Expectations::fails(
            "resource-metadata/metadata-url-as-issuer",
        )),
        oauth(
            "resource-first-server-bad",
            "First of two authorization servers is down",
            "Lists two authorization servers; most clients use the first, which has no metadata.",
            |plan| {
                plan.resource.set(
                    "authorization_servers",
                    json!(["{issuer}", "{issuer}/second"]),
                );
                plan.server.places.clear();
                plan.others = &["second"];
            },
        )
        .expect(
            Expectations::fails("authorization-server/not-found")
                .warns(&["resource-metadata/several-authorization-servers"]),
        ),
    ]
}

/// Nothing that stops a client.
fn oddities() -> Vec<Entry> {
    let warns = |code| Expectations::wants_consent().warns(&[code]);
    let set = |id, title, wrong, name: &'static str, value: Value| {
        oauth(id, title, wrong, move |plan| plan.resource.set(name, value))
    };
    vec![
        oauth(
            "resource-text",
            "Metadata with Content-Type text/plain",
            "Sends its metadata as text/plain.",
            |plan| plan.resource.content_type = "text/plain",
        )
        .expect(warns("resource-metadata/wrong-content-type")),
        oauth(
            "resource-redirected",
            "Metadata behind a redirect",
            "Redirects from the resource_metadata URL to the one where the metadata is.",
            |plan| {
                plan.resource.moved = Some((RESOURCE, "{base}/metadata.json"));
                plan.resource.lies("metadata.json");
            },
        )
        .expect(warns("resource-metadata/redirected")),
        set(
            "resource-offline-access",
            "The metadata lists offline_access",
            "Lists the scope of refresh tokens as one of the resource.",
            "scopes_supported",
            json!(["mcp:read", "offline_access"]),
        )
        .expect(warns("resource-metadata/offline-access")),
        set(
            "resource-no-header-method",
            "Metadata requires tokens in the query",
            "Does not list the header among the ways in which it accepts tokens.",
            "bearer_methods_supported",
            json!(["query"]),
        )
        .expect(warns("resource-metadata/no-header-method")),
        set(
            "resource-dpop",
            "Metadata requires DPoP",
            "Requires tokens that are bound to a key (DPoP).",
            "dpop_bound_access_tokens_required",
            json!(true),
        )
        .expect(warns("resource-metadata/dpop-required")),
        set(
            "resource-field-malformed",
            "Metadata has a string instead of a list",
            "Gives its scopes as one text.",
            "scopes_supported",
            json!("mcp:read mcp:write"),
        )
        .expect(warns("resource-metadata/field-malformed")),
    ]
}
