//! Deep mode: nothing is wrong with a session opened as usual. It shows when more is asked than a client has to,
//! or the same again.

mod era;
mod modern;
mod repeated;
mod sessions;
mod tokens;

use std::sync::Arc;

use serde_json::json;

use super::{Entry, Target};
use crate::catalogue::{Catalogue, tool};
use crate::cause::Expectations;

pub fn causes() -> Vec<Entry> {
    let all = [
        repeated::causes(),
        sessions::causes(),
        modern::causes(),
        era::causes(),
        tokens::causes(),
    ];
    all.into_iter()
        .flatten()
        .map(brief)
        .map(Entry::deep)
        .collect()
}

/// Its lists are asked for nine times and more: short ones keep the recordings short.
fn brief(mut entry: Entry) -> Entry {
    if let Target::Endpoint { server, .. } = &mut entry.target {
        let tools = ["search_notes", "add_note", "delete_note"];
        server.catalogue = Arc::new(Catalogue {
            tools: tools
                .map(|name| tool(name, "Does what it is called"))
                .to_vec(),
            prompts: Vec::new(),
            resources: Vec::new(),
            templates: Vec::new(),
            page: 50,
        });
        server.capabilities = json!({ "tools": {} });
    }
    entry
}

/// Healthy, and deep mode has this to say.
fn warns(code: &'static str) -> Expectations {
    Expectations::healthy().warns(&[code])
}
