//! The canonical form of kept transcripts: what differs in every run (ids, times, the order of parallel answers) is
//! normalised, so that one more exchange changes a few lines. `tests/transcripts/README.md` describes it.

use faultfinder::protocol::document::Read as _;
use faultfinder::trace::transcript::Transcript;
use faultfinder::{render, report};
use serde_json::{Value, json};

#[path = "canonical/order.rs"]
mod order;
#[path = "canonical/read.rs"]
pub mod read;
#[path = "canonical/tags.rs"]
mod tags;
#[path = "canonical/write.rs"]
pub mod write;

pub use read::content;
use write::{Names, events_of};

/// Puts the events of a transcript in order, if it can.
type Order = fn(&Value) -> Option<Vec<Value>>;

/// The content of a kept file in canonical order, with long waits only. The recorded order is kept if the engine would
/// behave differently in the other, and the recorded times too if the report would differ.
pub fn canonical(content: &Value) -> Value {
    let transcript = &content["transcript"];
    let tries: [Order; 2] = [order::ordered, |transcript| Some(order::timed(transcript))];
    for events in tries.iter().filter_map(|events| events(transcript)) {
        let new = with_events(content, events);
        if new == *content || conclusions(&new["transcript"]) == conclusions(transcript) {
            return new;
        }
    }
    content.clone()
}

/// The content with these events, and the ids and order of its facts and the numbers of its tags adapted to them.
fn with_events(content: &Value, events: Vec<Value>) -> Value {
    let before = &content["transcript"];
    let (old, new) = (Names::of(events_of(before)), Names::of(&events));
    let mut content = content.clone();
    for fact in read::list(&mut content, "facts") {
        if let Some(exchange) = fact.get_mut("exchange") {
            *exchange = new.id(&old.get(exchange));
        }
    }
    if let Some(facts) = content["transcript"]["facts"].as_array_mut() {
        facts.sort_by_key(|fact| place(fact, &events));
    }
    content["transcript"]["events"] = json!(events);
    for event in read::list(&mut content, "events") {
        let duration = event.pointer_mut("/result/duration_ms");
        if let Some(duration) = duration.filter(|duration| duration.as_u64() > Some(0)) {
            *duration = json!(1);
        }
    }
    content["transcript"] = tags::renumbered(before, &content["transcript"]);
    content
}

/// The index of the event from which a fact was derived. Facts about entered credentials come first.
fn place(fact: &Value, events: &[Value]) -> usize {
    let Some(exchange) = fact.get("exchange") else {
        return 0;
    };
    let own = |event: &Value| event["id"] == *exchange;
    let head = |event: &Value| own(event) && event["event"] == "head";
    let last = || events.iter().rposition(own);
    let place = match fact["fact"] == "session-id" {
        true => events.iter().position(head),
        false => last(),
    };
    place.unwrap_or_default()
}

/// What a report concludes from a transcript, without its texts and times.
fn conclusions(transcript: &Value) -> Value {
    let Some(read) = Transcript::read(transcript) else {
        return Value::Null;
    };
    let report = render::json(&report::redacted(&read));
    let report: Value = serde_json::from_str(&report).unwrap_or_default();
    let names = Names::of(events_of(transcript));
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let steps = [list("steps"), list("survey")].concat();
    let steps = steps.iter().map(|step| {
        let by = names.get(&step["decided_by"]);
        json!([
            step["id"],
            step["status"],
            step["reason"],
            by,
            step["findings"]
        ])
    });
    let findings = list("findings").into_iter().map(|finding| {
        let candidates = finding["candidates"].as_array().into_iter().flatten();
        let candidates: Vec<&Value> = candidates.map(|candidate| &candidate["code"]).collect();
        let members = [
            "code",
            "step",
            "severity",
            "certainty",
            "blame",
            "consequences",
        ];
        let members = members.map(|member| &finding[member]);
        json!([members, candidates])
    });
    json!({
        "outcome": report["outcome"],
        "failed_step": report["failed_step"],
        "code": report["code"],
        "server": report["server"],
        "steps": steps.collect::<Vec<Value>>(),
        "findings": findings.collect::<Vec<Value>>(),
    })
}
