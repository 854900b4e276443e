//! The secrets of a run, and the tags that stand in their place.

use std::collections::HashMap;

use super::secret::{self, Name, is_tag, looks_secret};
use super::{scan, spelling};
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::PROBE_ID;
use crate::protocol::sort::sorted;
use crate::protocol::url::percent_decode;
use crate::trace::vantage::Options;

/// Shorter values are replaced where they stand, and not looked for elsewhere: `acme` in a header must not
/// blot out every `acme`.
const FINDABLE: usize = 8;

/// So many secrets are looked for everywhere. A body of a million tokens must not slow the page down.
const MOST: usize = 500;

pub struct Secrets {
    tags: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    /// Names of the headers that the user entered.
    entered: Vec<String>,
    /// Secrets to look for everywhere, longest first, by their first two bytes.
    index: HashMap<[u8; 2], Vec<(Vec<u8>, String)>>,
    starts: Vec<bool>,
}

impl Secrets {
    pub fn new(options: &Options) -> Secrets {
        Secrets {
            tags: HashMap::new(),
            counts: HashMap::new(),
            entered: options
                .headers
                .iter()
                .map(|(name, _)| name.to_ascii_lowercase())
                .collect(),
            index: HashMap::new(),
            starts: vec![false; 1 << 16],
        }
    }

    /// The tag of a secret: the same for the same secret, wherever it stands.
    pub fn tag(&mut self, kind: &'static str, secret: &str) -> String {
        // A probe's stand-in for a credential is the id of every probe too, and a secret of nobody. So is the session
        // id that nobody gave out.
        let is_ours = secret == PROBE_ID || secret == invalid_requests::SESSION;
        if secret.is_empty() || is_tag(secret) || is_ours {
            return secret.to_owned();
        }
        if let Some(tag) = self.tags.get(secret) {
            return tag.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let length = secret.chars().count();
        let number = if *count > 1 {
            format!("#{count}")
        } else {
            String::new()
        };
        let tag = format!("{}{kind}:{length}{number}", secret::TAG);
        self.tags.insert(secret.to_owned(), tag.clone());
        tag
    }

    /// Makes the index of what was learned.
    pub fn build_index(&mut self) {
        let known: Vec<(&String, &String)> = self
            .tags
            .iter()
            .filter(|(secret, _)| secret.len() >= FINDABLE)
            .collect();
        // The longest first, so that a secret that contains another is replaced as a whole; then by text, so
        // that every run gives the same result.
        let known = sorted(known, &|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
        for (secret, tag) in known.into_iter().take(MOST) {
            for start in spelling::starts(secret.as_bytes()) {
                let known = self.index.entry(start).or_default();
                known.push((secret.as_bytes().to_vec(), tag.clone()));
                let [first, second] = start;
                if let Some(start) = self.starts.get_mut(place(first, second)) {
                    *start = true;
                }
            }
        }
    }

    /// Learns a part of a secret that is one by itself: a password, the value of a cookie.
    pub fn learn(&mut self, kind: &'static str, part: &str) {
        if part.len() >= FINDABLE {
            self.tag(kind, part);
        }
    }

    /// A credential as a header or a text holds it. That of the scheme `Basic` has a password in it.
    pub fn credential(&mut self, kind: &'static str, credential: &str) -> String {
        let pair = scan::basic(credential);
        if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
            self.learn(kind, password);
        }
        self.tag(kind, credential)
    }

    /// The value of a header, with a scheme such as `Bearer` left standing.
    pub fn header(&mut self, name: &str, value: &str) -> String {
        let name = name.to_ascii_lowercase();
        let entered = self.entered.contains(&name);
        let kind = match name.as_str() {
            "authorization" | "proxy-authorization" => "token",
            "cookie" | "set-cookie" => "cookie",
            "mcp-session-id" => "session",
            _ if entered => "header",
            _ if matches!(secret::name(&name), Some(Name::Header | Name::Secret)) => "key",
            "location" | "content-location" => return super::url::clean(value, self),
            _ => return String::from_utf8_lossy(&self.clean(value.as_bytes())).into_owned(),
        };
        match value.split_once(' ') {
            Some((scheme, credential)) if is_scheme(scheme) && !is_tag(value) => {
                let mut clean = scheme.to_owned();
                clean.push(' ');
                clean.push_str(&self.credential(kind, credential.trim()));
                clean
            }
            _ if kind == "cookie" => {
                self.learn_cookies(value);
                self.tag(kind, value)
            }
            _ => self.tag(kind, value),
        }
    }

    /// A server may quote a cookie without its name.
    fn learn_cookies(&mut self, value: &str) {
        let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        for (_, value) in pairs.filter(|(_, value)| looks_secret(value)) {
            self.learn("cookie", value.trim());
        }
    }

    /// A text without its secrets.
    pub fn clean(&mut self, text: &[u8]) -> Vec<u8> {
        self.clean_parts(&[text]).into_iter().flatten().collect()
    }

    /// The part of an address without what is known to be secret; `#` would begin the fragment there.
    pub fn without_known(&self, tail: &str) -> String {
        let mut cuts = Vec::new();
        self.known_between(tail.as_bytes(), &mut 0, tail.len(), &mut cuts);
        let mut clean = String::with_capacity(tail.len());
        let mut at = 0;
        for (from, to, tag) in cuts {
            clean.push_str(tail.get(at..from).unwrap_or_default());
            clean.push_str(&tag.replace('#', "%23"));
            at = to;
        }
        clean.push_str(tail.get(at..).unwrap_or_default());
        clean
    }

    /// A text in several parts without its secrets; what replaces one stands in the part where it began.
    pub fn clean_parts(&mut self, parts: &[&[u8]]) -> Vec<Vec<u8>> {
        let whole: Vec<u8> = parts.concat();
        let cuts = self.cuts(&whole);
        let mut clean = Vec::with_capacity(parts.len());
        let mut cuts = cuts.into_iter().peekable();
        let (mut start, mut skip_to) = (0, 0);
        for part in parts {
            let end = start + part.len();
            let mut kept = Vec::with_capacity(part.len());
            let mut at = start.max(skip_to.min(end));
            while let Some((from, to, tag)) = cuts.next_if(|(from, _, _)| *from < end) {
                kept.extend_from_slice(whole.get(at..from).unwrap_or_default());
                kept.extend_from_slice(tag.as_bytes());
                skip_to = to;
                at = to.min(end);
            }
            kept.extend_from_slice(whole.get(at..end).unwrap_or_default());
            clean.push(kept);
            start = end;
        }
        clean
    }

    /// What to replace, in order and without overlaps.
    fn cuts(&mut self, text: &[u8]) -> Vec<(usize, usize, String)> {
        let mut cuts = Vec::new();
        let mut done = 0;
        for hit in scan::secrets(text) {
            self.known_between(text, &mut done, hit.from, &mut cuts);
            // What the user entered is known to its end; a scan may stop at a sign in it.
            let known = self
                .known(text, hit.from)
                .filter(|(length, _)| hit.from + length >= hit.to);
            if let Some((length, tag)) = known.filter(|_| hit.from >= done) {
                cuts.push((hit.from, hit.from + length, tag));
                done = hit.from + length;
                continue;
            }
            let value = text.get(hit.from..hit.to).filter(|_| hit.from >= done);
            if let Some(value) = value.and_then(|value| std::str::from_utf8(value).ok()) {
                let to = self.end_of_known(text, hit.from, hit.to);
                // A form writes it otherwise than it was entered; it is the same secret.
                let plain = percent_decode(value);
                let plain = String::from_utf8_lossy(&plain);
                cuts.push((hit.from, to, self.credential(hit.kind, &plain)));
                done = to;
            }
        }
        self.known_between(text, &mut done, text.len(), &mut cuts);
        cuts
    }

    /// Known secrets that begin in this part of a text.
    fn known_between(
        &self,
        text: &[u8],
        done: &mut usize,
        end: usize,
        cuts: &mut Vec<(usize, usize, String)>,
    ) {
        if self.index.is_empty() {
            *done = end.max(*done);
            return;
        }
        while *done < end {
            // A pair may begin at the last byte. Looking no further keeps the work linear.
            let rest = text.get(*done..text.len().min(end + 1)).unwrap_or_default();
            let begins = |pair: &[u8]| match pair {
                [first, second] => self
                    .starts
                    .get(place(*first, *second))
                    .copied()
                    .unwrap_or_default(),
                _ => false,
            };
            let Some(next) = rest.windows(2).position(begins) else {
                break;
            };
            let at = *done + next;
            if at >= end {
                break;
            }
            *done = match self.known(text, at) {
                Some((length, tag)) => {
                    cuts.push((at, at + length, tag));
                    at + length
                }
                None => at + 1,
            };
        }
        *done = end.max(*done);
    }

    /// Where a known secret ends that begins before `to` and goes beyond it; else `to`.
    fn end_of_known(&self, text: &[u8], from: usize, to: usize) -> usize {
        let ends = (from..to).filter_map(|at| Some(at + self.known(text, at)?.0));
        ends.fold(to, usize::max)
    }

    /// The known secret that begins here.
    fn known(&self, text: &[u8], at: usize) -> Option<(usize, String)> {
        let (&first, &second) = (text.get(at)?, text.get(at + 1)?);
        let rest = text.get(at..)?;
        let mut known = self.index.get(&[first, second])?.iter();
        known.find_map(|(secret, tag)| Some((spelling::length(rest, secret)?, tag.clone())))
    }
}

fn place(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "token", "apikey", "digest", "dpop"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}
