//! A JSON text that comes in parts, as bodies do: each part is read when it is there, so that no part of a page's time
//! goes to the whole of a body (RFC 8259). How a text is cut means nothing.

use serde_json::{Map, Value};

use super::scalars::{Digits, Escape};

/// So many units are kept of one text, a unit being about 40 bytes in memory. Ten thousand tools with two arguments each
/// take 600 000.
const UNITS: usize = 800_000;

/// Past the limit an array that lies deeper than this is still read to its end: it belongs to an element that was begun,
/// and half an element would look like a fault of the server.
const DEEP: usize = 3;

/// So many units more an element that was begun may take; and after it so many the members that stand behind a long
/// list: without its `id` an answer could not be told from another.
const RESERVE: usize = 200_000;

/// An object with up to eleven members is one allocation of this size, however few it has.
const OBJECT: usize = 8;

/// So many arrays and objects may lie within each other. RFC 8259, 9 lets a parser set a limit; serde_json has this one.
const DEEPEST: usize = 127;

/// What was read of a text.
#[derive(Debug)]
pub struct Json {
    /// The first value in it.
    pub value: Value,
    /// So many elements and members are not in it.
    pub left_out: usize,
    /// What it takes in memory, in units of about 40 bytes.
    pub units: usize,
    /// Where the value ends, in bytes.
    pub end: usize,
    /// Something but white space follows it.
    pub has_more: bool,
}

/// Where a text stops being JSON. Line and column as serde_json counts them: from 1, and in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    /// What is wrong there.
    pub kind: ErrorKind,
    /// Counted from 1.
    pub line: usize,
    /// Of the byte that was one too many.
    pub column: usize,
}

/// What is wrong with a text that is no JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    /// There is nothing but white space.
    Empty,
    /// It ends within a value.
    Cut,
    /// More than 127 arrays and objects lie within each other.
    TooDeep,
    /// A byte that JSON does not have there.
    Syntax,
}

/// Reads the first value of a text that comes in parts.
#[derive(Debug, Default)]
pub struct Reader {
    pub(super) state: State,
    /// The arrays and objects that are not closed yet, the outermost first.
    pub(super) open: Vec<Open>,
    /// The string or the number that is being read.
    pub(super) text: String,
    /// It is the name of a member.
    pub(super) is_name: bool,
    /// A value is being left out that lies within so many others.
    left_out_at: Option<usize>,
    left_out: usize,
    units: usize,
    /// The length of the parts that were read.
    before: usize,
    line: usize,
    /// Where the line begins, in bytes.
    line_start: usize,
    value: Value,
    end: usize,
    has_more: bool,
    failed: Option<Error>,
}

/// An array or an object that is being read.
#[derive(Debug)]
pub(super) enum Open {
    Array(Vec<Value>),
    /// With the name of the member that is being read.
    Object(Map<String, Value>, String),
    /// One that is left out.
    Nothing {
        is_object: bool,
    },
}

/// What may come next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum State {
    /// The value of the text.
    #[default]
    First,
    Value,
    ElementOrEnd,
    NameOrEnd,
    Name,
    Colon,
    CommaOrEnd,
    Text(Escape),
    Number(Digits),
    /// What is left of a word, and what it means.
    Word(&'static [u8], Option<bool>),
    /// A number or a word was the whole value: not every byte may stand behind it.
    Scalar,
    Over,
}

pub(super) type Step = Result<usize, ErrorKind>;

impl Reader {
    /// Takes the next part.
    pub fn push(&mut self, part: &str) {
        let mut place = 0;
        while let Some(byte) = part.as_bytes().get(place).filter(|_| self.failed.is_none()) {
            // Behind this byte.
            let at = self.before + place + 1;
            match self.step(part, place, *byte, at) {
                Ok(taken) => place += taken,
                Err(kind) => {
                    // The byte that is one too many was looked at.
                    if *byte == b'\n' {
                        self.begin_line(at);
                    }
                    self.fail(kind, at);
                }
            }
        }
        self.before += part.len();
    }

    /// What there was, when no part follows.
    pub fn finish(mut self) -> Result<Json, Error> {
        if let State::Number(Digits::Zero | Digits::Whole | Digits::Fraction | Digits::Power) =
            self.state
            && self.open.is_empty()
        {
            self.end_number(self.before);
        }
        match self.state {
            State::Over | State::Scalar => {}
            State::First => self.fail(ErrorKind::Empty, self.before),
            _ => self.fail(ErrorKind::Cut, self.before),
        }
        match self.failed {
            Some(error) => Err(error),
            None => Ok(Json {
                value: self.value,
                left_out: self.left_out,
                units: self.units,
                end: self.end,
                has_more: self.has_more,
            }),
        }
    }

    /// The first mistake counts.
    fn fail(&mut self, kind: ErrorKind, at: usize) {
        self.failed.get_or_insert(Error {
            kind,
            line: self.line + 1,
            column: at - self.line_start,
        });
    }

    pub(super) fn begin_line(&mut self, at: usize) {
        self.line += 1;
        self.line_start = at;
    }

    /// Goes on with this byte, behind which the text is so long: how many bytes were read. The byte is at fault where
    /// there is a mistake.
    fn step(&mut self, part: &str, place: usize, byte: u8, at: usize) -> Step {
        match self.state {
            State::Text(Escape::None) => return self.read_text(part, place, byte, at),
            State::Text(escape) => self.read_escape(escape, byte, at)?,
            State::Number(digits) => return self.read_number(digits, byte, at),
            State::Word(word, meaning) => self.read_word(word, meaning, byte, at)?,
            State::Scalar => return self.end_scalar(byte),
            State::Over => {
                let rest = part.get(place..).unwrap_or_default();
                self.has_more |= !rest.bytes().all(is_space);
                return Ok(rest.len().max(1));
            }
            _ if byte == b'\n' => self.begin_line(at),
            _ if is_space(byte) => {}
            State::ElementOrEnd if byte == b']' => self.close(byte, at)?,
            State::First | State::Value | State::ElementOrEnd => self.begin(byte)?,
            State::NameOrEnd if byte == b'}' => self.close(byte, at)?,
            State::NameOrEnd | State::Name if byte == b'"' => self.begin_text(true),
            State::Colon if byte == b':' => self.state = State::Value,
            State::CommaOrEnd if byte == b',' => self.state = self.after_comma(),
            State::CommaOrEnd => self.close(byte, at)?,
            State::NameOrEnd | State::Name | State::Colon => return Err(ErrorKind::Syntax),
        }
        Ok(1)
    }

    fn after_comma(&self) -> State {
        match self.open.last() {
            Some(Open::Object(..) | Open::Nothing { is_object: true }) => State::Name,
            _ => State::Value,
        }
    }

    // --- What is kept ----------------------------------------------------------

    pub(super) fn is_kept(&self) -> bool {
        self.left_out_at.is_none()
    }

    pub(super) fn take(&mut self, units: usize) {
        if self.is_kept() {
            self.units += units;
        }
    }

    /// Whether the value that begins is one too many where it lies.
    fn is_too_much(&self) -> bool {
        let is_deep = self.open.len() > DEEP + 1;
        let reserves = match (self.open.last(), is_deep) {
            (Some(Open::Array(_)), false) => 0,
            (Some(Open::Array(_)), true) | (Some(Open::Object(..)), true) => 1,
            (Some(Open::Object(..)), false) => 2,
            _ => return false,
        };
        self.units >= UNITS + reserves * RESERVE
    }

    // --- Values ----------------------------------------------------------------

    fn begin(&mut self, byte: u8) -> Result<(), ErrorKind> {
        if self.is_kept() && self.is_too_much() {
            self.left_out_at = Some(self.open.len());
            self.left_out += 1;
        }
        self.take(1);
        let number = |digits| State::Number(digits);
        self.state = match byte {
            b'"' => {
                self.begin_text(false);
                return Ok(());
            }
            b'[' | b'{' => return self.begin_open(byte == b'{'),
            b'n' => State::Word(b"ull", None),
            b't' => State::Word(b"rue", Some(true)),
            b'f' => State::Word(b"alse", Some(false)),
            b'-' => number(Digits::Minus),
            b'0' => number(Digits::Zero),
            b'1'..=b'9' => number(Digits::Whole),
            _ => return Err(ErrorKind::Syntax),
        };
        self.text.clear();
        self.text.push(char::from(byte));
        Ok(())
    }

    fn begin_open(&mut self, is_object: bool) -> Result<(), ErrorKind> {
        if self.open.len() == DEEPEST {
            return Err(ErrorKind::TooDeep);
        }
        self.open.push(match (self.is_kept(), is_object) {
            (false, is_object) => Open::Nothing { is_object },
            (true, false) => Open::Array(Vec::new()),
            (true, true) => Open::Object(Map::new(), String::new()),
        });
        self.state = match is_object {
            true => State::NameOrEnd,
            false => State::ElementOrEnd,
        };
        Ok(())
    }

    /// Ends the innermost array or object, if this byte does.
    fn close(&mut self, byte: u8, at: usize) -> Result<(), ErrorKind> {
        let is_object = matches!(
            self.open.last(),
            Some(Open::Object(..) | Open::Nothing { is_object: true })
        );
        if byte != if is_object { b'}' } else { b']' } {
            return Err(ErrorKind::Syntax);
        }
        let value = match self.open.pop() {
            Some(Open::Array(items)) => Value::Array(items),
            Some(Open::Object(members, _)) => {
                if !members.is_empty() {
                    // The names are allocations too.
                    self.take(OBJECT + members.len());
                }
                Value::Object(members)
            }
            Some(Open::Nothing { .. }) | None => Value::Null,
        };
        self.end_value(value, at);
        Ok(())
    }

    /// Puts a value where it belongs. Of members with one name the last counts, as in every browser (RFC 8259, 4 leaves
    /// it open).
    pub(super) fn end_value(&mut self, value: Value, end: usize) {
        if self.left_out_at == Some(self.open.len()) {
            self.left_out_at = None;
        } else {
            match self.open.last_mut() {
                Some(Open::Array(items)) => items.push(value),
                Some(Open::Object(members, name)) => {
                    members.insert(std::mem::take(name), value);
                }
                Some(Open::Nothing { .. }) => {}
                None => self.value = value,
            }
        }
        self.state = match self.open.is_empty() {
            true => State::Over,
            false => State::CommaOrEnd,
        };
        self.end = end;
    }
}

/// White space is these four (RFC 8259, 2).
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
