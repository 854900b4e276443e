//! Holds `stream/redirects-elsewhere`, `closing/redirects-elsewhere`.
//!
//! A request that a run can do without carried the id of the session, and was redirected to where the
//! id does not belong. The session stands without either, so this ends nothing; where a request
//! that a client needs is redirected so, it is a fault of the engine.
//!
//! Silent: at a redirect within the origin, which is followed.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::address::same_origin;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;

/// The two requests of a session that a run can do without.
const OPTIONAL: [(Purpose, &str); 2] = [
    (Purpose::GetStream, "stream/redirects-elsewhere"),
    (Purpose::Delete, "closing/redirects-elsewhere"),
];

/// Each of them whose last answer is a redirect.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    for (purpose, code) in OPTIONAL {
        let exchange = case.recording.last(&purpose);
        let Some(exchange) = exchange.filter(|exchange| exchange.is_opaque_redirect()) else {
            continue;
        };
        let learnt = redirect_target(case.recording, exchange);
        let evidence = [Some(exchange), learnt].into_iter().flatten();
        findings.add(
            Draft::new(code)
                .value(Placeholder::TO, words(exchange, learnt))
                .with(evidence.map(quote::outcome)),
        );
    }
}

/// The request that was sent to learn where this one is led.
fn redirect_target<'r>(recording: &'r Recording, redirected: &Exchange) -> Option<&'r Exchange> {
    recording.exchanges.iter().find(|exchange| {
        let (asked, wanted) = (&exchange.request, &redirected.request);
        exchange.purpose == Purpose::RedirectTarget
            && (&asked.method, &asked.url) == (&wanted.method, &wanted.url)
    })
}

/// Where a redirect leads, as part of a sentence.
fn words(exchange: &Exchange, learnt: Option<&Exchange>) -> String {
    let url = |text: &str| Url::parse(text).ok();
    let head = learnt.and_then(|learnt| learnt.head.as_ref());
    let to = head.filter(|head| head.redirected);
    let to = to.and_then(|head| Some((url(&head.url)?, &head.url)));
    match (url(&exchange.request.url), to) {
        (Some(from), Some((to, text))) if !same_origin(&from, &to) => {
            format!("`{}`, which is another origin", quote::inline(text))
        }
        // Within the origin, and there it leads on.
        (Some(_), Some((_, text))) => format!("`{}`, which redirects as well", quote::inline(text)),
        _ => "an address that this page does not learn".to_owned(),
    }
}
