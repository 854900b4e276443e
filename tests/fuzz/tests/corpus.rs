//! Every kept input in every test run, as it was kept and once more with something changed in it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use faultfinder_fuzz::{TARGETS, Target};

/// A hundred times what the slowest of them takes, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// What the corpus may weigh.
const MOST_BYTES: usize = 1_500_000;

/// The inputs of a target, in the order of their names.
fn kept(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = corpus().join(target.name);
    let entries = fs::read_dir(folder);
    let entries = entries.unwrap_or_else(|_| panic!("{} has no corpus", target.name));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let input = fs::read(&path).expect("an input");
        (path, input)
    };
    paths.into_iter().map(read).collect()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
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
        for (path, input) in kept(target) {
            if !survives(target, &input) {
                broken.push(path);
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
        for (index, (path, input)) in kept.iter().enumerate() {
            let (_, other) = &kept[(index * 7 + 3) % kept.len()];
            let changed = changed(input, other, index);
            if !survives(target, &changed) {
                broken.push((path.clone(), String::from_utf8_lossy(&changed).into_owned()));
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

/// No folder is left behind by a target that was renamed, and the corpus stays small.
#[test]
fn the_corpus_is_that_of_the_targets() {
    for folder in fs::read_dir(corpus()).expect("the corpus").flatten() {
        let name = folder.file_name();
        assert!(TARGETS.iter().any(|target| name == target.name), "{name:?}");
    }
    let inputs = TARGETS.iter().flat_map(kept);
    let bytes: usize = inputs.map(|(_, input)| input.len()).sum();
    assert!(bytes <= MOST_BYTES, "{bytes} bytes");
}
