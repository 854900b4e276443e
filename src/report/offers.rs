//! What the session offers, for the page's lists.

use serde_json::Value;

use super::{CatalogItem, List, Offers};
use crate::checks::case::Case;
use crate::protocol::mcp::annotations::Effects;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::transcript::{Fact, Transcript};
use crate::trace::wire::Id;

pub fn from_case(case: &Case) -> Offers {
    let mut offers = Offers::default();
    while add_some(case, &mut offers, usize::MAX) {}
    offers
}

/// Adds what comes next, some texts of so many bytes. Whether there may be more.
pub fn add_some(case: &Case, offers: &mut Offers, bytes: usize) -> bool {
    offers.left_out = is_left_out(case);
    if case.handshake.is_none() {
        return false;
    }
    let mut taken = 0;
    for list in [List::Tools, List::Prompts, List::Resources] {
        let made = match list {
            List::Tools => &mut offers.tools,
            List::Prompts => &mut offers.prompts,
            List::Resources => &mut offers.resources,
        };
        for (name, item) in items(case, list).into_iter().skip(made.len()) {
            if taken >= bytes {
                return true;
            }
            let item = catalog_item(item, name, list);
            taken += size_of::<CatalogItem>() + item.description.len() + item.title.len();
            made.push(item);
        }
    }
    false
}

/// The schema of one offer, or all of it where there is no schema, as JSON text. The recording is read again:
/// the user opens a few of these, and to lay out those of ten thousand tools beforehand would be felt.
pub fn schema(transcript: &Transcript, list: List, index: usize) -> String {
    let recording = Recording::from_transcript(transcript);
    let items = items(&Case::new(transcript, &recording), list);
    let schema = items.get(index).and_then(|(_, item)| match list {
        List::Tools => item.get("inputSchema"),
        List::Prompts => item.get("arguments"),
        List::Resources => Some(*item),
    });
    schema.map(Value::to_string).unwrap_or_default()
}

/// The items of a list, each with the member that names it.
fn items<'a>(case: &Case<'a>, list: List) -> Vec<(&'static str, &'a Value)> {
    let sources: &[(&str, &'static str, &'static str)] = match list {
        List::Tools => &[("tools/list", "tools", "name")],
        List::Prompts => &[("prompts/list", "prompts", "name")],
        List::Resources => &[
            ("resources/list", "resources", "uri"),
            (
                "resources/templates/list",
                "resourceTemplates",
                "uriTemplate",
            ),
        ],
    };
    let mut all = Vec::new();
    for (method, member, name) in sources {
        let items = case.items(method, member).into_iter();
        all.extend(items.map(|(_, item)| (*name, item)));
    }
    all
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

/// What a tool does, from its annotations.
fn hints(item: &Value) -> Vec<&'static str> {
    let effects = Effects::of_tool(item);
    match (effects.writes, effects.destructive) {
        (Some(false), _) => vec!["read-only"],
        (_, Some(true)) => vec!["writes", "destructive"],
        (Some(true), _) => vec!["writes"],
        (None, _) => Vec::new(),
    }
}

fn catalog_item(item: &Value, name: &str, list: List) -> CatalogItem {
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
    CatalogItem {
        name: text(name),
        title,
        description: text("description"),
        hints: match list {
            List::Tools => hints(item),
            List::Prompts | List::Resources => Vec::new(),
        },
    }
}
