//! The answer to `server/discover` was hidden by the browser, no header of its preflight was refused, and `initialize` on the
//! same path was answered readably: the server puts `Access-Control-Allow-Origin` on its good answers only. So do
//! frameworks whose error handler runs outside of their CORS layer.
//!
//! Silent: where the preflight refuses the headers of 2026-07-28, which is `modern_headers_not_allowed.rs`.

use super::hidden_discover;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::ProbeRequest;

/// Likely: a connection that broke would look the same.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(hidden) = hidden_discover(case).filter(|hidden| hidden.refused.is_empty()) else {
        return;
    };
    // A POST without preflight, which is hidden as well where every refusal is.
    let simple = case.probe_request(|asked| matches!(asked, ProbeRequest::SimplePost));
    let simple = simple.filter(|exchange| exchange.failed_opaquely());
    findings.add(
        Draft::new("cors/errors-hidden")
            .with([quote::outcome(hidden.discover)])
            .with(simple.map(quote::outcome))
            .with([quote::outcome(hidden.handshake)]),
    );
}
