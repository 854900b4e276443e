//! Step 8: the client does not become known.

use serde_json::json;

use super::super::Entry;
use super::{oauth, signing_in};
use crate::authorization::plan::Refusal;
use crate::cause::{Expect, Expectations};
use crate::cors::Cors;

pub fn causes() -> Vec<Entry> {
    [ways(), refusals(), answers()]
        .into_iter()
        .flatten()
        .collect()
}

fn ways() -> Vec<Entry> {
    vec![
        oauth(
            "registration-closed",
            "No client registration",
            "Accepts neither metadata documents nor registrations; clients are entered by an administrator.",
            |plan| {
                plan.server.remove("registration_endpoint");
                plan.server.remove("client_id_metadata_document_supported");
            },
        )
        .failures(&["F41"])
        .expect(Expectations::fails("registration/no-way-in")),
        signing_in(
            "registration-without-cors",
            "Registration without CORS headers",
            "Registers clients without a cross-origin header, as oidc-provider does unless told otherwise.",
            |plan| plan.registration.cors = Cors::none(),
        )
        .expect(Expectations::likely("registration/unreadable").native(Expect::healthy())),
        signing_in(
            "registration-unreachable",
            "The registration endpoint does not exist",
            "Lists a registration endpoint on a host that does not exist.",
            |plan| {
                let address = json!("https://no-such-server.invalid/register");
                plan.server.set("registration_endpoint", address);
            },
        )
        .expect(Expectations::likely("registration/unreachable")),
    ]
}

fn refused(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    (status, error, description): (u16, &'static str, &'static str),
) -> Entry {
    signing_in(id, title, wrong, move |plan| {
        plan.registration.refusal = Some(Refusal {
            status,
            error,
            description,
        });
    })
}

fn refusals() -> Vec<Entry> {
    vec![
        refused(
            "registration-token-required",
            "Registration requires a token",
            "Registers clients with an initial access token only.",
            (401, "invalid_token", "An initial access token is required"),
        )
        .expect(Expectations::fails("registration/token-required")),
        refused(
            "registration-forbidden",
            "403 at registration",
            "Advertises registration and allows it to no one.",
            (
                403,
                "access_denied",
                "Registration is disabled for this tenant",
            ),
        )
        .expect(Expectations::fails("registration/forbidden")),
        refused(
            "registration-redirect-refused",
            "Redirect URI rejected at registration",
            "Registers the redirect URIs of a few vendors only.",
            (
                400,
                "invalid_redirect_uri",
                "The redirect URI is not on the list",
            ),
        )
        .failures(&["F42"])
        .expect(Expectations::fails("registration/redirect-refused")),
        refused(
            "registration-metadata-refused",
            "Client metadata rejected",
            "Accepts no client without a logo.",
            (400, "invalid_client_metadata", "logo_uri is required"),
        )
        .expect(Expectations::fails("registration/metadata-refused")),
        refused(
            "registration-server-error",
            "Server error at registration",
            "Answers registrations with 500.",
            (500, "server_error", "Something broke"),
        )
        .expect(Expectations::fails("registration/server-error")),
    ]
}

fn answers() -> Vec<Entry> {
    let answered = |id, title, wrong, body| {
        signing_in(id, title, wrong, move |plan| {
            plan.registration.body = Some(body);
        })
        .expect(Expectations::fails("registration/malformed-answer"))
    };
    vec![
        answered(
            "registration-without-id",
            "Registration response without client_id",
            "Answers 201 with an object that has no client_id.",
            "{\"status\":\"pending\"}",
        ),
        answered(
            "registration-not-json",
            "Registration response is not JSON",
            "Answers 201 with a word.",
            "created",
        ),
    ]
}
