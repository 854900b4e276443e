//! The worst texts for a reader, made to size: what a grammar is made of, repeated, in pairs, and nested. A reader that goes
//! over a text again and again does so in one of these.

use std::time::{Duration, Instant};

/// This text over and over, cut to so many bytes.
pub fn repeated(text: &str, bytes: usize) -> String {
    let mut repeated = text.repeat(bytes / text.len().max(1) + 1);
    let end = (0..=bytes.min(repeated.len()))
        .rev()
        .find(|at| repeated.is_char_boundary(*at));
    repeated.truncate(end.unwrap_or_default());
    repeated
}

/// Half of it opens, half closes.
pub fn nested(open: &str, close: &str, bytes: usize) -> String {
    [repeated(open, bytes / 2), repeated(close, bytes / 2)].concat()
}

/// Each token by itself, and each with each other.
pub fn repetitions(tokens: &[&str]) -> Vec<String> {
    let pairs = tokens.iter().flat_map(|one| {
        let others = tokens.iter().filter(move |other| *other != one);
        others.map(move |other| [*one, *other].concat())
    });
    let single = tokens.iter().map(|token| (*token).to_owned());
    single.chain(pairs).collect()
}

/// What something costs: the time that this thread ran, whatever else the machine does; the least of some runs.
pub fn cost(runs: usize, mut work: impl FnMut()) -> Duration {
    let costs = (0..runs).map(|_| {
        let (clock, begun) = (Instant::now(), thread_time());
        work();
        match (begun, thread_time()) {
            (Some(begun), Some(ended)) => ended - begun,
            _ => clock.elapsed(),
        }
    });
    costs.min().unwrap_or_default()
}

/// How long this thread ran so far (Linux only).
fn thread_time() -> Option<Duration> {
    // The kernel counts when it switches threads, and at its ticks.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
