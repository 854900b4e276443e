//! Links and files that anybody may have changed: ten thousand of them, always the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use faultfinder_fuzz::work::worst_cases::cost;
use faultfinder_fuzz::{corpus, target};

/// The page stands still for no longer, in a build that is some twenty times slower than it.
const LONGEST: Duration = Duration::from_secs(1);

/// A small generator of numbers (Marsaglia, "Xorshift RNGs").
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// Cut, doubled, with a byte otherwise, or with a piece of another.
    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let (from, to) = (self.below(input.len()), self.below(input.len()));
        let (from, to) = (from.min(to), from.max(to));
        match self.below(5) {
            0 => input.truncate(to),
            1 => drop(input.drain(from..to)),
            2 => {
                let piece = input[from..to].to_vec();
                input.splice(to..to, piece.repeat(1 + self.below(20)));
            }
            3 => {
                let begun = self.below(other.len());
                input.splice(from..to, other[begun..].iter().copied());
            }
            _ => {
                if let Some(byte) = input.get_mut(from) {
                    *byte = self.below(256) as u8;
                }
            }
        }
    }
}

/// The kept inputs of a target, and the links of every version.
fn inputs(name: &str) -> Vec<Vec<u8>> {
    let mut inputs = corpus::kept(name).expect("the corpus");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../links");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let texts = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    let links = texts.flat_map(|text| {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        words
    });
    if name == "link" {
        inputs.extend(links.map(String::into_bytes));
    }
    inputs
}

fn survives(name: &str, count: usize) {
    let target = target(name).expect("a target");
    let inputs = inputs(name);
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut broken = Vec::new();
    for place in 0..count {
        let mut input = inputs[place % inputs.len()].clone();
        let other = &inputs[numbers.below(inputs.len())];
        for _ in 0..=numbers.below(4) {
            numbers.change(&mut input, other);
        }
        let mut is_sound = false;
        let took = cost(1, || {
            is_sound = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_ok();
        });
        if !is_sound || took > LONGEST {
            broken.push((took, String::from_utf8_lossy(&input).into_owned()));
        }
    }
    assert!(broken.is_empty(), "{}: {broken:#?}", broken.len());
}

#[test]
fn seven_thousand_changed_links_are_survived() {
    survives("link", 7_000);
}

#[test]
fn three_thousand_changed_files_are_survived() {
    survives("recorded", 3_000);
}
