//! Where things stand along the time axis. What was pasted has no times of this run, and minutes may have passed
//! before it came: it stands behind the live part, in its order.

use super::scale::Axis;
use crate::report::{ExchangeReport, Report};
use crate::trace::transcript::Origin;
use crate::trace::wire::Id;

/// The places of one drawing.
pub(crate) struct Layout {
    axis: Axis,
    /// How far the run has got, while it is on.
    now: f64,
    /// Where the live part ends.
    live: f64,
    /// What each pasted exchange takes.
    slot: f64,
    pasted: Vec<Id>,
}

/// From when to when, and when the first byte came.
pub(crate) struct Span {
    pub(crate) start: f64,
    pub(crate) first: f64,
    pub(crate) end: f64,
}

impl Layout {
    /// `now` is given while the run is on.
    pub(crate) fn of(report: &Report, now: Option<f64>) -> Layout {
        let is_live = |exchange: &&ExchangeReport| exchange.origin == Origin::Live;
        let (live, pasted): (Vec<_>, Vec<_>) = report.exchanges.iter().partition(is_live);
        let ends = live.iter().filter_map(|exchange| exchange.timing.end_ms);
        let pasted: Vec<Id> = pasted.iter().map(|exchange| exchange.id).collect();
        let until = now.or(pasted.is_empty().then_some(report.duration_ms));
        let live = ends.fold(until.unwrap_or(0.0), f64::max);
        let slot = live.max(20.0) * (0.6 / pasted.len().max(1) as f64).min(0.09);
        let length = match pasted.len() {
            0 => live,
            count => live * 1.05 + slot * count as f64,
        };
        Layout {
            axis: if now.is_some() {
                Axis::growing(length)
            } else {
                Axis::fitting(length)
            },
            now: now.unwrap_or(report.duration_ms),
            live,
            slot,
            pasted,
        }
    }

    /// Two drawings that share the longer axis.
    pub(crate) fn pair(one: &Report, other: &Report) -> [Layout; 2] {
        let mut pair = [one, other].map(|report| Layout::of(report, None));
        let [first, second] = &mut pair;
        first.axis = first.axis.or_longer(second.axis);
        second.axis = first.axis;
        pair
    }

    /// When an exchange was, as far as this drawing goes.
    pub(crate) fn span(&self, exchange: &ExchangeReport) -> Span {
        let timing = &exchange.timing;
        match self.pasted.iter().position(|id| *id == exchange.id) {
            Some(place) => {
                let start = self.live * 1.05 + self.slot * place as f64;
                let end = start + self.slot * 0.8;
                Span {
                    start,
                    first: end,
                    end,
                }
            }
            None => {
                let end = timing
                    .end_ms
                    .unwrap_or_else(|| self.now.max(timing.start_ms));
                let first = timing.first_byte_ms.unwrap_or(end);
                Span {
                    start: timing.start_ms,
                    first,
                    end,
                }
            }
        }
    }

    /// Where a moment stands, from 0 to 100.
    pub(crate) fn percent(&self, ms: f64) -> f64 {
        self.axis.percent(ms)
    }

    /// Where a lane's end stands: one that pasted evidence settled, at the beginning of the pasted part.
    pub(crate) fn end_of_lane(&self, ms: f64) -> f64 {
        match self.is_pasted(ms) {
            true => self.live * 1.05,
            false => ms,
        }
    }

    /// Whether this moment came after the live part, by pasted evidence.
    pub(crate) fn is_pasted(&self, ms: f64) -> bool {
        !self.pasted.is_empty() && ms > self.live + 1.0
    }

    /// The labels of the axis; the pasted part has one of its own.
    pub(crate) fn labels(&self) -> Vec<(f64, String)> {
        // Decided without any network: there is no time to measure.
        if self.live < 1.0 && self.pasted.is_empty() {
            return Vec::new();
        }
        let mut labels = self.axis.ticks();
        if !self.pasted.is_empty() {
            let from = self.percent(self.live * 1.05);
            labels.retain(|(at, _)| *at < from - 8.0);
            labels.push((from + 3.0, "pasted".to_owned()));
        }
        labels
    }
}
