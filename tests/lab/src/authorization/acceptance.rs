//! What the MCP server makes of the credential of a request.

use hyper::Method;
use serde_json::{Map, Value, json};

use super::plan::{Checks, Plan};
use super::site::Site;
use super::{jwt, now};
use crate::message::{Reply, Request};
use crate::state::State;

/// The answer to a request that is not let in.
pub fn refuse(plan: &Plan, request: &Request, state: &State) -> Option<Reply> {
    let site = Site::of(request);
    let acceptance = &plan.acceptance;
    let bearer = request.header("authorization").strip_prefix("Bearer ");
    let Some(token) = bearer else {
        let free = !plan.guarded.is_empty()
            && (request.method != Method::POST || request.rpc_method() != plan.guarded);
        return (!free).then(|| answer(401, plan.challenge, "No access token", &site));
    };
    if let Some(challenge) = acceptance.refusal {
        return Some(answer(401, Some(challenge), "invalid_token", &site));
    }
    if acceptance.checks == Checks::Nothing {
        return None;
    }
    let claims = match check(plan, token, &site, state) {
        Ok(claims) => claims,
        Err(why) => {
            let challenge = format!(
                "Bearer error=\"invalid_token\", error_description=\"{why}\", resource_metadata=\"{{metadata}}\""
            );
            return Some(answer(401, Some(&challenge), &why, &site));
        }
    };
    let scope = claims["scope"].as_str().unwrap_or_default();
    let enough = scope.split(' ').any(|one| one == acceptance.scope);
    let narrow = acceptance.never_enough || !enough;
    narrow.then(|| {
        answer(
            403,
            acceptance.insufficient,
            "The scope is too narrow",
            &site,
        )
    })
}

fn answer(status: u16, challenge: Option<&str>, why: &str, site: &Site) -> Reply {
    let reply = Reply::json(status, &json!({ "error": why }));
    match challenge {
        Some(challenge) => reply.with("www-authenticate", &site.fill(challenge)),
        None => reply,
    }
}

/// The claims of a good token, or why it is not.
fn check(
    plan: &Plan,
    token: &str,
    site: &Site,
    state: &State,
) -> Result<Map<String, Value>, String> {
    let store = &state.authorization;
    let claims = jwt::verify(token, &store.key).or_else(|| store.opaque_tokens.get(token));
    let claims = claims.ok_or("The token was not issued here")?;
    if plan.acceptance.checks == Checks::Signature {
        return Ok(claims);
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or("nobody");
    let issuers = [""].iter().chain(plan.others);
    let issuers = issuers.map(|tenant| match *tenant {
        "" => site.issuer.clone(),
        tenant => format!("{}/{tenant}", site.issuer),
    });
    if !issuers.into_iter().any(|issuer| issuer == text("iss")) {
        return Err(format!("The issuer {} is not trusted", text("iss")));
    }
    if !site.resources(plan).iter().any(|one| one == text("aud")) {
        return Err(format!("The audience is {}", text("aud")));
    }
    let time = |name: &str| claims.get(name).and_then(Value::as_i64);
    if time("exp").is_some_and(|end| end <= now()) {
        return Err("The token has expired".to_owned());
    }
    if time("nbf").is_some_and(|start| start > now()) {
        return Err("The token is not valid yet".to_owned());
    }
    Ok(claims)
}
