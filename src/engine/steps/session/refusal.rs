//! What a refusal means that comes while a session is being opened, or after that.
//!
//! The same status means different things before and after a session is open: 404 first says that
//! nothing is there, and then that the session is gone. Bodies decide only where servers are known
//! to say the right thing with the wrong status; each such place names the failure it was seen in.

use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::engine::steps::{endpoint, reach, rpc_id};
use crate::protocol::address::Target;
use crate::protocol::jsonrpc;
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::wire::{Id, ResponseKind};

/// What is known of the server when `initialize` is sent.
pub enum Before<'a> {
    /// It answered `server/discover` as legacy servers do, or was not asked.
    Nothing,
    /// It answered `server/discover` as modern servers do, and wrong.
    Malformed { problems: Vec<String>, discover: Id },
    /// The browser kept its answer to `server/discover` from the page.
    Hidden { exchange: &'a Exchange },
    /// It answered `server/discover` with 5xx.
    ServerError { exchange: &'a Exchange },
}

/// The end of the run where the answer to `initialize` was kept away. The first failure is the one to report: a
/// fallback that also fails never hides it.
pub fn unanswered(
    plan: &mut Plan,
    target: &Target,
    fault: Fault,
    exchange: &Exchange,
    before: &Before,
) -> Interrupt {
    match before {
        Before::Hidden { exchange: first } => first_failure(plan, target, first),
        Before::ServerError { exchange: first } => endpoint::refusal(plan, first, &rpc_id(1)),
        Before::Nothing | Before::Malformed { .. } => Interrupt::failed(fault, exchange.id),
    }
}

/// Why the first request got no answer. It is judged again, since only the tree knows more than
/// that it failed.
fn first_failure(plan: &mut Plan, target: &Target, first: &Exchange) -> Interrupt {
    match reach::transport_fault(plan, target, first) {
        Ok(fault) => Interrupt::failed(fault.unwrap_or(Fault::NotAllowed), first.id),
        Err(interrupt) => interrupt,
    }
}

/// The end of the run at a refused `initialize`.
pub fn refused(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
    id: &jsonrpc::Id,
    before: &Before,
) -> Interrupt {
    match before {
        // So it is a modern server after all.
        Before::Malformed { problems, discover } => {
            endpoint::pass(plan, exchange);
            let problems = problems.clone();
            Interrupt::failed(Fault::DiscoverMalformed { problems }, *discover)
        }
        // A 401 is no refusal of `initialize`: it says nothing about the era.
        _ if exchange.status() == Some(401) => endpoint::refusal(plan, exchange, id),
        // A server that only knows `initialize` as refused is a modern one behind an old allow-list.
        Before::Hidden { exchange: first } => first_failure(plan, target, first),
        Before::ServerError { exchange: first } => endpoint::refusal(plan, first, &rpc_id(1)),
        Before::Nothing => endpoint::refusal(plan, exchange, id),
    }
}

/// The fault behind a refusal that comes after the handshake began, where its cause is known.
pub fn after_open(plan: &mut Plan, opened: &OpenSession, exchange: &Exchange) -> Option<Interrupt> {
    let status = exchange.status()?;
    if !opened.rules().has_sessions && status != 401 {
        return None;
    }
    let is_session = exchange
        .body_text()
        .to_ascii_lowercase()
        .contains("session");
    // Some servers say 401 where they mean 404: the session is unknown (docs/checks.md, F24).
    let is_lost = opened.session_id.is_some() && !plan.has_credentials() && is_session;
    if status == 401 && !is_lost {
        return Some(endpoint::unauthorized(plan, exchange));
    }
    // Whatever else it says is left to the step that asked.
    let fault = session_fault(plan, opened, exchange, status)?;
    Some(Interrupt::failed(fault, exchange.id))
}

/// Statuses by which a server says that it misses something of the session (2025-11-25 `basic/transports`, "Session
/// Management"), and those that are taken for it.
fn session_fault(
    plan: &Plan,
    opened: &OpenSession,
    exchange: &Exchange,
    status: u16,
) -> Option<Fault> {
    let has_session = opened.session_id.is_some();
    let body = exchange.body_text().to_ascii_lowercase();
    let handshake = plan.recording.exchange(opened.handshake)?;
    let head = handshake.head.as_ref();
    // Only with CORS are headers hidden; elsewhere a missing id was not sent.
    let in_browser = head.is_some_and(|head| head.kind == ResponseKind::Cors);
    let sends_version = opened.revision.rules().sends_version_header;
    let malformed = opened.session_id.as_deref().and_then(id_problem);
    if let Some(problem) = malformed.filter(|_| matches!(status, 400 | 404)) {
        let problem = problem.to_owned();
        return Some(Fault::SessionIdMalformed { problem });
    }
    match status {
        // Clients start anew or give up on these, where 404 would make them open a new session.
        401 | 503 if has_session => Some(Fault::RequiredAfterOpen { status }),
        // Right for a session that has ended, and this one was opened a moment ago. Sessions
        // kept in memory behind a load balancer get lost so (docs/checks.md, F23, F25).
        404 if has_session => Some(Fault::SessionLost),
        // A page that cannot read the id cannot send it, and the server misses it.
        // With curl the same server works (docs/checks.md, F01).
        400 | 404 if !has_session && in_browser && body.contains("session") => {
            Some(Fault::SessionIdNotExposed)
        }
        // The header is right for the revision that this server agreed on.
        400 if sends_version && body.contains("version") => Some(Fault::VersionHeaderRefused {
            version: opened.revision.as_str().to_owned(),
        }),
        _ => None,
    }
}

/// Why a session id cannot come back as it was meant. A header that is sent twice reads as one value with a comma (RFC
/// 9110, 5.3); what is not ASCII each program reads in an encoding of its own.
fn id_problem(id: &str) -> Option<&'static str> {
    let halves = id.split_once(", ");
    if halves.is_some_and(|(one, other)| one == other) {
        return Some("is sent twice");
    }
    (!id.bytes().all(|byte| byte.is_ascii_graphic()))
        .then_some("has characters other than visible ASCII")
}
