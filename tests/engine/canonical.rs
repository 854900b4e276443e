//! The kept transcripts are in canonical form, as `tests/transcripts/README.md` describes it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::fixtures::transcripts::canonical::write::text;
use crate::fixtures::transcripts::canonical::{canonical, content};
use crate::fixtures::{Kept, all};

/// With `TRANSCRIPTS_UPDATE=always` the files are written anew.
#[test]
fn each_is_in_canonical_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let updates = std::env::var("TRANSCRIPTS_UPDATE").is_ok_and(|value| value == "always");
    let mut others = Vec::new();
    for kept in all() {
        let file = folder.join(format!("{}.json", kept.name));
        let found = std::fs::read_to_string(&file).expect("a kept transcript");
        let wanted = text(&canonical(&kept.content));
        if found == wanted {
            continue;
        }
        others.push(kept.name.as_str());
        if updates {
            std::fs::write(&file, wanted).expect("room for a transcript");
        }
    }
    assert!(
        updates || others.is_empty(),
        "`TRANSCRIPTS_UPDATE=always cargo test --test engine canonical` makes them so: {others:?}"
    );
}

/// A run that opens a session and asks for four lists side by side: exchanges 4 to 7.
fn session() -> &'static Value {
    let mut all = all().iter();
    let kept = all.find(|kept| kept.name == "healthy-2025-06-18");
    &kept.expect("a session").content
}

fn events_of(content: &mut Value) -> &mut Vec<Value> {
    let events = content["transcript"]["events"].as_array_mut();
    events.expect("events")
}

fn place(events: &[Value], event: &str, id: u64) -> usize {
    let is_it = |one: &Value| one["event"] == event && one["id"] == id;
    events.iter().position(is_it).expect("the event")
}

#[test]
fn another_order_of_answers_changes_nothing() {
    let mut other = session().clone();
    let events = events_of(&mut other);
    let head = events.remove(place(events, "head", 6));
    events.insert(place(events, "head", 4), head);
    assert!(other != *session());
    assert_eq!(canonical(&other), *session());
}

#[test]
fn only_long_waits_are_kept_and_none_of_the_user() {
    let mut other = session().clone();
    let events = events_of(&mut other);
    let from = place(events, "head", 2);
    for event in &mut events[from..] {
        event["at"] = json!(2_740);
    }
    let line = r#"{"event":"head","id":"initialize","after":2500,"#;
    assert!(text(&canonical(&other)).contains(line));
    let waits = |kept: &Kept| {
        let by_user = r#"{"event":"consent","#;
        let text = text(&kept.content);
        let mut acts = text.lines().filter(|line| line.starts_with(by_user));
        acts.any(|line| line.contains(r#""after":"#))
    };
    assert!(!all().iter().any(waits));
}

/// A `ping` once the session is open, and another machine's times.
#[test]
fn one_more_exchange_changes_few_lines() {
    let kept = session();
    let mut other = kept.clone();
    insert_ping(&mut other);
    let (before, after) = (text(kept), text(&canonical(&other)));
    assert_eq!(
        lines_of(&after, &before).len(),
        4,
        "head and body of a ping"
    );
    assert_eq!(lines_of(&before, &after), Vec::<&str>::new());
    // As the page writes it, no line behind the ping stays.
    let plain = |content: &Value| {
        let events = content["transcript"]["events"].as_array();
        let lines: Vec<String> = events.into_iter().flatten().map(Value::to_string).collect();
        lines.join("\n")
    };
    let (before, after) = (plain(kept), plain(&other));
    assert!(lines_of(&before, &after).len() > 40);
    assert_eq!(content(&text(&other), 0).as_ref(), Ok(&other));
}

/// The lines of a text that are not in the other one.
fn lines_of<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let other: BTreeSet<&str> = other.lines().collect();
    text.lines().filter(|line| !other.contains(line)).collect()
}

fn insert_ping(content: &mut Value) {
    const BODY: &str = r#"{"id":9,"jsonrpc":"2.0","result":{}}"#;
    let events = events_of(content);
    let place = place(events, "end", 3);
    let send = events.iter().find(|event| event["event"] == "send");
    let mut send = send.cloned().expect("a request");
    send["purpose"] = json!({"for": "trial", "trial": "ping", "round": 0});
    let head = events.iter().find(|event| event["event"] == "head");
    let head = head.cloned().expect("an answer");
    let chunk = json!({"event": "chunk", "bytes": {"text": BODY}});
    for event in events.iter_mut().skip(place) {
        for id in ["id", "by"] {
            if let Some(id) = event.get_mut(id).filter(|id| id.as_u64() > Some(3)) {
                *id = json!(id.as_u64().map(|id| id + 1));
            }
        }
    }
    for (index, mut event) in [send, head, chunk, json!({"event": "end"})]
        .into_iter()
        .enumerate()
    {
        event["id"] = json!(4);
        events.insert(place + 1 + index, event);
    }
    for (index, event) in events.iter_mut().enumerate() {
        event["at"] = json!(index * 7);
    }
}
