//! What of a browser's memory may answer for the server: permissions that this run has asked for, and nothing else.
//!
//! A browser remembers what a preflight allowed, as long as the server says (Fetch standard, "CORS-preflight cache"), and
//! every request that asks past its caches pays a round trip for a preflight of its own (measured in Chromium 156 and
//! Firefox 153). So a message of the run goes as any client's does once its method and all of its headers were permitted in
//! this run: what is older than the run never stands in for the server, and a healthy one is asked as little as by any
//! other client.

use super::Plan;
use crate::protocol::http::Headers;
use crate::trace::exchange::Exchange;
use crate::trace::transcript::Origin;
use crate::trace::wire::{CacheMode, Request, ResponseKind};

impl Plan<'_> {
    /// How a message to the server goes.
    pub(super) fn cache_mode(&self, request: &Request) -> CacheMode {
        let exchanges = self.recording.exchanges.iter();
        let permitted: Vec<&Exchange> = exchanges
            .filter(|exchange| is_permitted(exchange) && exchange.request.url == request.url)
            .collect();
        let needs = |name: &String| {
            let mut permitted = permitted.iter();
            permitted.any(|exchange| exchange.request.headers.contains(name))
        };
        let is_method_known = is_safelisted(&request.method)
            || permitted
                .iter()
                .any(|exchange| exchange.request.method == request.method);
        match is_method_known && preflighted_headers(&request.headers).iter().all(needs) {
            true => CacheMode::Default,
            false => CacheMode::Reload,
        }
    }
}

/// Whether the browser let this request pass, whatever the server made of it. An opaque answer was asked for without
/// permission.
fn is_permitted(exchange: &Exchange) -> bool {
    let head = exchange.head.as_ref();
    exchange.origin == Origin::Live && head.is_some_and(|head| head.kind != ResponseKind::Opaque)
}

/// Methods that need no permission (Fetch standard, "CORS-safelisted method"), as far as the run sends them.
fn is_safelisted(method: &str) -> bool {
    matches!(method, "GET" | "POST")
}

/// The headers of a request that its preflight has to allow (Fetch standard, "CORS-unsafe request-header
/// names"). `Accept` as MCP sends it is safelisted.
/// `Content-Type` stays, as `application/json` is not among its safelisted values.
pub(in crate::engine) fn preflighted_headers(headers: &Headers) -> Vec<String> {
    let names = headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    names
        .filter(|name| {
            !matches!(
                name.as_str(),
                "accept" | "accept-language" | "content-language"
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{Came, Ground, SERVER, exchange};
    use crate::trace::purpose::Purpose;
    use crate::trace::recording::Recording;
    use crate::trace::vantage::Options;

    fn request(method: &str, headers: &[&str]) -> Request {
        Request {
            method: method.to_owned(),
            headers: headers.iter().map(|name| (*name, "x")).collect(),
            ..Request::get(SERVER)
        }
    }

    #[test]
    fn what_was_permitted_in_this_run_is_not_asked_again() {
        const FIRST: &[&str] = &["accept", "content-type", "mcp-method"];
        let ground = Ground::new(Options::default());
        // What came of the first request; the second; how it goes.
        #[rustfmt::skip]
        let rows = [
            (Came::Nothing, request("POST", &["content-type"]), CacheMode::Reload),
            (Came::Failure, request("POST", &["content-type"]), CacheMode::Reload),
            (Came::Answer(404, &[], ""), request("POST", &["content-type"]), CacheMode::Default),
            (Came::Answer(200, &[], ""), request("POST", FIRST), CacheMode::Default),
            (Came::Answer(200, &[], ""), request("POST", &["content-type", "mcp-session-id"]), CacheMode::Reload),
            (Came::Answer(200, &[], ""), request("GET", &["accept"]), CacheMode::Default),
            (Came::Answer(200, &[], ""), request("DELETE", &["content-type"]), CacheMode::Reload),
            (Came::Answer(200, &[], ""), Request { url: format!("{SERVER}/v2"), ..request("POST", FIRST) }, CacheMode::Reload),
        ];
        for (index, (came, second, mode)) in rows.into_iter().enumerate() {
            let mut recording = Recording::default();
            let first = request("POST", FIRST);
            exchange(&mut recording, Purpose::Discover, first, came);
            let plan = ground.plan(&recording);
            assert_eq!(plan.cache_mode(&second), mode, "row {index}");
        }
    }

    #[test]
    fn accept_needs_no_permission() {
        let sent = [
            ("Accept", "*/*"),
            ("Content-Type", "application/json"),
            ("X-Key", "k"),
        ];
        let names = preflighted_headers(&sent.into_iter().collect());
        assert_eq!(names, ["content-type", "x-key"]);
    }
}
