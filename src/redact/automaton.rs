//! Finds all known secrets in one pass over a text, however many there are and whatever the text is (Aho and Corasick,
//! "Efficient string matching: an aid to bibliographic search", 1975).
//!
//! Our own, because the crate of that name brings searchers for every kind of input and processor. Here bytes are
//! compared without regard to case, because servers quote headers in either, and `+` counts as the space that it is in
//! a form.

use super::work::Work;

/// So many steps it takes to add a node.
const PER_NODE: u64 = 16;

/// A set of texts, prepared.
#[derive(Default)]
pub struct Automaton {
    /// The byte that leads to each node. Nodes are numbered level by level: the children of one stand side by side, in
    /// the order of their bytes.
    bytes: Vec<u8>,
    /// Where the children of each node begin. They end where those of the next one begin.
    children: Vec<u32>,
    /// The node of the longest other path that the path to this one ends with.
    fallback: Vec<u32>,
    /// The longest text that ends at each node, as its place from 1; 0 where none does.
    found: Vec<u32>,
    /// How long each text is.
    lengths: Vec<u32>,
    /// The children of the root, by byte: most bytes of a text lead there.
    beginnings: Vec<u32>,
}

/// Where no text has begun.
pub const ROOT: u32 = 0;

impl Automaton {
    /// Prepares texts that are folded, sorted, and no two the same.
    pub async fn new(texts: &[Vec<u8>], work: &mut Work) -> Automaton {
        let mut built = Automaton {
            bytes: vec![0],
            fallback: vec![ROOT],
            lengths: texts.iter().map(|text| text.len() as u32).collect(),
            ..Automaton::default()
        };
        // The texts that begin with the path to each node.
        let mut ranges = vec![(0, texts.len() as u32)];
        let (mut node, mut depth, mut level) = (0, 0, 1);
        while let Some(&range) = ranges.get(node) {
            if node == level {
                depth += 1;
                level = ranges.len();
            }
            built.add_node(node, depth, texts, range, &mut ranges);
            node += 1;
            work.rest(PER_NODE).await;
        }
        built.children.push(ranges.len() as u32);
        built.beginnings = (0..=u8::MAX)
            .map(|byte| built.child(ROOT, byte).unwrap_or(ROOT))
            .collect();
        built
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    fn add_node(
        &mut self,
        node: usize,
        depth: usize,
        texts: &[Vec<u8>],
        (from, to): (u32, u32),
        ranges: &mut Vec<(u32, u32)>,
    ) {
        let text = |at: u32| texts.get(at as usize).map_or(&[][..], Vec::as_slice);
        let mut at = from;
        // They are sorted: the one that ends here is the first.
        let mut found = at32(&self.found, at32(&self.fallback, node as u32));
        if node > 0 && text(at).len() == depth {
            at += 1;
            found = at;
        }
        self.found.push(found);
        self.children.push(ranges.len() as u32);
        while at < to
            && let Some(&byte) = text(at).get(depth)
        {
            let begun = at;
            while at < to && text(at).get(depth) == Some(&byte) {
                at += 1;
            }
            ranges.push((begun, at));
            self.bytes.push(byte);
            let fallback = match node {
                0 => ROOT,
                _ => self.follow(at32(&self.fallback, node as u32), byte, &mut 0),
            };
            self.fallback.push(fallback);
        }
    }

    /// The node after this byte. `work` counts what that took: over a text, at most two for each byte.
    pub fn step(&self, node: u32, byte: u8, work: &mut u64) -> u32 {
        self.follow(node, fold(byte), work)
    }

    fn follow(&self, mut node: u32, byte: u8, work: &mut u64) -> u32 {
        loop {
            *work += 1;
            if node == ROOT && !self.beginnings.is_empty() {
                return at32(&self.beginnings, u32::from(byte));
            }
            match self.child(node, byte) {
                Some(child) => return child,
                None if node == ROOT => return ROOT,
                None => node = at32(&self.fallback, node),
            }
        }
    }

    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        let from = *self.children.get(node as usize)? as usize;
        let to = self.children.get(node as usize + 1);
        let to = to.map_or(self.bytes.len(), |to| *to as usize);
        let place = self.bytes.get(from..to)?.binary_search(&byte).ok()?;
        Some((from + place) as u32)
    }

    /// The longest text that ends at a node: its place among the texts, and its length.
    pub fn ending(&self, node: u32) -> Option<(usize, usize)> {
        let place = at32(&self.found, node).checked_sub(1)?;
        Some((place as usize, at32(&self.lengths, place) as usize))
    }
}

/// What bytes are compared as.
pub fn fold(byte: u8) -> u8 {
    match byte {
        b'+' => b' ',
        _ => byte.to_ascii_lowercase(),
    }
}

fn at32(list: &[u32], place: u32) -> u32 {
    list.get(place as usize).copied().unwrap_or_default()
}
