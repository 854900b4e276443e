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

/// The one timer of a run, and when it is to go off on that clock.
#[derive(Default)]
pub struct Timer {
    /// Names it to the browser, until it has gone off.
    handle: Cell<Option<i32>>,
    due: Cell<Option<f64>>,
}

impl Timer {
    /// When it is to go off, or was.
    pub fn due(&self) -> Option<f64> {
        self.due.get()
    }

    /// Whether it will go off by then.
    pub fn goes_off_by(&self, at: f64) -> bool {
        self.handle.get().is_some() && self.due.get().is_some_and(|due| due <= at)
    }

    /// The browser has set it.
    pub fn set(&self, handle: Option<i32>, due: f64) {
        self.handle.set(handle);
        self.due.set(Some(due));
    }

    /// It has gone off, and has to be set anew. Its time may not have come by the clock: Chromium 156 is up to 0.1 ms early.
    pub fn went_off(&self) {
        self.handle.set(None);
    }

    /// It is not wanted any more. Returns what names it to the browser, if it has not gone off.
    pub fn take(&self) -> Option<i32> {
        self.due.set(None);
        self.handle.take()
    }
}
