//! What is secret in the address that the user entered. Addresses of MCP servers carry keys under any name, and as segments of the
//! path; so here a value is secret unless its name, or what it is, is known to be harmless.

use std::collections::HashMap;

use super::parts::{Parts, Tail, decoded};
use super::secret::{self, FINDABLE, has_secret_start, is_tag, looks_secret};

/// Addresses in addresses are followed so far.
const DEPTH: usize = 3;

/// Longer ones are no keys; what is wrong with such an address is its length.
const LONGEST: usize = 8_192;

/// Names, without marks and in lower case, of what tells a server how to speak, and gives nobody access.
#[rustfmt::skip]
const HARMLESS_NAMES: [&str; 38] = [
    "apiversion", "audience", "clientid", "codechallengemethod", "debug", "encoding", "features", "format", "grouping", "lang", "language",
    "limit", "locale", "mcpversion", "method", "mode", "page", "pagesize", "prompt", "protocol", "protocolversion", "readonly", "region",
    "resource", "responsetype", "revision", "schema", "scope", "stream", "tools", "toolsets", "transport", "type", "utmcampaign", "utmmedium",
    "utmsource", "v", "version",
];

/// Segments that follow a telling name and say what is there.
#[rustfmt::skip]
const HARMLESS_SEGMENTS: [&str; 20] = [
    "api", "authorize", "callback", "events", "http", "index", "info", "login", "mcp", "message", "messages", "oauth", "register", "rpc",
    "server", "servers", "sse", "stream", "token", "ws",
];

/// A secret of the address.
#[derive(Clone)]
pub struct Found {
    /// It is looked for wherever it may stand. A word is not: `?env=production` must not blot out every `production`.
    pub is_findable: bool,
    /// What stands before it in the address, with which a word is looked for too.
    pub before: String,
}

/// A part of an address that is to be seen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VisiblePart {
    /// By what it is found again.
    pub key: String,
    /// As it is written.
    pub text: String,
}

/// What is to be seen of a redacted address behind the host: segments of the path, and what has a value.
pub fn visible(address: &str) -> Vec<VisiblePart> {
    let Some(parts) = Parts::of(address) else {
        return Vec::new();
    };
    let tail = Tail::of(parts.tail);
    let part = |key: fn(&str) -> String, text: &str| VisiblePart {
        key: key(text),
        text: text.to_owned(),
    };
    let segments = tail.path.split('/').filter(|segment| is_shown(segment));
    let segments = segments.map(|segment| part(segment_key, segment));
    let pairs = [tail.query, tail.fragment].into_iter().flatten();
    let pairs = pairs.flat_map(|part| part.split('&'));
    let pairs =
        pairs.filter(|pair| is_shown(pair.split_once('=').map_or(*pair, |(_, value)| value)));
    segments
        .chain(pairs.map(|pair| part(pair_key, pair)))
        .collect()
}

fn is_shown(value: &str) -> bool {
    !value.is_empty() && !is_tag(value)
}

/// Makes secrets of what the user hides.
pub fn hide(address: &str, hidden: &[String], secrets: &mut HashMap<String, Found>) {
    for part in visible(address)
        .into_iter()
        .filter(|part| hidden.contains(&part.key))
    {
        let value = match part
            .text
            .split_once('=')
            .filter(|_| !part.key.starts_with('/'))
        {
            Some((_, value)) => value,
            None => &part.text,
        };
        let found = Found {
            is_findable: decoded(value).len() >= FINDABLE,
            before: String::new(),
        };
        secrets.insert(part.key, found);
    }
}

/// The secrets of the address, by their keys.
pub fn secrets(address: &str) -> HashMap<String, Found> {
    let mut found = HashMap::new();
    let Some(parts) = Parts::of(address) else {
        return found;
    };
    let tail = Tail::of(parts.tail);
    let mut before = parts.authority.to_owned();
    for segment in tail.path.split('/').skip(1) {
        let plain = decoded(segment);
        if is_secret_segment(&plain, &before) {
            let secret = Found::new(&before, &plain, [&before, "/"].concat());
            found.insert(segment_key(segment), secret);
        }
        before = plain;
    }
    for (mut mark, part) in [("?", tail.query), ("", tail.fragment)] {
        for pair in part.into_iter().flat_map(|part| part.split('&')) {
            let (name, value) = pair.split_once('=').unwrap_or(("", pair));
            let (name, value) = (decoded(name), decoded(value));
            // A fragment that is a word is a place in a document, and is not sent.
            let is_place = mark.is_empty() && !pair.contains('=') && !looks_like_key(&value);
            if is_secret_value(&name, &value, DEPTH) && !is_place {
                let equals = if pair.contains('=') { "=" } else { "" };
                let before = [mark, &name, equals].concat();
                found.insert(pair_key(pair), Found::new(&name, &value, before));
            }
            mark = "&";
        }
    }
    found
}

impl Found {
    fn new(name: &str, value: &str, before: String) -> Found {
        // Of a pair, the name will do, where that is enough to go by.
        let is_enough = before.len() + value.len() > FINDABLE && before.ends_with('=');
        let before = match before.get(1..).filter(|_| is_enough) {
            Some(name) => name.to_owned(),
            None => before,
        };
        Found {
            is_findable: value.len() >= FINDABLE && (is_telling(name) || looks_like_key(value)),
            before,
        }
    }
}

/// By what a segment is found again in other addresses of the run.
pub fn segment_key(segment: &str) -> String {
    format!("/{}", decoded(segment))
}

/// The same of a pair of a query.
pub fn pair_key(pair: &str) -> String {
    decoded(pair)
}

fn is_secret_segment(segment: &str, before: &str) -> bool {
    /// No words that are written as one are longer, as a rule.
    const LETTERS: usize = 16;
    /// Shorter numbers are years, ports and counts.
    const DIGITS: usize = 6;
    if segment.is_empty() || segment.len() > LONGEST || is_tag(segment) {
        return false;
    }
    let is_harmless = || {
        let plain = plain(segment);
        let version = plain.trim_start_matches('v');
        HARMLESS_SEGMENTS.contains(&plain.as_str()) || version.bytes().all(|b| b.is_ascii_digit())
    };
    let mut words = segment.split(|c: char| !c.is_ascii_alphanumeric());
    let is_long = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        match digits {
            0 => word.len() >= LETTERS,
            _ if digits == word.len() => digits >= DIGITS && digits == segment.len(),
            _ => word.len() >= 8 && secret::is_mixed(word),
        }
    };
    has_secret_start(segment) || words.any(is_long) || (is_telling(before) && !is_harmless())
}

fn is_secret_value(name: &str, value: &str, depth: usize) -> bool {
    if is_tag(value) || is_flag(value) || value.len() > LONGEST {
        return false;
    }
    if let Some(is_secret) = in_address(value, depth) {
        return is_secret;
    }
    let plain = plain(name);
    let is_harmless = HARMLESS_NAMES.contains(&plain.as_str());
    !is_harmless || looks_secret(value) || has_secret_start(value)
}

/// Whether something is secret in an address that is a value; `None` for one that is no address.
fn in_address(value: &str, depth: usize) -> Option<bool> {
    let parts = Parts::of(value).filter(|_| value.contains("://"))?;
    let Some(depth) = depth.checked_sub(1) else {
        return Some(true);
    };
    let tail = Tail::of(parts.tail);
    let mut before = "";
    let mut is_secret = value.contains('@');
    for segment in tail.path.split('/') {
        is_secret |= is_secret_segment(segment, before) || looks_secret(segment);
        before = segment;
    }
    let pairs = [tail.query, tail.fragment].into_iter().flatten();
    for pair in pairs.flat_map(|part| part.split('&')) {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        is_secret |= is_secret_value(&decoded(name), &decoded(value), depth);
    }
    Some(is_secret)
}

/// `true`, `1`, or nothing: it says yes or no.
fn is_flag(value: &str) -> bool {
    const FLAGS: [&str; 7] = ["", "true", "false", "yes", "no", "on", "off"];
    let is_small = value.len() <= 2 && value.bytes().all(|byte| byte.is_ascii_digit());
    is_small || FLAGS.contains(&value)
}

/// Whether a name says that what follows gives access.
fn is_telling(name: &str) -> bool {
    const MORE: [&str; 7] = ["k", "keys", "pass", "pat", "pin", "pw", "tokens"];
    secret::name(name).is_some() || MORE.contains(&plain(name).as_str())
}

/// Digits among letters, or letters of both cases as no word has them.
fn looks_like_key(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    let is_upper_inside = value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let has_case = has(u8::is_ascii_lowercase) && is_upper_inside;
    has(u8::is_ascii_digit) || has_case || value.len() >= 16 || has_secret_start(value)
}

/// In lower case, without what names are parted by.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | '.'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}
