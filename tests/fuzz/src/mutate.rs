//! Inputs that somebody changed at random. The same seed makes the same ones.

use std::path::Path;

use crate::corpus;

/// A small generator of numbers (Marsaglia, "Xorshift RNGs"). It never leaves 0.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// The input at this place, in turn, changed once to four times.
    pub fn changed(&mut self, inputs: &[Vec<u8>], place: usize) -> Vec<u8> {
        let mut input = inputs[place % inputs.len()].clone();
        let other = &inputs[self.below(inputs.len())];
        for _ in 0..=self.below(4) {
            self.change(&mut input, other);
        }
        input
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

/// The kept inputs of a target; of `link` also the links of every version.
pub fn inputs(target: &str) -> Vec<Vec<u8>> {
    let mut inputs = corpus::kept(target).expect("the corpus");
    if target == "link" {
        inputs.extend(links());
    }
    inputs
}

fn links() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../links");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|file| file.path()).collect();
    // Directories have no order of their own.
    paths.sort();
    let texts = paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    let words = texts.flat_map(|text| {
        let words: Vec<Vec<u8>> = text.split_whitespace().map(Into::into).collect();
        words
    });
    words.collect()
}
