//! The secrets of a run, and the tags that stand in their place.

use std::collections::HashMap;

use super::scan;
use crate::checks::secret::{self, Name, is_tag};
use crate::engine::vantage::Options;
use crate::protocol::mcp::request::PROBE_ID;
use crate::protocol::order::sorted;
use crate::protocol::url::form_encode;

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
        // A probe's stand-in for a credential is the id of every probe too, and a secret of nobody.
        if secret.is_empty() || is_tag(secret) || secret == PROBE_ID {
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
    pub fn settle(&mut self) {
        let known: Vec<(&String, &String)> = self
            .tags
            .iter()
            .filter(|(secret, _)| secret.len() >= FINDABLE)
            .collect();
        // The longest first, so that a secret that contains another is replaced as a whole; then by text, so
        // that every run gives the same result.
        let known = sorted(known, &|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
        for (secret, tag) in known.into_iter().take(MOST) {
            for spelling in spellings(secret) {
                let &[first, second, ..] = spelling.as_slice() else {
                    continue;
                };
                self.index
                    .entry([first, second])
                    .or_default()
                    .push((spelling, tag.clone()));
                if let Some(start) = self.starts.get_mut(place(first, second)) {
                    *start = true;
                }
            }
        }
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
                format!("{scheme} {}", self.tag(kind, credential.trim()))
            }
            _ => self.tag(kind, value),
        }
    }

    /// A text without its secrets.
    pub fn clean(&mut self, text: &[u8]) -> Vec<u8> {
        self.clean_parts(&[text]).into_iter().flatten().collect()
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
            let value = text.get(hit.from..hit.to).filter(|_| hit.from >= done);
            if let Some(value) = value.and_then(|value| std::str::from_utf8(value).ok()) {
                cuts.push((hit.from, hit.to, self.tag(hit.kind, value)));
                done = hit.to;
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

    /// The known secret that begins here.
    fn known(&self, text: &[u8], at: usize) -> Option<(usize, String)> {
        let (&first, &second) = (text.get(at)?, text.get(at + 1)?);
        let rest = text.get(at..)?;
        let mut known = self.index.get(&[first, second])?.iter();
        known
            .find(|(secret, _)| rest.starts_with(secret))
            .map(|(secret, tag)| (secret.len(), tag.clone()))
    }
}

fn place(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// A secret as it is, as JSON spells it, and as a URL does.
fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_matches('"').to_owned();
    let mut spellings = vec![secret.to_owned(), json, form_encode(secret)];
    spellings.dedup();
    spellings.into_iter().map(String::into_bytes).collect()
}

fn is_scheme(word: &str) -> bool {
    ["bearer", "basic", "token", "apikey", "digest", "dpop"]
        .iter()
        .any(|scheme| word.eq_ignore_ascii_case(scheme))
}
