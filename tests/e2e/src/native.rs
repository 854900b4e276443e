//! How long the engine and the checks take natively on what the page recorded of each cause of the lab.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use faultfinder::report::compute;

use crate::kept::{Kept, all, replay};

const ROUNDS: usize = 5;
const SLOWEST: usize = 5;

/// Prints the median over all kept transcripts, and the slowest ones. No browser is needed.
pub fn print() {
    let build = if cfg!(debug_assertions) {
        "debug build"
    } else {
        "release build"
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcripts");
    let mut times: Vec<(f64, Kept)> = all(&folder)
        .into_iter()
        .map(|kept| (time(&kept), kept))
        .collect();
    times.sort_by(|a, b| b.0.total_cmp(&a.0));
    let median = times.get(times.len() / 2).map_or(0.0, |(ms, _)| *ms);
    println!(
        "\nEngine, checks and report of the {} kept transcripts, natively, best of {ROUNDS}, ms ({build})",
        times.len()
    );
    println!("  {:<38} {median:>8.2}", "median");
    for (ms, kept) in times.iter().take(SLOWEST) {
        let events = kept.transcript.events.len();
        let code = kept.content["expect"]["code"].as_str().unwrap_or("-");
        println!("  {:<38} {ms:>8.2}  {events} events  {code}", kept.name);
    }
}

/// The best of a few rounds: the others measure what else the machine was doing.
fn time(kept: &Kept) -> f64 {
    let round = |_| {
        let start = Instant::now();
        black_box(replay(&kept.transcript));
        black_box(compute(&kept.transcript));
        start.elapsed().as_secs_f64() * 1000.0
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}
