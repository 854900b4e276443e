//! Step 10: is a token issued, and is it sound?
//!
//! A code is good for one exchange (RFC 6749, 4.1.2), which decides most here: nothing is repeated
//! to learn more, and where the answer cannot be read the user gets the command that exchanges the
//! next code outside of the page.

use serde_json::{Map, Value};

use super::authorization::AuthorizationCode;
use super::flow::Flow;
use super::registration::RegisteredClient;
use super::{auth_options, authorization, documents, problem};
use crate::engine::outcome::Interrupt;
use crate::engine::plan::{ExchangeSpec, Plan};
use crate::protocol::address::Target;
use crate::protocol::http::Headers;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::jwt::{self, ClaimMismatch, Jwt, Shape};
use crate::protocol::oauth::scope;
use crate::protocol::oauth::token::{self, Client, Form, Token};
use crate::protocol::time;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::readers;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::{Fact, Origin, TokenShape};
use crate::trace::vantage::Environment;
use crate::trace::wire::{Redirect, Request};

const STEP: Step = Step::Token;

/// Exchanges the code, or takes the answer that the user brought.
pub fn exchange(
    plan: &mut Plan,
    flow: &Flow,
    known: &RegisteredClient,
    authorization_code: &AuthorizationCode,
) -> Result<Token, Interrupt> {
    plan.begin(STEP);
    let form = form(known, authorization_code);
    // An answer that the user pasted belongs to the newest code only: an older one was used up.
    let since = plan.ignore_up_to;
    let pasted = plan.recording.exchanges.iter().rev().find(|exchange| {
        let is_pasted = exchange.origin == Origin::Pasted;
        is_pasted && exchange.id > since && exchange.purpose == Purpose::Token
    });
    let exchange = match pasted {
        Some(exchange) => exchange,
        // The page cannot read this endpoint, and asking it once more would use up another code
        // without anybody seeing the token.
        None => match previous_unreadable_exchange(plan) {
            Some(before) => {
                let problem = problem(AuthFault::Unreadable, &before.request.url, "");
                return Err(problem.at(STEP, before.id));
            }
            None => ask(plan, flow, Purpose::Token, form)?,
        },
    };
    match readers::token::classify_token_response(exchange) {
        Ok(token) => {
            // What was answered before this token was answered to somebody without it.
            plan.ignore_up_to = exchange.id;
            Ok(token)
        }
        Err((why, actual)) => {
            let problem = problem(why, &actual, &exchange.request.url);
            Err(problem.at(STEP, exchange.id))
        }
    }
}

/// An exchange whose answer no page may read has used its code up. A second code is left to the user, who gets the
/// answer by other means.
/// Token endpoints that were made for servers as clients send no CORS headers (docs/checks.md, F06).
fn previous_unreadable_exchange<'a>(plan: &Plan<'a>) -> Option<&'a Exchange> {
    let mut exchanges = plan.recording.exchanges.iter();
    exchanges.find(|one| {
        one.purpose == Purpose::Token && one.id < plan.ignore_up_to && one.failed_without_answer()
    })
}

/// The body of the exchange (RFC 6749, 4.1.3; RFC 7636, 4.5; RFC 8707, 2.2).
fn form(known: &RegisteredClient, authorization_code: &AuthorizationCode) -> Form {
    let exchange = token::Exchange {
        code: &authorization_code.code,
        redirect_uri: &authorization_code.redirect_uri,
        verifier: &authorization_code.verifier,
        resource: &authorization_code.resource,
    };
    token::exchange(&client(known), &exchange)
}

/// The request by which the newest code is exchanged, where the user does that.
pub fn manual_token_request(recording: &Recording, flow: &Flow) -> Option<Request> {
    let authorization_code = authorization::latest_callback(recording)?;
    let known = auth_options::registered_client(recording, flow)?;
    let url = Url::parse(flow.server.token_endpoint.as_deref()?).ok()?;
    Some(request(&url, form(&known, &authorization_code)))
}

/// A refresh token, and the resource that the new token is for (RFC 8707, 2.2).
#[derive(Clone, Copy)]
pub struct RefreshRequest<'t> {
    /// As it came with the access token.
    pub token: &'t str,
    /// The resource that the code was asked for; a new token is for the same.
    pub resource: &'t str,
}

/// Exchanges the refresh token, because the user wants to see whether it works. Whatever comes of it, the session was
/// open, so a failure is written down and ends nothing.
pub fn refresh(
    plan: &mut Plan,
    flow: &Flow,
    known: &RegisteredClient,
    request: RefreshRequest,
) -> Result<(), Interrupt> {
    let form = token::refresh(&client(known), request.token, request.resource);
    match ask(plan, flow, Purpose::Refresh, form) {
        Ok(_) => Ok(()),
        Err(Interrupt::Ended(outcome)) => {
            plan.settle(*outcome);
            Ok(())
        }
        Err(interrupt) => Err(interrupt),
    }
}

/// How the client proves who it is (RFC 6749, 2.3).
fn client(known: &RegisteredClient) -> Client<'_> {
    Client {
        id: &known.id,
        secret: known.secret.as_deref(),
        method: known.method,
    }
}

/// Asks the token endpoint. A code is good for one attempt, so nothing is sent twice to learn more.
fn ask<'a>(
    plan: &mut Plan<'a>,
    flow: &Flow,
    purpose: Purpose,
    form: Form,
) -> Result<&'a Exchange, Interrupt> {
    let endpoint = flow.server.token_endpoint.as_deref().unwrap_or_default();
    // Step 7 has looked at the address; a recording that was edited may hold another one.
    let Ok(url) = Url::parse(endpoint) else {
        return Err(problem(AuthFault::Unreachable, endpoint, "").at(STEP, None));
    };
    // A refresh that cannot be read is only shown: the session worked, and there is no step that it
    // could fail.
    let is_refresh = purpose == Purpose::Refresh;
    // A redirect would carry the code, or the secret, to somewhere else.
    let spec = ExchangeSpec::new(STEP, purpose, request(&url, form));
    let exchange = plan.exchange(spec.redirect(Redirect::Error))?;
    if exchange.status().is_some() || is_refresh {
        return Ok(exchange);
    }
    let why = documents::classify_unreadable_post(plan, STEP, &url)?;
    Err(problem(why, endpoint, "").at(STEP, exchange.id))
}

/// A form, as RFC 6749 has it, and so without preflight unless the client has to show a secret in a
/// header.
fn request(url: &Url, form: Form) -> Request {
    let mut headers = Headers::default();
    headers.set("Content-Type", "application/x-www-form-urlencoded");
    headers.set("Accept", "application/json");
    if let Some(authorization) = form.authorization {
        headers.set("Authorization", authorization);
    }
    Request {
        method: "POST".to_owned(),
        url: url.as_str().to_owned(),
        headers,
        body: Some(form.body),
    }
}

/// What a token that just came says, if this exchange brought one.
pub fn fact(
    recording: &Recording,
    exchange: &Exchange,
    target: &Target,
    environment: &Environment,
    at: f64,
) -> Option<Fact> {
    if !matches!(exchange.purpose, Purpose::Token | Purpose::Refresh) {
        return None;
    }
    let token = readers::token::classify_token_response(exchange).ok()?;
    let by = |step| recording.step_state(step).by;
    let flow = Flow::read(recording, by, target, environment.client())?;
    // The token is compared with what was asked for, and not with what would be asked for now.
    let asked = &recording.last(&Purpose::Authorize)?.request.url;
    let sent = |name: &str| parameter(asked, name);
    // A token without `scope` has what was asked for (RFC 6749, 5.1).
    let asked = sent("scope");
    let is_odd = |given: &String| {
        let asked = asked.as_deref().unwrap_or_default();
        scope::is_odd_list(asked, given)
    };
    // Nor does one in which all of it stands, if not separated by spaces.
    let scope = token.scope.clone().filter(|given| !is_odd(given));
    let scope = scope.or_else(|| asked.clone());
    let started = time::seconds(&environment.started_at)?;
    let expected = jwt::Expected {
        resource: &sent("resource").unwrap_or_default(),
        issuer: flow.issuer(),
        client_id: &sent("client_id").unwrap_or_default(),
        scope: scope.as_deref(),
        // The clock of the vantage, which may be wrong itself: the finding says by how much they
        // differ.
        now: started.saturating_add((at / 1000.0) as i64),
    };
    let (shape, claims, differs) = match jwt::read(&token.access_token) {
        // Nobody but the two servers can read it, and need not.
        Shape::Opaque => (TokenShape::Opaque, String::new(), Vec::new()),
        Shape::Encrypted => (TokenShape::Encrypted, String::new(), Vec::new()),
        Shape::Jwt(jwt) => {
            let differs = jwt.check(&expected).into_iter().map(code_suffix).collect();
            (TokenShape::Jwt, claims(&jwt), differs)
        }
    };
    Some(Fact::Token {
        exchange: exchange.id,
        shape,
        length: token.access_token.len(),
        claims,
        differs,
    })
}

/// The claims that are compared. `sub` is reduced to its presence: it may identify a person.
/// `scp`, `cid` and `appid` are vendors' names for `scope` and `client_id`, `azp` is
/// that of OpenID Connect (Core 1.0, 2).
fn claims(jwt: &Jwt) -> String {
    const SHOWN: [&str; 11] = [
        "iss",
        "aud",
        "exp",
        "nbf",
        "iat",
        "scope",
        "scp",
        "client_id",
        "azp",
        "cid",
        "appid",
    ];
    let mut kept = Map::new();
    for name in SHOWN {
        if let Some(value) = jwt.claims.get(name) {
            kept.insert(name.to_owned(), value.clone());
        }
    }
    if jwt.claims.contains_key("sub") {
        kept.insert("sub".to_owned(), Value::from("(not kept)"));
    }
    Value::Object(kept).to_string()
}

/// The rest of the code under `token/`, and what is odd about the claim.
fn code_suffix(disagreement: ClaimMismatch) -> (String, String) {
    let (word, actual) = match disagreement {
        ClaimMismatch::AudienceMissing => ("audience-missing", String::new()),
        ClaimMismatch::AudienceOther { actual, .. } => ("audience-other", actual.join(" ")),
        ClaimMismatch::IssuerOther { actual, .. } => ("issuer-other", actual),
        ClaimMismatch::Expired { seconds } => ("expired", seconds.to_string()),
        ClaimMismatch::NotYetValid { seconds } => ("not-yet-valid", seconds.to_string()),
        ClaimMismatch::ClockSkew { seconds } => ("clock-skew", seconds.to_string()),
        ClaimMismatch::ExpiryMissing => ("expiry-missing", String::new()),
        ClaimMismatch::ClientOther { actual } => ("client-other", actual),
        ClaimMismatch::ScopeMissing { scopes } => ("scope-narrowed", scopes.join(" ")),
    };
    (word.to_owned(), actual)
}
