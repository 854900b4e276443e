//! The page within another one.

use super::facts::wants_credentials;
use super::state::AppState;
use crate::report::Report;

/// What a reader must know about the frame before anything else.
pub fn notice(state: &AppState) -> Option<&'static str> {
    let frame = state.frame.as_ref()?;
    let report = state.run().report.as_ref();
    let says = |says: fn(&Report) -> bool| report.is_some_and(|report| says(report));
    if frame.needs_secrets || says(wants_credentials) {
        Some("This server requires sign-in. Open in Faultfinder to continue.")
    } else if says(|report| report.code.as_deref() == Some("reach/local-network-denied")) {
        Some(
            "A page that shows this in a frame must let the frame into your network too: allow=\"local-network; loopback-network\". Or open it in Faultfinder.",
        )
    } else if frame.has_no_origin {
        Some(
            "This frame has no origin of its own, because its sandbox lacks allow-same-origin: a server may refuse it and accept Faultfinder.",
        )
    } else {
        None
    }
}
