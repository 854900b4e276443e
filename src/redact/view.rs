//! A text as it reads once it is decoded, with the place of each byte in the text as it was sent. So a secret is found in
//! the value, and cut out of what was written.

use std::borrow::Cow;

use super::work::{BLOCK, Work};

/// A text, decoded or as it is.
pub struct View<'a> {
    /// What it reads.
    pub bytes: Cow<'a, [u8]>,
    /// Where each byte was written, and where the text ends; empty where nothing was decoded.
    places: Vec<u32>,
}

/// What a few bytes of a text stand for.
struct Unit {
    bytes: [u8; 4],
    count: usize,
    /// How many bytes it is written with.
    length: usize,
}

/// Reads what stands at a place of a text.
type Reader = fn(&[u8], usize) -> Option<Unit>;

/// Escapes stand in escapes: JSON in a string of JSON, an address in the query of an address. Deeper ones stay.
pub const DEPTH: usize = 4;

impl<'a> View<'a> {
    /// The text as it is.
    pub fn plain(text: &'a [u8]) -> View<'a> {
        View {
            bytes: Cow::Borrowed(text),
            places: Vec::new(),
        }
    }

    /// With letters and digits that need no escape and have one: by `\u` (RFC 8259, 7) or `%` (RFC 3986, 2.3). Quotes, marks and
    /// the like stay escaped, so that the ends of values stand out.
    pub async fn of_words(text: &'a [u8], work: &mut Work) -> View<'a> {
        let view = View::plain(text);
        match has(text, b"\\%", work).await {
            true => view.decoded(word, work).await,
            false => view,
        }
    }

    /// Percent-decoded.
    pub async fn percent_decoded(self, work: &mut Work) -> View<'a> {
        self.repeatedly(b"%", percent_at, work).await
    }

    /// Without any escapes.
    pub async fn unescaped(text: &'a [u8], work: &mut Work) -> View<'a> {
        let view = View::plain(text);
        view.repeatedly(b"\\%&", any, work).await
    }

    /// The same text without the escapes in it; those that come to light then stay. `None` where it has none.
    pub async fn next_reading(self, work: &mut Work) -> Option<View<'a>> {
        if !has(&self.bytes, b"\\%&", work).await {
            return None;
        }
        let length = self.bytes.len();
        let decoded = self.decoded(any, work).await;
        (decoded.bytes.len() < length).then_some(decoded)
    }

    /// Where something was written that stands here in what is read.
    pub fn source(&self, at: usize) -> usize {
        self.places.get(at).map_or(at, |place| *place as usize)
    }

    async fn repeatedly(mut self, marks: &[u8], unit: Reader, work: &mut Work) -> View<'a> {
        for _ in 0..DEPTH {
            let length = self.bytes.len();
            if !has(&self.bytes, marks, work).await {
                break;
            }
            self = self.decoded(unit, work).await;
            if self.bytes.len() == length {
                break;
            }
        }
        self
    }

    async fn decoded(self, unit: Reader, work: &mut Work) -> View<'a> {
        let mut read = View {
            bytes: Cow::Owned(Vec::with_capacity(self.bytes.len())),
            places: Vec::with_capacity(self.bytes.len() + 1),
        };
        let mut at = 0;
        while at < self.bytes.len() {
            let from = at;
            at = self.decode_block(unit, from, &mut read);
            work.rest((at - from) as u64).await;
        }
        if read.bytes.len() == self.bytes.len() {
            return self;
        }
        read.places.push(self.source(self.bytes.len()) as u32);
        read
    }

    /// Reads on from a place, and says how far it came.
    fn decode_block(&self, unit: Reader, from: usize, into: &mut View<'a>) -> usize {
        let bytes = into.bytes.to_mut();
        let mut at = from;
        while at < from + BLOCK
            && let Some(&byte) = self.bytes.get(at)
        {
            let place = self.source(at) as u32;
            match unit(&self.bytes, at) {
                Some(unit) => {
                    let read = unit.bytes.get(..unit.count).unwrap_or_default();
                    bytes.extend_from_slice(read);
                    into.places.extend(read.iter().map(|_| place));
                    at += unit.length;
                }
                None => {
                    bytes.push(byte);
                    into.places.push(place);
                    at += 1;
                }
            }
        }
        at
    }
}

/// Whether one of these stands in a text.
async fn has(text: &[u8], marks: &[u8], work: &mut Work) -> bool {
    for block in text.chunks(BLOCK) {
        if marks.iter().any(|mark| block.contains(mark)) {
            return true;
        }
        work.rest(BLOCK as u64).await;
    }
    false
}

impl Unit {
    fn byte(byte: u8, length: usize) -> Unit {
        Unit {
            bytes: [byte, 0, 0, 0],
            count: 1,
            length,
        }
    }

    fn character(letter: char, length: usize) -> Unit {
        let mut bytes = [0; 4];
        let count = letter.encode_utf8(&mut bytes).len();
        Unit {
            bytes,
            count,
            length,
        }
    }
}

fn any(text: &[u8], at: usize) -> Option<Unit> {
    let rest = text.get(at..)?;
    match rest.first()? {
        b'\\' => slashed(rest),
        b'%' => percent(rest),
        b'&' => entity(rest),
        _ => None,
    }
}

fn percent_at(text: &[u8], at: usize) -> Option<Unit> {
    percent(text.get(at..)?)
}

fn word(text: &[u8], at: usize) -> Option<Unit> {
    let rest = text.get(at..)?;
    let unit = match rest.first()? {
        // Backslashes are counted where they begin, and not again at each of them.
        b'\\' if !text.get(..at)?.ends_with(b"\\") => numbered(rest),
        b'%' => percent(rest),
        _ => None,
    };
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    unit.filter(|unit| unit.count == 1 && is_word(unit.bytes[0]))
}

/// `%41` (RFC 3986, 2.1).
fn percent(text: &[u8]) -> Option<Unit> {
    match text {
        [b'%', high, low, ..] => {
            let (high, low) = (digit(*high, 16)?, digit(*low, 16)?);
            Some(Unit::byte((high << 4 | low) as u8, 3))
        }
        _ => None,
    }
}

/// How many backslashes stand for one depends on how deep the JSON is: all of them are passed over.
fn slashed(text: &[u8]) -> Option<Unit> {
    if let Some(unit) = numbered(text) {
        return Some(unit);
    }
    let slashes = slashes(text);
    match text.get(slashes) {
        Some(sign) => Some(Unit::byte(*sign, slashes + 1)),
        None => Some(Unit {
            bytes: [0; 4],
            count: 0,
            length: slashes,
        }),
    }
}

/// `\u0041`, or two of these for what UTF-16 has no single number for (RFC 8259, 7).
fn numbered(text: &[u8]) -> Option<Unit> {
    let (number, length) = utf16(text)?;
    let surrogate = |number: u32| char::from_u32(number).is_none();
    if !surrogate(number) {
        return Some(Unit::character(char::from_u32(number)?, length));
    }
    let (low, more) = utf16(text.get(length..)?)?;
    let pair = (number.wrapping_sub(0xd800) << 10) + (low.checked_sub(0xdc00)?) + 0x1_0000;
    Some(Unit::character(char::from_u32(pair)?, length + more))
}

fn utf16(text: &[u8]) -> Option<(u32, usize)> {
    let slashes = slashes(text);
    let digits = text.get(slashes..slashes + 5)?;
    let (b'u', digits) = digits.split_first().filter(|_| slashes > 0)? else {
        return None;
    };
    let number = digits
        .iter()
        .try_fold(0, |sum, byte| Some(sum << 4 | digit(*byte, 16)?))?;
    Some((number, slashes + 5))
}

fn slashes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b'\\').count()
}

/// `&#65;`, `&#x41;`, `&quot;` (HTML standard, 13.5). Error pages quote addresses and headers so.
fn entity(text: &[u8]) -> Option<Unit> {
    const NAMES: [(&[u8], u8); 5] = [
        (b"&amp;", b'&'),
        (b"&lt;", b'<'),
        (b"&gt;", b'>'),
        (b"&quot;", b'"'),
        (b"&apos;", b'\''),
    ];
    let named = NAMES.iter().find(|(name, _)| text.starts_with(name));
    if let Some((name, sign)) = named {
        return Some(Unit::byte(*sign, name.len()));
    }
    let (radix, from) = match text {
        [b'&', b'#', b'x' | b'X', ..] => (16, 3),
        [b'&', b'#', ..] => (10, 2),
        _ => return None,
    };
    // No character has a longer number, but for zeros before it.
    let number = text.get(from..text.len().min(from + 10))?;
    let end = number.iter().position(|byte| *byte == b';')?;
    let digits = number.get(..end)?.iter();
    let number = digits.copied().try_fold(0_u32, |sum, byte| {
        sum.checked_mul(radix)?.checked_add(digit(byte, radix)?)
    })?;
    Some(Unit::character(char::from_u32(number)?, from + end + 1))
}

fn digit(byte: u8, radix: u32) -> Option<u32> {
    char::from(byte).to_digit(radix)
}
