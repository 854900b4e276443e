use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;
use crate::trace::recording::Exchange;
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
    if exchange.header("www-authenticate").is_none() {
        let code = match could_be_hidden(exchange) {
            true => "challenge/header-unreadable",
            false => "challenge/missing",
        };
        findings.add(Draft::new(code).with([quote::header(exchange, "www-authenticate")]));
    }
}

fn could_be_hidden(exchange: &Exchange) -> bool {
    let filtered = exchange
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::Cors);
    let shown = exchange.header("access-control-expose-headers");
    let shows = |list: &str| {
        let mut names = list.split(',').map(str::trim);
        names.any(|name| name == "*" || name.eq_ignore_ascii_case("www-authenticate"))
    };
    filtered && !shown.is_some_and(shows)
}
