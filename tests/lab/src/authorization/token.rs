//! The token endpoint: codes and refresh tokens against access tokens.

use serde_json::{Map, Value, json};

use super::form::Form;
use super::plan::{Claim, Plan, Refresh};
use super::site::Site;
use super::store::Grant;
use super::{client, jwt, now, refuse};
use crate::message::{Reply, Request};
use crate::state::{State, random_id};

pub fn answer(plan: &Plan, request: &Request, site: &Site, state: &State) -> Reply {
    let form = Form::parse(&String::from_utf8_lossy(&request.body));
    let client = match client::authenticate(plan, request, &form, state) {
        Ok(client) => client,
        Err(why) => {
            let challenge = "Basic realm=\"lab\"";
            return refuse(401, "invalid_client", why).with("www-authenticate", challenge);
        }
    };
    let is_refresh = form.get("grant_type") == "refresh_token";
    let granted = match form.get("grant_type") {
        "authorization_code" => by_code(plan, &form, &client.id, site, state),
        "refresh_token" => by_refresh_token(plan, &form, &client.id, site, state),
        _ => Err(("unsupported_grant_type", "Only codes and refresh tokens")),
    };
    let grant = match granted {
        Ok(grant) => grant,
        Err((error, why)) => return refuse(400, error, why),
    };
    if let Some(refusal) = plan.exchange.refusal {
        return refuse(refusal.status, refusal.error, refusal.description);
    }
    if let Some((content_type, body)) = plan.exchange.body {
        return Reply::text(200, content_type, body);
    }
    let kept = is_refresh && plan.exchange.refresh == Refresh::Stays;
    let kept = kept.then(|| form.get("refresh_token").to_owned());
    let answer = issue(plan, grant, kept, site, state);
    Reply::json(200, &Value::from(answer)).with("cache-control", "no-store")
}

type Refused = (&'static str, &'static str);

fn by_code(
    plan: &Plan,
    form: &Form,
    client: &str,
    site: &Site,
    state: &State,
) -> Result<Grant, Refused> {
    let codes = &state.authorization.codes;
    let code = codes.change(form.get("code"), |code| code.used = true);
    let refused = |why| Err(("invalid_grant", why));
    let Some(code) = code else {
        return refused("There is no such code");
    };
    if code.used {
        return refused("The code was used already");
    }
    if code.grant.client.id != client || code.grant.issuer != site.issuer {
        return refused("The code was issued to another client");
    }
    if code.redirect_uri != form.get("redirect_uri") {
        return refused("redirect_uri is not the one of the authorization request");
    }
    if jwt::challenge(form.get("code_verifier")) != code.challenge {
        return refused("code_verifier does not fit the code_challenge");
    }
    target(plan, form, site)?;
    Ok(code.grant)
}

fn by_refresh_token(
    plan: &Plan,
    form: &Form,
    client: &str,
    site: &Site,
    state: &State,
) -> Result<Grant, Refused> {
    let tokens = &state.authorization.refresh_tokens;
    let token = form.get("refresh_token");
    let grant = match plan.exchange.refresh {
        Refresh::Rotates => tokens.take(token),
        Refresh::Stays => tokens.get(token),
        Refresh::Refused | Refresh::Never => None,
    };
    let grant = grant.filter(|grant| grant.client.id == client && grant.issuer == site.issuer);
    target(plan, form, site)?;
    grant.ok_or(("invalid_grant", "The refresh token is not valid any more"))
}

/// RFC 8707, 2: the resource of a token request is one of those that were agreed to.
fn target(plan: &Plan, form: &Form, site: &Site) -> Result<(), Refused> {
    let known = site.resources(plan);
    match form.find("resource") {
        Some(resource) if !known.iter().any(|one| one == resource) => {
            Err(("invalid_target", "The resource is not known here"))
        }
        Some(_) | None => Ok(()),
    }
}

fn issue(
    plan: &Plan,
    grant: Grant,
    refresh_token: Option<String>,
    site: &Site,
    state: &State,
) -> Map<String, Value> {
    let store = &state.authorization;
    let claims = claims(plan, &grant, site);
    let token = match plan.token.opaque {
        true => store.opaque_tokens.keep(claims),
        false => jwt::sign(&claims, &store.key),
    };
    let mut answer = Map::new();
    let mut put = |name: &str, value: Value| answer.insert(name.to_owned(), value);
    put("access_token", json!(token));
    put("token_type", json!("Bearer"));
    put("expires_in", json!(plan.token.lasts));
    put("scope", json!(grant.scope));
    if plan.exchange.refresh != Refresh::Never {
        let token = refresh_token.unwrap_or_else(|| store.refresh_tokens.keep(grant));
        put("refresh_token", json!(token));
    }
    site.change(&mut answer, &plan.exchange.members);
    answer
}

fn claims(plan: &Plan, grant: &Grant, site: &Site) -> Map<String, Value> {
    let now = now();
    let sound = json!({
        "iss": grant.issuer,
        "sub": "lab-user",
        "aud": grant.resource,
        "client_id": grant.client.id,
        "scope": grant.scope,
        "iat": now,
        "exp": now + plan.token.lasts,
        "jti": random_id()
    });
    let mut claims = sound.as_object().cloned().unwrap_or_default();
    for (name, claim) in &plan.token.claims {
        match claim {
            Some(Claim::Text(text)) => claims.insert((*name).to_owned(), json!(site.fill(text))),
            Some(Claim::FromNow(seconds)) => {
                claims.insert((*name).to_owned(), json!(now + seconds))
            }
            None => claims.remove(*name),
        };
    }
    claims
}
