//! Step 11: does the MCP session open? Finds the era (docs/design.md, "Eras") and does its opening. What is met on the
//! way settles steps 2 to 10.
//!
//! `server/discover` is asked first because its answer is unambiguous: every server of 2026-07-28
//! must know it, so -32601 proves an older one, while some older servers answer `tools/list`
//! without a handshake. Who reads the files in the order of a run reads `era`, `initialize`,
//! `handshake`; `refusal` is where each of them ends that does not open.

mod era;
pub mod handshake;
mod initialize;
pub mod refusal;

use super::sse;
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::address::Target;
use crate::protocol::mcp::revision::{Revision, Transport};
use crate::trace::purpose::Purpose;
use era::DiscoverOutcome;

/// Opens the session as a client of 2026-07-28 does that also knows the older revisions: `server/discover` first, then
/// `initialize`, then the old transport (2026-07-28 `basic/versioning`, "Backward Compatibility").
pub fn open(plan: &mut Plan, target: &Target) -> Result<OpenSession, Interrupt> {
    // The user knows better, or there is only a paste of the old transport, which holds nothing
    // else to look at.
    let demanded = plan.options.transport.demanded();
    if demanded == Some(Transport::HttpSse) || plan.pasted_only(&Purpose::OpenSse) {
        return sse::open(plan, target);
    }
    match era::discover(plan, target)? {
        DiscoverOutcome::Open(opened) => Ok(opened),
        DiscoverOutcome::Legacy(before) => {
            initialize::initialize(plan, target, &before, Revision::NEWEST_LEGACY)
        }
    }
}
