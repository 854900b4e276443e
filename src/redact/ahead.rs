//! What comes next in a text, remembered: a scan that asks for the end of each candidate reads every byte once, however many
//! candidates share an end.

use super::secret::{self, TAG};

/// Longer values are judged by their beginning.
const LONGEST_GUESS: usize = 8_192;

/// What is looked for.
#[derive(Clone, Copy)]
pub enum Stop {
    /// The end of a value of a form, in an address or in prose.
    Form,
    /// The same for a value that is a secret only if it looks like one.
    Guess,
    /// The end of a word in a line of headers or in prose.
    Word,
    /// The end of a line.
    Line,
    /// The end of a credential of a scheme (RFC 9110, 11.2 "token68").
    Credential,
    /// What no secret that is known by its looks can hold.
    Odd,
    Digit,
    Equals,
    /// The quote that ends a value whose first quote has so many backslashes before it: one less than two to this power.
    Quote(u32),
    Tag,
}

/// Deeper JSON in JSON is not told apart.
const DEPTHS: u32 = 7;

const STOPS: usize = 9 + DEPTHS as usize;

impl Stop {
    /// The stop of a value behind a quote with so many backslashes before it. JSON in JSON only makes numbers that are one less
    /// than a power of two; for any other it is the next that has the same ones.
    pub fn quote(slashes: usize) -> Stop {
        Stop::Quote((slashes + 1).ilog2().min(DEPTHS - 1))
    }

    fn place(self) -> usize {
        match self {
            Stop::Form => 0,
            Stop::Guess => 1,
            Stop::Word => 2,
            Stop::Line => 3,
            Stop::Credential => 4,
            Stop::Odd => 5,
            Stop::Digit => 6,
            Stop::Equals => 7,
            Stop::Tag => 8,
            Stop::Quote(depth) => 9 + depth as usize,
        }
    }

    fn is(self, byte: u8) -> bool {
        let ends_form = || byte <= b' ' || b"&;,\"'\\<>)]}#".contains(&byte);
        match self {
            Stop::Form => ends_form(),
            Stop::Guess => byte == b'=' || ends_form(),
            Stop::Word => b" ,;\r\n\"'\\".contains(&byte),
            Stop::Line => b"\r\n\"\\".contains(&byte),
            Stop::Credential => !(byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)),
            Stop::Odd => !secret::may_hold(byte),
            Stop::Digit => byte.is_ascii_digit(),
            Stop::Equals => byte == b'=',
            Stop::Quote(_) => matches!(byte, b'"' | b'\n' | b'\r'),
            Stop::Tag => byte == TAG.as_bytes()[0],
        }
    }
}

/// A text, and what was seen of it ahead.
pub struct Ahead<'a> {
    text: &'a [u8],
    /// For each stop: from where it was looked for last, and where it was found.
    seen: [Option<(usize, usize)>; STOPS],
    /// For each stop: the last end of a value that does not look like a secret. What is left of such a value does not either.
    dull: [Option<usize>; STOPS],
    /// How many bytes were looked at.
    pub work: u64,
}

impl<'a> Ahead<'a> {
    pub fn new(text: &'a [u8]) -> Ahead<'a> {
        Ahead {
            text,
            seen: [None; STOPS],
            dull: [None; STOPS],
            work: 0,
        }
    }

    /// The next place from here on; the length of the text where there is none.
    pub fn next(&mut self, stop: Stop, from: usize) -> usize {
        let seen = self.seen.get(stop.place()).copied().flatten();
        if let Some((_, at)) = seen.filter(|(begun, at)| (*begun..=*at).contains(&from)) {
            return at;
        }
        let at = match stop {
            Stop::Quote(depth) => self.quote(stop, (1 << depth) - 1, from),
            Stop::Tag => self.tag(from),
            _ => self.position(stop, from),
        };
        self.work += (at.saturating_sub(from) + 1) as u64;
        if let Some(seen) = self.seen.get_mut(stop.place()) {
            *seen = Some((from, at));
        }
        at
    }

    /// Whether a tag stands there already.
    pub fn has_tag(&mut self, from: usize, to: usize) -> bool {
        self.next(Stop::Tag, from) + TAG.len() <= to
    }

    /// Whether the value up to this stop looks like a secret.
    pub fn looks_secret(&mut self, stop: Stop, from: usize, to: usize) -> bool {
        let place = stop.place();
        let is_dull = self.dull.get(place).copied().flatten() == Some(to);
        let end = to.min(from + LONGEST_GUESS);
        if is_dull || self.next(Stop::Odd, from) < end {
            return false;
        }
        self.work += (end - from) as u64;
        let value = std::str::from_utf8(self.text.get(from..end).unwrap_or_default());
        let looks_secret = value.is_ok_and(secret::looks_secret);
        if let Some(dull) = self.dull.get_mut(place).filter(|_| !looks_secret) {
            *dull = Some(to);
        }
        looks_secret
    }

    fn position(&self, stop: Stop, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let found = rest.iter().position(|byte| stop.is(*byte));
        from + found.unwrap_or(rest.len())
    }

    fn tag(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            at = self.position(Stop::Tag, at);
            let rest = self.text.get(at..).unwrap_or_default();
            if rest.is_empty() || rest.starts_with(TAG.as_bytes()) {
                return at;
            }
            at += 1;
        }
    }

    /// With d backslashes before the first quote, a quote inside the value has more of them (2d + 1), and so has the last
    /// one where the value ends with a backslash.
    fn quote(&self, stop: Stop, depth: usize, from: usize) -> usize {
        let mut at = from;
        loop {
            let end = self.position(stop, at);
            let before = self.text.get(at..end).unwrap_or_default();
            let slashes = before.iter().rev().take_while(|b| **b == b'\\').count();
            let is_quote = self.text.get(end) == Some(&b'"');
            if !is_quote || slashes % (2 * (depth + 1)) == depth {
                return end - slashes.min(depth);
            }
            at = end + 1;
        }
    }
}
