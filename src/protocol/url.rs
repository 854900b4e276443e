//! URLs of the URL standard, because that is what a browser will make of an address.
//!
//! Parsing is the work of others, and which others depends on where this runs: in a page the browser's own
//! `URL`, which is there already, with the Unicode tables of international hosts; elsewhere the
//! `url` crate, which would cost the page 24 kB. Both implement the same standard and neither has a clock, a
//! network or a memory, so this module stays pure. `serialised` is all that differs; beside `lib.rs` and
//! `main.rs` this is the only file that knows its target. The crate is the oracle in `tests/engine/standard.rs`,
//! and `tests/shared/addresses.rs` holds what both must answer.
//! Where a browser strays from the standard, what it answers is also what it will ask for.

use std::fmt;

/// An absolute URL, kept as the standard serialises it (URL standard, 4.5), which is in ASCII.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Url {
    href: String,
}

/// The URL standard's parser returned failure. It names no reasons; browsers give none either.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ParseError;

impl Url {
    /// Parses an absolute URL, as a browser would: white space around it and tabs inside go, the host is put into
    /// ASCII, the port of the scheme is left out.
    pub fn parse(text: &str) -> Result<Url, ParseError> {
        let href = serialised(text, None).ok_or(ParseError)?;
        Ok(Url { href })
    }

    /// A reference made absolute, with this as its base (RFC 9110, 10.2.2: `Location` may be relative).
    pub fn join(&self, reference: &str) -> Result<Url, ParseError> {
        let href = serialised(reference, Some(&self.href)).ok_or(ParseError)?;
        Ok(Url { href })
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.href
    }

    /// In lower case, without the colon.
    pub fn scheme(&self) -> &str {
        self.parts().scheme
    }

    /// Whether a user name or a password stands before the host.
    pub fn has_credentials(&self) -> bool {
        self.parts().credentials.is_some()
    }

    /// In ASCII and lower case, IPv6 addresses in brackets; empty where there is none.
    pub fn host(&self) -> &str {
        self.parts().host
    }

    /// The port, unless it is the scheme's own.
    pub fn port(&self) -> Option<u16> {
        self.parts().port?.parse().ok()
    }

    /// The port that is connected to; `None` for a scheme that has none.
    pub fn port_or_default(&self) -> Option<u16> {
        self.port().or_else(|| default_port(self.scheme()))
    }

    /// Percent-encoded as it is sent; `/` at least where there is a host.
    pub fn path(&self) -> &str {
        self.parts().path
    }

    /// Without the question mark; `None` where there is none, and empty where nothing follows it.
    pub fn query(&self) -> Option<&str> {
        self.parts().query
    }

    /// Without the `#`. It stays in the browser: no server ever sees it (RFC 9110, 7.1).
    pub fn fragment(&self) -> Option<&str> {
        self.parts().fragment
    }

    /// The origin as a browser writes it into `Origin`: `null` where it is the URL's own and equals no other (URL
    /// standard, 4.7).
    pub fn origin(&self) -> String {
        let Parts {
            scheme, host, port, ..
        } = self.parts();
        match (default_port(scheme), port) {
            (None, _) => "null".to_owned(),
            (_, None) => format!("{scheme}://{host}"),
            (_, Some(port)) => format!("{scheme}://{host}:{port}"),
        }
    }

    /// Names and values of the query (URL standard, 5.1 "application/x-www-form-urlencoded parsing").
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        let pairs = self.query().unwrap_or_default().split('&');
        pairs
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (form_decode(name), form_decode(value)))
            .collect()
    }

    /// The same under another scheme. A port that was given stays, unless it is the new scheme's own.
    pub fn with_scheme(&self, scheme: &str) -> Url {
        self.changed(&Parts {
            scheme,
            ..self.parts()
        })
    }

    /// The same with another path, which begins with a slash, or is empty, and is percent-encoded.
    pub fn with_path(&self, path: &str) -> Url {
        self.changed(&Parts {
            path,
            ..self.parts()
        })
    }

    /// The same without user name and password.
    pub fn without_credentials(&self) -> Url {
        self.changed(&Parts {
            credentials: None,
            ..self.parts()
        })
    }

    /// The same without the question mark and what follows it, up to the fragment.
    pub fn without_query(&self) -> Url {
        self.changed(&Parts {
            query: None,
            ..self.parts()
        })
    }

    /// The same without the `#` and what follows it: what a request asks for.
    pub fn without_fragment(&self) -> Url {
        self.changed(&Parts {
            fragment: None,
            ..self.parts()
        })
    }

    /// Parsed again, because a change can ask for another: a port that is the new scheme's own goes.
    fn changed(&self, parts: &Parts) -> Url {
        // Only hosts and ports make the parser fail, and those stay.
        Url::parse(&parts.to_string()).unwrap_or_else(|_| self.clone())
    }

    /// Takes the serialisation apart. That needs no parser: the standard writes the parts in this order, and encodes
    /// each of these marks where it would stand inside of an earlier part.
    fn parts(&self) -> Parts<'_> {
        let (scheme, rest) = self.href.split_once(':').unwrap_or_default();
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        // `mailto:`, `data:` and such: everything is the path.
        let Some(rest) = rest.strip_prefix("//") else {
            return Parts {
                scheme,
                authority: false,
                credentials: None,
                host: "",
                port: None,
                path: rest,
                query,
                fragment,
            };
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // The last `@`: one in the password is percent-encoded.
        let (credentials, host) = match authority.rsplit_once('@') {
            Some((credentials, host)) => (Some(credentials), host),
            None => (None, authority),
        };
        // The last colon, unless it belongs to an IPv6 address.
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (host, None),
        };
        Parts {
            scheme,
            authority: true,
            credentials,
            host,
            port,
            path,
            query,
            fragment,
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.href)
    }
}

impl From<Url> for String {
    fn from(url: Url) -> String {
        url.href
    }
}

/// The bytes that a percent-encoded text stands for (URL standard, 1.3). A `%` without two hexadecimal digits behind it
/// stands for itself, as it does in browsers.
pub fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let digits = match byte {
            b'%' => digit(bytes.get(at)).zip(digit(bytes.get(at + 1))),
            _ => None,
        };
        match digits {
            Some((high, low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            None => decoded.push(byte),
        }
    }
    decoded
}

/// A text as a form or a query spells it (URL standard, 5.2 "application/x-www-form-urlencoded serializing").
pub fn form_encode(text: &str) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'-' | b'.' | b'_' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            _ => {
                let digits = [byte >> 4, byte & 15].map(usize::from);
                encoded.push('%');
                encoded.extend(digits.iter().filter_map(|digit| DIGITS.get(*digit)));
            }
        }
    }
    encoded
}

/// The text that a form or a query spells (URL standard, 5.1); what is not UTF-8 becomes U+FFFD.
pub fn form_decode(text: &str) -> String {
    String::from_utf8_lossy(&percent_decode(&text.replace('+', " "))).into_owned()
}

/// A serialised URL in its parts.
struct Parts<'a> {
    scheme: &'a str,
    /// `//` follows the scheme.
    authority: bool,
    credentials: Option<&'a str>,
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

/// The serialisation again, as far as the parser needs it.
impl fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let optional =
            |f: &mut fmt::Formatter<'_>, before: &str, part: Option<&str>, after: &str| {
                part.map_or(Ok(()), |part| write!(f, "{before}{part}{after}"))
            };
        f.write_str(self.scheme)?;
        f.write_str(if self.authority { "://" } else { ":" })?;
        optional(f, "", self.credentials, "@")?;
        f.write_str(self.host)?;
        optional(f, ":", self.port, "")?;
        f.write_str(self.path)?;
        optional(f, "?", self.query, "")?;
        optional(f, "#", self.fragment, "")
    }
}

/// What stands before the first mark, and what behind it.
fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Of the schemes whose URLs have an origin (URL standard, 4.2 "default port" and 4.7).
fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        // `file` belongs to them by 4.2, and has neither a port nor an origin.
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}

/// What the URL standard's parser makes of a text, serialised; `None` for failure.
#[cfg(target_arch = "wasm32")]
fn serialised(text: &str, base: Option<&str>) -> Option<String> {
    let url = match base {
        Some(base) => web_sys::Url::new_with_base(text, base),
        None => web_sys::Url::new(text),
    };
    Some(url.ok()?.href())
}

/// What the URL standard's parser makes of a text, serialised; `None` for failure.
#[cfg(not(target_arch = "wasm32"))]
fn serialised(text: &str, base: Option<&str>) -> Option<String> {
    let base = base.and_then(|base| url::Url::parse(base).ok());
    let url = url::Url::options().base_url(base.as_ref()).parse(text);
    Some(url.ok()?.into())
}
