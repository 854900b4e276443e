//! A header that may stand once in a response stands there twice with the same value, which a browser shows as `a, a`
//! (RFC 9110, 5.3); Firefox shows one of two content types. Two layers write it: an application, and a proxy or middleware
//! in front of it.
//!
//! Silent: at the session id, which is redacted, and which the engine looks at; at headers that may have several values, and
//! at `Access-Control-Allow-Origin`, which hides the whole response.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::exchange::Exchange;

/// Those that a browser shows to pages and that have one value.
const SINGLE: [&str; 3] = ["content-type", "location", "retry-after"];

/// One finding: whoever doubles one header doubles it throughout.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // Of requests that clients send: what a probe meets is no client's matter.
    let twice = |exchange: &Exchange| SINGLE.into_iter().find(|name| is_twice(exchange, name));
    let mut exchanges = case.client_exchanges();
    if let Some((exchange, name)) =
        exchanges.find_map(|exchange| Some((exchange, twice(exchange)?)))
    {
        let spelled = crate::checks::snippets::spelled(name);
        findings.add(
            Draft::new("endpoint/header-twice")
                .value(Placeholder::HEADERS, format!("`{spelled}`"))
                .with([quote::outcome(exchange), quote::header(exchange, name)]),
        );
    }
}

fn is_twice(exchange: &Exchange, name: &str) -> bool {
    let halves = exchange
        .header(name)
        .and_then(|value| value.split_once(", "));
    halves.is_some_and(|(one, other)| one == other && !one.is_empty())
}
