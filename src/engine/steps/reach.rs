//! Steps 2 and 3: does anything answer, and does the browser let this page see it?
//!
//! Both are settled by the first readable head, of whatever request that is, so no step asks for
//! them alone: a healthy server gets no request for their sake. What there is to do is in the other
//! case, and that is the decision tree.

use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::Plan;
use crate::engine::probes;
use crate::protocol::address::{AddressClass, Target};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::step::Step;
use crate::trace::wire::Permission;

/// A page of a public site needs the user's permission to reach the local network (Local Network Access); the browser
/// asks with the first request. While it asks, the run waits; no longer than for any server, since nobody can see whether it
/// does: the address of a target is not where its name leads, and a silent server looks the same.
pub fn permission(plan: &mut Plan, target: &Target) -> Result<Option<StepOutcome>, Interrupt> {
    let page = plan.environment.page_class;
    if target.class == AddressClass::Public || page != AddressClass::Public {
        return Ok(None);
    }
    // Granted or denied, there is nothing to wait for: a denied request fails within 10
    // ms (docs/design.md, "Local network access").
    let before = probes::permission(plan, target, false)?;
    // Whatever came back shows that the prompt is answered: its state was read before the first request.
    let mut exchanges = plan.recording.exchanges.iter();
    let is_answered = exchanges.any(|exchange| exchange.is_over() || exchange.head.is_some());
    let prompt = StepOutcome::skipped(Step::Reach, Reason::PermissionPrompt, None);
    Ok((before == Permission::Prompt && !is_answered).then_some(prompt))
}

/// Ends the run where something kept the answer of this exchange away.
pub fn ensure_answered(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
) -> Result<(), Interrupt> {
    match transport_fault(plan, target, exchange)? {
        Some(fault) => Err(Interrupt::failed(fault, exchange.id)),
        None => Ok(()),
    }
}

/// The fault that kept the answer of this exchange away, if one did.
pub fn transport_fault(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
) -> Result<Option<Fault>, Interrupt> {
    // A vantage that knows why needs no tree.
    if let Some(cause) = exchange.network_cause() {
        return Ok(Some(Fault::Network { cause }));
    }
    if exchange.failed_opaquely() || exchange.hung() {
        return probes::locate(plan, target, exchange).map(Some);
    }
    // Only a request that follows no redirect ends so, and that one was followed by hand: the second redirect is not.
    let is_redirect = exchange.is_opaque_redirect();
    Ok(is_redirect.then_some(Fault::RedirectWithoutCors))
}
