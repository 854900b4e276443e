//! Strings, numbers and words of a JSON text that comes in parts.

use serde_json::{Number, Value};

use super::reader::{ErrorKind, Open, Reader, State, Step, is_space};

/// Where a string stands in an escape sequence (RFC 8259, 7).
#[derive(Clone, Copy, Debug)]
pub(super) enum Escape {
    None,
    Begun,
    /// Digits so far, their value, the first half of a pair, and whether all were digits.
    Hex(u8, u32, Option<u32>, bool),
    /// The second half of a pair has to come: its backslash, its `u`.
    Half(u32),
    HalfBegun(u32),
}

/// Where a number stands (RFC 8259, 6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Digits {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    Sign,
    Power,
}

impl Reader {
    // --- Strings ---------------------------------------------------------------

    pub(super) fn begin_text(&mut self, is_name: bool) {
        self.is_name = is_name;
        self.text.clear();
        self.state = State::Text(Escape::None);
    }

    /// As much of a string as needs no thought, or the one byte that does.
    pub(super) fn read_text(&mut self, part: &str, place: usize, byte: u8, at: usize) -> Step {
        match byte {
            b'"' => self.end_text(at),
            b'\\' => self.state = State::Text(Escape::Begun),
            0..0x20 => return Err(ErrorKind::Syntax),
            _ => {
                let rest = part.get(place..).unwrap_or_default();
                let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..0x20);
                let length = rest.bytes().position(is_special).unwrap_or(rest.len());
                if self.is_kept() {
                    self.text.push_str(rest.get(..length).unwrap_or_default());
                }
                return Ok(length.max(1));
            }
        }
        Ok(1)
    }

    fn end_text(&mut self, end: usize) {
        let text = match self.is_kept() {
            true => self.text.as_str().to_owned(),
            false => String::new(),
        };
        if !self.is_name {
            return self.end_value(Value::String(text), end);
        }
        if let Some(Open::Object(_, name)) = self.open.last_mut() {
            *name = text;
        }
        self.state = State::Colon;
    }

    pub(super) fn read_escape(
        &mut self,
        escape: Escape,
        byte: u8,
        at: usize,
    ) -> Result<(), ErrorKind> {
        let first = |pair| Escape::Hex(0, 0, pair, true);
        let next = match (escape, byte) {
            (Escape::Begun, b'u') => first(None),
            (Escape::Begun, byte) => {
                self.text.push(unescaped(byte).ok_or(ErrorKind::Syntax)?);
                Escape::None
            }
            (Escape::Half(half), b'\\') => Escape::HalfBegun(half),
            (Escape::HalfBegun(half), b'u') => first(Some(half)),
            (Escape::Half(_) | Escape::HalfBegun(_), _) => return Err(ErrorKind::Syntax),
            (Escape::Hex(count, code, pair, is_hex), byte) => {
                let digit = char::from(byte).to_digit(16);
                let code = code * 16 + digit.unwrap_or_default();
                let is_hex = is_hex && digit.is_some();
                match count {
                    0..3 => {
                        // Four bytes are taken together: a mistake is named behind them.
                        if byte == b'\n' {
                            self.begin_line(at);
                        }
                        Escape::Hex(count + 1, code, pair, is_hex)
                    }
                    _ if !is_hex => return Err(ErrorKind::Syntax),
                    _ => self.end_hex(code, pair)?,
                }
            }
            (Escape::None, _) => Escape::None,
        };
        self.state = State::Text(next);
        Ok(())
    }

    /// A character outside of the basic plane is written as two halves, which mean nothing alone (RFC 8259, 7).
    fn end_hex(&mut self, code: u32, pair: Option<u32>) -> Result<Escape, ErrorKind> {
        let code = match (pair, code) {
            (None, 0xd800..0xdc00) => return Ok(Escape::Half(code)),
            (Some(half), 0xdc00..0xe000) => 0x10000 + ((half - 0xd800) << 10) + (code - 0xdc00),
            (Some(_), _) => return Err(ErrorKind::Syntax),
            (None, code) => code,
        };
        self.text
            .push(char::from_u32(code).ok_or(ErrorKind::Syntax)?);
        Ok(Escape::None)
    }

    // --- Numbers and words -----------------------------------------------------

    /// Numbers stay as text. Only an exponent is written alike everywhere, as serde_json does it: `e+5`.
    pub(super) fn read_number(&mut self, digits: Digits, byte: u8, at: usize) -> Step {
        use Digits::{Exponent, Fraction, Minus, Point, Power, Sign, Whole, Zero};
        let next = match (digits, byte) {
            (Minus, b'0') => Zero,
            (Minus | Whole, b'0'..=b'9') => Whole,
            (Zero | Whole, b'.') => Point,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Zero | Whole | Fraction, b'e' | b'E') => Exponent,
            (Exponent, b'+' | b'-') => Sign,
            (Exponent | Sign | Power, b'0'..=b'9') => Power,
            (Zero, b'0'..=b'9') | (Minus | Point | Exponent | Sign, _) => {
                return Err(ErrorKind::Syntax);
            }
            (Zero | Whole | Fraction | Power, _) => {
                self.end_number(at - 1);
                return Ok(0);
            }
        };
        if self.is_kept() {
            if digits == Exponent && next == Power {
                self.text.push('+');
            }
            let byte = if next == Exponent { b'e' } else { byte };
            self.text.push(char::from(byte));
        }
        self.state = State::Number(next);
        Ok(1)
    }

    pub(super) fn end_number(&mut self, end: usize) {
        self.take(1);
        // Hidden, but the one way to keep a text; `Number::from_str` can also print floats.
        let number = Number::from_string_unchecked(self.text.as_str().to_owned());
        self.end_value(Value::Number(number), end);
        self.note_scalar();
    }

    pub(super) fn read_word(
        &mut self,
        word: &'static [u8],
        meaning: Option<bool>,
        byte: u8,
        at: usize,
    ) -> Result<(), ErrorKind> {
        match word.split_first() {
            Some((expected, rest)) if *expected == byte => {
                self.state = State::Word(rest, meaning);
                if rest.is_empty() {
                    self.end_value(meaning.map_or(Value::Null, Value::Bool), at);
                    self.note_scalar();
                }
                Ok(())
            }
            _ => Err(ErrorKind::Syntax),
        }
    }

    fn note_scalar(&mut self) {
        if self.open.is_empty() {
            self.state = State::Scalar;
        }
    }

    /// `12x` is no number with something behind it.
    pub(super) fn end_scalar(&mut self, byte: u8) -> Step {
        let ends = is_space(byte) || matches!(byte, b'"' | b'[' | b']' | b'{' | b'}' | b',' | b':');
        if !ends {
            return Err(ErrorKind::Syntax);
        }
        self.state = State::Over;
        Ok(0)
    }
}

fn unescaped(byte: u8) -> Option<char> {
    Some(match byte {
        b'"' | b'\\' | b'/' => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}
