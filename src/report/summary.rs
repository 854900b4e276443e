//! One sentence per step: what passed, or why it did not.

use super::Offers;
use crate::checks::case::Case;
use crate::checks::finding::{Finding, Severity};
use crate::checks::quote;
use crate::trace::exchange::Exchange;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::recording::StepState;
use crate::trace::step::{Status, Step};

pub fn for_step(
    case: &Case,
    step: Step,
    state: &StepState,
    status: Status,
    findings: &[&Finding],
    offers: &Offers,
) -> String {
    if status == Status::Fail {
        let fault = findings
            .iter()
            .find(|finding| finding.severity == Severity::Fault);
        return fault.map_or_else(String::new, |finding| capital(&finding.title));
    }
    match &state.reason {
        None => String::new(),
        Some(Reason::Settled) => settled(case, step, state, offers),
        Some(Reason::NoCorsHere) => "Not needed: CORS does not apply here".into(),
        Some(Reason::OpenServer) => "Not needed: this server is open".into(),
        Some(Reason::CredentialGiven) => "Not needed: a credential was sent".into(),
        Some(Reason::CredentialAccepted) => "The server accepted the credential".into(),
        Some(Reason::NotOffered) => "The server does not offer it".into(),
        Some(Reason::NothingToClose) => "There is no session to end".into(),
        Some(Reason::CannotSee { why }) => unseen(case, *why).into(),
        Some(Reason::Earlier) => "Not reached".into(),
        Some(Reason::Cancelled) => "Cancelled".into(),
        Some(Reason::PermissionPrompt) => {
            "Your browser is asking whether this page may reach your local network".into()
        }
        Some(Reason::WantsCredentials) => waiting(step).into(),
        // Not failed any more, and no other ending since: a run that goes on with pasted evidence.
        Some(Reason::Fault { .. }) => String::new(),
    }
}

fn waiting(step: Step) -> &'static str {
    match step {
        Step::Registration => "Waiting for you: the next steps need your consent",
        Step::Authorization => "Waiting for you to sign in",
        Step::Token => "Waiting for you: the server requires more scopes",
        _ => "The server requires credentials",
    }
}

fn unseen(case: &Case, why: Unseen) -> &'static str {
    match why {
        Unseen::QuietStream | Unseen::NoAnswer if !case.is_page() => "Not visible: no response",
        Unseen::NotPasted => "Not visible: the pasted text ends before it",
        Unseen::SessionIdHidden => "Not visible: the browser hides the session ID",
        Unseen::QuietStream => {
            "Not visible: the stream was quiet, and some browsers show it only with its first byte"
        }
        Unseen::NoAnswer => "Not visible: the browser hides the response",
        Unseen::Redirected => "Not visible: redirected, and the session ID stays here",
    }
}

fn settled(case: &Case, step: Step, state: &StepState, offers: &Offers) -> String {
    let by = state.by.and_then(|id| case.recording.exchange(id));
    match step {
        Step::Address => address(case),
        Step::Reach => match by.and_then(answer_time) {
            Some(time) => format!("The server responded after {time}"),
            None => "The server responds".into(),
        },
        Step::Cors => "The browser allows requests to the server".into(),
        Step::Endpoint => endpoint(case, by),
        Step::Challenge => "The server requires a token, and says where to get one".into(),
        Step::ResourceMetadata => "The resource metadata lists an authorization server".into(),
        Step::AuthorizationServer => "OAuth metadata is valid".into(),
        Step::Registration if case.is_page() => {
            "Faultfinder is registered with the authorization server".into()
        }
        Step::Registration => "The client is registered with the authorization server".into(),
        Step::Authorization => "Sign-in came back correctly".into(),
        Step::Token => "The server accepted the credential".into(),
        Step::Session => session(case),
        Step::Tools => listed(offers.tools.len(), "tool", offers),
        Step::Prompts => listed(offers.prompts.len(), "prompt", offers),
        Step::Resources => listed(offers.resources.len(), "resource", offers),
        Step::Stream => stream(case, by).into(),
        Step::Closing => "The session was ended".into(),
    }
}

fn address(case: &Case) -> String {
    match &case.target {
        Some(target) => format!("`{}` over {}", target.host(), target.scheme()),
        None => "The URL can be used".into(),
    }
}

fn answer_time(exchange: &Exchange) -> Option<String> {
    exchange
        .head_at
        .map(|at| quote::duration(at - exchange.sent_at))
}

fn endpoint(case: &Case, by: Option<&Exchange>) -> String {
    let form = match by {
        Some(exchange) if exchange.is_event_stream() => "an event stream of JSON-RPC",
        Some(exchange) if exchange.status() == Some(401) => {
            return "The endpoint requires authentication".into();
        }
        _ => "JSON-RPC",
    };
    match case.handshake {
        Some(handshake) if handshake.is_http_sse() => {
            "The endpoint uses HTTP+SSE, the transport of 2024-11-05".into()
        }
        _ => format!("The endpoint responds with {form}"),
    }
}

fn session(case: &Case) -> String {
    let Some(handshake) = case.handshake else {
        return "The session is open".into();
    };
    let method = if handshake.is_modern() {
        "server/discover"
    } else {
        "initialize"
    };
    format!(
        "The server answered `{method}` with revision {}",
        handshake.revision.as_str()
    )
}

fn stream(case: &Case, by: Option<&Exchange>) -> &'static str {
    match by.and_then(Exchange::status) {
        Some(405) => "The server has no GET stream, and correctly returns 405",
        Some(200) if case.is_modern() => "The server acknowledged the subscription",
        Some(200) => "The server opened a stream",
        _ => "Passed",
    }
}

fn listed(count: usize, one: &str, offers: &Offers) -> String {
    match count == 0 && offers.left_out {
        true => "Listed; not included in this recording".into(),
        false => counted(count, one),
    }
}

/// `1 tool`, `12 tools`.
pub fn counted(count: usize, one: &str) -> String {
    let many = if count == 1 { "" } else { "s" };
    format!("{count} {one}{many}")
}

/// With a capital, and the rest as it is.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|c| c.to_ascii_uppercase().to_string())
        .unwrap_or_default();
    first + letters.as_str()
}
