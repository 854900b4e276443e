//! What is done to the texts of a type before it leaves the page, declared beside each field.
//!
//! A field without text says nothing. A text that says nothing does not compile: [`Redact`] is implemented for numbers,
//! flags and declared types, and not for `String`. What a kind does stands in `redact`, behind [`TextRedactor`].

/// Takes the secrets out of single texts. `redact` implements it; here stands only what types need of it.
pub trait TextRedactor {
    /// A text that may quote anything.
    fn text(&mut self, text: &mut String);

    /// An address.
    fn url(&mut self, url: &mut String);

    /// An address that ends an authorization request (RFC 6749, 4.1.2), or begins one (4.1.1).
    fn callback_url(&mut self, url: &mut String);

    /// A secret whatever it looks like. Tags name its kind.
    fn secret(&mut self, kind: &'static str, secret: &mut String);

    /// A header field: its name decides what its value is.
    fn header(&mut self, name: &mut String, value: &mut String);

    /// A body in one piece.
    fn body(&mut self, bytes: &mut Vec<u8>);

    /// A part of a body. A secret may be split over parts, so they can only be cleaned together.
    fn part(&mut self, bytes: &mut Vec<u8>);
}

/// Can be cleaned: every text in it says what it is, or there is none.
#[diagnostic::on_unimplemented(
    message = "nothing says how `{Self}` is redacted",
    note = "declare it with the field: `= \"name\" as Text`, `as Url`, `as Secret(\"kind\")`, or `as Plain`"
)]
pub trait Redact {
    /// Takes the secrets out of its texts, in the order of the fields.
    fn redact(&mut self, by: &mut dyn TextRedactor);
}

/// What kind of text a `T` is.
pub trait Redaction<T> {
    /// Cleans a value of this kind.
    fn redact(&self, value: &mut T, by: &mut dyn TextRedactor);
}

/// A text that may quote the server or the user.
pub struct Text;

/// An address: scheme, host and port stay, secrets in the rest do not.
pub struct Url;

/// The address of an authorization request or of its answer: `code` and `state` are secret whatever they look like.
pub struct CallbackUrl;

/// A secret as a whole, with the word for it in the tag that takes its place.
pub struct Secret(pub &'static str);

/// A header field, name and value.
pub struct Header;

/// A part of a body.
pub struct Part;

/// A text of this program's own, or one that holds no secret: it stays as it is.
pub struct Plain;

impl Redaction<String> for Text {
    fn redact(&self, value: &mut String, by: &mut dyn TextRedactor) {
        by.text(value);
    }
}

impl Redaction<String> for Url {
    fn redact(&self, value: &mut String, by: &mut dyn TextRedactor) {
        by.url(value);
    }
}

impl Redaction<String> for CallbackUrl {
    fn redact(&self, value: &mut String, by: &mut dyn TextRedactor) {
        by.callback_url(value);
    }
}

impl Redaction<String> for Secret {
    fn redact(&self, value: &mut String, by: &mut dyn TextRedactor) {
        by.secret(self.0, value);
    }
}

impl Redaction<String> for Plain {
    fn redact(&self, _: &mut String, _: &mut dyn TextRedactor) {}
}

impl Redaction<(String, String)> for Header {
    fn redact(&self, (name, value): &mut (String, String), by: &mut dyn TextRedactor) {
        by.header(name, value);
    }
}

/// A pair whose halves are of two kinds.
impl<A: Redaction<String>, B: Redaction<String>> Redaction<(String, String)> for (A, B) {
    fn redact(&self, value: &mut (String, String), by: &mut dyn TextRedactor) {
        self.0.redact(&mut value.0, by);
        self.1.redact(&mut value.1, by);
    }
}

impl<T, K: Redaction<T>> Redaction<Option<T>> for K {
    fn redact(&self, value: &mut Option<T>, by: &mut dyn TextRedactor) {
        if let Some(value) = value {
            self.redact(value, by);
        }
    }
}

impl<T, K: Redaction<T>> Redaction<Vec<T>> for K {
    fn redact(&self, value: &mut Vec<T>, by: &mut dyn TextRedactor) {
        for value in value {
            self.redact(value, by);
        }
    }
}

impl<T: Redact> Redact for Option<T> {
    fn redact(&mut self, by: &mut dyn TextRedactor) {
        if let Some(value) = self {
            value.redact(by);
        }
    }
}

impl<T: Redact> Redact for Vec<T> {
    fn redact(&mut self, by: &mut dyn TextRedactor) {
        for value in self {
            value.redact(by);
        }
    }
}

macro_rules! without_text {
    ($($type:ident),*) => {$(
        impl Redact for $type {
            fn redact(&mut self, _: &mut dyn TextRedactor) {}
        }
    )*};
}

without_text!(bool, u8, u16, u32, usize, i64, f64);
