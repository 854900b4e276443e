//! The parts of HTTP that a page has to know (RFC 9110, the Fetch standard).

use serde_json::Value;

use crate::protocol::document::{
    Described, Header, Read, Redact, Redaction, Shape, TextRedactor, Write, Writer,
};

/// Header fields in the order they came. Names are compared without regard to case (RFC 9110, 5.1).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Headers(pub Vec<(String, String)>);

impl Write for Headers {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
    }
}

impl Read for Headers {
    fn read(value: &Value) -> Option<Headers> {
        Vec::read(value).map(Headers)
    }
}

impl Redact for Headers {
    fn redact(&mut self, by: &mut dyn TextRedactor) {
        Header.redact(&mut self.0, by);
    }
}

impl Described for Headers {
    const SHAPE: &'static Shape = <Vec<(String, String)>>::SHAPE;
}

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let same = |pair: &&(String, String)| pair.0.eq_ignore_ascii_case(name);
        self.0.iter().find(same).map(|(_, value)| value.as_str())
    }

    /// Every value of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |pair: &&(String, String)| pair.0.eq_ignore_ascii_case(name);
        self.0.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// Whether there is a field of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Replaces every value of this name by one, in the first one's place.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        // In the first one's place, so that a changed request is still shown in the order in which it was planned.
        let value = value.into();
        match self
            .0
            .iter()
            .position(|(other, _)| other.eq_ignore_ascii_case(name))
        {
            Some(place) => {
                self.remove(name);
                self.0.insert(place, (name.to_owned(), value));
            }
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes away every field of this name.
    pub fn remove(&mut self, name: &str) {
        self.0
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// The fields as `(name, value)`, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many fields there are; a name that comes twice counts twice.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parsed `Content-Type`, if there is one.
    pub fn content_type(&self) -> Option<ContentType> {
        self.get("content-type").map(ContentType::parse)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Headers(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

/// A media type (RFC 9110, 8.3.1), read leniently.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ContentType {
    /// `type/subtype` in lower case; whatever stands before the first `;`.
    pub essence: String,
    /// The `charset` parameter in lower case, without quotes.
    pub charset: Option<String>,
}

impl ContentType {
    /// Reads a field value. What cannot be read is left out: a media type is compared here and never sent on.
    ///
    /// ```text
    /// Application/JSON; Charset="UTF-8"   essence application/json, charset utf-8
    /// ```
    pub fn parse(value: &str) -> Self {
        // A quoted value may hold a `;` (RFC 9110, 5.6.4). No media type that matters here has such a parameter.
        let mut parts = value.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase());
        Self { essence, charset }
    }

    /// `application/json` and its relatives (RFC 6839, 3.1: the suffix `+json`).
    pub fn is_json(&self) -> bool {
        self.essence == "application/json" || self.essence.ends_with("+json")
    }

    /// `text/event-stream` (HTML standard, 9.2), which Streamable HTTP answers with instead of JSON.
    pub fn is_event_stream(&self) -> bool {
        self.essence == "text/event-stream"
    }

    /// A page for people: what a proxy, a login or a framework answers in place of the server.
    pub fn is_html(&self) -> bool {
        matches!(self.essence.as_str(), "text/html" | "application/xhtml+xml")
    }
}

/// The redirect statuses (Fetch standard, "redirect status"). 300 and 304 are none.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Whether a redirect of this status turns POST into GET (Fetch standard, HTTP-redirect fetch). 303 does so for every
/// method but GET and HEAD; 307 and 308 keep the method and the body.
pub fn redirect_drops_post(status: u16) -> bool {
    matches!(status, 301..=303)
}

/// Response headers that a page may read without `Access-Control-Expose-Headers`
/// (Fetch standard, "CORS-safelisted response-header name").
pub const CORS_SAFELISTED_RESPONSE_HEADERS: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// Whether a page may read this response header without the server's permission. `Mcp-Session-Id` and
/// `WWW-Authenticate` are not among them.
pub fn is_cors_safelisted_response_header(name: &str) -> bool {
    CORS_SAFELISTED_RESPONSE_HEADERS
        .iter()
        .any(|safe| safe.eq_ignore_ascii_case(name))
}

/// Request headers that a page may not set (Fetch standard, "forbidden request-header"). The three
/// method-override names are forbidden for some values only; those names are left out.
pub const FORBIDDEN_REQUEST_HEADERS: [&str; 22] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Whether the browser refuses to let a page set this request header.
pub fn is_forbidden_request_header(name: &str) -> bool {
    let begins = |prefix: &str| {
        name.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    begins("proxy-")
        || begins("sec-")
        || FORBIDDEN_REQUEST_HEADERS
            .iter()
            .any(|header| header.eq_ignore_ascii_case(name))
}

/// Why a header that a person typed cannot be sent as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HeaderProblem {
    /// No name at all.
    NameEmpty,
    /// A name with a character that is no token character (RFC 9110, 5.6.2).
    NameNotToken,
    /// A name that only the browser may set.
    NameForbidden,
    /// A line break or NUL (Fetch standard, "header value").
    ControlCharacter,
    /// A character beyond Latin-1: a browser throws instead of sending it.
    NotLatin1,
    /// A space or tab at an end: it is taken off on the way, and a secret with it differs.
    SurroundingSpace,
}

impl HeaderProblem {
    /// In words that follow "the header …".
    pub fn as_str(self) -> &'static str {
        match self {
            HeaderProblem::NameEmpty => "has no name",
            HeaderProblem::NameNotToken => {
                "has a name with a character that no header name may have"
            }
            HeaderProblem::NameForbidden => "has a name that only the browser may set",
            HeaderProblem::ControlCharacter => "has a line break in its value",
            HeaderProblem::NotLatin1 => {
                "has a character in its value that no header can carry, such as a curly quote"
            }
            HeaderProblem::SurroundingSpace => "has a space at an end of its value",
        }
    }
}

/// What is wrong with a header name that a person typed (RFC 9110, 5.1); `None` if a page can send it.
pub fn header_name_problem(name: &str) -> Option<HeaderProblem> {
    if name.is_empty() {
        Some(HeaderProblem::NameEmpty)
    } else if !name.bytes().all(is_token_byte) {
        Some(HeaderProblem::NameNotToken)
    } else if is_forbidden_request_header(name) {
        Some(HeaderProblem::NameForbidden)
    } else {
        None
    }
}

/// What is wrong with a header value that a person typed (RFC 9110, 5.5; Fetch standard, "header value"); `None` if a
/// page can send it. The gravest problem is named.
pub fn header_value_problem(value: &str) -> Option<HeaderProblem> {
    let space = |edge: Option<char>| edge.is_some_and(|c| matches!(c, ' ' | '\t'));
    // A break would end the field, and what follows would be read as one of its own (RFC 9112, 11.1).
    if value.contains(['\r', '\n', '\0']) {
        Some(HeaderProblem::ControlCharacter)
    } else if value.chars().any(|c| u32::from(c) > 0xff) {
        Some(HeaderProblem::NotLatin1)
    // Fetch takes both off ("normalize"). A key that was copied with a space works then, and the user should know
    // that it was not sent as it stands.
    } else if space(value.chars().next()) || space(value.chars().next_back()) {
        Some(HeaderProblem::SurroundingSpace)
    } else {
        None
    }
}

/// A byte of a token (RFC 9110, 5.6.2 `tchar`).
pub fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Ports that a browser refuses to connect to (Fetch standard, 2.9 "Port blocking"): services that would take a request
/// for commands of their own protocol.
pub fn is_unsafe_port(port: u16) -> bool {
    BAD_PORTS.binary_search(&port).is_ok()
}

/// The Fetch standard's "bad port" list, in ascending order.
#[rustfmt::skip]
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513,
    514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720,
    1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];
