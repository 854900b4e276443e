//! How much work a text may take. Everything here is linear in the length of a text, and this holds it to that: what took more
//! would be withheld, and the page goes on.

/// Steps for each byte of a text: many times what prose takes, and more than the worst text does that the tests make.
pub const PER_BYTE: u64 = 128;

/// A text with nothing in it takes some, too.
const AT_LEAST: u64 = 4_096;

/// The steps that were taken, and how many may be.
#[derive(Debug)]
pub struct Work {
    /// Bytes looked at, and moves of the automaton.
    pub done: u64,
    most: u64,
}

impl Work {
    /// For a text of this length.
    pub fn on(bytes: usize, per_byte: u64) -> Work {
        Work {
            done: 0,
            most: (bytes as u64 * per_byte).saturating_add(AT_LEAST.min(per_byte * AT_LEAST)),
        }
    }

    /// Whether to stop.
    pub fn is_over(&self) -> bool {
        self.done > self.most
    }
}
