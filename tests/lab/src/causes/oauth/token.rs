//! Step 10: no token is issued, or the MCP server does not take it.

use serde_json::json;

use super::super::{Entry, endpoint};
use super::{confidential, oauth, signing_in, with};
use crate::authorization::plan::{
    CLIENT_SECRET, CONFIDENTIAL_CLIENT, Claim, Method, Refusal, Remembered,
};
use crate::cause::{Expect, Expectations, SignIn, Then};
use crate::cors::Cors;
use crate::server::Server;

pub fn causes() -> Vec<Entry> {
    [
        hidden(),
        grants(),
        errors(),
        answers(),
        claims(),
        acceptance(),
        scopes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn hidden() -> Vec<Entry> {
    vec![
        signing_in(
            "token-without-cors",
            "Token endpoint without CORS headers",
            "Exchanges codes without a cross-origin header, so that no page can read the token.",
            |plan| plan.exchange.cors = Cors::none(),
        )
        .failures(&["F06"])
        .expect(Expectations::likely("token/unreadable").native(Expect::healthy())),
        oauth(
            "token-basic-blocked",
            "Token endpoint does not allow Authorization",
            "Requires the client secret in a header that its CORS headers do not allow.",
            |plan| {
                confidential(plan, Method::Basic, "client_secret_basic");
                plan.exchange.cors = Cors::only("content-type");
            },
        )
        .failures(&["F06"])
        .sign_in(SignIn::entered(CONFIDENTIAL_CLIENT).secret(CLIENT_SECRET))
        .expect(Expectations::likely("token/unreadable").native(Expect::healthy())),
        signing_in(
            "token-unreachable",
            "The token endpoint does not exist",
            "Lists a token endpoint on a host that does not exist.",
            |plan| {
                let address = json!("https://no-such-server.invalid/token");
                plan.server.set("token_endpoint", address);
            },
        )
        .expect(Expectations::likely("token/unreachable")),
    ]
}

fn grants() -> Vec<Entry> {
    let remembering = |id, title, wrong, remembered| {
        signing_in(id, title, wrong, move |plan| {
            plan.consent.remembered = remembered;
        })
        .expect(Expectations::fails("token/invalid-grant"))
    };
    vec![
        remembering(
            "code-used",
            "invalid_grant: code was used before",
            "Has its own sign-in page use the code before it is handed over.",
            Remembered::Used,
        ),
        remembering(
            "redirect-differs",
            "invalid_grant: redirect URI differs",
            "Adds a slash to the redirect URI that it compares with.",
            Remembered::OtherRedirect,
        )
        .failures(&["F42"]),
        remembering(
            "verifier-refused",
            "invalid_grant: PKCE verifier rejected",
            "Confuses the code challenge with that of another request.",
            Remembered::OtherChallenge,
        ),
    ]
}

fn refused(
    id: &'static str,
    title: &'static str,
    wrong: &'static str,
    (status, error, description): (u16, &'static str, &'static str),
) -> Entry {
    signing_in(id, title, wrong, move |plan| {
        plan.exchange.refusal = Some(Refusal {
            status,
            error,
            description,
        });
    })
}

fn errors() -> Vec<Entry> {
    let fails = Expectations::fails;
    vec![
        signing_in(
            "client-secret-demanded",
            "invalid_client: secret required",
            "Advertises clients without a secret, and accepts client_secret_basic only.",
            |plan| plan.exchange.demands_basic = true,
        )
        .failures(&["F43"])
        .expect(fails("token/invalid-client")),
        refused(
            "client-expired",
            "invalid_client: client has expired",
            "Deletes the clients that it registers before they get a token.",
            (401, "invalid_client", "The client has expired"),
        )
        .failures(&["F46"])
        .expect(fails("token/invalid-client")),
        refused(
            "token-invalid-request",
            "invalid_request at the token endpoint",
            "Accepts no token request without a parameter of its own.",
            (400, "invalid_request", "The parameter audience is required"),
        )
        .expect(fails("token/invalid-request")),
        refused(
            "token-invalid-target",
            "invalid_target at the token endpoint",
            "Accepts the resource when the user agrees, and rejects it when the token is due.",
            (
                400,
                "invalid_target",
                "AADSTS9010010: the resource does not match the scope",
            ),
        )
        .failures(&["F38"])
        .expect(fails("token/invalid-target")),
        refused(
            "token-unauthorized-client",
            "unauthorized_client at the token endpoint",
            "Does not let this client use the grant that it advertises.",
            (
                400,
                "unauthorized_client",
                "The grant is not enabled for this client",
            ),
        )
        .expect(fails("token/unauthorized-client")),
        refused(
            "token-unsupported-grant-type",
            "unsupported_grant_type",
            "Advertises the code grant and does not support it.",
            (
                400,
                "unsupported_grant_type",
                "authorization_code is not supported",
            ),
        )
        .expect(fails("token/unsupported-grant-type")),
        refused(
            "token-invalid-scope",
            "invalid_scope at the token endpoint",
            "Accepts the scope when the user agrees, and rejects it when the token is due.",
            (400, "invalid_scope", "mcp:read needs a licence"),
        )
        .expect(fails("token/invalid-scope")),
        refused(
            "token-server-error",
            "Token endpoint fails",
            "Answers the token request with 500.",
            (500, "server_error", "Something broke"),
        )
        .expect(fails("token/server-error")),
        refused(
            "token-exchange-refused",
            "Custom error from the token endpoint",
            "Rejects the code with an error that OAuth does not know.",
            (400, "mfa_required", "A second factor is needed"),
        )
        .expect(fails("token/exchange-refused")),
    ]
}

fn answers() -> Vec<Entry> {
    let fails = Expectations::fails;
    let answered = |id, title, wrong, content_type, body| {
        signing_in(id, title, wrong, move |plan| {
            plan.exchange.body = Some((content_type, body));
        })
    };
    vec![
        answered(
            "token-html",
            "Token response is HTML",
            "Returns an HTML page for the token request.",
            "text/html",
            "<!DOCTYPE html>\n<html><head><title>Signed in</title></head><body>You are signed in.</body></html>",
        )
        .expect(fails("token/not-json")),
        answered(
            "token-form",
            "Token response is a form",
            "Answers the token request form-encoded, as some servers do unless asked for JSON.",
            "application/x-www-form-urlencoded",
            "access_token=form-encoded-token&token_type=bearer",
        )
        .expect(fails("token/not-json")),
        answered(
            "token-error-with-success",
            "OAuth error with status 200",
            "Rejects the code with status 200.",
            "application/json",
            "{\"error\":\"bad_verification_code\",\"error_description\":\"The code is incorrect\"}",
        )
        .expect(fails("token/error-with-success")),
        signing_in(
            "token-missing",
            "No access_token",
            "Returns everything but the access token.",
            |plan| plan.exchange.members = vec![("access_token", None)],
        )
        .expect(fails("token/access-token-missing")),
        signing_in(
            "token-dpop",
            "DPoP token instead of Bearer",
            "Issues tokens of the type DPoP to a client that showed no key.",
            |plan| plan.exchange.members = vec![("token_type", Some(json!("DPoP")))],
        )
        .expect(fails("token/not-bearer")),
    ]
}

/// Claims for which the MCP server refuses the token.
fn claims() -> Vec<Entry> {
    let claiming = |id, title, wrong, claims: Vec<(&'static str, Option<Claim>)>| {
        signing_in(id, title, wrong, move |plan| plan.token.claims = claims)
    };
    let from_now = |seconds| Some(Claim::FromNow(seconds));
    let not_accepted = || Expectations::fails("token/not-accepted");
    vec![
        claiming(
            "token-audience-other",
            "Token with another audience",
            "Ignores resource and issues tokens for its default API, which the MCP server rejects.",
            vec![("aud", Some(Claim::Text("https://api.notes.example")))],
        )
        .failures(&["F44"])
        .expect(not_accepted()),
        claiming(
            "token-issuer-other",
            "Token with another issuer",
            "Issues tokens with an old issuer as iss, which the MCP server rejects.",
            vec![("iss", Some(Claim::Text("{issuer}/v1")))],
        )
        .failures(&["F49"])
        .expect(not_accepted()),
        claiming(
            "token-expired",
            "Token is expired",
            "Its clock is an hour and ten minutes slow, so that tokens expire before they are issued.",
            vec![("iat", from_now(-4200)), ("exp", from_now(-600))],
        )
        .expect(Expectations::fails("token/expired")),
        claiming(
            "token-not-yet-valid",
            "Token is not valid yet",
            "Its clock is ten minutes fast, so that tokens begin in the future.",
            vec![
                ("iat", from_now(600)),
                ("nbf", from_now(600)),
                ("exp", from_now(4200)),
            ],
        )
        .expect(Expectations::fails("token/not-yet-valid")),
    ]
}

fn acceptance() -> Vec<Entry> {
    let not_accepted = || Expectations::fails("token/not-accepted");
    let allowed = "content-type, mcp-protocol-version, mcp-session-id, mcp-method, mcp-name";
    let refusing = |id, title, wrong, challenge| {
        signing_in(id, title, wrong, move |plan| {
            plan.acceptance.refusal = Some(challenge);
        })
    };
    vec![
        refusing(
            "token-not-accepted",
            "MCP server rejects every token",
            "Rejects each token with a reason of its own.",
            "Bearer error=\"invalid_token\", error_description=\"The subscription has ended\"",
        )
        .expect(not_accepted()),
        refusing(
            "token-not-accepted-silently",
            "MCP server rejects every token without a reason",
            "Rejects a valid token with the same challenge as for no token.",
            "Bearer resource_metadata=\"{metadata}\"",
        )
        .expect(not_accepted()),
        endpoint(
            "token-header-blocked",
            "CORS: Authorization is not allowed",
            "Its allow-list lacks Authorization, which only matters once there is a token.",
            Server::sessions()
                .cors(Cors::only(allowed))
                .signs_in(with(|_| {})),
        )
        .sign_in(SignIn::dynamic())
        .expect(Expectations::fails("cors/header-not-allowed").native(Expect::healthy())),
    ]
}

fn scopes() -> Vec<Entry> {
    vec![
        signing_in(
            "scope-too-narrow",
            "Insufficient scope",
            "Asks for mcp:read in its challenge, and rejects a token without mcp:write with 403.",
            |plan| plan.acceptance.scope = "mcp:write",
        )
        .failures(&["F45"])
        .expect(Expectations::waits("token/step-up")),
        signing_in(
            "scope-too-narrow-unnamed",
            "Insufficient scope, and the required one is not listed",
            "Returns 403 insufficient_scope without the scope that it requires.",
            |plan| {
                plan.acceptance.scope = "mcp:write";
                plan.acceptance.insufficient = Some("Bearer error=\"insufficient_scope\"");
            },
        )
        .failures(&["F45"])
        .expect(Expectations::waits("token/step-up").warns(&["token/insufficient-scope-shape"])),
        signing_in(
            "scope-never-enough",
            "Insufficient scope after every sign-in",
            "Requires a wider scope, however wide the token's scope is.",
            |plan| plan.acceptance.never_enough = true,
        )
        .failures(&["F45"])
        .sign_in(SignIn::dynamic().then(Then::StepUp))
        .expect(Expectations::fails("token/step-up-without-end")),
    ]
}
