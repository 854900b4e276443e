//! What an answer outside the browser proves about the browser's refusal: the preflight, and the answer to a
//! request that carries an `Origin`.

use crate::protocol::url::Url;
use crate::trace::network_cause::NetworkCause;
use crate::trace::wire::{Head, PastedExchange};

/// The cause within the cross-origin family, and the line that proves it.
pub(super) fn from(exchanges: &[PastedExchange]) -> Option<(NetworkCause, String)> {
    let preflight = exchanges.iter().find(|exchange| is_preflight(exchange));
    let simple = exchanges
        .iter()
        .find(|exchange| !is_preflight(exchange) && exchange.request.headers.contains("origin"));
    match (simple, preflight) {
        (Some(simple), preflight) => {
            of_simple(simple, preflight).or_else(|| of_preflight(preflight?))
        }
        (None, preflight) => of_preflight(preflight?),
    }
}

fn is_preflight(exchange: &PastedExchange) -> bool {
    exchange.request.method == "OPTIONS"
}

fn of_simple(
    simple: &PastedExchange,
    preflight: Option<&PastedExchange>,
) -> Option<(NetworkCause, String)> {
    match allow_origin(simple) {
        Allowed::Yes => None,
        Allowed::Other(value) => Some((
            NetworkCause::AllowOriginMismatch,
            format!("access-control-allow-origin: {value}"),
        )),
        Allowed::Missing => {
            // Errors are often answered before the part that adds the headers: a preflight that has them shows
            // it, and one without them shows the opposite.
            let status = simple.head.status;
            let only_errors = match preflight.map(allow_origin) {
                Some(Allowed::Yes) => status >= 400,
                Some(Allowed::Missing | Allowed::Other(_)) => false,
                None => matches!(status, 401 | 403 | 404 | 500..=999),
            };
            let cause = match only_errors {
                true => NetworkCause::ErrorWithoutAllowOrigin,
                false => NetworkCause::AllowOriginMissing,
            };
            Some((cause, without(simple)))
        }
    }
}

/// A preflight passes with a status of 2xx and a matching `Access-Control-Allow-Origin` (Fetch standard,
/// CORS-preflight fetch).
fn of_preflight(preflight: &PastedExchange) -> Option<(NetworkCause, String)> {
    let line = status_line(preflight);
    match (preflight.head.status, allow_origin(preflight)) {
        (401 | 403 | 407, _) => Some((NetworkCause::PreflightUnauthorized, line)),
        (300..=399, _) => Some((NetworkCause::PreflightRedirected, line)),
        (400..=499, _) => Some((NetworkCause::PreflightNotRouted, line)),
        (500..=999, _) => Some((NetworkCause::PreflightServerError, line)),
        (_, Allowed::Missing) => Some((NetworkCause::PreflightWithoutHeaders, without(preflight))),
        (_, Allowed::Other(value)) => Some((
            NetworkCause::AllowOriginMismatch,
            format!("access-control-allow-origin: {value}"),
        )),
        (_, Allowed::Yes) => None,
    }
}

#[derive(PartialEq)]
enum Allowed<'a> {
    Yes,
    Missing,
    Other(&'a str),
}

/// Whether this answer lets the origin that asked read it (Fetch standard, CORS check).
fn allow_origin(exchange: &PastedExchange) -> Allowed<'_> {
    let Head { headers, .. } = &exchange.head;
    let Some(value) = headers.get("access-control-allow-origin") else {
        return Allowed::Missing;
    };
    let asked = exchange.request.headers.get("origin");
    // Without the request nobody can say whether another value is the right one.
    let right = value == "*" || asked.is_none_or(|asked| asked.trim() == value);
    let repeated = headers.all("access-control-allow-origin").count() > 1;
    match right && !repeated {
        true => Allowed::Yes,
        false => Allowed::Other(value),
    }
}

fn without(exchange: &PastedExchange) -> String {
    format!(
        "{}, without access-control-allow-origin",
        status_line(exchange)
    )
}

fn status_line(exchange: &PastedExchange) -> String {
    let request = &exchange.request;
    let path = Url::parse(&request.url).map(|url| url.path().to_owned());
    let path = path.unwrap_or_else(|_| request.url.clone());
    format!("{} {path} -> {}", request.method, exchange.head.status)
}
