use crate::checks::case::{Case, is_live};
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::{ProbeRequest, Purpose};

/// The headers of 2026-07-28 were refused, and `initialize` opened the session: a server of an earlier
/// revision, in good order (DESIGN 2).
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(opened) = case
        .opened
        .filter(|opened| !opened.is_modern() && is_live(opened.exchange))
    else {
        return;
    };
    let exchanges = || {
        case.recording
            .exchanges
            .iter()
            .filter(|exchange| exchange.id < opened.exchange.id)
    };
    let Some(blocked) = exchanges()
        .find(|exchange| exchange.purpose == Purpose::Discover && exchange.failed_opaquely())
    else {
        return;
    };
    let refused: Vec<_> = exchanges()
        .filter_map(|exchange| match &exchange.purpose {
            Purpose::ProbeRequest {
                request: ProbeRequest::Header { name },
            } if exchange.failed_opaquely() => Some((name.clone(), exchange)),
            _ => None,
        })
        .collect();
    let names: Vec<String> = refused.iter().map(|(name, _)| name.clone()).collect();
    findings.add(
        Draft::new("cors/modern-headers-not-allowed")
            .value("headers", quote::listed(&names))
            .with([quote::outcome(blocked)])
            .with(refused.iter().map(|(_, exchange)| quote::outcome(exchange))),
    );
}
