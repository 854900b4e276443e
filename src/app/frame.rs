//! The page within another one.
//!
//! A host page may move the focus into the frame while its reader types, and the reader's next key would be the frame's.
//! So the focus goes to the bar around the button, which no key presses, and which a screen reader names; and until the
//! reader has settled there, [`KeyGuard`] keeps from the page what could press anything.

use super::facts::wants_credentials;
use super::state::AppState;
use crate::report::Report;

/// What a reader must know about the frame before anything else.
pub(crate) fn notice(state: &AppState) -> Option<&'static str> {
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

/// Whether what there is to do names controls that only the whole page has.
pub fn needs_whole_page(how_to_fix: &str) -> bool {
    const CONTROLS: [&str; 5] = [
        "Faultfinder",
        "paste the output",
        "Sign in",
        "sign-in request",
        "a terminal on this",
    ];
    CONTROLS.iter().any(|control| how_to_fix.contains(control))
}

/// How long a key may still have been meant for the page that had the focus before, in milliseconds. People take a
/// quarter of a second to see a change, and as long to hold back a key.
const SETTLES: f64 = 500.0;

/// After the host page has moved the focus into the frame: nothing is pressed by key until the reader has pointed at the
/// frame, or has released a key here that was none of those on their way.
#[derive(Debug, Default)]
pub struct KeyGuard {
    /// Since when, by the clock of the events.
    since: Option<f64>,
}

impl KeyGuard {
    /// The host has moved the focus.
    pub fn raise(&mut self, now: f64) {
        self.since = Some(now);
    }

    /// The reader acts here, by pointer.
    pub fn lower(&mut self) {
        self.since = None;
    }

    /// Whether a key is kept from the page. Only those that press something are: Tab moves on, as ever.
    pub fn refuses(&mut self, key: &str, is_released: bool, now: f64) -> bool {
        let Some(since) = self.since else {
            return false;
        };
        if is_released && now - since >= SETTLES {
            self.lower();
        }
        matches!(key, "Enter" | " ")
    }
}
