//! `initialize` (2025-03-26 to 2025-11-25), and the way down: to an older revision, and to the old transport.
//!
//! A server that refuses the newest legacy revision may name an older one; it is asked for once
//! more with that (2025-11-25 `basic/lifecycle`, "Version Negotiation"). A server that refuses the
//! POST itself may be one of 2024-11-05, which only has a GET there.
//!
//! Each way down is tried only after the way above it was refused in words that allow it, so a
//! healthy server sees one `initialize`, and a broken one is not asked until something fits.

use super::handshake::{self, redirect_drops_post, with_answer};
use super::refusal::{self, Before};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::{CallSpec, Plan};
use crate::engine::steps::{endpoint, reach, rpc_id, sse};
use crate::protocol::address::Target;
use crate::protocol::mcp::era::{self, Refusal};
use crate::protocol::mcp::request;
use crate::protocol::mcp::revision::Revision;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;

/// Opens a session in this revision, or in an older one that the server names instead.
pub fn initialize(
    plan: &mut Plan,
    target: &Target,
    before: &Before,
    revision: Revision,
) -> Result<OpenSession, Interrupt> {
    let id = rpc_id(2);
    let call = request::initialize(revision, &id);
    let purpose = Purpose::Initialize {
        revision: revision.as_str().to_owned(),
    };
    let spec = CallSpec::new(Step::Session, purpose, target.href(), &call);
    let exchange = plan.call(target, &spec)?;
    if let Some(fault) = reach::transport_fault(plan, target, exchange)? {
        return Err(refusal::unanswered(plan, target, fault, exchange, before));
    }
    plan.pass_reach_and_cors(exchange);
    redirect_drops_post(plan, target, &spec, exchange)?;
    if endpoint::rpc_result(exchange, &id).is_some() {
        return handshake::finish(plan, target, exchange, &id);
    }
    // What broke off on the way is no answer to the question of the era.
    if let Some(fault) = endpoint::broken_body(exchange) {
        return Err(Interrupt::failed(fault, exchange.id));
    }
    let classify = |answer: era::Answer| era::classify_refusal(answer, revision);
    let opened = match with_answer(exchange, &id, classify) {
        // Always older, so this ends.
        Refusal::RetryWith(older) if older < revision => {
            return initialize(plan, target, before, older);
        }
        // "Backwards Compatibility" of 2025-03-26 and later: a 4xx to the POST may be a server of 2024-11-05.
        Refusal::TryOldTransport { .. } if plan.options.transport.demanded().is_none() => {
            sse::fall_back(plan, target)?
        }
        Refusal::RetryWith(_)
        | Refusal::TryOldTransport { .. }
        | Refusal::ModernOnly
        | Refusal::NoAnswer
        | Refusal::Error { .. }
        | Refusal::NotEvidence(_) => None,
    };
    opened.ok_or_else(|| refusal::refused(plan, target, exchange, &id, before))
}
