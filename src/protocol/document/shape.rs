//! What a declared type looks like as a document: for tests, which make documents of every shape. The page never asks,
//! so nothing of it is in the program.

/// The form of a value on the wire.
#[derive(Debug)]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A whole number, at most this large.
    Number(u32),
    /// Any text.
    Text,
    /// Two texts.
    Pair,
    /// The bytes of a body: see `trace::wire::Bytes`.
    Bytes,
    /// Or null.
    Optional(&'static Shape),
    /// An array.
    List(&'static Shape),
    /// One of a few words.
    Words {
        /// The type's name in Rust.
        name: &'static str,
        /// All of them.
        words: &'static [&'static str],
    },
    /// An object.
    Struct {
        /// The type's name in Rust.
        name: &'static str,
        /// Its members in order.
        members: &'static [Member],
    },
    /// An object, one member of which says what the others are.
    Tagged {
        /// The type's name in Rust.
        name: &'static str,
        /// The member that says it.
        tag: &'static str,
        /// What it may say.
        variants: &'static [Variant],
    },
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire. Without one, the members of the value stand in the object itself.
    pub name: Option<&'static str>,
    /// What it holds.
    pub shape: &'static Shape,
    /// What kind of text it is, as declared: `Text`, `Url`, `Secret("token")` …
    pub redaction: Option<&'static str>,
}

/// A variant of an enum that holds more than words.
#[derive(Debug)]
pub struct Variant {
    /// The value of the tag.
    pub word: &'static str,
    /// The other members.
    pub members: &'static [Member],
}

/// Has a shape.
pub trait Described {
    /// The form of every value of this type.
    const SHAPE: &'static Shape;
}

impl<T: Described> Described for Option<T> {
    const SHAPE: &'static Shape = &Shape::Optional(T::SHAPE);
}

impl<T: Described> Described for Vec<T> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);
}

macro_rules! described {
    ($($type:ty = $shape:expr),* $(,)?) => {$(
        impl Described for $type {
            const SHAPE: &'static Shape = &$shape;
        }
    )*};
}

// More than 32 bits are nowhere needed.
described!(
    bool = Shape::Flag,
    u8 = Shape::Number(0xff),
    u16 = Shape::Number(0xffff),
    u32 = Shape::Number(u32::MAX),
    usize = Shape::Number(u32::MAX),
    i64 = Shape::Number(u32::MAX),
    f64 = Shape::Number(u32::MAX),
    String = Shape::Text,
    (String, String) = Shape::Pair,
);
