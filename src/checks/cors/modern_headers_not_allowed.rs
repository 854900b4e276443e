//! The preflight refused the headers that 2026-07-28 puts on every request
//! (`basic/transports/streamable-http`, "Standard Request Headers"), and `initialize`, which
//! needs none of them, opened the session. A browser client cannot tell whether the server would
//! speak the newer revision too.
//!
//! Silent: where the session is modern, was pasted, or did not open: then the refusal is a fault.

use super::hidden_discover;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::checks::snippets::spelled;

/// The headers of 2026-07-28 were refused, and `initialize` opened the session: a server of an earlier
/// revision, in good order (docs/design.md, "Eras").
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(hidden) = hidden_discover(case).filter(|hidden| !hidden.refused.is_empty()) else {
        return;
    };
    let names = hidden.refused.iter().map(|(name, _)| name);
    let names: Vec<String> = names.map(|name| spelled(name).to_owned()).collect();
    let refused = hidden.refused.iter().map(|(_, exchange)| exchange);
    findings.add(
        Draft::new("cors/modern-headers-not-allowed")
            .value(Placeholder::HEADERS, quote::listed(&names))
            .with([quote::outcome(hidden.discover)])
            .with(refused.map(|exchange| quote::outcome(exchange))),
    );
}
