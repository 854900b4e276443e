//! The macros by which a serialised type is defined, once: its fields, their names on the wire, and how their texts are
//! redacted.
//!
//! ```text
//! json_struct! {
//!     /// An HTTP request, whole.
//!     #[derive(Clone, Debug, PartialEq)]
//!     pub struct Request {
//!         /// The method, as sent.
//!         pub method: String = "method" as Text,
//!         /// Left out of the document when absent.
//!         pub body: Option<String> = optional "body" as Text,
//!     }
//! }
//! ```
//!
//! After `=` stands the name on the wire, always written out: a Rust name can change, and links stay readable. `optional`
//! leaves a member out when it is absent, `flatten` writes the members of the value in its place, and `skip` (in what is
//! only written) leaves out what follows from the rest. After `as` stands the kind of text, see `redaction.rs`; a type
//! without text needs none.
//!
//! The names on the wire also go into the documentation of fields and variants: where a name says it all, nothing else
//! need be written. A declaration expands to the type and to implementations of [`WriteMembers`](super::WriteMembers) (an
//! enum of words: of [`Write`](super::Write)), [`Read`](super::Read), [`Redact`](super::Redact) and
//! [`Described`](super::Described): one call for each member.
//!
//! Why not serde's derive: it is compiled anew for each type, format and nesting, and reads tagged and flattened members
//! through a buffer. Measured on 2026-11-30 with the types of `trace` alone, in bytes after `brotli -q 11`, built as
//! `./dev build` builds the page, over a program that has a JSON parser already (69,633): a transcript is written by
//! 6,330 bytes of these declarations and by 9,242 of derived code; written and read, by 15,463 and by 91,254.

/// Writes a member as its declaration says.
macro_rules! write_member {
    ($to:ident, $value:ident, skip) => {
        let _ = $value;
    };
    ($to:ident, $value:ident, flatten) => {
        $crate::protocol::document::WriteMembers::write_members($value, $to)
    };
    ($to:ident, $value:ident, optional $wire:literal) => {
        $to.optional($wire, $value)
    };
    ($to:ident, $value:ident, $wire:literal) => {
        $to.member($wire, $value)
    };
}

/// Reads a member as its declaration says.
macro_rules! read_member {
    ($object:ident, flatten) => {
        $crate::protocol::document::Read::read($object)?
    };
    ($object:ident, $(optional)? $wire:literal) => {
        $crate::protocol::document::member($object, $wire)?
    };
}

/// Redacts a member as its declaration says.
macro_rules! redact_member {
    ($by:ident, $value:ident) => {
        $crate::protocol::document::Redact::redact($value, $by)
    };
    ($by:ident, $value:ident, $kind:expr) => {
        $crate::protocol::document::Redaction::redact(&$kind, $value, $by)
    };
}

/// Describes a member as it is declared.
macro_rules! describe_member {
    (@name flatten) => {
        None
    };
    (@name $(optional)? $wire:literal) => {
        Some($wire)
    };
    (@redaction) => {
        None
    };
    (@redaction $kind:expr) => {
        Some(stringify!($kind))
    };
    ($type:ty, [$($name:tt)+], [$($kind:expr)?]) => {
        $crate::protocol::document::Member {
            name: $crate::protocol::document::describe_member!(@name $($name)+),
            shape: <$type as $crate::protocol::document::Described>::SHAPE,
            redaction: $crate::protocol::document::describe_member!(@redaction $($kind)?),
        }
    };
}

/// A struct as an object.
macro_rules! json_struct {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $(
            $(#[$field_meta:meta])*
            $field_vis:vis $field:ident: $type:ty = $($how:ident)? $($wire:literal)? $(as $kind:expr)?
        ),+ $(,)?
    }) => {
        $crate::protocol::document::json_struct_write_only! {
            $(#[$meta])*
            $vis struct $name {
                $($(#[$field_meta])* $field_vis $field: $type = $($how)? $($wire)?),+
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                Some($name {
                    $($field: $crate::protocol::document::read_member!(value, $($how)? $($wire)?)),+
                })
            }
        }

        impl $crate::protocol::document::Redact for $name {
            fn redact(&mut self, by: &mut dyn $crate::protocol::document::TextRedactor) {
                let $name { $($field),+ } = self;
                $($crate::protocol::document::redact_member!(by, $field $(, $kind)?);)+
            }
        }

        impl $crate::protocol::document::Described for $name {
            const SHAPE: &'static $crate::protocol::document::Shape =
                &$crate::protocol::document::Shape::Struct {
                    name: stringify!($name),
                    members: &[$($crate::protocol::document::describe_member!(
                        $type, [$($how)? $($wire)?], [$($kind)?]
                    )),+],
                };
        }
    };
}

/// A struct as an object that is never read back, and computed from what was redacted.
macro_rules! json_struct_write_only {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $(
            $(#[$field_meta:meta])*
            $field_vis:vis $field:ident: $type:ty = $($how:ident)? $($wire:literal)?
        ),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name {
            $(
                $(#[$field_meta])*
                $(#[doc = concat!("On the wire: `", $wire, "`.")])?
                $field_vis $field: $type
            ),+
        }

        impl $crate::protocol::document::WriteMembers for $name {
            fn write_members(&self, to: &mut $crate::protocol::document::Writer) {
                let $name { $($field),+ } = self;
                $($crate::protocol::document::write_member!(to, $field, $($how)? $($wire)?);)+
            }
        }
    };
}

/// An enum whose values are words.
macro_rules! json_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $word:literal),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("On the wire: `", $word, "`.")]
                $variant
            ),+
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// The published word.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The one with this word.
            pub fn with_id(id: &str) -> Option<Self> {
                $name::ALL.into_iter().find(|one| one.id() == id)
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

        impl $crate::protocol::document::Redact for $name {
            fn redact(&mut self, _: &mut dyn $crate::protocol::document::TextRedactor) {}
        }

        impl $crate::protocol::document::Described for $name {
            const SHAPE: &'static $crate::protocol::document::Shape =
                &$crate::protocol::document::Shape::Words {
                    name: stringify!($name),
                    words: &[$($word),+],
                };
        }
    };
}

/// An enum as an object whose member after `by` names the variant. A variant with one value in round brackets has the
/// members of that value. With a function after the tag, each variant also states what that says of it, after `in`.
macro_rules! json_tagged_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident by $tag:literal {
        $(
            $(#[$variant_meta:meta])*
            $variant:ident = $word:literal
            $(($inner:ident: $inner_type:ty))?
            $({
                $(
                    $(#[$field_meta:meta])*
                    $field:ident: $type:ty = $($how:ident)? $($wire:literal)? $(as $kind:expr)?
                ),+ $(,)?
            })?
        ),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis enum $name {
            $(
                $(#[$variant_meta])*
                #[doc = concat!("On the wire: `", $word, "`.")]
                $variant $(($inner_type))? $({
                    $(
                        $(#[$field_meta])*
                        $(#[doc = concat!("On the wire: `", $wire, "`.")])?
                        $field: $type
                    ),+
                })?
            ),+
        }

        impl $name {
            /// The word that names the variant on the wire.
            pub fn word(&self) -> &'static str {
                match self { $($name::$variant { .. } => $word),+ }
            }
        }

        impl $crate::protocol::document::WriteMembers for $name {
            fn write_members(&self, to: &mut $crate::protocol::document::Writer) {
                to.member($tag, &self.word());
                match self {
                    $($name::$variant { $(0: $inner)? $($($field),+)? } => {
                        $($crate::protocol::document::WriteMembers::write_members($inner, to);)?
                        $($($crate::protocol::document::write_member!(to, $field, $($how)? $($wire)?);)+)?
                    })+
                }
            }
        }

        impl $crate::protocol::document::Read for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                Some(match value.get($tag)?.as_str()? {
                    $($word => $name::$variant {
                        $(0: <$inner_type as $crate::protocol::document::Read>::read(value)?)?
                        $($($field: $crate::protocol::document::read_member!(value, $($how)? $($wire)?)),+)?
                    },)+
                    _ => return None,
                })
            }
        }

        impl $crate::protocol::document::Redact for $name {
            fn redact(&mut self, by: &mut dyn $crate::protocol::document::TextRedactor) {
                match self {
                    $($name::$variant { $(0: $inner)? $($($field),+)? } => {
                        $($crate::protocol::document::redact_member!(by, $inner);)?
                        $($($crate::protocol::document::redact_member!(by, $field $(, $kind)?);)+)?
                    })+
                }
            }
        }

        impl $crate::protocol::document::Described for $name {
            const SHAPE: &'static $crate::protocol::document::Shape =
                &$crate::protocol::document::Shape::Tagged {
                    name: stringify!($name),
                    tag: $tag,
                    variants: &[$($crate::protocol::document::Variant {
                        word: $word,
                        members: &[
                            $($crate::protocol::document::describe_member!($inner_type, [flatten], []))?
                            $($($crate::protocol::document::describe_member!(
                                $type, [$($how)? $($wire)?], [$($kind)?]
                            )),+)?
                        ],
                    }),+],
                };
        }
    };

    ($(#[$meta:meta])* $vis:vis enum $name:ident by $tag:literal
        $(#[$column_meta:meta])* fn $column:ident -> $column_type:ty {
        $(
            $(#[$variant_meta:meta])*
            $variant:ident = $word:literal
            $({
                $(
                    $(#[$field_meta:meta])*
                    $field:ident: $type:ty = $wire:literal $(as $kind:expr)?
                ),+ $(,)?
            })?
            in $value:expr
        ),+ $(,)?
    }) => {
        $crate::protocol::document::json_tagged_enum! {
            $(#[$meta])*
            $vis enum $name by $tag {
                $(
                    $(#[$variant_meta])*
                    $variant = $word $({ $($(#[$field_meta])* $field: $type = $wire $(as $kind)?),+ })?
                ),+
            }
        }

        impl $name {
            $(#[$column_meta])*
            pub fn $column(&self) -> $column_type {
                match self {
                    $($name::$variant { $($($field),+)? } => {
                        // Most values do not depend on the fields.
                        $($(let _ = $field;)+)?
                        $value
                    })+
                }
            }
        }
    };
}

pub(crate) use {
    describe_member, json_enum, json_struct, json_struct_write_only, json_tagged_enum, read_member,
    redact_member, write_member,
};
