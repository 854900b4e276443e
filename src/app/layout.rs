//! Where things stand along the time axis. What was pasted has no times of this run, and minutes may have passed
//! before it came: it stands behind the live part, in its order. The user's own time is cut out.

use super::scale::{Axis, duration};
use crate::report::waits::Waits;
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
    waits: Waits,
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
        let waits = Waits::of(&report.transcript);
        let now = now.map(|now| waits.without(now));
        let over = waits.without(report.duration_ms);
        let is_live = |exchange: &&ExchangeReport| exchange.origin == Origin::Live;
        let (live, pasted): (Vec<_>, Vec<_>) = report.exchanges.iter().partition(is_live);
        let ends = live.iter().filter_map(|exchange| exchange.timing.end_ms);
        let ends = ends.map(|end| waits.without(end));
        let pasted: Vec<Id> = pasted.iter().map(|exchange| exchange.id).collect();
        let until = now.or(pasted.is_empty().then_some(over));
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
            now: now.unwrap_or(over),
            live,
            slot,
            pasted,
            waits,
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
                let at = |ms: f64| self.waits.without(ms);
                let start = at(timing.start_ms);
                let end = timing.end_ms.map_or(self.now.max(start), at);
                Span {
                    start,
                    first: timing.first_byte_ms.map_or(end, at),
                    end,
                }
            }
        }
    }

    /// Where a moment of the drawing stands, from 0 to 100.
    pub(crate) fn percent(&self, ms: f64) -> f64 {
        self.axis.percent(ms)
    }

    /// Where a lane's end stands: one that pasted evidence settled, at the beginning of the pasted part.
    pub(crate) fn end_of_lane(&self, ms: f64) -> f64 {
        match self.is_pasted(ms) {
            true => self.live * 1.05,
            false => self.waits.without(ms),
        }
    }

    /// Whether this moment came after the live part, by pasted evidence.
    pub(crate) fn is_pasted(&self, ms: f64) -> bool {
        !self.pasted.is_empty() && self.waits.without(ms) > self.live + 1.0
    }

    /// The labels of the axis; the pasted part has one of its own.
    pub(crate) fn labels(&self) -> Vec<(f64, String)> {
        // Decided without any network: there is no time to measure.
        if self.live < 1.0 && self.pasted.is_empty() {
            return Vec::new();
        }
        let mut labels = self.axis.ticks();
        for wait in self.waits.iter() {
            let at = self.percent(self.waits.without(wait.from));
            labels.retain(|(other, _)| (at - other).abs() > 9.0);
            labels.push((at, format!("you: {}", duration(wait.length))));
        }
        if !self.pasted.is_empty() {
            let from = self.percent(self.live * 1.05);
            labels.retain(|(at, _)| *at < from - 8.0);
            labels.push((from + 3.0, "pasted".to_owned()));
        }
        labels
    }
}
