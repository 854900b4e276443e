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
use crate::protocol::address::same_origin;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;
use crate::trace::wire::Head;

/// Whether the request only learnt where a redirect leads, and that is where nothing secret may go: the request itself
/// did not follow.
fn leads_astray(exchange: &Exchange, head: &Head) -> bool {
    let urls =
        Url::parse(&exchange.request.url).and_then(|from| Ok((from, Url::parse(&head.url)?)));
    exchange.purpose == Purpose::RedirectTarget
        && !urls.is_ok_and(|(from, to)| same_origin(&from, &to))
}

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
        let is_followed = !asked && head.redirected && head.url != exchange.request.url;
        (is_followed && !leads_astray(exchange, head)).then_some((exchange, head))
    });
    if let Some((exchange, head)) = redirected {
        findings.add(
            Draft::new("endpoint/redirected")
                .value(Placeholder::TO, quote::inline(&head.url))
                .with([quote::outcome(exchange)]),
        );
    }
}
