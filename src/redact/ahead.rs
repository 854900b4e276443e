//! What comes next in a text, remembered: a scan that asks for the end of each candidate reads every byte once, however many
//! candidates share an end.

use super::secret::{self, TAG};

/// Longer values are judged by their beginning.
const LONGEST_GUESS: usize = 8_192;

/// What is looked for.
#[derive(Clone, Copy, Eq, PartialEq)]
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
    /// How many more may be looked at before a rest.
    room: usize,
    /// A search that had no room left.
    begun: Option<Search>,
}

/// So many bytes are looked at ahead before a rest.
const ROOM: usize = 64 << 10;

/// A search for a stop, as far as it got.
struct Search {
    stop: Stop,
    from: usize,
    /// Behind the last place that was none.
    at: usize,
    /// Up to here nothing stands that could be one.
    to: usize,
}

impl<'a> Ahead<'a> {
    pub fn new(text: &'a [u8]) -> Ahead<'a> {
        Ahead {
            text,
            seen: [None; STOPS],
            dull: [None; STOPS],
            work: 0,
            room: ROOM,
            begun: None,
        }
    }

    /// After a rest: a search that was begun goes on. How many bytes were looked at since the last one.
    pub fn make_room(&mut self) -> usize {
        ROOM - std::mem::replace(&mut self.room, ROOM)
    }

    /// Whether there was no room for what was asked for last: what was answered means nothing, and has to be asked again
    /// after a rest.
    pub fn is_out(&self) -> bool {
        self.room == 0
    }

    /// The next place from here on; the length of the text where there is none.
    pub fn next(&mut self, stop: Stop, from: usize) -> usize {
        let seen = self.seen.get(stop.place()).copied().flatten();
        if let Some((_, at)) = seen.filter(|(begun, at)| (*begun..=*at).contains(&from)) {
            return at;
        }
        let Some(at) = self.search(stop, from) else {
            return from;
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
        if self.is_out() {
            return false;
        }
        if let Some(dull) = self.dull.get_mut(place).filter(|_| !looks_secret) {
            *dull = Some(to);
        }
        looks_secret
    }

    /// Searches as far as there is room: on where the same search had none left.
    fn search(&mut self, stop: Stop, from: usize) -> Option<usize> {
        if self.is_out() {
            return None;
        }
        let is_same = |begun: &Search| begun.stop == stop && begun.from == from;
        let begun = self.begun.take().filter(is_same);
        let mut search = begun.unwrap_or(Search {
            stop,
            from,
            at: from,
            to: from,
        });
        while self.room > 0 {
            let place = self.candidate(&mut search);
            if let Some(found) = place.and_then(|place| self.found(&mut search, place)) {
                return Some(found);
            }
        }
        self.begun = Some(search);
        None
    }

    /// The next place that may be one, or the end of the text; nothing where there was no room to come so far.
    fn candidate(&mut self, search: &mut Search) -> Option<usize> {
        let end = self.text.len().min(search.to + self.room);
        let rest = self.text.get(search.to..end).unwrap_or_default();
        let found = rest.iter().position(|byte| search.stop.is(*byte));
        let looked_at = found.map_or(rest.len(), |found| found + 1);
        // The end of the text takes no room, so that it is always come to.
        self.room -= looked_at;
        search.to += found.unwrap_or(rest.len());
        (found.is_some() || end == self.text.len()).then_some(search.to)
    }

    /// Where the search ends, if this place is one.
    fn found(&self, search: &mut Search, place: usize) -> Option<usize> {
        let found = match search.stop {
            Stop::Quote(depth) => self.quote((1 << depth) - 1, search.at, place),
            Stop::Tag => self.is_tag(place).then_some(place),
            _ => Some(place),
        };
        search.to = place + 1;
        search.at = search.to;
        found
    }

    fn is_tag(&self, place: usize) -> bool {
        let rest = self.text.get(place..).unwrap_or_default();
        rest.is_empty() || rest.starts_with(TAG.as_bytes())
    }

    /// With d backslashes before the first quote, a quote inside the value has more of them (2d + 1), and so has the last
    /// one where the value ends with a backslash.
    fn quote(&self, depth: usize, from: usize, end: usize) -> Option<usize> {
        let before = self.text.get(from..end).unwrap_or_default();
        let slashes = before.iter().rev().take_while(|b| **b == b'\\').count();
        let is_quote = self.text.get(end) == Some(&b'"');
        let ends = !is_quote || slashes % (2 * (depth + 1)) == depth;
        ends.then(|| end - slashes.min(depth))
    }
}
