//! The transport of 2024-11-05: a stream that announces where to post, and carries the answers.

use super::session::{no_sign_in, read_initialize, rpc_id, send_initialized};
use super::{endpoint, reach};
use crate::engine::opened::{Opened, Route};
use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::{Target, resolve, same_origin};
use crate::protocol::jsonrpc;
use crate::protocol::mcp::request;
use crate::protocol::mcp::revision::Revision;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Exchange;
use crate::trace::step::Step;

/// Opens a session over the old transport; its failures are the run's.
pub fn open(plan: &mut Plan, target: &Target) -> Result<Opened, Interrupt> {
    let stream = old_stream(plan, target)?;
    reach::ensure_answered(plan, target, stream)?;
    plan.pass_reach_and_cors(stream);
    if stream.status() == Some(401) {
        return Err(endpoint::unauthorized(plan, stream));
    }
    if !stream.is_event_stream() || stream.status() != Some(200) {
        let fault = endpoint::stream_fault(stream);
        return Err(plan.fail(fault, Some(stream.id)));
    }
    handshake(plan, target, stream)
}

/// Tries the old transport after `initialize` was refused; `None` when this is no such server either.
pub fn fall_back(plan: &mut Plan, target: &Target) -> Result<Option<Opened>, Interrupt> {
    let stream = old_stream(plan, target)?;
    if stream.status() != Some(200) || !stream.is_event_stream() {
        return Ok(None);
    }
    handshake(plan, target, stream).map(Some)
}

fn old_stream<'a>(plan: &mut Plan<'a>, target: &Target) -> Result<&'a Exchange, Interrupt> {
    let call = request::old_stream();
    plan.call_until(
        Step::Endpoint,
        target,
        Purpose::OpenSse,
        target.href(),
        &call,
        &CompleteWhen::Event,
    )
}

fn handshake(plan: &mut Plan, target: &Target, stream: &Exchange) -> Result<Opened, Interrupt> {
    plan.pass_reach_and_cors(stream);
    let url = announced(plan, target, stream)?;
    endpoint::pass(plan, stream);
    let revision = Revision::V2024_11_05;
    let mut opened = Opened {
        route: Route::Sse { stream: stream.id },
        revision,
        url,
        session_id: None,
        capabilities: serde_json::Map::new(),
        handshake: stream.id,
    };
    let id = rpc_id(2);
    let call = request::initialize(revision, &id);
    let purpose = Purpose::Initialize {
        revision: revision.as_str().to_owned(),
    };
    let post = plan.call(Step::Session, target, purpose, &opened.url, &call)?;
    accepted(plan, target, post)?;
    let value = answer(plan, stream, &id, post)?;
    (opened.revision, opened.capabilities) = read_initialize(plan, post.id, &value)?;
    let notice = send_initialized(plan, target, &opened)?;
    accepted(plan, target, notice)?;
    no_sign_in(plan, stream);
    plan.pass(Step::Session, notice.id);
    Ok(opened)
}

/// The URL in the `endpoint` event (2024-11-05 `basic/transports`, "HTTP with SSE").
fn announced(plan: &mut Plan, target: &Target, stream: &Exchange) -> Result<String, Interrupt> {
    let first = stream.events.first().map(|(_, event)| event);
    let event = first.filter(|event| event.event.as_deref() == Some("endpoint"));
    let Some(url) = event.and_then(|event| resolve(&target.url, event.data.trim())) else {
        return Err(plan.fail(Fault::SseEndpointMissing, Some(stream.id)));
    };
    // A server that sends a client elsewhere could collect its credentials there.
    if !same_origin(&target.url, &url) {
        let fault = Fault::SseEndpointElsewhere {
            to: url.to_string(),
        };
        return Err(plan.fail(fault, Some(stream.id)));
    }
    Ok(url.to_string())
}

/// A message was taken by the endpoint that the stream announced.
fn accepted(plan: &mut Plan, target: &Target, post: &Exchange) -> Result<(), Interrupt> {
    reach::ensure_answered(plan, target, post)?;
    match post.status().unwrap_or_default() {
        200..=299 => Ok(()),
        401 => Err(endpoint::unauthorized(plan, post)),
        status => Err(plan.fail(Fault::SseEndpointBroken { status }, Some(post.id))),
    }
}

/// The result that arrives on the stream for a message that was posted.
fn answer(
    plan: &mut Plan,
    stream: &Exchange,
    id: &jsonrpc::Id,
    post: &Exchange,
) -> Result<serde_json::Value, Interrupt> {
    if let Some(result) = endpoint::rpc_result(stream, id) {
        return Ok(result.clone());
    }
    if let Some((code, message, _)) = endpoint::rpc_error(stream, id) {
        let fault = Fault::InitializeRefused {
            rpc_code: code,
            message: message.to_owned(),
        };
        return Err(plan.fail(fault, Some(post.id)));
    }
    if may_come(plan, stream, post) {
        return Err(Interrupt::Wait);
    }
    Err(plan.fail(Fault::StreamWithoutAnswer, Some(stream.id)))
}

/// Whether the answer to a posted message may still come: the stream gets as long as any other exchange.
pub fn may_come(plan: &mut Plan, stream: &Exchange, post: &Exchange) -> bool {
    let deadline = post.ended_at.unwrap_or(post.sent_at) + plan.options.patience_ms;
    let open = !stream.is_over() && plan.now < deadline;
    if open {
        plan.wake_at(deadline);
    }
    open
}
