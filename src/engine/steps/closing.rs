//! The end: a session that was opened is ended, whatever happened in it.

use super::session::{Opened, Route};
use crate::engine::plan::Until;
use crate::engine::plan::{Halt, Plan};
use crate::engine::recording::Exchange;
use crate::engine::step::{Reason, Step, Unseen};
use crate::engine::transcript::{Origin, Purpose};
use crate::engine::wire::{Mode, Redirect, Request};
use crate::protocol::address::Target;
use crate::protocol::mcp::request;

/// Sends the DELETE that ends a session (2025-11-25 `basic/transports`, "Session Management").
pub fn close(plan: &mut Plan, target: &Target, opened: &Opened) -> Result<(), Halt> {
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
    if plan.source == Origin::Pasted && plan.recording.pasted_one(&Purpose::Delete).is_none() {
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
pub fn after_cancel(plan: &mut Plan) -> Result<(), Halt> {
    plan.keep_board();
    let opened = plan.recording.exchanges.iter().find_map(|exchange| {
        let id = exchange.header("mcp-session-id")?;
        matches!(exchange.purpose, Purpose::Initialize { .. }).then_some((exchange, id))
    });
    let Some((handshake, id)) = opened else {
        return Ok(());
    };
    let request = farewell(plan, handshake, id);
    let how = (Mode::Cors, Redirect::Manual);
    plan.exchange(Step::Closing, Purpose::Delete, request, how, &Until::Head)?;
    Ok(())
}

fn farewell(plan: &Plan, handshake: &Exchange, id: &str) -> Request {
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
