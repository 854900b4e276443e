//! Writes the canonical form of a transcript: one event a line, with names instead of ids and waits instead of times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::read::{Clock, begins};

/// The text of a kept file, from its content with the transcript in the form of a report.
pub fn text(content: &Value) -> String {
    let transcript = &content["transcript"];
    let names = Names::of(events_of(transcript));
    let mut text = String::from("{\n");
    for name in ["cause", "vantage", "expect"] {
        let _ = writeln!(text, "\"{name}\": {},", content[name]);
    }
    text.push_str("\"transcript\": {\n");
    for name in ["options", "environment"] {
        let _ = writeln!(text, "\"{name}\": {},", transcript[name]);
    }
    let mut clock = Clock::default();
    for (name, end) in [("facts", ",\n"), ("events", "\n}\n}\n")] {
        let list = transcript[name].as_array().into_iter().flatten();
        let lines: Vec<String> = list.map(|event| line(event, &names, &mut clock)).collect();
        let _ = write!(text, "\"{name}\": [\n{}\n]{end}", lines.join(",\n"));
    }
    text
}

/// One event or fact; its kind, its exchange and its wait come first.
fn line(event: &Value, names: &Names, clock: &mut Clock) -> String {
    let mut written = event.as_object().cloned().unwrap_or_default();
    if let Some(at) = written.remove("at") {
        let at = at.as_u64().unwrap_or_default().max(clock.now);
        let base = clock.base(event);
        if at > base.max(clock.now) {
            written.insert("after".to_owned(), json!(at - base));
        }
        clock.set(event, at);
    }
    names.put(&mut written);
    let first = ["event", "fact", "id", "exchange", "after"];
    let known = first
        .into_iter()
        .filter_map(|name| written.get_key_value(name));
    let others = written
        .iter()
        .filter(|(name, _)| !first.contains(&name.as_str()));
    let members: Vec<String> = known
        .chain(others)
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// The events of a transcript.
pub fn events_of(transcript: &Value) -> &[Value] {
    transcript["events"].as_array().map_or(&[], Vec::as_slice)
}

/// The names of exchanges, probes and acts of the user, by id.
pub struct Names(BTreeMap<u64, String>);

impl Names {
    pub fn of(events: &[Value]) -> Names {
        let mut namer = Namer::default();
        let begun = events.iter().filter(|event| begins(event));
        Names(
            begun
                .filter_map(|event| Some((event["id"].as_u64()?, namer.name(event))))
                .collect(),
        )
    }

    /// The name for an id; anything else stays as it is.
    pub fn get(&self, id: &Value) -> Value {
        let name = id.as_u64().and_then(|id| self.0.get(&id));
        name.map_or_else(|| id.clone(), |name| json!(name))
    }

    /// The id for a name.
    pub fn id(&self, name: &Value) -> Value {
        let own = |(_, other): &(&u64, &String)| name.as_str() == Some(other.as_str());
        let id = self.0.iter().find(own);
        id.map_or_else(|| name.clone(), |(id, _)| json!(id))
    }

    /// Replaces the ids of an event or a fact.
    pub fn put(&self, event: &mut Map<String, Value>) {
        for member in ["id", "by", "exchange"] {
            if let Some(id) = event.get_mut(member) {
                *id = self.get(id);
            }
        }
        if let Some(id) = event.get_mut("probe").and_then(|probe| probe.get_mut("of")) {
            *id = self.get(id);
        }
    }
}

/// Gives names in the order of the events: the purpose, and from the second of a kind on its number.
#[derive(Default)]
pub struct Namer(BTreeSet<String>);

impl Namer {
    pub fn name(&mut self, event: &Value) -> String {
        let kind = kind(event);
        let mut name = kind.clone();
        let mut number = 1;
        while !self.0.insert(name.clone()) {
            number += 1;
            name = format!("{kind}-{number}");
        }
        name
    }
}

fn kind(event: &Value) -> String {
    let (purpose, probe) = (&event["purpose"], &event["probe"]);
    let question = &purpose["question"];
    let (what, words) = match (event["event"].as_str(), purpose["for"].as_str()) {
        (Some("consent"), _) => ("user", [&event["consent"]["to"], &Value::Null]),
        (Some("probe"), _) => ("probe", [&probe["probe"], &probe["name"]]),
        (_, Some("question")) => ("probe", [&question["ask"], &question["name"]]),
        (_, Some("trial")) => ("deep", [&purpose["trial"], round(&purpose["round"])]),
        (_, Some("list")) => ("list", [&purpose["method"], &Value::Null]),
        (_, other) => (other.unwrap_or("exchange"), [&Value::Null, &Value::Null]),
    };
    let words = words.into_iter().filter(|word| !word.is_null());
    let words = words.map(|word| match word.as_str() {
        Some(text) => text.trim_end_matches("/list").replace('/', "-"),
        None => word.to_string(),
    });
    let all: Vec<String> = [what.to_owned()].into_iter().chain(words).collect();
    all.join("-").to_ascii_lowercase()
}

/// Round 0 means that there is only one.
fn round(round: &Value) -> &Value {
    match round.as_u64() {
        Some(0) => &Value::Null,
        _ => round,
    }
}
