//! The transport of 2024-11-05: a stream that announces where to post, and carries the answers.
//!
//! Replaced in 2025-03-26 and still deployed. A message is answered twice: the POST says that
//! it was taken, and the result comes on the stream, which belongs to another exchange. So the
//! answer to look for is never in the exchange that asked, and a POST that ended well proves
//! nothing.

use super::session::handshake::{read_initialize, send_initialized};
use super::{endpoint, reach, rpc_id};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::{CallSpec, CompleteWhen, Plan};
use crate::protocol::address::{Target, resolve, same_origin};
use crate::protocol::jsonrpc;
use crate::protocol::mcp::request;
use crate::protocol::mcp::revision::{Revision, Transport};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;

/// Opens a session over the old transport; its failures are the run's.
pub fn open(plan: &mut Plan, target: &Target) -> Result<OpenSession, Interrupt> {
    let stream = old_stream(plan, target)?;
    reach::ensure_answered(plan, target, stream)?;
    plan.pass_reach_and_cors(stream);
    // A GET may be refused for want of a credential like any other request.
    if stream.status() == Some(401) {
        return Err(endpoint::unauthorized(plan, stream));
    }
    if !stream.is_event_stream() || stream.status() != Some(200) {
        return Err(Interrupt::failed(endpoint::stream_fault(stream), stream.id));
    }
    handshake(plan, target, stream)
}

/// Tries the old transport after `initialize` was refused; `None` when this is no such server either.
pub fn fall_back(plan: &mut Plan, target: &Target) -> Result<Option<OpenSession>, Interrupt> {
    let stream = old_stream(plan, target)?;
    // Nothing is said of this GET: the refusal of `initialize` is what counts.
    if stream.status() != Some(200) || !stream.is_event_stream() {
        return Ok(None);
    }
    handshake(plan, target, stream).map(Some)
}

/// The stream is there to be read on, so its first event is enough.
/// When it ends, the session is over.
fn old_stream<'a>(plan: &mut Plan<'a>, target: &Target) -> Result<&'a Exchange, Interrupt> {
    let call = request::old_stream();
    let spec = CallSpec::new(Step::Endpoint, Purpose::OpenSse, target.href(), &call);
    plan.call(target, &spec.until(CompleteWhen::Event))
}

/// `initialize` over the two connections. The order is that of 2024-11-05 `basic/lifecycle`; what
/// differs from Streamable HTTP is only where the answers come from.
fn handshake(
    plan: &mut Plan,
    target: &Target,
    stream: &Exchange,
) -> Result<OpenSession, Interrupt> {
    plan.pass_reach_and_cors(stream);
    // Until the stream names it there is nowhere to post to.
    let url = announced(target, stream)?;
    endpoint::pass(plan, stream);
    let revision = Revision::V2024_11_05;
    let mut opened = OpenSession {
        transport: Transport::HttpSse,
        revision,
        url,
        session_id: None,
        capabilities: serde_json::Map::new(),
        handshake: stream.id,
        completed_by: stream.id,
    };
    let id = rpc_id(2);
    let call = request::initialize(revision, &id);
    let purpose = Purpose::Initialize {
        revision: revision.as_str().to_owned(),
    };
    let spec = CallSpec::new(Step::Session, purpose, &opened.url, &call);
    let post = plan.call(target, &spec)?;
    ensure_accepted(plan, target, post)?;
    let value = answer(plan, stream, &id, post)?;
    (opened.revision, opened.capabilities) = read_initialize(post.id, &value)?;
    let notice = send_initialized(plan, target, &opened)?;
    ensure_accepted(plan, target, notice)?;
    opened.completed_by = notice.id;
    Ok(opened)
}

/// The URL in the `endpoint` event (2024-11-05 `basic/transports`, "HTTP with SSE").
/// The revision speaks of a URI and does not say that it is absolute, so it is resolved
/// against the address.
fn announced(target: &Target, stream: &Exchange) -> Result<String, StepOutcome> {
    // It has to be the first event: before it a client cannot say anything.
    let first = stream.events.first().map(|(_, event)| event);
    let event = first.filter(|event| event.event.as_deref() == Some("endpoint"));
    let Some(url) = event.and_then(|event| resolve(&target.url, event.data.trim())) else {
        return Err(StepOutcome::failed(Fault::SseEndpointMissing, stream.id));
    };
    // A server that sends a client elsewhere could collect its credentials there.
    if !same_origin(&target.url, &url) {
        let to = url.to_string();
        let fault = Fault::SseEndpointElsewhere { to };
        return Err(StepOutcome::failed(fault, stream.id));
    }
    Ok(url.to_string())
}

/// Ends the run where a message was not taken by the endpoint that the stream announced. What it answers to the POST
/// itself does not matter: SDKs say 202 and "Accepted".
/// No revision names the status of this answer.
fn ensure_accepted(plan: &mut Plan, target: &Target, post: &Exchange) -> Result<(), Interrupt> {
    reach::ensure_answered(plan, target, post)?;
    match post.status().unwrap_or_default() {
        200..=299 => Ok(()),
        401 => Err(endpoint::unauthorized(plan, post)),
        status => Err(Interrupt::failed(
            Fault::SseEndpointBroken { status },
            post.id,
        )),
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
    if let Some(error) = endpoint::rpc_error(stream, id) {
        return Err(Interrupt::failed(error.refused(), post.id));
    }
    // Neither exchange wakes the run: the POST is over, and the stream has no deadline. So it asks
    // for a moment.
    if may_come(plan, stream, post) {
        return Err(Interrupt::Wait);
    }
    Err(Interrupt::failed(Fault::StreamWithoutAnswer, stream.id))
}

/// Whether the answer to a posted message may still come: the stream gets as long as any other exchange. The limits
/// cannot see to that, as the POST is over and the stream is quiet by nature.
pub fn may_come(plan: &mut Plan, stream: &Exchange, post: &Exchange) -> bool {
    let deadline = post.ended_at.unwrap_or(post.sent_at) + plan.options.patience_ms;
    let open = !stream.is_over() && plan.now < deadline;
    if open {
        plan.wake_at(deadline);
    }
    open
}
