//! The redactor numbers its tags in the order in which it meets the secrets, so another order of events needs other
//! numbers.

use std::collections::BTreeMap;

use faultfinder::redact::secret::TAG;
use serde_json::{Value, json};

/// A tag without its number, and the number: `redacted:session:32#2` is the second session.
type Tag = (String, u32);

/// This transcript, of which `before` has the same events in another order, with its tags numbered in its own order.
pub fn renumbered(before: &Value, transcript: &Value) -> Value {
    let (old, new) = (in_order(before), in_order(transcript));
    if old == new {
        return transcript.clone();
    }
    let mut numbers = BTreeMap::new();
    for (kind, tags) in &new {
        let taken = old.get(kind).into_iter().flatten();
        let number = taken.map(|(_, number)| *number);
        numbers.extend(tags.iter().cloned().zip(number));
    }
    let text = replaced(&transcript.to_string(), &mut |tag| {
        *numbers.get(tag).unwrap_or(&tag.1)
    });
    serde_json::from_str(&text).unwrap_or_else(|_| transcript.clone())
}

/// The tags of each kind in the order in which the redactor meets them: bodies come last. Those of one event keep their
/// order.
fn in_order(transcript: &Value) -> BTreeMap<String, Vec<Tag>> {
    let list = |name: &str| transcript[name].as_array().into_iter().flatten();
    let is_body = |event: &&Value| event["event"] == "chunk";
    let parts = [&transcript["options"], &transcript["environment"]].into_iter();
    let events = list("events").filter(|event| !is_body(event));
    let parts = parts.chain(list("facts")).chain(events);
    let parts = parts.chain(list("events").filter(is_body));
    let mut all: BTreeMap<String, Vec<Tag>> = BTreeMap::new();
    for part in parts {
        let mut found = Vec::new();
        replaced(&json!(part).to_string(), &mut |tag| {
            found.push(tag.clone());
            tag.1
        });
        found.sort_by_key(|(_, number)| *number);
        for tag in found {
            let known = all.entry(kind(&tag).to_owned()).or_default();
            if !known.contains(&tag) {
                known.push(tag);
            }
        }
    }
    all
}

fn kind((name, _): &Tag) -> &str {
    name.split(':').next().unwrap_or_default()
}

/// The text with another number in every tag. The first of a kind has none; in an address `#` is escaped.
fn replaced(text: &str, number: &mut dyn FnMut(&Tag) -> u32) -> String {
    let mut parts = text.split(TAG);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == ':';
        let end = part.find(|c| !is_name(c)).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let mark = ["#", "%23"].into_iter().find(|mark| rest.starts_with(mark));
        let digits = rest.get(mark.map_or(0, str::len)..).unwrap_or_default();
        let end = digits.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = digits.split_at(end.unwrap_or(digits.len()));
        let (found, rest) = match mark.and_then(|_| digits.parse().ok()) {
            Some(number) => (number, after),
            None => (1, rest),
        };
        out.push_str(TAG);
        out.push_str(name);
        match number(&(name.to_owned(), found)) {
            1 => {}
            number => out.push_str(&format!("{}{number}", mark.unwrap_or("#"))),
        }
        out.push_str(rest);
    }
    out
}
