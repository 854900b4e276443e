//! Servers that let in everybody, as far as that can be seen. Whether they mean to is theirs to say: notes.

use serde_json::Value;

use super::case::Case;
use super::draft::{Draft, Findings};
use super::finding::Part;
use super::quote;
use crate::protocol::address::AddressClass;
use crate::protocol::mcp::annotations::Effects;
use crate::trace::reason::Reason;
use crate::trace::step::Step;

pub(super) fn run(case: &Case, findings: &mut Findings) {
    let (Some(opened), Some(target)) = (case.opened, &case.target) else {
        return;
    };
    let state = case.recording.step_state(Step::Challenge);
    if state.reason != Some(Reason::OpenServer) {
        return;
    }
    if target.class == AddressClass::Public {
        destructive(case, findings);
    } else if page_is_public(case) {
        let draft = Draft::new("cors/local-server-open");
        findings.add(draft.with([quote::outcome(opened.exchange)]));
    }
}

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
    let names = tools().map(|(_, tool)| super::tools::title(tool));
    findings.add(
        Draft::new("tools/open-to-anyone")
            .value("tools", quote::several(names, "tool"))
            .seen(exchange.id, Part::Body, quote::cut(&tool.to_string(), 200)),
    );
}
