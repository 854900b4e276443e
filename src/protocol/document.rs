//! Typed values as JSON documents, written and read by one declaration beside each type.
//!
//! serde's derived code is compiled anew for each type and format and was a tenth of the page. Here every
//! member is a call through a table, and what is read is what was declared: the members of a struct by their
//! names, the variants of an enum by their names in kebab-case.

use std::sync::Arc;

use serde_json::{Number, Value};

use super::json;

/// Can be written.
pub trait Write {
    fn write(&self, to: &mut Writer);

    /// Whether an optional member may be left out.
    fn is_absent(&self) -> bool {
        false
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

    pub fn close(&mut self, bracket: char) {
        self.depth = self.depth.map(|depth| depth.saturating_sub(1));
        if !self.is_empty {
            self.line();
        }
        self.text.push(bracket);
        self.is_empty = false;
    }

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

    pub fn item(&mut self, value: &dyn Write) {
        self.next();
        value.write(self);
    }

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

/// The name of a variant as documents spell it: `HeaderNotAllowed` is `header-not-allowed`.
pub fn kebab(variant: &str) -> String {
    let mut name = String::with_capacity(variant.len() + 4);
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The wire name of a member: its field's own, or the one that its declaration states.
macro_rules! member_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident = $wire:literal) => {
        $wire
    };
}

/// The wire name of a variant: its own in kebab-case, or the one that its declaration states.
macro_rules! variant_name {
    ($variant:ident) => {
        $crate::protocol::document::kebab(stringify!($variant))
    };
    ($variant:ident = $wire:literal) => {
        String::from($wire)
    };
}

/// A struct that is written and read. After `;` stand the members that are left out when absent. A field is
/// written under its own name, or under another: `field = "wire-name"`.
macro_rules! record {
    ($name:ident {
        $($field:ident $(= $wire:literal)?),* $(,)?
        $(; $($optional:ident $(= $optional_wire:literal)?),+ $(,)?)?
    }) => {
        impl $crate::protocol::document::Write for $name {
            fn write(&self, to: &mut $crate::protocol::document::Writer) {
                use $crate::protocol::document::member_name;
                let $name { $($field,)* $($($optional,)+)? } = self;
                to.open('{');
                $(to.member(member_name!($field $(= $wire)?), $field);)*
                $($(to.optional(member_name!($optional $(= $optional_wire)?), $optional);)+)?
                to.close('}');
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                use $crate::protocol::document::{member, member_name};
                Some($name {
                    $($field: member(value, member_name!($field $(= $wire)?))?,)*
                    $($($optional: member(value, member_name!($optional $(= $optional_wire)?))?,)+)?
                })
            }
        }
    };
}

/// A struct that is only written. After `;` stand the members that follow from the others and are not. Names
/// are stated as in [`record`].
macro_rules! written {
    ($name:ident {
        $($field:ident $(= $wire:literal)?),* $(,)? $(; $($derived:ident),+ $(,)?)?
    }) => {
        impl $crate::protocol::document::Write for $name {
            fn write(&self, to: &mut $crate::protocol::document::Writer) {
                use $crate::protocol::document::member_name;
                let $name { $($field,)* $($($derived: _,)+)? } = self;
                to.open('{');
                $(to.member(member_name!($field $(= $wire)?), $field);)*
                to.close('}');
            }
        }
    };
}

/// An enum whose values are words. Where every variant states its word, the program uses them too: they become
/// `id()`. Otherwise a variant's word is its name in kebab-case, or the one that it states.
macro_rules! words {
    ($name:ident { $($variant:ident = $id:literal),* $(,)? }) => {
        impl $name {
            /// The published id.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $id),* }
            }

            /// The one with this id.
            pub fn with_id(id: &str) -> Option<Self> {
                [$($name::$variant),*].into_iter().find(|one| one.id() == id)
            }
        }

        impl $crate::protocol::document::Write for $name {
            fn write(&self, to: &mut $crate::protocol::document::Writer) {
                to.string(self.id());
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                $name::with_id(value.as_str()?)
            }
        }
    };
    ($name:ident { $($variant:ident $(= $wire:literal)?),* $(,)? }) => {
        impl $crate::protocol::document::Write for $name {
            fn write(&self, to: &mut $crate::protocol::document::Writer) {
                use $crate::protocol::document::variant_name;
                to.string(&match self { $($name::$variant => variant_name!($variant $(= $wire)?)),* });
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                use $crate::protocol::document::variant_name;
                let word = value.as_str()?;
                $(if variant_name!($variant $(= $wire)?) == word {
                    return Some($name::$variant);
                })*
                None
            }
        }
    };
}

/// An enum as an object whose member `$tag` names the variant. As in [`record`], optional members follow `;`,
/// and variants and fields may state their wire names.
macro_rules! tagged {
    ($name:ident by $tag:literal {
        $($variant:ident $(= $word:literal)? $({
            $($field:ident $(= $wire:literal)?),* $(; $($optional:ident $(= $optional_wire:literal)?),+)?
        })?),* $(,)?
    }) => {
        impl $name {
            /// Writes the members into an object that is open.
            pub(crate) fn write_members(&self, to: &mut $crate::protocol::document::Writer) {
                #[allow(unused_imports)]
                use $crate::protocol::document::{member_name, variant_name};
                match self {
                    $($name::$variant { $($($field,)* $($($optional,)+)?)? } => {
                        to.member($tag, &variant_name!($variant $(= $word)?));
                        $($(to.member(member_name!($field $(= $wire)?), $field);)*
                        $($(to.optional(member_name!($optional $(= $optional_wire)?), $optional);)+)?)?
                    })*
                }
            }
        }

        impl $crate::protocol::document::Write for $name {
            fn write(&self, to: &mut $crate::protocol::document::Writer) {
                to.open('{');
                self.write_members(to);
                to.close('}');
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                #[allow(unused_imports)]
                use $crate::protocol::document::{member, member_name, variant_name};
                let word = value.get($tag)?.as_str()?;
                $(if variant_name!($variant $(= $word)?) == word {
                    return Some($name::$variant {
                        $($($field: member(value, member_name!($field $(= $wire)?))?,)*
                        $($($optional: member(value, member_name!($optional $(= $optional_wire)?))?,)+)?)?
                    });
                })*
                None
            }
        }
    };
}

pub(crate) use {member_name, record, tagged, variant_name, words, written};

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
