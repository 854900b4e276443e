//! Branches B and C: not even an opaque answer came. The network, TLS, or a policy that stops the request on its way.
//!
//! A rejection alone proves no network failure: a resource policy, a permission that the user
//! denied and an answer whose body breaks off reject as well (docs/design.md, "Signals"). So
//! policies come first, then what another path and another scheme answer, and what is left is the
//! network, where only Firefox tells stages apart.

use super::{DecisionTree, has_response};
use crate::engine::outcome::Interrupt;
use crate::protocol::address::AddressClass;
use crate::trace::fault::Fault;
use crate::trace::step::Step;
use crate::trace::wire::{Permission, Probe, ProbeResult};

impl DecisionTree<'_, '_> {
    /// B. Not even an opaque answer came, and it failed at once.
    pub(super) fn no_answer(&mut self) -> Result<Fault, Interrupt> {
        // All at once: each alone may take as long as a name that does not exist, and
        // that took seconds (docs/design.md, "Signals").
        let manual = self.redirect_check();
        let sibling = self.sibling_path();
        let swap = self.other_scheme();
        let seen = self.event_source_saw_answer();
        let (manual, sibling, swap, seen) = (manual?, sibling?, swap?, seen?);
        // Each single request is answered with a redirect, and following them never ends.
        // Seen only where the redirect carries CORS headers; other loops end in the family.
        if manual.is_opaque_redirect() {
            return Ok(Fault::RedirectLoop);
        }
        // Something answered, or the browser stopped the request before it was sent. As mixed content it may have
        // stopped everything, which tells nothing more. From a public
        // page to a private address that is the permission; what it says decides whether this is
        // certain.
        let seen = seen && !self.plan.environment.may_block_http(self.target);
        if seen && self.is_more_local_than_page() {
            let proven = super::permission(self.plan, self.target, true)? == Permission::Denied;
            return Ok(Fault::LocalNetworkDenied { proven });
        }
        // Nothing asks for a permission here, so the browser dropped an answer:
        // `Cross-Origin-Resource-Policy`.
        if seen {
            return Ok(Fault::ResourcePolicy);
        }
        // The same host answers elsewhere, so name, port and TLS are good. What drops this path is
        // often a firewall for web applications, or a route whose process is gone.
        if has_response(sibling) {
            return Ok(Fault::PathDrops);
        }
        // The port speaks the other scheme. Certain, as nothing else would answer in it.
        if swap.is_some_and(has_response) {
            let https = self.target.scheme() == "https";
            return Ok(if https {
                Fault::PlainHttpOnly
            } else {
                Fault::TlsOnly
            });
        }
        match self.capabilities().resource_timing_tells_connections {
            true => self.network_stage(),
            false => Ok(Fault::NoConnection),
        }
    }

    /// B.f: Resource Timing tells whether the connection stood, a WebSocket whether TLS failed.
    fn network_stage(&mut self) -> Result<Fault, Interrupt> {
        let get = self.no_cors_get()?.id;
        // Duration 0 is a request that failed in DNS, TCP or TLS. No entry at all was
        // stopped before the network, which is none of these (docs/design.md, "Signals").
        let timing = self
            .plan
            .probe(Step::Reach, Probe::ResourceTiming { of: get })?;
        match timing {
            Some(ProbeResult::ResourceTiming {
                duration_ms: Some(duration),
                // The request was sent, so the connection stood: what came back was no HTTP.
            }) if *duration > 0.0 => Ok(Fault::NoValidAnswer),
            Some(ProbeResult::ResourceTiming {
                duration_ms: Some(_),
            }) if self.capabilities().web_socket_tells_tls => {
                let url = self.target.href().replacen("http", "ws", 1);
                // 1015 says that TLS failed (RFC 6455, 7.4.1). A server that only speaks h2 gives
                // it too, so it counts only after a duration of 0 (docs/design.md, "Signals").
                let socket = self.plan.probe(Step::Reach, Probe::WebSocket { url })?;
                let tls = matches!(socket, Some(ProbeResult::WebSocket { code: Some(1015) }));
                Ok(if tls {
                    Fault::TlsFailure
                } else {
                    Fault::NoConnection
                })
            }
            _ => Ok(Fault::NoConnection),
        }
    }

    /// C. Nothing came within the time limit.
    /// What is left a page cannot tell apart: packets that a firewall drops, a TLS
    /// handshake that hangs, a server that is silent. The family lists them.
    pub(super) fn timed_out(&mut self) -> Result<Fault, Interrupt> {
        // The host answers at once elsewhere, so it is this path that is silent.
        if has_response(self.sibling_path()?) {
            return Ok(Fault::PathHangs);
        }
        Ok(Fault::Timeout)
    }

    /// Whether anything answered, which an `EventSource` shows where `fetch` does not: it gives up
    /// for good after an answer that it cannot use, and tries again when none came (8 of 8 repeats
    /// on 19 targets).
    /// State 0 is what a refused connection, a missing name and an endless redirect leave behind.
    fn event_source_saw_answer(&mut self) -> Result<bool, Interrupt> {
        if !self.capabilities().event_source_tells_answers {
            return Ok(false);
        }
        let url = self.target.href().to_owned();
        let saw = self.plan.probe(Step::Reach, Probe::EventSource { url })?;
        Ok(matches!(
            saw,
            Some(ProbeResult::EventSource { ready_state: 1 | 2 })
        ))
    }

    /// A page of a public site needs a permission for such a target (Local Network Access); pages
    /// and targets in one address space meet none.
    fn is_more_local_than_page(&self) -> bool {
        self.target.class != AddressClass::Public
            && self.plan.environment.page_class == AddressClass::Public
    }
}
