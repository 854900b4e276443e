//! The decision tree: what a failure that says nothing can still be made to tell.
//!
//! A browser reports every network, CORS and policy failure with the same sentence. Each question here is a
//! request or a probe whose outcome differs between two causes; the order follows what was measured in
//! Chromium 156 and Firefox 153. Where no question tells causes apart, the fault is the family's.
//!
//! ```text
//! A  the host answers       redirect? preflight? the answer itself?   preflight.rs
//! B  it fails at once       policy? path? scheme? connection?         reachability.rs
//! C  nothing comes          path or host?                             reachability.rs
//! ```
//!
//! Questions that do not depend on each other are put to the plan together and then awaited in
//! order: `let a = ask(); let b = ask(); let (a, b) = (a?, b?);`. Without a hang the whole tree
//! takes 0.15 s in Chromium and 0.26 s in Firefox (medians over the causes of the lab). Its signals
//! are listed in docs/design.md, "What browsers show of a failed request".

mod preflight;
mod reachability;
mod requests;

use super::outcome::Interrupt;
use super::plan::Plan;
use crate::protocol::address::{AddressClass, Target};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::step::Step;
use crate::trace::vantage::Capabilities;
use crate::trace::wire::{Permission, Probe, ProbeResult};

/// Finds out why an exchange got no readable answer.
pub fn locate(plan: &mut Plan, target: &Target, failed: &Exchange) -> Result<Fault, Interrupt> {
    let mut tree = DecisionTree::new(plan, target, failed);
    // Asked of the page's own origin as well: `navigator.onLine` proves something only
    // when it is false (docs/design.md, "Signals").
    if tree.is_offline()? {
        return Ok(Fault::Offline);
    }
    // Without CORS any answer will do, and no preflight stands in the way: it tells the network from the browser.
    let get = tree.no_cors_get()?;
    if failed.hung() {
        // A GET that is answered while the POST hangs shows that the connection is good: the path,
        // or what stands behind it, is silent.
        return if has_response(get) {
            Ok(Fault::PathHangs)
        } else {
            tree.timed_out()
        };
    }
    if tree.path_answers(get)? {
        tree.answered()
    } else {
        tree.no_answer()
    }
}

/// Whether something answered `server/discover`, and the browser kept the answer from the page. `initialize` may be
/// answered readably all the same: it does without the headers that are new in 2026-07-28, which older servers do not
/// allow, and it is no request that an older server refuses, where many leave their refusals without CORS headers. So it
/// is the better question. Costs such a server one POST.
pub fn hides_discover(
    plan: &mut Plan,
    target: &Target,
    failed: &Exchange,
) -> Result<bool, Interrupt> {
    let mut tree = DecisionTree::new(plan, target, failed);
    // A hang is no refusal: a browser rejects as soon as it has the answer to the preflight.
    let is_cors = tree.capabilities().enforces_cors;
    if !is_cors || failed.hung() || tree.is_offline()? {
        return Ok(false);
    }
    let get = tree.no_cors_get()?;
    if !tree.path_answers(get)? {
        return Ok(false);
    }
    // A redirect would stand in the way of `initialize` as well.
    let simple = tree.simple_post();
    let manual = tree.redirect_check();
    let (simple, manual) = (simple?, manual?);
    if manual.is_opaque_redirect() {
        return Ok(false);
    }
    // A readable answer without preflight shows that the preflight is in the way. Whether it refuses the one header that no
    // older revision sends is said beside an open session (`cors/modern-headers-not-allowed`). `mcp-protocol-version`
    // proves no era: from 2025-06-18 on every request after `initialize` carries it, and a server that refuses it fails
    // step 3 there (docs/checks.md, F02).
    if is_readable(simple) {
        tree.header("mcp-method")?;
    }
    Ok(true)
}

/// The tree for one exchange that got no readable answer.
struct DecisionTree<'p, 'a> {
    plan: &'p mut Plan<'a>,
    target: &'p Target,
    failed: &'p Exchange,
}

impl<'p, 'a> DecisionTree<'p, 'a> {
    /// Nothing is asked yet.
    fn new(plan: &'p mut Plan<'a>, target: &'p Target, failed: &'p Exchange) -> Self {
        DecisionTree {
            plan,
            target,
            failed,
        }
    }

    /// Whether this page cannot even reach the site that it came from.
    fn is_offline(&mut self) -> Result<bool, Interrupt> {
        let own = self.plan.probe(Step::Reach, Probe::OwnOrigin);
        // Both at once: the answer to the second is needed in nearly every case.
        let get = self.no_cors_get();
        let offline = matches!(own?, Some(ProbeResult::OwnOrigin { online: false, .. }));
        get.map(|_| offline)
    }

    /// Whether anything answers on the path. A GET may open a stream that is silent at first: where the run's own request
    /// failed at once and another path answers, so does this one.
    fn path_answers(&mut self, get: &Exchange) -> Result<bool, Interrupt> {
        Ok(has_response(get) || (get.hung() && has_response(self.sibling_path()?)))
    }

    /// What the signals of this vantage can be trusted for. A signal that was not measured there is
    /// not asked for: its answer would decide something by chance.
    fn capabilities(&self) -> Capabilities {
        self.plan.environment.capabilities()
    }
}

/// The state of the permission that the browser wants for a target closer than the page.
pub fn permission(plan: &mut Plan, target: &Target, after: bool) -> Result<Permission, Interrupt> {
    // The names that Chromium and Firefox know (docs/design.md, "Signals"). Elsewhere
    // the query throws, and the state is unknown.
    let name = match target.class {
        AddressClass::Loopback => "loopback-network",
        _ => "local-network",
    };
    let probe = Probe::Permission {
        name: name.to_owned(),
        after,
    };
    Ok(match plan.probe(Step::Reach, probe)? {
        Some(ProbeResult::Permission { state }) => *state,
        _ => Permission::Unknown,
    })
}

/// Something answered, readable or not.
/// An opaque head has no status: 401, 404 and 500 look the same here.
fn has_response(exchange: &Exchange) -> bool {
    exchange.head.is_some()
}

/// Something answered, and the browser let this page read it.
fn is_readable(exchange: &Exchange) -> bool {
    exchange.status().is_some()
}

/// A readable answer that is no "there is nothing here".
/// Where CORS is set up for all paths, a wrong spelling is readable as well.
fn is_success_like(exchange: &Exchange) -> bool {
    // What a public server has behind somebody's firewall is no address for anybody.
    let status = exchange.status();
    exchange.private_redirect().is_none()
        && status.is_some_and(|status| !matches!(status, 404 | 405))
}
