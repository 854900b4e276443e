//! The preflight refused the headers that 2026-07-28 puts on every request
//! (`basic/transports/streamable-http`, "Standard Request Headers"), and `initialize`, which
//! needs none of them, opened the session. A browser client cannot tell whether the server would
//! speak the newer revision too.
//!
//! Silent: where the session is modern, was pasted, or did not open: then the refusal is a fault.

use crate::checks::case::{Case, is_live};
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::checks::snippets::spelled;
use crate::trace::purpose::{ProbeRequest, Purpose};

/// The headers of 2026-07-28 were refused, and `initialize` opened the session: a server of an earlier
/// revision, in good order (docs/design.md, "Eras").
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(handshake) = case
        .handshake
        .filter(|handshake| !handshake.is_modern() && is_live(handshake.exchange))
    else {
        return;
    };
    // What came after the session opened was sent with the headers of the older revision.
    let exchanges = || {
        case.recording
            .exchanges
            .iter()
            .filter(|exchange| exchange.id < handshake.exchange.id)
    };
    // `server/discover` was tried first and hidden; a server that merely does not know it answers
    // with an error that can be read.
    let Some(blocked) = exchanges()
        .find(|exchange| exchange.purpose == Purpose::Discover && exchange.failed_opaquely())
    else {
        return;
    };
    // Each header was then asked for by itself: those that fail alone are the ones that the
    // preflight does not allow.
    let refused: Vec<_> = exchanges()
        .filter_map(|exchange| match &exchange.purpose {
            Purpose::ProbeRequest {
                request: ProbeRequest::Header { name },
            } if exchange.failed_opaquely() => Some((name.clone(), exchange)),
            _ => None,
        })
        .collect();
    let names: Vec<String> = refused
        .iter()
        .map(|(name, _)| spelled(name).to_owned())
        .collect();
    findings.add(
        Draft::new("cors/modern-headers-not-allowed")
            .value(Placeholder::HEADERS, quote::listed(&names))
            .with([quote::outcome(blocked)])
            .with(refused.iter().map(|(_, exchange)| quote::outcome(exchange))),
    );
}
