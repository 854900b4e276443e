//! The time axis: how long it is, where a moment stands on it, and which moments are labelled.

/// A stretch of time that begins with the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    length: f64,
}

impl Axis {
    /// For a run that is over: the last moment stands close to the right edge.
    pub fn fitting(ms: f64) -> Axis {
        Axis {
            length: (ms * 1.04).max(10.0),
        }
    }

    /// For a run that is on: grows in leaps, so that bars move rarely.
    pub fn growing(ms: f64) -> Axis {
        let mut length = 100.0;
        while length < ms * 1.1 {
            length *= 2.0;
        }
        Axis { length }
    }

    /// The longer of two.
    pub(crate) fn or_longer(self, other: Axis) -> Axis {
        match other.length > self.length {
            true => other,
            false => self,
        }
    }

    /// Where a moment stands, from 0 to 100.
    pub fn percent(self, ms: f64) -> f64 {
        (ms / self.length * 100.0).clamp(0.0, 100.0)
    }

    /// Round moments, at most seven, with their labels; the first one bears the unit.
    pub fn ticks(self) -> Vec<(f64, String)> {
        let step = round_step(self.length / 5.0);
        let seconds = self.length >= 2_000.0;
        let mut ticks = Vec::new();
        let mut at = 0.0;
        while at < self.length * 0.97 && ticks.len() < 8 {
            ticks.push((self.percent(at), label(at, seconds)));
            at += step;
        }
        ticks
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= least {
        power *= 10.0;
    }
    let factors = [1.0, 2.0, 5.0, 10.0];
    let found = factors.into_iter().find(|factor| factor * power >= least);
    found.unwrap_or(10.0) * power
}

fn label(ms: f64, seconds: bool) -> String {
    match (ms == 0.0, seconds) {
        (true, true) => "0 s".to_owned(),
        (true, false) => "0 ms".to_owned(),
        (false, true) => trimmed(ms / 1_000.0),
        (false, false) => trimmed(ms),
    }
}

/// A length of time as people read it: `38 ms`, `1.2 s`.
pub fn duration(ms: f64) -> String {
    if ms < 999.5 {
        format!("{} ms", ms.round() as i64)
    } else {
        format!("{} s", trimmed(ms / 1_000.0))
    }
}

/// At most one decimal, and none that is zero. Integers only: formatting floats costs 10 kB of WebAssembly.
fn trimmed(number: f64) -> String {
    let tenths = (number * 10.0).round() as i64;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// A share of the axis as CSS writes it.
pub fn css_percent(percent: f64) -> String {
    let hundredths = (percent * 100.0).round() as i64;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
