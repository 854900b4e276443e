//! Holds `stream/subscription-id`, `stream/subscription-not-asked`.
//!
//! What the acknowledgement of `subscriptions/listen` says (2026-07-28
//! `basic/patterns/subscriptions`): it carries the request's id as the id of the subscription,
//! and agrees to no more than was asked for.
//!
//! Silent: where there is no acknowledgement (`listen_not_acknowledged.rs`), and about kinds that
//! are agreed to as `false` or as an empty list.

use serde_json::Value;

use crate::checks::case::{Case, request_id};
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;

/// The notification that is looked at.
const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";
/// Where it names the subscription; `~1` stands for the slash of the name (RFC 6901, 3).
const ID: &str = "/_meta/io.modelcontextprotocol~1subscriptionId";

/// What the acknowledgement of `subscriptions/listen` says (2026-07-28 `basic/patterns/subscriptions`).
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.latest(&Purpose::Listen) else {
        return;
    };
    let params = exchange
        .messages
        .iter()
        .find_map(|(_, message)| match message {
            Message::Notification { method, params } if method == ACKNOWLEDGED => params.as_ref(),
            _ => None,
        });
    let Some(params) = params else { return };
    let wanted = request_id(exchange).map(|id| id.to_value());
    let actual = params.pointer(ID);
    // As JSON values: the number 2 and the text "2" are two ids.
    if actual != wanted.as_ref() {
        let in_words = |id: Option<&Value>| id.map_or("nothing".into(), |id| id.to_string());
        findings.add(
            Draft::new("stream/subscription-id")
                .value(Placeholder::FOUND, quote::inline(&in_words(actual)))
                .value(Placeholder::ASKED, in_words(wanted.as_ref()))
                .seen(
                    exchange.id,
                    Part::Body,
                    quote::cut(&params.to_string(), 300),
                ),
        );
    }
    let more = unasked(exchange, params);
    if !more.is_empty() {
        findings.add(
            Draft::new("stream/subscription-not-asked")
                .value(Placeholder::NAMES, quote::listed(&more))
                .seen(
                    exchange.id,
                    Part::Body,
                    quote::cut(&params.to_string(), 300),
                ),
        );
    }
}

/// Kinds of notifications that were agreed to, and not asked for.
fn unasked(exchange: &Exchange, params: &Value) -> Vec<String> {
    let body = exchange.request.body.as_deref().unwrap_or_default();
    let agreed = params.get("notifications").and_then(Value::as_object);
    // An entry that is off is a refusal, and refusing is allowed.
    let is_on = |value: &Value| match value {
        Value::Bool(on) => *on,
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    agreed
        .into_iter()
        .flatten()
        // What was asked for stands in the request's body by the same name.
        .filter(|(name, value)| is_on(value) && !body.contains(&format!("\"{name}\"")))
        .map(|(name, _)| name.clone())
        .collect()
}
