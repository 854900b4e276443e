//! JSON texts as values. Numbers stay as the server wrote them, and are judged as text: reading and
//! printing floats would put 20 kB of tables that hardly compress into the page.
//!
//! A value in memory can cost a hundred times its text: `{"a":1}` takes some 350 bytes. So what is read of one text is
//! counted, and past a limit elements are counted and left out.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::{Error, Map, Number, Value};

/// What serde_json calls the only member of the object in which it hands over a number it keeps as text
/// (feature `arbitrary_precision`).
const NUMBER: &str = "$serde_json::private::Number";

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

/// Reads a text that holds one JSON value. An error says where the text stops being JSON, or that it holds more than is
/// read.
pub fn parse(text: &str) -> Result<Value, Error> {
    let json = serde_json::from_str::<Json>(text)?;
    match json.left_out {
        0 => Ok(json.value),
        _ => Err(Error::custom("more values than this program reads")),
    }
}

/// A value, read without floats. serde_json's own way to a [`Value`] could also make one from a float, and the code for
/// that would be compiled in.
pub struct Json {
    /// What was read.
    pub value: Value,
    /// So many elements and members are not in it.
    pub left_out: usize,
    /// What it takes in memory, in units of about 40 bytes.
    pub units: usize,
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        let count = Count::default();
        let value = Reader {
            count: &count,
            depth: 0,
        }
        .deserialize(deserializer)?;
        Ok(Json {
            value,
            left_out: count.left_out.get(),
            units: count.units.get(),
        })
    }
}

/// What was read so far.
#[derive(Default)]
struct Count {
    units: Cell<usize>,
    left_out: Cell<usize>,
}

/// Builds a [`Value`] out of the parts that serde_json's parser hands over.
#[derive(Clone, Copy)]
struct Reader<'c> {
    count: &'c Count,
    /// How many arrays and objects lie around it.
    depth: usize,
}

impl Reader<'_> {
    fn take(self, units: usize) {
        self.count.units.set(self.count.units.get() + units);
    }

    fn leave_out(self) {
        self.count.left_out.set(self.count.left_out.get() + 1);
    }

    /// Whether another element of an array is too much here.
    fn is_full(self) -> bool {
        let most = match self.depth > DEEP {
            true => UNITS + RESERVE,
            false => UNITS,
        };
        self.count.units.get() >= most
    }

    /// Whether another member of an object is too much here.
    fn is_overfull(self) -> bool {
        let reserves = match self.depth > DEEP {
            true => 1,
            false => 2,
        };
        self.count.units.get() >= UNITS + reserves * RESERVE
    }

    /// The reader of what lies in this value.
    fn inner(self) -> Self {
        let depth = self.depth + 1;
        Reader { depth, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.take(1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    /// Never called: with `arbitrary_precision` such a number comes as text.
    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Value, E> {
        Err(E::custom("a number that was not kept as text"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while !self.is_full() {
            match items.next_element_seed(self.inner())? {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.leave_out();
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        // Of members with one name the last counts, as in every browser (RFC 8259, 4 leaves it open).
        while let Some(name) = members.next_key::<String>()? {
            // A number comes as an object of one member, and has no part that could be left out.
            if self.is_overfull() && name != NUMBER {
                members.next_value::<IgnoredAny>()?;
                self.leave_out();
                continue;
            }
            let value = members.next_value_seed(self.inner())?;
            object.insert(name, value);
        }
        if !object.is_empty() && !object.contains_key(NUMBER) {
            // The names are allocations too.
            self.take(OBJECT + object.len());
        }
        Ok(number_of(&object).map_or(Value::Object(object), Value::Number))
    }
}

/// The number that serde_json hands over as an object. A server may send an object of that name too: it
/// is taken for the number it holds, and left alone if it holds none.
fn number_of(object: &Map<String, Value>) -> Option<Number> {
    let text = object.get(NUMBER).filter(|_| object.len() == 1)?.as_str()?;
    // The parser has accepted the text as a number already; this guards against an object that only looks like one.
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit())
        && serde_json::from_str::<IgnoredAny>(text).is_ok();
    // Hidden, but the one way to keep a text; `Number::from_str` can also print floats.
    is_number.then(|| Number::from_string_unchecked(text.to_owned()))
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
