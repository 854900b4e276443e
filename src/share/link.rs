//! The link codec. Text in, text out: the address bar is the browser's business.

use crate::engine::vantage::Transport;

/// What a link asks the page to show. It never starts a run, and never carries a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// What goes into the URL field, as it was written.
    pub server: Option<String>,
    pub transport: Option<Transport>,
    /// How long to wait for a response head.
    pub timeout_ms: Option<f64>,
    /// The code whose help is asked for (`#help/<code>`).
    pub help: Option<String>,
}

/// A link longer than this is no link: browsers stop at one or two megabytes.
const LONGEST: usize = 64 * 1024;

/// The names that other inspectors use for the same thing, in the order in which they count.
const SERVER: [&str; 3] = ["server", "serverUrl", "url"];

/// Reads a fragment and a query, each with or without its first character. The fragment counts first;
/// unknown keys and broken values are passed over.
pub fn parse(fragment: &str, query: &str) -> Link {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let help = fragment
        .strip_prefix("help/")
        .filter(|_| fragment.len() <= LONGEST);
    let mut pairs = pairs(fragment);
    pairs.extend(self::pairs(query.strip_prefix('?').unwrap_or(query)));
    let first = |names: &[&str]| {
        let named = |name: &&str| {
            pairs
                .iter()
                .find(|(key, value)| key == *name && !value.is_empty())
        };
        names
            .iter()
            .find_map(named)
            .map(|(_, value)| value.as_str())
    };
    Link {
        server: first(&SERVER).map(|server| server.trim().to_owned()),
        transport: first(&["transport"]).map(Transport::parse),
        timeout_ms: first(&["timeout"]).and_then(milliseconds),
        help: help.map(decode),
    }
}

/// Whether a query has anything that belongs into the fragment.
pub fn is_in_query(query: &str) -> bool {
    let pairs = pairs(query.strip_prefix('?').unwrap_or(query));
    pairs
        .iter()
        .any(|(key, _)| SERVER.contains(&key.as_str()) || key == "transport" || key == "timeout")
}

/// The fragment that says this, with its `#`; empty when there is nothing to say.
pub fn emit(link: &Link) -> String {
    if let Some(code) = &link.help {
        return format!("#help/{}", encode(code));
    }
    let mut parts = Vec::new();
    if let Some(server) = &link.server {
        parts.push(format!("server={}", encode(&without_user(server))));
    }
    if let Some(transport) = link
        .transport
        .filter(|transport| *transport != Transport::Auto)
    {
        parts.push(format!("transport={}", transport.id()));
    }
    if let Some(timeout) = link.timeout_ms {
        parts.push(format!("timeout={}", seconds(timeout)));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!("#{}", parts.join("&"))
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let pair = |part: &str| {
        let (key, value) = part.split_once('=')?;
        Some((decode(key), decode(value)))
    };
    text.split('&').filter_map(pair).collect()
}

/// Seconds such as `2.5` in, milliseconds out; from a tenth of a second to ten minutes. No float is read
/// or printed: that would put 20 kB into the page.
pub fn milliseconds(seconds: &str) -> Option<f64> {
    let seconds = seconds.trim();
    let (is_negative, digits) = match seconds.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, seconds.strip_prefix('+').unwrap_or(seconds)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut digits = whole.bytes().chain(fraction.bytes()).peekable();
    digits.peek()?;
    if !digits.all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // What does not fit is far beyond ten minutes.
    let whole = match whole {
        "" => 0,
        digits => digits.parse::<u32>().unwrap_or(u32::MAX),
    };
    let thousandths = fraction.bytes().chain(*b"000").take(3);
    let thousandths = thousandths.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let ms = f64::from(whole) * 1000.0 + f64::from(thousandths);
    Some(if is_negative { 0.0 } else { ms }.clamp(100.0, 600_000.0))
}

/// Milliseconds in, seconds out, as [`milliseconds`] reads them.
pub fn seconds(ms: f64) -> String {
    let ms = ms.round() as u64;
    let text = format!("{}.{:03}", ms / 1000, ms % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A user name and a password in a URL are a secret. A server may have an `@` further on.
fn without_user(server: &str) -> String {
    let Some((scheme, rest)) = server.split_once("://") else {
        return server.to_owned();
    };
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{tail}")
}

/// Takes percent signs off. `+` stays: in a URL written by hand it is a plus, and no URL has a space.
/// A sign without its two digits stays as it is; bytes that are no UTF-8 are replaced.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)),
            _ => None,
        };
        bytes.push(escaped.map_or(*first, |(high, low)| high << 4 | low));
        rest = tail
            .get(if escaped.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Keeps a URL readable: only what would end the value, or what a chat program would cut, is escaped.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?=@!$,;".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
