//! What the session offers, for the page's lists.

use serde_json::Value;

use super::{Offer, Offers};
use crate::checks::case::Case;
use crate::engine::transcript::{Fact, Purpose};
use crate::engine::wire::Id;

pub fn of(case: &Case) -> Offers {
    let left_out = is_left_out(case);
    if case.opened.is_none() {
        return Offers {
            left_out,
            ..Offers::default()
        };
    }
    let all = |method: &str, member: &'static str| {
        case.items(method, member).into_iter().map(|(_, item)| item)
    };
    let templates = all("resources/templates/list", "resourceTemplates");
    Offers {
        tools: all("tools/list", "tools").map(tool).collect(),
        prompts: all("prompts/list", "prompts")
            .map(|item| offer(item, "name", item.get("arguments")))
            .collect(),
        resources: all("resources/list", "resources")
            .map(|item| offer(item, "uri", Some(item)))
            .chain(templates.map(|item| offer(item, "uriTemplate", Some(item))))
            .collect(),
        left_out,
    }
}

/// Whether this recording lacks an answer that would say what is offered.
fn is_left_out(case: &Case) -> bool {
    let bodiless = |id: Id| {
        let exchange = case.recording.exchange(id);
        exchange.is_none_or(|one| one.body.is_empty() && one.purpose != Purpose::Initialized)
    };
    let mut facts = case.transcript.facts.iter();
    facts.any(|fact| matches!(fact, Fact::Shortened { exchange, .. } if bodiless(*exchange)))
}

fn tool(item: &Value) -> Offer {
    let mut offer = offer(item, "name", item.get("inputSchema"));
    let annotations = item.get("annotations");
    let says = |name: &str| {
        annotations
            .and_then(|hints| hints.get(name))
            .and_then(Value::as_bool)
    };
    offer.hints = match (says("readOnlyHint"), says("destructiveHint")) {
        (Some(true), _) => vec!["reads"],
        (_, Some(true)) => vec!["writes", "destructive"],
        (Some(false), _) | (_, Some(false)) => vec!["writes"],
        (None, None) => Vec::new(),
    };
    offer
}

fn offer(item: &Value, name: &str, schema: Option<&Value>) -> Offer {
    let text = |name: &str| {
        item.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let title = match (
        text("title"),
        item.get("annotations").and_then(|hints| hints.get("title")),
    ) {
        (title, Some(Value::String(other))) if title.is_empty() => other.clone(),
        (title, _) if title.is_empty() && name != "name" => text("name"),
        (title, _) => title,
    };
    Offer {
        name: text(name),
        title,
        description: text("description"),
        hints: Vec::new(),
        schema: schema.map(Value::to_string).unwrap_or_default(),
    }
}
