//! Where known secrets stand in a text: as they are, in escapes, in base64, in hexadecimal digits, and backwards.
//!
//! It is the text that is decoded, and not the secrets that are encoded: so a part of a larger text that was encoded is found
//! as well, at any offset and in any mix of upper and lower case.

use super::automaton::{Automaton, ROOT, fold};
use super::secret::FINDABLE;
use super::view::{DEPTH, View};
use super::work::{BLOCK, Work, at_once};

/// The texts by which a secret is looked for: as it is, and as it reads without escapes. A backslash at an end belongs to
/// what stands beside it.
pub fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let folded = |text: &[u8]| -> Vec<u8> { text.iter().copied().map(fold).collect() };
    let plain = folded(secret.trim_matches('\\').as_bytes());
    let mut work = Work::default();
    let unescaped = at_once(View::unescaped(secret.as_bytes(), &mut work));
    let unescaped = folded(&unescaped.bytes);
    let mut spellings = vec![plain];
    if !spellings.contains(&unescaped) {
        spellings.push(unescaped);
    }
    // A text is read backwards byte by byte, and whoever turned one around did so letter by letter.
    if !secret.is_ascii() {
        let backwards: String = secret.chars().rev().collect();
        spellings.push(folded(backwards.as_bytes()));
    }
    spellings.retain(|text| text.len() >= FINDABLE);
    spellings
}

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
pub async fn places(automaton: &Automaton, text: &[u8], work: &mut Work) -> Vec<Span> {
    if automaton.is_empty() {
        return Vec::new();
    }
    let mut spans = Vec::new();
    // `%4d` may be an escape, or a percent sign before hexadecimal digits: each reading counts.
    let mut reading = Some(View::plain(text));
    let mut depth = 0;
    while let Some(view) = reading {
        work.done += view.bytes.len() as u64;
        let mut search = Search {
            automaton,
            view: &view,
            spans,
            work,
        };
        search.in_every_form().await;
        spans = search.spans;
        depth += 1;
        reading = match depth > DEPTH {
            true => None,
            false => view.next_reading(work).await,
        };
    }
    spans
}

struct Search<'a> {
    automaton: &'a Automaton,
    view: &'a View<'a>,
    spans: Vec<Span>,
    work: &'a mut Work,
}

/// The form that a run of bytes may be in.
#[derive(Clone, Copy)]
enum Form {
    Base64,
    Hex,
}

/// What was read of a run so far.
#[derive(Default)]
struct Run {
    node: u32,
    bits: u32,
    /// Bytes that came out.
    read: usize,
}

impl<'a> Search<'a> {
    async fn in_every_form(&mut self) {
        let length = self.view.bytes.len();
        let starts = || (0..length).step_by(BLOCK);
        let mut node = ROOT;
        for from in starts() {
            node = self.forwards(node, from, length.min(from + BLOCK));
            self.work.rest(BLOCK as u64).await;
        }
        let mut node = ROOT;
        for from in starts().rev() {
            node = self.backwards(node, from, length.min(from + BLOCK));
            self.work.rest(BLOCK as u64).await;
        }
        self.runs(Form::Base64).await;
        self.runs(Form::Hex).await;
    }

    fn forwards(&mut self, mut node: u32, from: usize, to: usize) -> u32 {
        let view = self.view;
        for (at, byte) in (from..to).zip(view.bytes.get(from..to).unwrap_or_default()) {
            if self.work.is_over() {
                break;
            }
            node = self.automaton.step(node, *byte, &mut self.work.done);
            if let Some((text, length)) = self.automaton.ending(node) {
                self.found(text, at + 1 - length, at + 1);
            }
        }
        node
    }

    fn backwards(&mut self, mut node: u32, from: usize, to: usize) -> u32 {
        let view = self.view;
        let bytes = (from..to).zip(view.bytes.get(from..to).unwrap_or_default());
        for (at, byte) in bytes.rev() {
            if self.work.is_over() {
                break;
            }
            node = self.automaton.step(node, *byte, &mut self.work.done);
            if let Some((text, length)) = self.automaton.ending(node) {
                self.found(text, at, at + length);
            }
        }
        node
    }

    /// Looks closely at each run of bytes that may be in this form and is long enough.
    async fn runs(&mut self, form: Form) {
        let bytes: &'a [u8] = &self.view.bytes;
        let mut from = 0;
        while from < bytes.len() && !self.work.is_over() {
            let length = self.length_of_run(form, from).await;
            if length >= form.shortest() {
                let run = bytes.get(from..from + length).unwrap_or_default();
                self.run(form, from, run).await;
            }
            from += length + 1;
        }
    }

    async fn length_of_run(&mut self, form: Form, from: usize) -> usize {
        let bytes: &'a [u8] = &self.view.bytes;
        let mut length = 0;
        for block in bytes.get(from..).unwrap_or_default().chunks(BLOCK) {
            let ended = block.iter().position(|byte| !form.has(*byte));
            length += ended.unwrap_or(block.len());
            let steps = (ended.unwrap_or(block.len()) + 1) as u64;
            self.work.done += steps;
            self.work.rest(steps).await;
            if ended.is_some() {
                break;
            }
        }
        length
    }

    /// Where the first byte of it stands is not to be seen in the middle of a text.
    async fn run(&mut self, form: Form, start: usize, run: &[u8]) {
        for skipped in 0..form.offsets() {
            let mut state = Run::default();
            let mut at = start + skipped;
            for block in run.get(skipped..).unwrap_or_default().chunks(BLOCK) {
                match form {
                    Form::Base64 => self.base64(&mut state, start + skipped, at, block),
                    Form::Hex => self.hex(&mut state, at, block),
                }
                at += block.len();
                self.work.rest(block.len() as u64).await;
            }
        }
    }

    /// Four letters hold three bytes.
    fn base64(&mut self, state: &mut Run, start: usize, from: usize, block: &[u8]) {
        let letters = block.iter().filter_map(|byte| sextet(*byte));
        for (at, six) in (from - start..).zip(letters) {
            state.bits = state.bits << 6 | six;
            if at % 4 == 0 {
                continue;
            }
            let byte = (state.bits >> (6 - 2 * (at % 4))) as u8;
            state.read += 1;
            let work = &mut self.work.done;
            state.node = self.automaton.step(state.node, byte, work);
            if let Some((text, length)) = self.automaton.ending(state.node) {
                // The first letter that holds a bit of it.
                let first = (state.read - length) * 8 / 6;
                self.found(text, start + first, start + at + 1);
            }
        }
    }

    /// Two digits for a byte; a block has an even number of them.
    fn hex(&mut self, state: &mut Run, from: usize, block: &[u8]) {
        for (at, pair) in block.chunks_exact(2).enumerate() {
            let digits = pair.iter().filter_map(|digit| hex(*digit));
            let byte = digits.fold(0, |sum, digit| sum << 4 | digit);
            let work = &mut self.work.done;
            state.node = self.automaton.step(state.node, byte as u8, work);
            if let Some((text, length)) = self.automaton.ending(state.node) {
                let end = from + 2 * (at + 1);
                self.found(text, end - 2 * length, end);
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

impl Form {
    fn shortest(self) -> usize {
        match self {
            Form::Base64 => BASE64,
            Form::Hex => HEX,
        }
    }

    /// In how many ways a run may be cut into bytes.
    fn offsets(self) -> usize {
        match self {
            Form::Base64 => 4,
            Form::Hex => 2,
        }
    }

    fn has(self, byte: u8) -> bool {
        match self {
            Form::Base64 => sextet(byte).is_some(),
            Form::Hex => hex(byte).is_some(),
        }
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
