//! The clock of one run. It stands still while the page is not let to run.

use std::cell::Cell;

/// By how much a timer may come late in a page that runs: in a tab that nobody looks at, timers go off once a second
/// (HTML standard, 8.7).
const LATE_MS: f64 = 2_000.0;

/// Milliseconds, never going back.
///
/// A computer that slept, or a tab that was frozen (Page Lifecycle), counts its time as passed while no answer could
/// be taken. To the server this time is not charged: that it was silent for so long would be said with certainty.
#[derive(Default)]
pub struct Clock {
    slept: Cell<f64>,
    /// When something last happened, on this clock.
    last: Cell<f64>,
    forgiven: Cell<bool>,
}

impl Clock {
    /// The time on this clock, in milliseconds, when the browser's says `now`.
    pub fn at(&self, now: f64) -> f64 {
        now - self.slept.get()
    }

    /// Something happens; a timer should have gone off at `due`. If that is long ago, the page did not run, and the
    /// clock goes on from what happened last. Returns whether it does. A timer that is late the second time in a row
    /// counts: a browser may hold up those of a hidden tab by a minute each, and a run has to end.
    pub fn wakes(&self, now: f64, due: Option<f64>) -> bool {
        let is_late = due.is_some_and(|due| self.at(now) > due + LATE_MS);
        let forgives = is_late && !self.forgiven.get();
        self.forgiven.set(is_late);
        if forgives {
            self.slept.set(now - self.last.get());
        }
        self.last.set(self.at(now));
        forgives
    }
}
