//! The end: a session that was opened is ended, whatever happened in it.

use crate::engine::opened::{Opened, Route};
use crate::engine::plan::CompleteWhen;
use crate::engine::plan::{Interrupt, Plan};
use crate::protocol::address::Target;
use crate::protocol::mcp::request;
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::reason::{Reason, Unseen};
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::Step;
use crate::trace::transcript::Origin;
use crate::trace::wire::{Mode, Redirect, Request};

/// Sends the DELETE that ends a session (2025-11-25 `basic/transports`, "Session Management").
pub fn close(plan: &mut Plan, target: &Target, opened: &Opened) -> Result<(), Interrupt> {
    if opened.route != Route::Streamable {
        plan.end(
            Step::Closing,
            Reason::NothingToClose,
            Some(opened.handshake),
        );
        return Ok(());
    }
    if opened.session_id.is_none() {
        plan.end(
            Step::Closing,
            Reason::NothingToClose,
            Some(opened.handshake),
        );
        return Ok(());
    }
    if plan.source == Origin::Pasted && plan.recording.pasted_exchange(&Purpose::Delete).is_none() {
        plan.end(
            Step::Closing,
            Reason::CannotSee {
                why: Unseen::NotPasted,
            },
            None,
        );
        return Ok(());
    }
    plan.begin(Step::Closing);
    let call = request::delete(opened.session());
    let exchange = plan.call(Step::Closing, target, Purpose::Delete, &opened.url, &call)?;
    plan.pass(Step::Closing, exchange.id);
    Ok(())
}

/// A cancelled run leaves no session behind on the server.
pub fn after_cancel(plan: &mut Plan) -> Result<(), Interrupt> {
    plan.copy_recorded_states();
    let recording = plan.recording;
    let how = (Mode::Cors, Redirect::Manual);
    for exchange in &recording.exchanges {
        let purpose = match exchange.purpose {
            Purpose::Initialize { .. } => Purpose::Delete,
            Purpose::NegativeTest { .. } => Purpose::NegativeTest {
                test: NegativeTest::Close,
                index: CLEANUP_IDS + exchange.id,
            },
            _ => continue,
        };
        let Some(id) = exchange.header("mcp-session-id") else {
            continue;
        };
        if !is_ended(recording, id) {
            let request = delete_session_request(plan, exchange, id);
            plan.exchange(Step::Closing, purpose, request, how, &CompleteWhen::Head)?;
        }
    }
    Ok(())
}

/// The ends of what a cancelled run left open are numbered from here.
const CLEANUP_IDS: u32 = 1000;

/// Whether somebody has sent the DELETE of this session, and heard of it.
fn is_ended(recording: &Recording, id: &str) -> bool {
    recording.exchanges.iter().any(|exchange| {
        exchange.request.method == "DELETE"
            && exchange.request.headers.get("mcp-session-id") == Some(id)
            && exchange.head.is_some()
    })
}

fn delete_session_request(plan: &Plan, handshake: &Exchange, id: &str) -> Request {
    let mut request = plan.with_credentials(Request {
        method: "DELETE".to_owned(),
        url: handshake.request.url.clone(),
        headers: crate::protocol::http::Headers::default(),
        body: None,
    });
    if let Some(credential) = handshake.request.headers.get("authorization") {
        request.headers.set("Authorization", credential);
    }
    request.headers.set("mcp-session-id", id);
    request
}
