//! Whether two recordings of one cause say the same. Answers that come side by side come in any order.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::kept::{self, replay};

/// Whether a kept file is as good as a new recording: the same was asked and answered, if at other times and in
/// another order, and the engine still does the same on it.
pub fn says_the_same(kept: &str, new: &str) -> bool {
    let (Some(kept), Some(new)) = (Gist::of(kept), Gist::of(new)) else {
        return false;
    };
    let differs = |(purpose, body)| new.bodies.get(purpose).is_some_and(|new| new != body);
    kept.events == new.events && !kept.bodies.iter().any(differs) && kept.replays
}

/// What a recording says, without when, in which order and in which pieces.
struct Gist {
    /// The head of the file, and each event without time and numbers.
    events: BTreeSet<String>,
    /// The bodies that came to their end, by what they answer.
    bodies: BTreeMap<String, String>,
    replays: bool,
}

impl Gist {
    fn of(text: &str) -> Option<Gist> {
        let (mut content, transcript) = kept::parse(text).ok()?;
        let replays = replay(&transcript).transcript().events == transcript.events;
        let events = content["transcript"]["events"].take();
        let facts = content["transcript"]["facts"].take();
        let events = events.as_array()?;
        let both = events.iter().chain(facts.as_array()?);
        Some(Gist {
            events: both
                .filter_map(timeless)
                .chain([content.to_string()])
                .collect(),
            bodies: bodies(events),
            replays,
        })
    }
}

/// An event without its time and its number; nothing of one that is there or not as the network pleases.
fn timeless(event: &Value) -> Option<String> {
    let is_luck = match event["event"].as_str() {
        Some("chunk" | "end") => true,
        Some("abort") => event["why"] == "enough",
        _ => false,
    };
    let mut event = event.clone();
    for name in ["at", "id", "by", "exchange"] {
        event.as_object_mut()?.remove(name);
    }
    if let Some(duration) = event.pointer_mut("/result/duration_ms") {
        *duration = json!(duration.is_null());
    }
    if let Some(of) = event.pointer_mut("/probe/of") {
        of.take();
    }
    (!is_luck).then(|| event.to_string())
}

fn bodies(events: &[Value]) -> BTreeMap<String, String> {
    let mut bodies = BTreeMap::new();
    for sent in events.iter().filter(|event| event["event"] == "send") {
        let mut own = events.iter().filter(|event| event["id"] == sent["id"]);
        let chunks = own.clone().filter(|event| event["event"] == "chunk");
        let body: String = chunks
            .filter_map(|chunk| chunk["bytes"]["text"].as_str())
            .collect();
        if own.any(|event| event["event"] == "end") {
            bodies.insert(sent["purpose"].to_string(), body);
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::says_the_same;

    #[test]
    fn another_time_and_order_are_no_difference() {
        let read = |name: &str| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../transcripts");
            std::fs::read_to_string(folder.join(name)).expect("a kept transcript")
        };
        let kept = read("healthy-2025-11-25.json");
        let later = |ms: u32| {
            let first = r#""event":"head","id":"list-tools","#;
            kept.replace(first, &format!(r#"{first}"after":{ms},"#))
        };
        let (later, late) = (later(1_000), later(20_000));
        assert!(later != kept && says_the_same(&kept, &later));
        assert!(!says_the_same(&late, &kept), "the engine would not do so");
        assert!(!says_the_same(
            &kept,
            &kept.replace("search_notes", "find_notes")
        ));
        assert!(!says_the_same(
            &kept,
            &kept.replace("\"status\":405", "\"status\":404")
        ));
    }
}
