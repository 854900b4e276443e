//! JSON texts as values. Numbers stay as the server wrote them, and are judged as text: reading and
//! printing floats would put 20 kB of tables that hardly compress into the page.
//!
//! A value in memory can cost a hundred times its text: `{"a":1}` takes some 350 bytes. So what is read of one text is
//! counted, and past a limit elements are counted and left out.

mod reader;
mod scalars;

use serde_json::{Number, Value};

pub use reader::{Error, ErrorKind, Json, Reader};

/// Reads a text that holds one JSON value. An error says where the text stops being JSON, or that it holds more than is
/// read.
pub fn parse(text: &str) -> Result<Value, Error> {
    let mut reader = Reader::default();
    reader.push(text);
    whole(reader)
}

/// The value of a text that holds one, when no part follows.
pub fn whole(reader: Reader) -> Result<Value, Error> {
    let json = reader.finish()?;
    match json.left_out > 0 || json.has_more {
        false => Ok(json.value),
        true => Err(Error {
            kind: ErrorKind::Syntax,
            line: 0,
            column: 0,
        }),
    }
}

/// The integer that `7`, `7.0` and `70e-1` stand for; `None` for a fraction or one that is too large. JSON has no integers
/// (RFC 8259, 6), and serialisers of dynamic languages write whole numbers with a fraction or an exponent.
pub fn integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| digits(number)?.parse().ok())
}

/// Whether a number is whole and not negative, however large.
pub fn is_natural(number: &Number) -> bool {
    digits(number).is_some_and(|digits| !digits.starts_with('-') || digits == "-0")
}

/// A whole number without fraction and exponent: its sign and digits.
fn digits(number: &Number) -> Option<String> {
    /// The largest float has 309 digits.
    const LONGEST: usize = 400;
    let text = number.as_str();
    // `1.25e2`: the point moves to the right by the exponent, and everything behind it has to be zero.
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let length = exponent
        .parse::<isize>()
        .ok()
        .and_then(|exponent| whole.len().checked_add_signed(exponent))
        .filter(|length| *length <= LONGEST)?;
    while digits.len() < length {
        digits.push('0');
    }
    let rest = digits.split_off(length);
    rest.bytes().all(|digit| digit == b'0').then_some(digits)
}
