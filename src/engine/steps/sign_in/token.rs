//! Step 10: is a token issued, and is it sound?

use serde_json::{Map, Value};

use super::authorization::Consented;
use super::flow::Flow;
use super::registration::Known;
use super::{authorization, documents, link, offer, stop};
use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::{Target, Url};
use crate::protocol::http::Headers;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::jwt::{self, ClaimMismatch, Jwt, Shape};
use crate::protocol::oauth::token::{self, Client, Form, Token};
use crate::protocol::time;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::readers;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::Step;
use crate::trace::transcript::{Fact, Origin, TokenShape};
use crate::trace::vantage::Environment;
use crate::trace::wire::{Mode, Redirect, Request};

const STEP: Step = Step::Token;

/// Exchanges the code, or takes the answer that the user brought.
pub fn exchange(
    plan: &mut Plan,
    flow: &Flow,
    known: &Known,
    consented: &Consented,
) -> Result<Token, Interrupt> {
    plan.begin(STEP);
    let form = form(known, consented);
    let since = plan.ignore_up_to;
    let brought = plan.recording.exchanges.iter().rev().find(|exchange| {
        let is_pasted = exchange.origin == Origin::Pasted;
        is_pasted && exchange.id > since && exchange.purpose == Purpose::Token
    });
    let exchange = match brought {
        Some(exchange) => exchange,
        None => match unreadable_before(plan) {
            Some(before) => {
                let link = link(AuthFault::Unreadable, &before.request.url, "");
                return Err(stop(plan, Some(before.id), STEP, link));
            }
            None => ask(plan, flow, Purpose::Token, form)?,
        },
    };
    match readers::token::judge(exchange) {
        Ok(token) => {
            plan.ignore_up_to = exchange.id;
            Ok(token)
        }
        Err((why, said)) => {
            let link = link(why, &said, &exchange.request.url);
            Err(stop(plan, Some(exchange.id), STEP, link))
        }
    }
}

/// An exchange whose answer no page may read has used its code up. A second code is left to the user, who gets the
/// answer by other means.
fn unreadable_before<'a>(plan: &Plan<'a>) -> Option<&'a Exchange> {
    let mut exchanges = plan.recording.exchanges.iter();
    exchanges.find(|one| {
        one.purpose == Purpose::Token && one.id < plan.ignore_up_to && one.failed_opaquely()
    })
}

fn form(known: &Known, consented: &Consented) -> Form {
    let exchange = token::Exchange {
        code: &consented.code,
        redirect_uri: &consented.redirect_uri,
        verifier: &consented.verifier,
        resource: &consented.resource,
    };
    token::exchange(&client(known), &exchange)
}

/// The request by which the newest code is exchanged, where the user does that.
pub fn owed(recording: &Recording, flow: &Flow) -> Option<Request> {
    let consented = authorization::brought_back(recording)?;
    let known = offer::known(recording, flow)?;
    let url = Url::parse(flow.server.token_endpoint.as_deref()?).ok()?;
    Some(request(&url, form(&known, &consented)))
}

/// Exchanges the refresh token, because the user wants to see whether it works. Whatever comes of it, the
/// session was open.
pub fn refresh(
    plan: &mut Plan,
    flow: &Flow,
    known: &Known,
    (refresh_token, resource): (&str, &str),
) -> Result<(), Interrupt> {
    let form = token::refresh(&client(known), refresh_token, resource);
    match ask(plan, flow, Purpose::Refresh, form) {
        Ok(_) | Err(Interrupt::Stop) => Ok(()),
        Err(interrupt) => Err(interrupt),
    }
}

fn client(known: &Known) -> Client<'_> {
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
    let Ok(url) = Url::parse(endpoint) else {
        return Err(stop(
            plan,
            None,
            STEP,
            link(AuthFault::Unreachable, endpoint, ""),
        ));
    };
    let is_refresh = purpose == Purpose::Refresh;
    let how = (Mode::Cors, Redirect::Error);
    let exchange = plan.exchange(STEP, purpose, request(&url, form), how, &CompleteWhen::End)?;
    if exchange.status().is_some() || is_refresh {
        return Ok(exchange);
    }
    let why = documents::hidden_post(plan, STEP, &url)?;
    Err(stop(plan, Some(exchange.id), STEP, link(why, endpoint, "")))
}

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
    let token = readers::token::judge(exchange).ok()?;
    let by = |step| recording.step_state(step).by;
    let flow = Flow::read(recording, by, target, &environment.page_origin)?;
    let asked = &recording.last(&Purpose::Authorize)?.request.url;
    let sent = |name: &str| parameter(asked, name);
    let scope = token.scope.clone().or_else(|| sent("scope"));
    let started = time::seconds(&environment.started_at)?;
    let expected = jwt::Expected {
        resource: &sent("resource").unwrap_or_default(),
        issuer: flow.issuer(),
        client_id: &sent("client_id").unwrap_or_default(),
        scope: scope.as_deref(),
        now: started.saturating_add((at / 1000.0) as i64),
    };
    let (shape, claims, differs) = match jwt::read(&token.access_token) {
        Shape::Opaque => (TokenShape::Opaque, String::new(), Vec::new()),
        Shape::Encrypted => (TokenShape::Encrypted, String::new(), Vec::new()),
        Shape::Jwt(jwt) => {
            let differs = jwt.check(&expected).into_iter().map(in_code).collect();
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

/// The claims that are compared. Of whose token it is only that it says so: that is nobody's business.
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

fn in_code(disagreement: ClaimMismatch) -> (String, String) {
    let (word, said) = match disagreement {
        ClaimMismatch::AudienceMissing => ("audience-missing", String::new()),
        ClaimMismatch::AudienceOther { actual: said, .. } => ("audience-other", said.join(" ")),
        ClaimMismatch::IssuerOther { actual: said, .. } => ("issuer-other", said),
        ClaimMismatch::Expired { seconds } => ("expired", seconds.to_string()),
        ClaimMismatch::NotYetValid { seconds } => ("not-yet-valid", seconds.to_string()),
        ClaimMismatch::ClockSkew { seconds } => ("clock-skew", seconds.to_string()),
        ClaimMismatch::ExpiryMissing => ("expiry-missing", String::new()),
        ClaimMismatch::ClientOther { actual: said } => ("client-other", said),
        ClaimMismatch::ScopeMissing { scopes } => ("scope-narrowed", scopes.join(" ")),
    };
    (word.to_owned(), said)
}
