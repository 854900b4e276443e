//! Signing in that works: every way to become known, every form in which the metadata may come.

use serde_json::json;

use super::super::{Entry, endpoint};
use super::{alone, confidential, oauth, signing_in, with};
use crate::authorization::plan::{
    CLIENT_SECRET, CONFIDENTIAL_CLIENT, Method, OPENID, PUBLIC_CLIENT, Page, Plan, RESOURCE_ROOT,
};
use crate::cause::{Expectations, SignIn, Then};
use crate::cors::Cors;
use crate::server::Server;

pub fn causes() -> Vec<Entry> {
    [clients(), places(), several(), afterwards()]
        .into_iter()
        .flatten()
        .collect()
}

fn healthy() -> Expectations {
    Expectations::healthy()
}

/// Neither dynamic registration nor metadata documents of clients.
fn closed(plan: &mut Plan) {
    plan.server.remove("registration_endpoint");
    plan.server.remove("client_id_metadata_document_supported");
}

fn clients() -> Vec<Entry> {
    let with_secret = || SignIn::entered(CONFIDENTIAL_CLIENT).secret(CLIENT_SECRET);
    let modern = Server::modern().signs_in(Plan::sound());
    vec![
        signing_in(
            "oauth-dynamic",
            "Healthy, dynamic registration",
            "Nothing: registers whoever asks, and opens a session of 2025-11-25.",
            |_| {},
        ),
        endpoint(
            "oauth-dynamic-2026-07-28",
            "Healthy, dynamic registration, 2026-07-28",
            "Nothing: the stateless revision behind the same sign-in.",
            modern,
        )
        .sign_in(SignIn::dynamic()),
        signing_in(
            "oauth-dynamic-only",
            "Healthy, dynamic registration only",
            "Nothing: does not know client metadata documents yet.",
            |plan| plan.server.remove("client_id_metadata_document_supported"),
        )
        .expect(healthy().warns(&["registration/dynamic-deprecated"])),
        oauth(
            "oauth-document",
            "Healthy, client metadata document",
            "Nothing: reads the client's metadata from its id, and registers no one.",
            |plan| plan.server.remove("registration_endpoint"),
        )
        .sign_in(SignIn::document()),
        oauth(
            "oauth-entered",
            "Healthy, with an entered client ID",
            "Nothing: knows the client lab-client, which has no secret.",
            |_| {},
        )
        .sign_in(SignIn::entered(PUBLIC_CLIENT)),
        oauth(
            "oauth-entered-only",
            "Healthy once a client ID is entered",
            "Registers no one, but knows the client lab-client.",
            closed,
        )
        .failures(&["F41"])
        .sign_in(SignIn::entered(PUBLIC_CLIENT)),
        oauth(
            "oauth-secret-post",
            "Healthy, a client secret in the body",
            "Nothing: knows a client with a secret, which belongs in the body.",
            |plan| confidential(plan, Method::Post, "client_secret_post"),
        )
        .sign_in(with_secret())
        .expect(healthy().warns(&["authorization-server/no-public-clients"])),
        oauth(
            "oauth-secret-basic",
            "Healthy, a client secret in the header",
            "Nothing: knows a client with a secret, which belongs in the Authorization header.",
            |plan| confidential(plan, Method::Basic, "client_secret_basic"),
        )
        .failures(&["F43"])
        .sign_in(with_secret())
        .expect(healthy().warns(&["authorization-server/no-public-clients"])),
    ]
}

fn places() -> Vec<Entry> {
    let oldest = Server::legacy("2025-03-26").signs_in(with(|plan| {
        plan.challenge = Some("Bearer realm=\"lab\"");
        plan.resource.places.clear();
    }));
    vec![
        alone(
            "oauth-2025-03-26",
            "Healthy, its own authorization server, 2025-03-26",
            "Nothing for its revision: has no metadata of its own, and signs in at its own origin.",
            |_| {},
        )
        .serving(oldest)
        .sign_in(SignIn::dynamic())
        .expect(healthy().warns(&["authorization-server/same-origin"])),
        alone(
            "oauth-root-documents",
            "Healthy, metadata at the root",
            "Nothing: has its metadata at the root, which no challenge names, and an issuer without a path.",
            |plan| {
                plan.challenge = Some("Bearer realm=\"lab\"");
                plan.resource.lies(RESOURCE_ROOT);
            },
        )
        .failures(&["F34"])
        .sign_in(SignIn::dynamic())
        .expect(healthy().warns(&["challenge/no-metadata-url"])),
        signing_in(
            "oauth-openid",
            "Healthy, OpenID metadata only",
            "Has OpenID Connect metadata only, which clients of 2025-06-18 do not look for.",
            |plan| plan.server.lies(OPENID),
        )
        .failures(&["F40"])
        .expect(healthy().warns(&["authorization-server/openid-only"])),
        signing_in(
            "oauth-with-query",
            "Healthy, with a query in the URL",
            "Nothing: the query of its address is a part of what its metadata calls it.",
            |plan| plan.resource.set("resource", json!("{url}?tenant=7")),
        )
        .pasted("{lab}/{id}/mcp?tenant=7"),
        signing_in(
            "oauth-endpoint-query",
            "Healthy, with a query in the authorization endpoint",
            "Nothing: has the parameter of its tenant in the address that is to be opened.",
            |plan| {
                let address = json!("{issuer}/authorize?tenant=7");
                plan.server.set("authorization_endpoint", address);
            },
        ),
        signing_in(
            "oauth-isolated",
            "Healthy, sign-in page isolates its opener",
            "Shows a page with Cross-Origin-Opener-Policy: same-origin before it continues.",
            |plan| plan.consent.page = Page::Isolated,
        )
        .failures(&["F47"]),
    ]
}

fn several() -> Vec<Entry> {
    let expect = || healthy().warns(&["resource-metadata/several-authorization-servers"]);
    let two = |plan: &mut Plan| {
        let servers = json!(["{issuer}", "{issuer}/second"]);
        plan.resource.set("authorization_servers", servers);
        plan.others = &["second"];
    };
    vec![
        signing_in(
            "oauth-two-servers",
            "Healthy, two authorization servers",
            "Nothing: accepts tokens of either.",
            two,
        )
        .expect(expect()),
        signing_in(
            "oauth-second-server",
            "Healthy with the second authorization server",
            "Lists two authorization servers, of which only the second has metadata.",
            move |plan| {
                two(plan);
                plan.server.places.clear();
            },
        )
        .sign_in(SignIn::dynamic().then(Then::ChooseSecond))
        .expect(expect()),
    ]
}

fn afterwards() -> Vec<Entry> {
    vec![
        signing_in(
            "oauth-late",
            "Healthy, 401 comes late",
            "Opens a session to everyone, and requires a token for the list of tools.",
            |plan| plan.guarded = "tools/list",
        )
        .expect(healthy().warns(&["challenge/late"])),
        signing_in(
            "oauth-step-up",
            "Healthy after a step-up",
            "Asks for mcp:read in its challenge, and needs mcp:write as well.",
            |plan| plan.acceptance.scope = "mcp:write",
        )
        .failures(&["F45"])
        .sign_in(SignIn::dynamic().then(Then::StepUp)),
        signing_in(
            "oauth-pasted-token",
            "Healthy with a pasted token response",
            "Its token endpoint has no CORS headers; sent by hand, the request is answered.",
            |plan| plan.exchange.cors = Cors::none(),
        )
        .failures(&["F06"])
        .sign_in(SignIn::dynamic().then(Then::PasteToken)),
        signing_in(
            "oauth-refresh",
            "Healthy, the token is refreshed",
            "Nothing: issues a new refresh token at each use.",
            |_| {},
        )
        .sign_in(SignIn::dynamic().then(Then::Refresh)),
        signing_in(
            "oauth-lower-case",
            "Healthy, a bearer token in lower case",
            "Nothing: writes the token type bearer, which is the same as Bearer.",
            |plan| plan.exchange.members = vec![("token_type", Some(json!("bearer")))],
        ),
        signing_in(
            "oauth-opaque",
            "Healthy, an opaque token",
            "Nothing: its tokens are random, so that nothing can be read from them.",
            |plan| plan.token.opaque = true,
        )
        .expect(healthy().warns(&["token/opaque"])),
    ]
}
