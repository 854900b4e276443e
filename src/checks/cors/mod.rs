//! Step 3, cross-origin access: what is odd about it although the session opened. What kept it
//! from opening is a fault of the engine (`explain/`), with evidence that is blind to the answer.

pub(super) mod errors_hidden;
pub(super) mod modern_headers_not_allowed;
pub(super) mod null_origin;

use crate::checks::case::{Case, is_live};
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{ProbeRequest, Purpose};

/// A `server/discover` whose answer the browser hid, on a server that `initialize` opened.
struct HiddenDiscover<'a> {
    discover: &'a Exchange,
    handshake: &'a Exchange,
    /// The headers that were then asked for one by one and failed alone: the preflight does not allow them.
    refused: Vec<(&'a str, &'a Exchange)>,
}

/// A server that merely does not know `server/discover` answers with an error that can be read.
fn hidden_discover<'a>(case: &Case<'a>) -> Option<HiddenDiscover<'a>> {
    let handshake = case
        .handshake
        .filter(|handshake| !handshake.is_modern() && is_live(handshake.exchange))?
        .exchange;
    // A session that was pasted or is modern says nothing of this. What came after the session opened was sent with the headers of the older revision.
    let before = case.recording.exchanges.iter();
    let before = before.filter(|exchange| exchange.id < handshake.id && exchange.failed_opaquely());
    let mut discovers = before.clone();
    let refused = before.filter_map(|exchange| match &exchange.purpose {
        Purpose::ProbeRequest {
            request: ProbeRequest::Header { name },
        } => Some((name.as_str(), exchange)),
        _ => None,
    });
    Some(HiddenDiscover {
        discover: discovers.find(|exchange| exchange.purpose == Purpose::Discover)?,
        handshake,
        refused: refused.collect(),
    })
}
