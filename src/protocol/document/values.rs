//! What the members of documents are made of: texts, numbers, flags, lists, and what may be absent.

use std::sync::Arc;

use serde_json::{Number, Value};

use super::{Read, Write, Writer};
use crate::protocol::json;

impl Write for String {
    fn write(&self, to: &mut Writer) {
        to.string(self);
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<String> {
        value.as_str().map(str::to_owned)
    }
}

impl Write for &'static str {
    fn write(&self, to: &mut Writer) {
        to.string(self);
    }
}

impl Write for bool {
    fn write(&self, to: &mut Writer) {
        to.raw(if *self { "true" } else { "false" });
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<bool> {
        match value {
            Value::Null => Some(false),
            value => value.as_bool(),
        }
    }
}

macro_rules! integers {
    ($($type:ident),*) => {$(
        impl Write for $type {
            fn write(&self, to: &mut Writer) {
                to.raw(&self.to_string());
            }
        }

        impl Read for $type {
            fn read(value: &Value) -> Option<$type> {
                integer(value)?.try_into().ok()
            }
        }
    )*};
}

integers!(u8, u16, u32, usize, i64);

/// Times in milliseconds are whole: printing floats would put 10 kB of tables into the page, and no server's
/// speed is told by less.
impl Write for f64 {
    fn write(&self, to: &mut Writer) {
        to.raw(&(self.round() as u64).to_string());
    }
}

impl Read for f64 {
    fn read(value: &Value) -> Option<f64> {
        integer(value).map(|whole| whole as f64)
    }
}

/// The whole part: other programs may write fractions of a millisecond.
fn integer(value: &Value) -> Option<i64> {
    let Value::Number(number) = value else {
        return None;
    };
    let whole = |number: &Number| number.as_str().split_once('.')?.0.parse().ok();
    json::integer(number).or_else(|| whole(number))
}

impl<T: Write> Write for Option<T> {
    fn write(&self, to: &mut Writer) {
        match self {
            Some(value) => value.write(to),
            None => to.raw("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: &Value) -> Option<Option<T>> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.open('[');
        for item in self {
            to.item(item);
        }
        to.close(']');
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Option<Vec<T>> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Write> Write for Arc<T> {
    fn write(&self, to: &mut Writer) {
        T::write(self, to);
    }
}

impl Write for (String, String) {
    fn write(&self, to: &mut Writer) {
        to.open('[');
        to.item(&self.0);
        to.item(&self.1);
        to.close(']');
    }
}

impl Read for (String, String) {
    fn read(value: &Value) -> Option<(String, String)> {
        match value.as_array()?.as_slice() {
            [name, value] => Some((String::read(name)?, String::read(value)?)),
            _ => None,
        }
    }
}
