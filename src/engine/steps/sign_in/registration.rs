//! Step 8: how does this page become known to the authorization server?

use serde_json::Value;

use super::flow::Flow;
use super::{documents, fail, problem};
use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::Url;
use crate::protocol::http::Headers;
use crate::protocol::oauth::registration::{self, Answer, Registered};
use crate::protocol::oauth::token::{Method, Refusal};
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::Step;
use crate::trace::user_action::{Client, Registration, UserAction};
use crate::trace::wire::{Id, Mode, Redirect, Request, UserRequest};

const STEP: Step = Step::Registration;

/// As whom the page signs in from here on.
#[derive(Debug)]
pub struct RegisteredClient {
    pub id: String,
    pub secret: Option<String>,
    pub method: Method,
}

/// `by` is the authorization server's metadata.
pub fn resolve_client(
    plan: &mut Plan,
    flow: &Flow,
    by: Option<Id>,
) -> Result<RegisteredClient, Interrupt> {
    match chosen(plan.recording) {
        None if !flow.accepts_new_clients() => {
            let problem = problem(AuthFault::NoWayIn, "", "");
            Err(fail(plan, by, STEP, problem))
        }
        // Nothing was asked for this step: what led here is in the lane before.
        None => Err(plan.await_user(
            STEP,
            Reason::WantsCredentials,
            None,
            UserRequest::Credentials,
        )),
        Some((id, client)) => {
            plan.ignore_up_to = id;
            register(plan, flow, client)
        }
    }
}

/// The newest way that the user chose. It counts for one authorization server only (2026-07-28
/// `basic/authorization`, "Authorization Server Binding").
pub fn chosen(recording: &Recording) -> Option<(Id, Client)> {
    let server = recording.newest(is_choice).map_or(0, |(id, ())| id);
    let client = recording.newest(as_client);
    client.filter(|(id, _)| *id > server)
}

fn is_choice(action: &UserAction) -> Option<()> {
    matches!(action, UserAction::Choose { .. }).then_some(())
}

fn as_client(action: &UserAction) -> Option<Client> {
    match action {
        UserAction::UseClient { client } => Some(client.clone()),
        _ => None,
    }
}

fn register(plan: &mut Plan, flow: &Flow, client: Client) -> Result<RegisteredClient, Interrupt> {
    match client.registration {
        Registration::Dynamic => register_dynamically(plan, flow),
        Registration::PreRegistered | Registration::MetadataDocument => {
            plan.end(STEP, Reason::Settled, None);
            Ok(registered_client(flow, client))
        }
    }
}

/// A client that is known already.
pub fn registered_client(flow: &Flow, client: Client) -> RegisteredClient {
    let supported = flow.server.token_endpoint_auth_methods_supported.as_deref();
    RegisteredClient {
        method: Method::choose(client.secret.is_some(), supported),
        id: client.id,
        secret: client.secret,
    }
}

/// Dynamic registration (RFC 7591, 3).
fn register_dynamically(plan: &mut Plan, flow: &Flow) -> Result<RegisteredClient, Interrupt> {
    plan.begin(STEP);
    let endpoint = flow.server.registration_endpoint.as_deref();
    let Some(url) = endpoint.and_then(|endpoint| Url::parse(endpoint).ok()) else {
        return Err(fail(plan, None, STEP, problem(AuthFault::NoWayIn, "", "")));
    };
    let sent = client_metadata(flow);
    let request = request(&url, &sent);
    let how = (Mode::Cors, Redirect::Error);
    let exchange = plan.exchange(STEP, Purpose::Register, request, how, &CompleteWhen::End)?;
    if exchange.status().is_none() {
        let why = documents::classify_unreadable_post(plan, STEP, &url)?;
        return Err(fail(
            plan,
            Some(exchange.id),
            STEP,
            problem(why, url.as_str(), ""),
        ));
    }
    match classify_registration_response(exchange, &sent) {
        Ok(known) => {
            plan.pass(STEP, exchange.id);
            Ok(known)
        }
        Err((why, actual)) => {
            let problem = problem(why, &actual, url.as_str());
            Err(fail(plan, Some(exchange.id), STEP, problem))
        }
    }
}

/// The metadata that this page registers: what it sends, and what its own document says.
pub fn client_metadata(flow: &Flow) -> serde_json::Map<String, Value> {
    flow.client_metadata()
}

fn request(url: &Url, sent: &serde_json::Map<String, Value>) -> Request {
    let mut headers = Headers::default();
    headers.set("Content-Type", "application/json");
    headers.set("Accept", "application/json");
    Request {
        method: "POST".to_owned(),
        url: url.as_str().to_owned(),
        headers,
        body: Some(Value::Object(sent.clone()).to_string()),
    }
}

/// The client in an answer, or why there is none.
pub fn classify_registration_response(
    exchange: &Exchange,
    sent: &serde_json::Map<String, Value>,
) -> Result<RegisteredClient, (AuthFault, String)> {
    let status = exchange.status().unwrap_or_default();
    let (answer, _) = registration::read(&exchange.body, sent);
    let refused = match (status, answer) {
        (200..=299, Answer::Registered(registered)) => return Ok(issued_client(registered)),
        (200..=299, _) => return Err((AuthFault::MalformedAnswer, status.to_string())),
        (_, Answer::Refused(refusal)) => Some(refusal),
        (_, _) => None,
    };
    let named = refused.as_ref().map(|refusal| refusal.error.as_str());
    let why = match (status, named) {
        (_, Some("invalid_redirect_uri")) => AuthFault::RedirectRefused,
        (401, _) => AuthFault::TokenRequired,
        (403, _) => AuthFault::Forbidden,
        (500.., _) => AuthFault::ServerError,
        _ => AuthFault::MetadataRefused,
    };
    Err((
        why,
        refused.map_or_else(|| status.to_string(), Refusal::describe),
    ))
}

/// A server may issue a secret to a client that asked for none; it then wants to see it (RFC 7591, 2).
fn issued_client(registered: Registered) -> RegisteredClient {
    let named = registered.token_endpoint_auth_method.as_deref();
    let method = match (&registered.client_secret, named) {
        (None, _) | (_, Some("none")) => Method::None,
        (Some(_), Some("client_secret_post")) => Method::Post,
        (Some(_), _) => Method::Basic,
    };
    RegisteredClient {
        id: registered.client_id,
        secret: registered.client_secret,
        method,
    }
}
