//! Step 8: how does this page become known to the authorization server?
//!
//! A client that nobody knows has three ways (2025-11-25 `basic/authorization`, "Client
//! Registration Approaches"): an id that the user got elsewhere, a document that it serves about
//! itself, and dynamic registration. Which one is the user's choice: dynamic registration leaves
//! something behind on the server.
//!
//! What the user chose is an action in the recording. It counts until another authorization server
//! is chosen, since a client id means nothing anywhere else.

use serde_json::Value;

use super::flow::Flow;
use super::{documents, problem};
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::{ExchangeSpec, Plan};
use crate::protocol::http::Headers;
use crate::protocol::oauth::registration::{self, Answer, Registered};
use crate::protocol::oauth::token::{Method, Refusal};
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::user_action::{Client, Registration, UserAction};
use crate::trace::wire::{Id, Redirect, Request};

const STEP: Step = Step::Registration;

/// As whom the page signs in from here on.
#[derive(Debug)]
pub struct RegisteredClient {
    /// What the authorization server knows the client by (RFC 6749, 2.2).
    pub id: String,
    /// Only confidential clients have one: the user entered it, or the registration brought it.
    pub secret: Option<String>,
    /// How the secret is shown at the token endpoint.
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
            Err(problem(AuthFault::NoRegistrationOption, "", "").at(STEP, by))
        }
        // Nothing was asked for this step: what led here is in the lane before.
        None => Err(Interrupt::awaits_user(STEP, None)),
        Some((id, client)) => {
            // A registration from before was for another client, or for another authorization
            // server.
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

/// The user chose another authorization server.
fn is_choice(action: &UserAction) -> Option<()> {
    matches!(action, UserAction::Choose { .. }).then_some(())
}

/// The user chose how this page is to be known.
fn as_client(action: &UserAction) -> Option<Client> {
    match action {
        UserAction::UseClient { client } => Some(client.clone()),
        _ => None,
    }
}

/// Makes the client known, where that takes a request.
fn register(plan: &mut Plan, flow: &Flow, client: Client) -> Result<RegisteredClient, Interrupt> {
    match client.registration {
        Registration::Dynamic => register_dynamically(plan, flow),
        Registration::PreRegistered | Registration::MetadataDocument => {
            plan.settle(StepOutcome::passed(STEP, None));
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
        return Err(problem(AuthFault::NoRegistrationOption, "", "").at(STEP, None));
    };
    let sent = client_metadata(flow);
    // A redirect would make a GET of it, or register a client twice.
    let spec = ExchangeSpec::new(STEP, Purpose::Register, request(&url, &sent));
    let exchange = plan.exchange(spec.redirect(Redirect::Error))?;
    // Not sent again: whether the client was registered nobody knows, and twice is worse than once.
    if exchange.status().is_none() {
        let why = documents::classify_unreadable_post(plan, STEP, &url)?;
        return Err(problem(why, url.as_str(), "").at(STEP, exchange.id));
    }
    match classify_registration_response(exchange, &sent) {
        Ok(known) => {
            plan.pass(STEP, exchange.id);
            Ok(known)
        }
        Err((why, actual)) => Err(problem(why, &actual, url.as_str()).at(STEP, exchange.id)),
    }
}

/// The metadata that this page registers: what it sends, and what its own document says.
pub fn client_metadata(flow: &Flow) -> serde_json::Map<String, Value> {
    flow.client_metadata()
}

/// A registration request (RFC 7591, 3.1). JSON, so that a browser asks for permission first.
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
        // RFC 7591 says 201; clients take any success that holds a `client_id`.
        (200..=299, _) => return Err((AuthFault::MalformedAnswer, status.to_string())),
        (_, Answer::Refused(refusal)) => Some(refusal),
        (_, _) => None,
    };
    let named = refused.as_ref().map(|refusal| refusal.error.as_str());
    // The name of the error says most; servers that refuse to register anybody have none for it.
    let why = match (status, named) {
        // RFC 7591, 3.2.2. The server takes addresses of one kind only, such as
        // loopback (docs/checks.md, F42).
        (_, Some("invalid_redirect_uri")) => AuthFault::RedirectRefused,
        // The endpoint may demand an initial access token (RFC 7591, 3), which this page cannot get.
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
/// Any other method than the registered one is `invalid_client` (docs/checks.md, F43).
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
