//! Step 5: refusals that mean 401 and say something else. No client starts to sign in on them.
//!
//! Several signs are read here, and each of them alone is weak: words in a body, a login page, a
//! header that belongs to a 401. So they count only where the run carries no credential, and where
//! a healthy server would have answered. What is said is the same each time: the status should be
//! 401, or clients never ask the user to sign in.

use super::{documents, problem, resource};
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::json;
use crate::protocol::jsonrpc::Message;
use crate::protocol::oauth::well_known;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers::challenge;
use crate::trace::step::Step;

/// The fault, where the answer wants a credential without saying 401.
pub fn fault(plan: &mut Plan, exchange: &Exchange) -> Result<Option<Fault>, Interrupt> {
    // With a credential the same words mean that it is not accepted, and a paste cannot be asked
    // about more.
    if plan.has_credentials() || plan.is_pasted() {
        return Ok(None);
    }
    let status = exchange.status().unwrap_or_default();
    let fault = |what, expected: &str| {
        let actual = status.to_string();
        Ok(Some(problem(what, &actual, expected).of(Step::Challenge)))
    };
    match status {
        // JSON-RPC errors with status 200: a client shows the error and does not sign in.
        200..=299 if speaks_of_credentials(&error_text(exchange)) => {
            fault(AuthFault::ErrorWithSuccess, &error_text(exchange))
        }
        // A gateway sends everybody to its login page, and a client reads HTML.
        200..=299 if is_login_page(exchange) => {
            fault(AuthFault::LoginRedirect, &answering_url(exchange))
        }
        // The challenge is right and the status is not.
        400..=499 if challenge::read(exchange).bearer.is_some() => {
            let value = exchange.header("www-authenticate");
            fault(AuthFault::WrongStatus, value.unwrap_or_default())
        }
        400 | 403 if speaks_of_credentials(&exchange.body_text()) => {
            fault(AuthFault::WrongStatus, "")
        }
        // A bare 403 may mean anything. Metadata beside it means that there is a way to sign in;
        // costs up to two requests, and only then.
        403 if !exchange.names_origin() && has_metadata(plan, exchange)? => {
            fault(AuthFault::WrongStatus, "")
        }
        _ => Ok(None),
    }
}

/// The words of an error in a body that says 200.
fn error_text(exchange: &Exchange) -> String {
    let rpc = exchange
        .messages
        .iter()
        .find_map(|(_, message)| match message {
            Message::Error { message, .. } => Some(message.clone()),
            _ => None,
        });
    let plain = || {
        let body = json::parse(&exchange.body_text()).ok()?;
        let actual = ["error", "error_description", "message"].iter();
        let actual = actual.filter_map(|name| body.get(*name)?.as_str());
        let actual: Vec<&str> = actual.collect();
        Some(actual.join(": "))
    };
    let answered = exchange
        .messages
        .iter()
        .any(|(_, message)| message.is_answer());
    match rpc {
        Some(actual) => actual,
        // An answer is there, so the words in the body are somebody's data.
        None if answered => String::new(),
        None => plain().unwrap_or_default(),
    }
}

/// Whether a text says that a credential is missing, in the words of common frameworks and
/// gateways.
fn speaks_of_credentials(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "unauthorized",
        "unauthenticated",
        "not authenticated",
        "authentication required",
        "authorization required",
        "invalid_token",
        "access token",
        "bearer",
        "api key",
        "missing authorization",
        "missing token",
        "login required",
    ];
    let text = text.to_ascii_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// A redirect led to a page on which people sign in.
fn is_login_page(exchange: &Exchange) -> bool {
    const PATHS: [&str; 7] = [
        "login",
        "signin",
        "sign-in",
        "sign_in",
        "sso",
        "saml",
        "authorize",
    ];
    let redirected = exchange.head.as_ref().is_some_and(|head| head.redirected);
    // A login page without a redirect is the site's own: the address is wrong.
    if !redirected || exchange.content_type() != "text/html" {
        return false;
    }
    let path = Url::parse(&answering_url(exchange))
        .map(|url| url.path().to_ascii_lowercase())
        .unwrap_or_default();
    let body = exchange.body_text().to_ascii_lowercase();
    PATHS.iter().any(|word| path.contains(word)) || body.contains("type=\"password\"")
}

/// Where the answer came from, after redirects.
fn answering_url(exchange: &Exchange) -> String {
    let head = exchange.head.as_ref();
    head.map(|head| head.url.clone()).unwrap_or_default()
}

/// Whether the server has metadata for signing in: then its 403 is about that.
fn has_metadata(plan: &mut Plan, exchange: &Exchange) -> Result<bool, Interrupt> {
    let Ok(server) = Url::parse(&exchange.request.url) else {
        return Ok(false);
    };
    let candidates = well_known::for_resource(&server);
    let step = Step::ResourceMetadata;
    let search = documents::first(plan, step, &candidates, resource::is_resource)?;
    Ok(search.found.is_some())
}
