//! Steps 2 and 3: does anything answer, and does the browser let this page see it?

use crate::engine::plan::{Interrupt, Plan};
use crate::engine::probes;
use crate::protocol::address::{AddressClass, Target};
use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::wire::{Permission, ResponseKind};

/// A page of a public site needs the user's permission to reach the local network; the browser asks with the
/// first request. While it asks, the run waits, and much longer than for a server.
pub fn permission(plan: &mut Plan, target: &Target) -> Result<(), Interrupt> {
    plan.begin(Step::Reach);
    let page = plan.environment.page_class;
    if target.class == AddressClass::Public || page != AddressClass::Public {
        return Ok(());
    }
    let before = probes::permission(plan, target, false)?;
    let answered = plan
        .recording
        .exchanges
        .iter()
        .any(|exchange| exchange.is_over() || exchange.head.is_some());
    if before == Permission::Prompt && !answered {
        plan.end(Step::Reach, Reason::PermissionPrompt, None);
    }
    Ok(())
}

/// Ends the run where something kept the answer of this exchange away.
pub fn ensure_answered(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
) -> Result<(), Interrupt> {
    match transport_fault(plan, target, exchange)? {
        Some(fault) => Err(plan.fail_reach_or_cors(fault, exchange)),
        None => Ok(()),
    }
}

/// The fault that kept the answer of this exchange away, if one did.
pub fn transport_fault(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
) -> Result<Option<Fault>, Interrupt> {
    let opaque = exchange
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::OpaqueRedirect);
    if let Some(cause) = exchange.network_cause() {
        return Ok(Some(Fault::Network { cause }));
    }
    if exchange.failed_opaquely() || exchange.hung() {
        return probes::locate(plan, target, exchange).map(Some);
    }
    Ok(opaque.then_some(Fault::RedirectWithoutCors))
}
