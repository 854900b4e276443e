//! Every kept input in every test run, as it was kept and once more with something changed in it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use faultfinder_fuzz::{TARGETS, Target, corpus};

/// A hundred times what the slowest of them takes, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// What the corpus may weigh.
const MOST_BYTES: usize = 1_500_000;

/// The inputs of a target, each with the place where it is kept.
fn kept(target: &Target) -> Vec<(String, Vec<u8>)> {
    let inputs = corpus::kept(target.name);
    let inputs = inputs.unwrap_or_else(|error| panic!("the corpus of {}: {error}", target.name));
    let placed = |(index, input)| (format!("corpus/{}.txt:{}", target.name, index + 1), input);
    inputs.into_iter().enumerate().map(placed).collect()
}

/// Whether the target takes this, and in time.
fn survives(target: &Target, input: &[u8]) -> bool {
    let began = Instant::now();
    catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_ok() && began.elapsed() < LONGEST
}

#[test]
fn every_kept_input_is_survived() {
    let mut broken = Vec::new();
    for target in &TARGETS {
        for (place, input) in kept(target) {
            if !survives(target, &input) {
                broken.push(place);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Always the same changes, so that what fails once fails again.
#[test]
fn changed_inputs_are_survived() {
    let mut broken = Vec::new();
    for target in &TARGETS {
        let kept = kept(target);
        for (index, (place, input)) in kept.iter().enumerate() {
            let (_, other) = &kept[(index * 7 + 3) % kept.len()];
            let changed = changed(input, other, index);
            if !survives(target, &changed) {
                let changed = String::from_utf8_lossy(&changed).into_owned();
                broken.push((place.clone(), changed));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The input with a piece of another one in it, and one byte otherwise.
fn changed(input: &[u8], other: &[u8], seed: usize) -> Vec<u8> {
    let mut state = seed as u32 ^ 0x9e37_79b9;
    let mut below = |end: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % (end + 1)
    };
    let from = below(other.len());
    let to = from + below((other.len() - from).min(40));
    let at = below(input.len());
    let end = at + below((input.len() - at).min(40));
    let mut changed = input.to_vec();
    changed.splice(at..end, other[from..to].iter().copied());
    if !changed.is_empty() {
        let place = below(changed.len() - 1);
        changed[place] ^= 1 << below(7);
    }
    changed
}

/// No file is left behind by a target that was renamed, and the corpus stays small.
#[test]
fn the_corpus_is_that_of_the_targets() {
    let entries = fs::read_dir(corpus::folder()).expect("the corpus");
    for path in entries.flatten().map(|entry| entry.path()) {
        let known = |target: &Target| path == corpus::file(target.name);
        assert!(TARGETS.iter().any(known), "{}", path.display());
    }
    let inputs = TARGETS.iter().flat_map(kept);
    let bytes: usize = inputs.map(|(_, input)| input.len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}

/// Whoever adds an input by hand puts it where the fuzzer would have.
#[test]
fn the_corpus_is_in_order() {
    for target in &TARGETS {
        let text = fs::read_to_string(corpus::file(target.name)).expect("the corpus");
        let inputs = kept(target).into_iter().map(|(_, input)| input);
        assert!(corpus::pack(inputs) == text, "{}", target.name);
    }
}
