//! Why an answer that was awaited is not there, where the exchange shows it: a sentence for the
//! fault, so that one cause stays one finding.
//!
//! The same defects have codes of their own where they do no harm (`across_steps/`); those checks
//! leave the exchange of a fault alone.

use crate::checks::across_steps::events::{is_no_message, other_name};
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::era::{MISSING_CAPABILITY, UNSUPPORTED_VERSION};
use crate::protocol::sse::Problem;
use crate::trace::exchange::Exchange;

/// The first hint that fits; they are ordered from what the server says itself to what has to be
/// guessed from its bytes. Empty where the exchange shows nothing of the kind.
pub fn for_exchange(exchange: &Exchange) -> &'static str {
    let messages = || exchange.messages.iter().map(|(_, message)| message);
    let events = || exchange.events.iter().map(|(_, event)| event);
    // Errors of 2026-07-28 that have nothing to do with a list.
    let coded = |number: i64| {
        messages()
            .any(|one| matches!(one, Message::Error { code: Some(code), .. } if *code == number))
    };
    if coded(MISSING_CAPABILITY) {
        "That code means that a client capability is missing; a list requires none."
    } else if coded(UNSUPPORTED_VERSION) {
        "That code means that the server does not support the revision, which it offered before."
    } else if messages().any(|one| matches!(one, Message::Error { id: None, .. })) {
        "Its error has no `id`, so that no client can tell which request it is for."
    } else if events().any(|event| other_name(exchange, event).is_some()) {
        "A message came in an event with another name than `message`; clients ignore it."
    } else if events().any(|event| is_no_message(exchange, event)) {
        "The data of an event is not a JSON-RPC message."
    } else if exchange.unfinished_event {
        "No empty line ends the last event, and clients drop an event without one."
    } else if exchange
        .sse_problems
        .iter()
        .any(|one| matches!(one, Problem::UnknownField { .. }))
    {
        "Lines of the stream do not begin with a field of an event, such as `data:`; clients skip them."
    } else {
        ""
    }
}
