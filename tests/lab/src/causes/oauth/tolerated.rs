//! Signing in that works although something is not right: the run ends healthy, with a warning.

use serde_json::json;

use super::super::Entry;
use super::signing_in;
use crate::authorization::plan::{Checks, Claim, Plan, Refresh};
use crate::cause::{Expectations, SignIn, Then};

pub fn causes() -> Vec<Entry> {
    [registrations(), answers(), tokens(), claims(), refreshing()]
        .into_iter()
        .flatten()
        .collect()
}

fn warns(code: &'static str) -> Expectations {
    Expectations::healthy().warns(&[code])
}

fn registrations() -> Vec<Entry> {
    let basic = |plan: &mut Plan| {
        let methods = json!(["none", "client_secret_basic"]);
        plan.server
            .set("token_endpoint_auth_methods_supported", methods);
    };
    vec![
        signing_in(
            "registration-200",
            "Registration returns 200",
            "Registers the client with status 200 instead of 201.",
            |plan| plan.registration.status = 200,
        )
        .expect(warns("registration/not-201")),
        signing_in(
            "registration-secret",
            "Public client gets a secret",
            "Issues a secret to a client that asked for none.",
            move |plan| {
                basic(plan);
                plan.registration.secret_lasts = Some(0);
            },
        )
        .failures(&["F43"])
        .expect(warns("registration/secret-for-public-client")),
        signing_in(
            "registration-secret-expires",
            "Client secret expires within the hour",
            "Issues a secret that will be rejected in an hour, when the client has long forgotten when it got it.",
            move |plan| {
                basic(plan);
                plan.registration.secret_lasts = Some(3600);
            },
        )
        .failures(&["F46"])
        .expect(warns("registration/expires")),
        signing_in(
            "registration-changed",
            "Registered client differs from the request",
            "Registers the client without the grant refresh_token.",
            |plan| {
                let grants = json!(["authorization_code"]);
                plan.registration.members = vec![("grant_types", Some(grants))];
            },
        )
        .expect(warns("registration/changed")),
    ]
}

fn answers() -> Vec<Entry> {
    vec![
        signing_in(
            "authorization-without-iss",
            "Redirect without iss",
            "Neither announces nor sends iss, which guards against mix-up attacks.",
            |plan| {
                plan.server
                    .remove("authorization_response_iss_parameter_supported");
                plan.consent.parameters = vec![("iss", None)];
            },
        )
        .expect(Expectations::healthy().warns(&[
            // Instead of "authorization-server/no-iss-parameter": one cause, one finding.
            "authorization/iss-not-sent",
        ])),
        signing_in(
            "authorization-resource-differs",
            "resource has two spellings",
            "Has the parent URL of its endpoint as resource, and accepts tokens for either.",
            |plan| plan.resource.set("resource", json!("{base}")),
        )
        .expect(Expectations::healthy().warns(&["resource-metadata/resource-prefix"])),
    ]
}

fn tokens() -> Vec<Entry> {
    const BOTH: &str = "Bearer resource_metadata=\"{metadata}\", scope=\"mcp:read mcp:write\"";
    vec![
        signing_in(
            "token-scope-narrowed",
            "Scope not granted",
            "Grants mcp:read where mcp:read and mcp:write were asked for.",
            |plan| {
                plan.challenge = Some(BOTH);
                plan.token.scope = Some("mcp:read");
            },
        )
        .expect(warns("token/scope-narrowed")),
        signing_in(
            "token-scope-commas",
            "Granted scopes separated by commas",
            "Grants what was asked for, and writes the list with commas.",
            |plan| {
                plan.challenge = Some(BOTH);
                plan.exchange.members = vec![("scope", Some("mcp:read,mcp:write".into()))];
            },
        )
        .expect(warns("token/scope-list")),
        signing_in(
            "token-without-expiry",
            "Token without expiry",
            "Leaves out expires_in, and the claim exp too.",
            |plan| {
                plan.exchange.members = vec![("expires_in", None)];
                plan.token.claims = vec![("exp", None)];
            },
        )
        .expect(warns("token/expiry-missing")),
        signing_in(
            "token-long-lived",
            "Token is valid for a month",
            "Issues tokens for thirty days.",
            |plan| plan.token.lasts = 30 * 24 * 3600,
        )
        .expect(warns("token/long-lived")),
        signing_in(
            "token-any-accepted",
            "Any token is accepted",
            "Requires a bearer token and does not check it.",
            |plan| plan.acceptance.checks = Checks::Nothing,
        )
        .failures(&["F50"]),
    ]
}

/// Claims that are not right, at a server that does not look at them.
fn claims() -> Vec<Entry> {
    let claiming = |id, title, wrong, name: &'static str, claim: Option<Claim>| {
        signing_in(id, title, wrong, move |plan| {
            plan.token.claims = vec![(name, claim)];
            plan.acceptance.checks = Checks::Signature;
        })
    };
    let text = |text| Some(Claim::Text(text));
    vec![
        claiming(
            "token-audience-missing",
            "Token without audience",
            "Issues tokens without aud, and the MCP server accepts them.",
            "aud",
            None,
        )
        .expect(warns("token/audience-missing")),
        claiming(
            "token-audience-ignored",
            "Token with another audience, and no check",
            "Issues tokens for another API, and the MCP server accepts them.",
            "aud",
            text("https://api.notes.example"),
        )
        .failures(&["F44"])
        .expect(warns("token/audience-other")),
        claiming(
            "token-issuer-ignored",
            "Token with another issuer, and no check",
            "Issues tokens with an old issuer as iss, and the MCP server accepts them.",
            "iss",
            text("{issuer}/v1"),
        )
        .failures(&["F49"])
        .expect(warns("token/issuer-other")),
        claiming(
            "token-client-other",
            "Token of another client",
            "Issues tokens whose iss is that of a gateway.",
            "client_id",
            text("gateway"),
        )
        .expect(warns("token/client-other")),
        claiming(
            "token-clock-skew",
            "Token from the future (clock skew)",
            "Its clock is five minutes ahead, and the MCP server accepts its tokens.",
            "iat",
            Some(Claim::FromNow(300)),
        )
        .expect(warns("token/clock-skew")),
    ]
}

fn refreshing() -> Vec<Entry> {
    let then_refresh = || SignIn::dynamic().then(Then::Refresh);
    let refresh = |id, title, wrong, refresh| {
        signing_in(id, title, wrong, move |plan| {
            plan.exchange.refresh = refresh;
        })
    };
    vec![
        refresh(
            "refresh-not-rotated",
            "Refresh token is not rotated",
            "Issues the same refresh token again, to a client without a secret.",
            Refresh::Stays,
        )
        .sign_in(then_refresh())
        .expect(warns("token/refresh-not-rotated")),
        refresh(
            "refresh-refused",
            "Refresh token is rejected",
            "Issues a refresh token and does not accept it.",
            Refresh::Refused,
        )
        .sign_in(then_refresh())
        .expect(warns("token/refresh-refused")),
        refresh(
            "refresh-missing",
            "No refresh token",
            "Issues access tokens only.",
            Refresh::Never,
        )
        .expect(warns("token/no-refresh")),
    ]
}
