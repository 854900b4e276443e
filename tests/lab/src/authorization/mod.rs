//! The lab's authorization servers: one per cause, on the lab's second origin (or, for a cause with a port of its
//! own, beside its MCP server), and the metadata on both sides. What each does wrong is data (`plan.rs`).
//!
//! Tokens are real (PKCE is checked, JWTs are signed) and worth nothing: they open the lab for whoever asks.

pub mod acceptance;
pub mod plan;
pub mod store;

mod authorize;
mod client;
mod form;
mod jwt;
mod register;
mod site;
mod token;

use std::time::{SystemTime, UNIX_EPOCH};

use hyper::Method;
use serde_json::{Value, json};

use crate::cors::Cors;
use crate::message::{Reply, Request};
use crate::server::asked_delay;
use crate::state::State;
use plan::{Document, Form, Plan};
use site::Site;

/// Answers what is no request to the MCP endpoint itself.
pub async fn answer(plan: &Plan, request: &Request, state: &State) -> Option<Reply> {
    let site = Site::of(request);
    if request.rest == "mcp" && site.has_resource {
        return None;
    }
    // On both origins: a challenge may point to either.
    let mut reply = document(&plan.resource, request, &request.rest, &site);
    if reply.is_none() && site.has_server {
        reply = serve(plan, request, site, state).await;
    }
    let mut reply = reply.unwrap_or_else(|| not_found(request));
    if reply.cors {
        Cors::permissive().apply(request.method == Method::OPTIONS, &mut reply);
    }
    reply.delay += asked_delay(&request.query).unwrap_or_default();
    Some(reply)
}

async fn serve(plan: &Plan, request: &Request, site: Site, state: &State) -> Option<Reply> {
    let (tenant, rest) = tenant(plan, &request.rest);
    let site = site.at(tenant);
    // Only the first one misbehaves.
    let sound = Plan::sound();
    let plan = if tenant.is_empty() { plan } else { &sound };
    if let Some(reply) = document(&plan.server, request, &rest, &site) {
        return Some(reply);
    }
    let (method, cors) = match rest.as_str() {
        "authorize" => (Method::GET, Cors::permissive()),
        "token" => (Method::POST, plan.exchange.cors.clone()),
        "register" => (Method::POST, plan.registration.cors.clone()),
        _ => return None,
    };
    let mut reply = match rest.as_str() {
        _ if request.method == Method::OPTIONS => Reply::empty(204),
        _ if request.method != method => refuse(405, "invalid_request", "Wrong method"),
        "authorize" => authorize::answer(plan, request, &site, state).await,
        "token" => token::answer(plan, request, &site, state),
        _ => register::answer(plan, request, state),
    };
    cors.apply(request.method == Method::OPTIONS, &mut reply);
    Some(reply.bare())
}

/// Which of several authorization servers is asked, and for what.
fn tenant(plan: &Plan, rest: &str) -> (&'static str, String) {
    for tenant in plan.others {
        let (end, start) = (format!("/{tenant}"), format!("{tenant}/"));
        let inserted = rest.strip_suffix(&end).filter(|rest| rest.starts_with('/'));
        if let Some(rest) = inserted.or_else(|| rest.strip_prefix(&start)) {
            return (tenant, rest.to_owned());
        }
    }
    ("", rest.to_owned())
}

/// The document, if it lies here.
fn document(document: &Document, request: &Request, rest: &str, site: &Site) -> Option<Reply> {
    let moved = document.moved.filter(|(from, _)| *from == rest);
    let lies = document.places.contains(&rest) && request.method == Method::GET;
    let reply = match moved {
        Some((_, to)) => Reply::redirect(302, &site.fill(to)),
        None if lies => content(document, site),
        None => return None,
    };
    Some(if document.cors { reply } else { reply.bare() })
}

fn content(document: &Document, site: &Site) -> Reply {
    let object = || Value::Object(site.members(&document.members)).to_string();
    match document.form {
        Form::Json => Reply::text(200, document.content_type, object()),
        Form::AuthFault => {
            let mut text = object();
            text.truncate(text.len() / 2);
            Reply::text(200, document.content_type, text)
        }
        Form::Html => Reply::html(
            200,
            "<!DOCTYPE html>\n<html><head><title>Notes</title></head><body><div id=root></div></body></html>",
        ),
        Form::Status(status) => refuse(status, "login_required", "Sign in first"),
    }
}

fn not_found(request: &Request) -> Reply {
    match request.method {
        Method::OPTIONS => Reply::empty(204),
        _ => refuse(404, "not_found", "There is nothing here"),
    }
}

/// An OAuth error as JSON.
fn refuse(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(
        status,
        &json!({ "error": error, "error_description": description }),
    )
}

/// Seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.unwrap_or_default().as_secs();
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
