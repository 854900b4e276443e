//! Step 9: the user's consent does not come back intact.

use super::super::Entry;
use super::{oauth, signing_in};
use crate::authorization::plan::Page;
use crate::cause::{Expectations, SignIn, Then};

pub fn causes() -> Vec<Entry> {
    [altered(), errors(), silent()]
        .into_iter()
        .flatten()
        .collect()
}

type Parameters = Vec<(&'static str, Option<&'static str>)>;

fn answering(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    parameters: Parameters,
) -> Entry {
    signing_in(id, title, wrong, move |plan| {
        plan.consent.parameters = parameters;
    })
}

fn altered() -> Vec<Entry> {
    let fails = Expectations::fails;
    vec![
        answering(
            "state-altered",
            "state is changed in the redirect",
            "Its redirect has another state than the request.",
            vec![("state", Some("{state}-altered"))],
        )
        .expect(fails("authorization/state-mismatch")),
        answering(
            "state-missing",
            "state is missing from the redirect",
            "Its redirect has no state.",
            vec![("state", None)],
        )
        .expect(fails("authorization/state-missing")),
        answering(
            "iss-other",
            "iss does not match the issuer",
            "Its redirects have the iss of another tenant.",
            vec![("iss", Some("{issuer}/other"))],
        )
        .failures(&["F36"])
        .expect(fails("authorization/iss-mismatch")),
        answering(
            "iss-missing",
            "iss is missing from the redirect",
            "Advertises the parameter iss and does not send it.",
            vec![("iss", None)],
        )
        .expect(fails("authorization/iss-missing")),
        answering(
            "iss-other-with-error",
            "Error with iss of another issuer",
            "Redirects with an error and the iss of another issuer; the error must not be shown.",
            vec![
                ("code", None),
                ("error", Some("access_denied")),
                ("iss", Some("https://other.example")),
            ],
        )
        .expect(fails("authorization/iss-mismatch")),
        answering(
            "code-missing",
            "No code in the redirect",
            "Its redirect has the right state and no code.",
            vec![("code", None)],
        )
        .expect(fails("authorization/code-missing")),
        signing_in(
            "answer-in-fragment",
            "Code in the fragment",
            "Its redirect has the code after #, as in the implicit flow.",
            |plan| plan.consent.fragment = true,
        )
        .expect(fails("authorization/fragment-answer")),
    ]
}

fn refusing(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    (error, description): (&'static str, &'static str),
) -> Entry {
    let parameters = vec![
        ("code", None),
        ("error", Some(error)),
        ("error_description", Some(description)),
    ];
    answering(id, title, wrong, parameters)
}

fn errors() -> Vec<Entry> {
    let fails = Expectations::fails;
    vec![
        refusing(
            "authorization-access-denied",
            "access_denied",
            "Redirects with access_denied, as if the user had declined.",
            ("access_denied", "The user denied the request"),
        )
        .expect(fails("authorization/access-denied")),
        refusing(
            "authorization-invalid-scope",
            "invalid_scope",
            "Does not know the scope that the MCP server requires.",
            ("invalid_scope", "mcp:read is not a scope of this server"),
        )
        .expect(fails("authorization/invalid-scope")),
        refusing(
            "authorization-invalid-target",
            "invalid_target",
            "Does not know the MCP server for which a token is required.",
            ("invalid_target", "The resource is not registered"),
        )
        .failures(&["F38"])
        .expect(fails("authorization/invalid-target")),
        refusing(
            "authorization-invalid-request",
            "invalid_request",
            "Accepts no request without a parameter of its own.",
            ("invalid_request", "The parameter audience is required"),
        )
        .expect(fails("authorization/invalid-request")),
        refusing(
            "authorization-unauthorized-client",
            "unauthorized_client",
            "Does not let this client use the code flow.",
            (
                "unauthorized_client",
                "Not allowed to use authorization_code",
            ),
        )
        .expect(fails("authorization/unauthorized-client")),
        refusing(
            "authorization-unsupported-response-type",
            "unsupported_response_type",
            "Advertises the code flow and does not support it.",
            ("unsupported_response_type", "code is not supported"),
        )
        .expect(fails("authorization/unsupported-response-type")),
        refusing(
            "authorization-server-error",
            "server_error",
            "Redirects with server_error.",
            ("server_error", "Something broke"),
        )
        .expect(fails("authorization/server-error")),
        refusing(
            "authorization-temporarily-unavailable",
            "temporarily_unavailable",
            "Redirects with temporarily_unavailable.",
            ("temporarily_unavailable", "Try again later"),
        )
        .expect(fails("authorization/temporarily-unavailable")),
        refusing(
            "authorization-refused",
            "OpenID error at sign-in",
            "Redirects with an error that OAuth does not define.",
            ("interaction_required", "A second factor is needed"),
        )
        .expect(fails("authorization/refused")),
    ]
}

/// The user is left with an error page; nothing comes back.
fn silent() -> Vec<Entry> {
    let expect = |candidate| {
        let mut expect = Expectations::likely("authorization/no-answer");
        for each in [
            Some(&mut expect.chromium),
            expect.firefox.as_mut(),
            expect.native.as_mut(),
        ] {
            each.into_iter()
                .for_each(|each| each.candidates_include.push(candidate));
        }
        expect
    };
    vec![
        signing_in(
            "redirect-not-registered",
            "Redirect URI not registered",
            "Shows an error page, because it compares redirect URIs with a list of its own.",
            |plan| plan.consent.page = Page::Error("redirect_uri is not registered."),
        )
        .sign_in(SignIn::dynamic().then(Then::NoAnswer))
        .failures(&["F42"])
        .expect(expect("authorization/redirect-not-registered")),
        oauth(
            "client-unknown",
            "Unknown client",
            "Shows an error page, because it does not know the client ID entered.",
            |_| {},
        )
        .sign_in(SignIn::entered("no-such-client").then(Then::NoAnswer))
        .expect(expect("authorization/unknown-client")),
        oauth(
            "document-refused",
            "Client metadata document rejected",
            "Advertises client metadata documents, and shows an error page for every one.",
            |plan| plan.clients.refuses_documents = true,
        )
        .sign_in(SignIn::document().then(Then::NoAnswer))
        .expect(expect("authorization/document-refused")),
    ]
}
