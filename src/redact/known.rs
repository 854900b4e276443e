//! Where known secrets stand in a text: as they are, in escapes, in base64, in hexadecimal digits, and backwards.
//!
//! It is the text that is decoded, and not the secrets that are encoded: so a part of a larger text that was encoded is found
//! as well, at any offset and in any mix of upper and lower case.

use super::automaton::{Automaton, ROOT};
use super::view::View;
use super::work::Work;

/// A place where a known secret stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span {
    pub from: usize,
    pub to: usize,
    /// Which one: its place among the texts of the automaton.
    pub text: usize,
}

/// The shortest text in base64 that holds eight bytes whole.
const BASE64: usize = 11;

/// Two digits for each of eight bytes.
const HEX: usize = 16;

/// All places, in no order; some may overlap. `work` counts the steps.
pub fn places(automaton: &Automaton, text: &[u8], work: &mut Work) -> Vec<Span> {
    if automaton.is_empty() {
        return Vec::new();
    }
    let mut spans = Vec::new();
    // `%4d` may be an escape, or a percent sign before hexadecimal digits: each reading counts.
    for view in View::readings(text) {
        work.done += view.bytes.len() as u64;
        let mut search = Search {
            automaton,
            view: &view,
            spans,
            work,
        };
        search.in_every_form();
        spans = search.spans;
    }
    spans
}

struct Search<'a> {
    automaton: &'a Automaton,
    view: &'a View<'a>,
    spans: Vec<Span>,
    work: &'a mut Work,
}

impl<'a> Search<'a> {
    fn in_every_form(&mut self) {
        self.forwards();
        self.backwards();
        self.runs(BASE64, |byte| sextet(byte).is_some(), Search::base64);
        self.runs(HEX, |byte| hex(byte).is_some(), Search::hex);
    }

    fn forwards(&mut self) {
        let mut node = ROOT;
        for (at, byte) in self.view.bytes.iter().enumerate() {
            if self.work.is_over() {
                break;
            }
            node = self.automaton.step(node, *byte, &mut self.work.done);
            if let Some((text, length)) = self.automaton.ending(node) {
                self.found(text, at + 1 - length, at + 1);
            }
        }
    }

    fn backwards(&mut self) {
        let mut node = ROOT;
        for (at, byte) in self.view.bytes.iter().enumerate().rev() {
            if self.work.is_over() {
                break;
            }
            node = self.automaton.step(node, *byte, &mut self.work.done);
            if let Some((text, length)) = self.automaton.ending(node) {
                self.found(text, at, at + length);
            }
        }
    }

    /// Looks closely at each run of such bytes that is long enough.
    fn runs(
        &mut self,
        shortest: usize,
        belongs: fn(u8) -> bool,
        look: fn(&mut Self, usize, &'a [u8]),
    ) {
        let bytes: &'a [u8] = &self.view.bytes;
        self.work.done += bytes.len() as u64;
        let mut from = 0;
        while let Some(rest) = bytes.get(from..).filter(|rest| !rest.is_empty())
            && !self.work.is_over()
        {
            let ended = rest.iter().position(|byte| !belongs(*byte));
            let length = ended.unwrap_or(rest.len());
            if length >= shortest {
                look(self, from, rest.get(..length).unwrap_or_default());
            }
            from += length + 1;
        }
    }

    /// Four letters hold three bytes. Where the first of them stands is not to be seen in the middle of a text.
    fn base64(&mut self, start: usize, run: &[u8]) {
        for skipped in 0..4 {
            let (mut node, mut bits, mut read) = (ROOT, 0_u32, 0);
            let letters = run.iter().skip(skipped).filter_map(|byte| sextet(*byte));
            for (at, six) in letters.enumerate() {
                bits = bits << 6 | six;
                if at % 4 == 0 {
                    continue;
                }
                let byte = (bits >> (6 - 2 * (at % 4))) as u8;
                read += 1;
                node = self.automaton.step(node, byte, &mut self.work.done);
                if let Some((text, length)) = self.automaton.ending(node) {
                    // The first letter that holds a bit of it.
                    let first = (read - length) * 8 / 6;
                    self.found(text, start + skipped + first, start + skipped + at + 1);
                }
            }
        }
    }

    fn hex(&mut self, start: usize, run: &[u8]) {
        for skipped in 0..2 {
            let mut node = ROOT;
            let pairs = run.get(skipped..).unwrap_or_default().chunks_exact(2);
            for (at, pair) in pairs.enumerate() {
                let byte = pair
                    .iter()
                    .filter_map(|digit| hex(*digit))
                    .fold(0, |sum, digit| sum << 4 | digit);
                node = self.automaton.step(node, byte as u8, &mut self.work.done);
                if let Some((text, length)) = self.automaton.ending(node) {
                    let end = start + skipped + 2 * (at + 1);
                    self.found(text, end - 2 * length, end);
                }
            }
        }
    }

    /// Notes a place. A run of such places grows into one, so that there are never more of them than bytes between them.
    fn found(&mut self, text: usize, from: usize, to: usize) {
        let (from, to) = (self.view.source(from), self.view.source(to));
        let mut new = Span { from, to, text };
        while let Some(last) = self.spans.last().copied() {
            if last.to <= new.from || new.to <= last.from {
                break;
            }
            if new.from > last.from || (new.from == last.from && new.to <= last.to) {
                new.text = last.text;
            }
            new.from = new.from.min(last.from);
            new.to = new.to.max(last.to);
            self.spans.pop();
        }
        self.spans.push(new);
    }
}

/// Both alphabets (RFC 4648, 4 and 5).
fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

fn hex(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}
