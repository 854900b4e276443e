//! The link codec. Text in, text out: the address bar is the browser's business.

use super::expected::{self, Expected};
use super::versions::{self, Newer, Pairs};
use crate::trace::vantage::TransportChoice;

/// What a link asks the page to show. It never starts a run, and never carries a secret.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// What goes into the URL field, as it was written.
    pub server: Option<String>,
    /// The transport to ask for; by default the page finds out.
    pub transport: Option<TransportChoice>,
    /// How long to wait for a response head.
    pub timeout_ms: Option<f64>,
    /// How many bytes all bodies of the run may have.
    pub body_budget: Option<usize>,
    /// The code whose help is asked for (`#help/<code>`); empty for all of them.
    pub help: Option<String>,
    /// Names of the headers that the run sent along. Their values are asked for.
    pub headers: Vec<String>,
    /// The run had a bearer token.
    pub bearer: bool,
    /// Names of the secrets that stand as `{name}` in `server`.
    pub secrets: Vec<String>,
    /// What the run came to, where the link is there to see it again.
    pub expected: Option<Expected>,
    /// The compact form, for a frame in somebody's documentation.
    pub embed: bool,
    /// The colours that the host page asks for.
    pub theme: Option<Theme>,
}

/// The colours that a host page wants its frame to have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Reads the value in a link.
    pub fn parse(text: &str) -> Option<Theme> {
        match text {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// The value in a link.
    pub fn id(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// Pairs longer than this are no link: browsers stop at one or two megabytes.
const LONGEST: usize = 64 * 1024;

/// No real link names more headers or secrets; a list without an end must not fill the page.
const MOST: usize = 20;

/// Reads a fragment and a query, each with or without its first character. The fragment counts first;
/// unknown keys and broken values are passed over.
pub fn parse(fragment: &str, query: &str) -> Link {
    read(fragment, query).0
}

/// As [`parse`], and says when a newer Faultfinder wrote it. What is known of it is read all the same.
pub fn read(fragment: &str, query: &str) -> (Link, Option<Newer>) {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let help = fragment
        .strip_prefix("help")
        .and_then(|code| match code {
            "" => Some(code),
            code => code.strip_prefix('/'),
        })
        .filter(|_| fragment.len() <= LONGEST);
    let mut pairs = pairs(fragment);
    pairs.extend(self::pairs(query.strip_prefix('?').unwrap_or(query)));
    let newer = versions::upgrade_pairs(&mut pairs).err();
    let first = |name: &str| {
        let mut named = pairs
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        named.next().map(|(_, value)| value.as_str())
    };
    let link = Link {
        server: first("server")
            .map(|server| server.trim().to_owned())
            .filter(|server| !server.is_empty()),
        transport: first("transport").map(TransportChoice::parse),
        timeout_ms: first("timeout").and_then(milliseconds),
        body_budget: first("budget").and_then(body_budget),
        help: help
            .map(decode)
            .or_else(|| first("help").map(str::to_owned)),
        headers: names(&pairs, "header"),
        bearer: first("bearer") == Some("1"),
        secrets: names(&pairs, "secret"),
        expected: expected::read(first("outcome"), first("step"), first("code")),
        embed: first("embed") == Some("1"),
        theme: first("theme").and_then(Theme::parse),
    };
    (link, newer)
}

const MIB: usize = 1 << 20;

/// A budget in MiB. More than 256 no tab survives, whoever asks for it.
fn body_budget(text: &str) -> Option<usize> {
    let mib = text.parse::<usize>().ok()?;
    (1..=256).contains(&mib).then_some(mib * MIB)
}

/// Whether a fragment may hold more than a [`Link`]: a recording, what a run came to, or a version to check.
pub fn holds_more(fragment: &str) -> bool {
    ["report=", "v=", "outcome="]
        .iter()
        .any(|key| fragment.contains(key))
}

/// Whether a query has anything that belongs into the fragment.
pub fn is_in_query(query: &str) -> bool {
    const MOVES: [&str; 5] = ["server", "serverUrl", "url", "transport", "timeout"];
    let pairs = pairs(query.strip_prefix('?').unwrap_or(query));
    pairs.iter().any(|(key, _)| MOVES.contains(&key.as_str()))
}

/// The fragment that says this, with its `#`; empty when there is nothing to say.
pub fn emit(link: &Link) -> String {
    let mut text = String::new();
    if let Some(code) = &link.help {
        text.push_str("#help/");
        encode(code, &mut text);
        return text;
    }
    let mut say = |key: &str, value: &str| {
        text.push(if text.is_empty() { '#' } else { '&' });
        text.push_str(key);
        text.push('=');
        encode(value, &mut text);
    };
    if is_of_version_1(link) {
        say("v", "1");
    }
    if let Some(server) = &link.server {
        say("server", &without_user(server, &link.secrets));
    }
    if let Some(transport) = link.transport.filter(|one| *one != TransportChoice::Auto) {
        say("transport", transport.id());
    }
    if let Some(timeout) = link.timeout_ms {
        say("timeout", &seconds(timeout));
    }
    if let Some(bytes) = link.body_budget {
        say("budget", &bytes.div_ceil(MIB).to_string());
    }
    link.headers.iter().for_each(|name| say("header", name));
    if link.bearer {
        say("bearer", "1");
    }
    link.secrets.iter().for_each(|name| say("secret", name));
    if let Some(expected) = &link.expected {
        say("outcome", expected.outcome.id());
        if let Some(step) = expected.step {
            say("step", step.id());
        }
        if let Some(code) = &expected.code {
            say("code", code);
        }
    }
    if link.embed {
        say("embed", "1");
    }
    if let Some(theme) = link.theme {
        say("theme", theme.id());
    }
    text
}

/// The same fragment for the whole page: without what concerns a frame. What it carries stays as it was written.
pub fn whole(fragment: &str) -> String {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let is_frames = |pair: &&str| pair.starts_with("embed=") || pair.starts_with("theme=");
    let pairs = fragment.split('&').filter(|pair| !is_frames(pair));
    let rest: Vec<&str> = pairs.collect();
    ["#", &*rest.join("&")].concat()
}

/// Whether it says anything that the first links could not say; those stay as short as they were.
fn is_of_version_1(link: &Link) -> bool {
    let asks = link.bearer || !link.headers.is_empty() || !link.secrets.is_empty();
    asks || link.expected.is_some()
}

/// The values of a key that may stand several times: names of headers and secrets.
fn names(pairs: &Pairs, wanted: &str) -> Vec<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_name = |name: &str| (1..=64).contains(&name.len()) && name.bytes().all(plain);
    let mut names = Vec::new();
    for (key, name) in pairs {
        if key == wanted && is_name(name) && names.len() < MOST && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn pairs(text: &str) -> Pairs {
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

/// A user name and a password in a URL are a secret, unless they are a name that stands for one. A server may
/// have an `@` further on.
fn without_user(server: &str, secrets: &[String]) -> String {
    let Some((scheme, rest)) = server.split_once("://") else {
        return server.to_owned();
    };
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, _) = rest.split_at(end);
    let is_placeholder = |user: &str| {
        let name = user
            .strip_prefix('{')
            .and_then(|user| user.strip_suffix('}'));
        name.is_some_and(|name| secrets.iter().any(|secret| secret == name))
    };
    match authority.rsplit_once('@') {
        Some((user, _)) if !is_placeholder(user) => {
            let mut clean = scheme.to_owned();
            clean.push_str("://");
            clean.push_str(rest.get(user.len() + 1..).unwrap_or_default());
            clean
        }
        _ => server.to_owned(),
    }
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
fn encode(text: &str, to: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?=@!$,;".contains(&byte) {
            to.push(char::from(byte));
        } else {
            escape(byte, to);
        }
    }
}

/// A byte with its percent sign.
pub fn escape(byte: u8, to: &mut String) {
    to.push('%');
    for half in [byte >> 4, byte & 15] {
        let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
        to.push(digit.to_ascii_uppercase());
    }
}
