//! Holds `challenge/header-unreadable`, `challenge/missing`.
//!
//! A 401 in which no `WWW-Authenticate` can be read. RFC 9110, 15.5.2 demands the header; a
//! browser shows it to a page only if `Access-Control-Expose-Headers` names it (Fetch standard,
//! 3.3.5). So it is `missing` only where the server shows all of its headers, and `unreadable`
//! otherwise.
//!
//! Silent: where a credential was sent, and where the header can be read, whatever it says.

use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::exchange::Exchange;
use crate::trace::wire::ResponseKind;

/// In a browser a missing header and a hidden one look the same, unless the server says what it shows;
/// elsewhere every header can be read.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    // With a credential sent and refused, what else the server would take is beside the point.
    if case.transcript.options.has_credentials() {
        return;
    }
    let Some(exchange) = unauthorized(case) else {
        return;
    };
    // Only absence is judged here. What a readable header says is for the other files.
    if exchange.header("www-authenticate").is_none() {
        let code = match could_be_hidden(exchange) {
            true => "challenge/header-unreadable",
            false => "challenge/missing",
        };
        findings.add(Draft::new(code).with([quote::header(exchange, "www-authenticate")]));
    }
}

/// A response of the kind `cors` passed the browser's filter. Of the kind `basic` it came from the
/// page's own origin, or not from a browser: then nothing was filtered.
fn could_be_hidden(exchange: &Exchange) -> bool {
    let filtered = exchange
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::Cors);
    let shown = exchange.header("access-control-expose-headers");
    // `*` stands for every header where no credentials are included, and this page never includes
    // cookies (Fetch standard, 3.3.5).
    let shows = |list: &str| {
        let mut names = list.split(',').map(str::trim);
        names.any(|name| name == "*" || name.eq_ignore_ascii_case("www-authenticate"))
    };
    filtered && !shown.is_some_and(shows)
}
