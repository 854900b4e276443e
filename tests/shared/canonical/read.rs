//! Reads the canonical form of a transcript: names become ids, and waits become times. `build.rs` uses it too, so it
//! needs nothing but JSON.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A kept file with its transcript in the form of a report. An answer whose wait was too short to be kept takes `pace`
/// milliseconds.
pub fn content(text: &str, pace: u64) -> Result<Value, String> {
    let mut content = serde_json::from_str(text).map_err(|error| error.to_string())?;
    plain(&mut content, pace)?;
    Ok(content)
}

/// Whether this event introduces an id: an exchange or a probe begins, or the user acts.
pub fn begins(event: &Value) -> bool {
    matches!(event["event"].as_str(), Some("send" | "probe" | "consent"))
}

fn plain(content: &mut Value, pace: u64) -> Result<(), String> {
    let mut ids = Ids::default();
    let mut clock = Clock::default();
    for event in list(content, "events") {
        if begins(event) {
            ids.give(event)?;
        } else {
            ids.put(event.get_mut("id"))?;
        }
        ids.put(event.get_mut("by"))?;
        ids.put(event.pointer_mut("/probe/of"))?;
        clock.put(event, pace);
    }
    for fact in list(content, "facts") {
        ids.put(fact.get_mut("exchange"))?;
    }
    Ok(())
}

/// The events or the facts of a kept file.
pub fn list<'a>(content: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = content["transcript"][name].as_array_mut();
    list.into_iter().flatten()
}

/// The ids of names, counted from 1 as the engine does. Numbers stay, so that the form of a report can be read as well.
#[derive(Default)]
struct Ids(BTreeMap<String, usize>);

impl Ids {
    fn give(&mut self, event: &mut Value) -> Result<(), String> {
        let id = self.0.len() + 1;
        if let Some(name) = event["id"].as_str() {
            if self.0.insert(name.to_owned(), id).is_some() {
                return Err(format!("{name} begins twice"));
            }
            event["id"] = json!(id);
        }
        Ok(())
    }

    fn put(&self, place: Option<&mut Value>) -> Result<(), String> {
        let Some(place) = place else {
            return Ok(());
        };
        if let Some(name) = place.as_str() {
            let id = self.0.get(name);
            *place = json!(id.ok_or_else(|| format!("{name} has not begun"))?);
        }
        Ok(())
    }
}

/// The times of events. None is earlier than the previous event; `after` counts from the previous event of the same
/// exchange, or from the previous event if it belongs to none.
#[derive(Default)]
pub struct Clock {
    pub now: u64,
    latest: BTreeMap<u64, u64>,
}

impl Clock {
    /// The time from which `after` counts.
    pub fn base(&self, event: &Value) -> u64 {
        let own = event["id"].as_u64().and_then(|id| self.latest.get(&id));
        own.copied().unwrap_or(self.now)
    }

    pub fn set(&mut self, event: &Value, at: u64) {
        self.now = at;
        if let Some(id) = event["id"].as_u64() {
            self.latest.insert(id, at);
        }
    }

    fn put(&mut self, event: &mut Value, pace: u64) {
        let is_answer = matches!(
            event["event"].as_str(),
            Some("head" | "failed" | "probe-result")
        );
        let after = event
            .as_object_mut()
            .and_then(|event| event.remove("after"));
        let after = after.and_then(|after| after.as_u64());
        let after = after.unwrap_or(if is_answer { pace } else { 0 });
        let at = event["at"].as_u64();
        let at = at.unwrap_or_else(|| self.now.max(self.base(event) + after));
        event["at"] = json!(at);
        self.set(event, at);
    }
}
