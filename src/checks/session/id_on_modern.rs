use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;

pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(opened) = case.opened.filter(|_| case.is_modern()) else {
        return;
    };
    if opened.exchange.header("mcp-session-id").is_some() {
        findings.add(
            Draft::new("session/id-on-modern")
                .with([quote::header(opened.exchange, "mcp-session-id")]),
        );
    }
}
