//! Step 9: does the user's consent come back intact?
//!
//! The user leaves the page with a request and comes back with a URL. That URL is outside data like
//! any answer: nothing in it is believed, its error included, before `state` and `iss` hold (RFC
//! 6749, 10.12; RFC 9207, 2.4).

use super::flow::Flow;
use super::problem;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::callback::{self, CallbackOutcome, Expected};
use crate::protocol::oauth::token::describe_error;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::readers::token;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::user_action::UserAction;
use crate::trace::wire::Id;

const STEP: Step = Step::Authorization;

/// What the user brought back, and what it was asked with.
#[derive(Debug)]
pub struct AuthorizationCode {
    /// Good for one exchange, within minutes.
    pub code: String,
    /// What the challenge of the request was made from.
    pub verifier: String,
    /// Must be repeated exactly (RFC 6749, 4.1.3).
    pub redirect_uri: String,
    /// Whom the token is for (RFC 8707).
    pub resource: String,
}

/// The request that the user took to the authorization server, and what came back from it.
pub fn await_code(plan: &mut Plan, flow: &Flow) -> Result<AuthorizationCode, Interrupt> {
    let Some(exchange) = current_request(plan.recording, plan.ignore_up_to) else {
        return Err(Interrupt::awaits_user(STEP, None));
    };
    let Some(head) = &exchange.head else {
        // RFC 6749, 4.1.2.1 forbids to send anybody back to an address that is not registered:
        // the user sees an error page there, and this page sees nothing (docs/checks.md, F42).
        if exchange.is_over() {
            // The user says that nothing came back: the authorization server keeps them.
            let endpoint = flow.server.authorization_endpoint.as_deref();
            let problem = problem(AuthFault::NoAnswer, endpoint.unwrap_or_default(), "");
            return Err(problem.at(STEP, exchange.id));
        }
        return Err(Interrupt::awaits_user(STEP, exchange.id));
    };
    // What was sent counts, not what would be sent now: the user may have changed it on the page before opening.
    let sent = |name: &str| parameter(&exchange.request.url, name).unwrap_or_default();
    let expected = Expected {
        state: &sent("state"),
        issuer: flow.issuer(),
        // Where the metadata promises `iss`, a callback without it must be rejected (RFC 9207, 2.4).
        sends_iss: flow.server.sends_iss,
    };
    match callback::read(&head.url).check(&expected) {
        CallbackOutcome::Code { code, .. } => {
            // It holds. What is asked from here on is asked with this code, so answers to earlier
            // codes do not count.
            plan.pass(STEP, exchange.id);
            plan.ignore_up_to = exchange.id;
            Ok(AuthorizationCode {
                code,
                verifier: verifier(plan.recording, exchange),
                redirect_uri: sent("redirect_uri"),
                resource: sent("resource"),
            })
        }
        broken => {
            let (why, actual) = fault(broken);
            Err(problem(why, &actual, flow.issuer()).at(STEP, exchange.id))
        }
    }
}

/// The request that led to a token, of those after `since`; else the newest: the user may have tried more than once.
fn current_request(recording: &Recording, since: Id) -> Option<&Exchange> {
    let all = || {
        let exchanges = recording.exchanges.iter();
        exchanges.filter(|one| one.purpose == Purpose::Authorize && one.id > since)
    };
    // An evaluation goes through all attempts again, so it must take the one that worked at that
    // time, and not the one that the user began since.
    let has_led_to_token = |opened: &&Exchange| {
        let next = all().find(|other| other.id > opened.id).map(|next| next.id);
        let mut exchanges = recording.exchanges.iter();
        exchanges.any(|one| {
            let is_between = one.id > opened.id && next.is_none_or(|next| one.id < next);
            is_between
                && one.purpose == Purpose::Token
                && token::classify_token_response(one).is_ok()
        })
    };
    all().find(has_led_to_token).or_else(|| all().next_back())
}

/// What the newest consent brought, whatever it is worth.
pub fn latest_callback(recording: &Recording) -> Option<AuthorizationCode> {
    let exchange = recording.last(&Purpose::Authorize)?;
    let sent = |name: &str| parameter(&exchange.request.url, name).unwrap_or_default();
    Some(AuthorizationCode {
        code: callback::read(&exchange.head.as_ref()?.url).code?,
        verifier: verifier(recording, exchange),
        redirect_uri: sent("redirect_uri"),
        resource: sent("resource"),
    })
}

/// The PKCE verifier of this request (RFC 7636, 4.1). It never left the page, so the answer proves
/// who asked.
fn verifier(recording: &Recording, opened: &Exchange) -> String {
    let mut actions = recording.user_actions.iter();
    let verifier = actions.find_map(|(id, action)| match action {
        UserAction::AuthorizationStarted { verifier, .. } if *id == opened.id => {
            Some(verifier.clone())
        }
        _ => None,
    });
    verifier.unwrap_or_default()
}

/// The fault of a callback. Errors of the authorization server keep their own names (RFC 6749,
/// 4.1.2.1; RFC 8707, 2).
fn fault(verdict: CallbackOutcome) -> (AuthFault, String) {
    match verdict {
        CallbackOutcome::StateMissing => (AuthFault::StateMissing, String::new()),
        CallbackOutcome::StateMismatch => (AuthFault::StateMismatch, String::new()),
        CallbackOutcome::IssMissing => (AuthFault::IssMissing, String::new()),
        CallbackOutcome::IssMismatch { actual } => (AuthFault::IssMismatch, actual),
        CallbackOutcome::InFragment => (AuthFault::FragmentAnswer, String::new()),
        CallbackOutcome::Repeated { name } => (AuthFault::RepeatedParameter, name),
        CallbackOutcome::CodeMissing | CallbackOutcome::Code { .. } => {
            (AuthFault::CodeMissing, String::new())
        }
        CallbackOutcome::Refused { error, description } => {
            // The user's own refusal and the server's trouble are nobody's misconfiguration; the
            // rest each have another fix.
            let why = match error.as_str() {
                "access_denied" => AuthFault::AccessDenied,
                "invalid_scope" => AuthFault::InvalidScope,
                "invalid_target" => AuthFault::InvalidTarget,
                "invalid_request" => AuthFault::InvalidRequest,
                "unauthorized_client" => AuthFault::UnauthorizedClient,
                "unsupported_response_type" => AuthFault::UnsupportedResponseType,
                "server_error" => AuthFault::ServerError,
                "temporarily_unavailable" => AuthFault::TemporarilyUnavailable,
                _ => AuthFault::Refused,
            };
            (why, describe_error(error, description))
        }
    }
}
