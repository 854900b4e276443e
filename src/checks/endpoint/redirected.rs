//! A redirect that was followed and did no harm (RFC 9110, 15.4: 307 and 308 keep method and
//! body). Each request is sent twice, and clients that do not follow redirects fail. One that did
//! harm is the fault, and explains this.
//!
//! Silent: where the run failed, and at probe requests, metadata and authorization requests,
//! which have codes of their own or are meant to be redirected.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// A redirect that was followed and did no harm. One that did is the fault, and explains this.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // A redirect is then a part of the failure's own story.
    if case.failure.step.is_some() {
        return;
    }
    // The first one is enough: clients send every request to the same address.
    let redirected = case.recording.exchanges.iter().find_map(|exchange| {
        let head = exchange.head.as_ref()?;
        let purpose = &exchange.purpose;
        // To be sent back is what an authorization request is for.
        let asked =
            purpose.is_probe_request() || purpose.is_metadata() || *purpose == Purpose::Authorize;
        (head.redirected && !asked && head.url != exchange.request.url).then_some((exchange, head))
    });
    if let Some((exchange, head)) = redirected {
        findings.add(
            Draft::new("endpoint/redirected")
                .value(Placeholder::TO, quote::inline(&head.url))
                .with([quote::outcome(exchange)]),
        );
    }
}
