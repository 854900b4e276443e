//! The end: a session that was opened is ended, whatever happened in it.
//!
//! Whoever diagnoses often would otherwise fill the memory of servers that keep sessions for hours.

use crate::engine::open_session::OpenSession;
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::{CallSpec, CompleteWhen, ExchangeSpec, Plan};
use crate::engine::steps::session::handshake::answering_url;
use crate::protocol::address::Target;
use crate::protocol::http::Headers;
use crate::protocol::mcp::request;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::reason::{Reason, Unseen};
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::wire::{Redirect, Request};

const STEP: Step = Step::Closing;

/// Sends the DELETE that ends a session (2025-11-25 `basic/transports`, "Session Management"). A server may refuse it
/// with 405, so any answer passes the step: the session is over for this client.
pub fn close(
    plan: &mut Plan,
    target: &Target,
    opened: &OpenSession,
) -> Result<StepOutcome, Interrupt> {
    // Only Streamable HTTP before 2026-07-28 has ids of sessions, and there a server may do without.
    if opened.session_id.is_none() {
        let nothing = Reason::NothingToClose;
        return Ok(StepOutcome::skipped(STEP, nothing, opened.handshake));
    }
    if plan.is_not_pasted(&Purpose::Delete) {
        return Ok(StepOutcome::unseen(STEP, Unseen::NotPasted, None));
    }
    // The session is judged by now, and no verdict waits for its end (`Recording::is_closing`). A DELETE that fails is for
    // the checks: the server keeps what nobody uses.
    plan.begin(STEP);
    let call = request::delete(opened.session());
    let spec = CallSpec::new(STEP, Purpose::Delete, &opened.url, &call);
    match plan.call_optional(target, &spec) {
        Ok(exchange) if !exchange.is_opaque_redirect() => {
            Ok(StepOutcome::passed(STEP, exchange.id))
        }
        Ok(exchange) => Ok(StepOutcome::unseen(STEP, Unseen::Redirected, exchange.id)),
        // The verdict has been given, and nothing that is met here takes it back.
        Err(Interrupt::SignIn(by) | Interrupt::StepUp(by)) => Ok(StepOutcome::passed(STEP, by)),
        Err(Interrupt::Ended(outcome)) => {
            Ok(StepOutcome::unseen(STEP, Unseen::Redirected, outcome.by))
        }
        Err(wait) => Err(wait),
    }
}

/// A cancelled run leaves no session behind on the server: neither its own nor those of deep mode.
pub fn after_cancel(plan: &mut Plan) -> Result<(), Interrupt> {
    plan.copy_recorded_states();
    let recording = plan.recording;
    for exchange in &recording.exchanges {
        // Whatever may have opened a session: the run itself, and the negative tests.
        let purpose = match exchange.purpose {
            Purpose::Initialize { .. } => Purpose::Delete,
            Purpose::NegativeTest { .. } => Purpose::NegativeTest {
                test: NegativeTest::Close,
                index: CLEANUP_IDS + exchange.id,
            },
            _ => continue,
        };
        // No id, no session to end; or one that this page cannot read, and so cannot end.
        let Some(id) = exchange.header("mcp-session-id") else {
            continue;
        };
        // One after the other: the evaluation stops at the first that has no answer yet.
        if !is_ended(recording, id) {
            let request = delete_session_request(plan, exchange, id);
            let spec = ExchangeSpec::new(STEP, purpose, request).redirect(Redirect::Manual);
            plan.exchange(spec.until(CompleteWhen::Head))?;
        }
    }
    Ok(())
}

/// The DELETEs for what a cancelled run left open are numbered from here.
/// Far above the numbers of deep mode, so that no DELETE of its own is taken for one of these.
const CLEANUP_IDS: u32 = 1000;

/// Whether somebody has sent the DELETE of this session, and heard of it.
/// One that the cancel cut off may never have arrived.
fn is_ended(recording: &Recording, id: &str) -> bool {
    recording.exchanges.iter().any(|exchange| {
        exchange.request.method == "DELETE"
            && exchange.request.headers.get("mcp-session-id") == Some(id)
            && exchange.head.is_some()
    })
}

/// The DELETE of a session of which only the handshake is known.
fn delete_session_request(plan: &Plan, handshake: &Exchange, id: &str) -> Request {
    let mut request = plan.with_credentials(Request {
        method: "DELETE".to_owned(),
        // Where the id came from: `initialize` may have been redirected to another host.
        url: answering_url(handshake),
        headers: Headers::default(),
        body: None,
    });
    // A token that was issued in the run is known only to the evaluation that is over: the handshake shows it.
    if let Some(credential) = handshake.request.headers.get("authorization") {
        request.headers.set("Authorization", credential);
    }
    request.headers.set("mcp-session-id", id);
    request
}
