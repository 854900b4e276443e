use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::purpose::Purpose;

/// A redirect that was followed and did no harm. One that did is the fault, and explains this.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.failure.step.is_some() {
        return;
    }
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
                .value("to", quote::inline(&head.url))
                .with([quote::outcome(exchange)]),
        );
    }
}
