//! Typed values as JSON documents. A type that is written or read is declared once, by one of the macros in
//! `declare.rs`: its members, their names on the wire, and what is done to their texts before they leave the page.

mod declare;
mod redaction;
mod shape;
mod values;

use serde_json::Value;

use super::json;

pub(crate) use declare::{
    describe_member, json_enum, json_struct, json_struct_write_only, json_tagged_enum, read_member,
    redact_member, write_member,
};
pub use redaction::{
    CallbackUrl, Header, Part, Plain, Redact, Redaction, Secret, Text, TextRedactor, Url,
};
pub use shape::{Described, Member, Shape, Variant};

/// Can be written.
pub trait Write {
    /// Writes the whole value.
    fn write(&self, to: &mut Writer);

    /// Whether an optional member may be left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Can be written as an object, or in the place of a member of another one.
pub trait WriteMembers {
    /// Writes the members into an object that is open.
    fn write_members(&self, to: &mut Writer);
}

impl<T: WriteMembers> Write for T {
    fn write(&self, to: &mut Writer) {
        to.open('{');
        self.write_members(to);
        to.close('}');
    }
}

/// Can be read back. What is wrong in a document makes all of it unreadable: `None`.
pub trait Read: Sized {
    /// `value` is null where a member is missing.
    fn read(value: &Value) -> Option<Self>;
}

/// The value as a JSON text, indented by two spaces for people.
pub fn pretty(value: &dyn Write) -> String {
    text_of(value, true)
}

/// The value as a JSON text without a space.
pub fn compact(value: &dyn Write) -> String {
    text_of(value, false)
}

fn text_of(value: &dyn Write, is_pretty: bool) -> String {
    let mut writer = Writer {
        text: String::new(),
        depth: is_pretty.then_some(0),
        is_empty: true,
    };
    value.write(&mut writer);
    writer.text
}

/// Reads a JSON text back.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&json::parse(text).ok()?)
}

/// The member of an object.
pub fn member<T: Read>(object: &Value, name: &str) -> Option<T> {
    T::read(object.get(name).unwrap_or(&Value::Null))
}

/// A JSON text in the making.
pub struct Writer {
    text: String,
    /// How far to indent, where people read it.
    depth: Option<usize>,
    /// The object or array that is open has nothing in it yet.
    is_empty: bool,
}

impl Writer {
    /// Begins an object or an array with its bracket.
    pub fn open(&mut self, bracket: char) {
        self.text.push(bracket);
        self.depth = self.depth.map(|depth| depth + 1);
        self.is_empty = true;
    }

    /// Ends the object or array that is open.
    pub fn close(&mut self, bracket: char) {
        self.depth = self.depth.map(|depth| depth.saturating_sub(1));
        if !self.is_empty {
            self.line();
        }
        self.text.push(bracket);
        self.is_empty = false;
    }

    /// A member of the object that is open.
    pub fn member(&mut self, name: &str, value: &dyn Write) {
        self.next();
        self.string(name);
        self.text.push(':');
        if self.depth.is_some() {
            self.text.push(' ');
        }
        value.write(self);
    }

    /// A member that is left out when it is absent.
    pub fn optional(&mut self, name: &str, value: &dyn Write) {
        if !value.is_absent() {
            self.member(name, value);
        }
    }

    /// An item of the array that is open.
    pub fn item(&mut self, value: &dyn Write) {
        self.next();
        value.write(self);
    }

    /// A text, with the escapes that JSON wants.
    pub fn string(&mut self, text: &str) {
        self.raw(&Value::from(text).to_string());
    }

    /// Text that is JSON already.
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    fn next(&mut self) {
        if !self.is_empty {
            self.text.push(',');
        }
        self.line();
        self.is_empty = false;
    }

    fn line(&mut self) {
        if let Some(depth) = self.depth {
            self.text.push('\n');
            for _ in 0..depth {
                self.text.push_str("  ");
            }
        }
    }
}
