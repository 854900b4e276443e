//! Holds `cors/local-server-open`, `tools/open-to-anyone`.
//!
//! Servers that let in everybody, as far as that can be seen. Whether they mean to is theirs to
//! say, so both are notes (2025-11-25 `basic/transports`, "Security Warning").
//!
//! Silent: where a credential was asked for or given, where the page itself is on the user's own
//! network, and at tools that call themselves read-only.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::address::AddressClass;
use crate::protocol::mcp::annotations::Effects;
use crate::trace::reason::Reason;
use crate::trace::step::Step;

/// Both notes need a session that opened without a credential: what such a server shows to this
/// page, it shows to every page.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let (Some(handshake), Some(target)) = (case.handshake, &case.target) else {
        return;
    };
    let state = case.recording.step_state(Step::Challenge);
    if state.reason != Some(Reason::OpenServer) {
        return;
    }
    // A public server without a sign-in is nothing odd by itself. It is if its tools destroy
    // something.
    if target.class == AddressClass::Public {
        destructive(case, findings);
    } else if page_is_public(case) {
        // A server on this machine that answers a page from the internet answers every page from
        // there: what DNS rebinding protection is for (2025-11-25 `basic/transports`, "Security
        // Warning").
        let draft = Draft::new("cors/local-server-open");
        findings.add(draft.with([quote::outcome(handshake.exchange)]));
    }
}

/// A page from the same network proves nothing about pages from outside.
fn page_is_public(case: &Case) -> bool {
    let environment = case.transcript.environment.as_ref();
    environment.is_some_and(|page| page.page_class == AddressClass::Public)
}

/// A tool that says of itself that it destroys. The hints are not to be trusted when they say less.
fn destructive(case: &Case, findings: &mut Findings) {
    let destroys = |tool: &Value| {
        let effects = Effects::of_tool(tool);
        effects.destructive == Some(true) && effects.reads == Some(false)
    };
    let tools = || case.tools.iter().filter(|(_, tool)| destroys(tool));
    let Some((exchange, tool)) = tools().next() else {
        return;
    };
    let names = tools().map(|(_, tool)| crate::checks::tools::title(tool));
    findings.add(
        Draft::new("tools/open-to-anyone")
            .value(Placeholder::TOOLS, quote::several(names, "tool"))
            .seen(exchange.id, Part::Body, quote::cut(&tool.to_string(), 200)),
    );
}
