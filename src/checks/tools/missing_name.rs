//! An entry of the list whose `name` is missing, empty or no text (2025-11-25 `server/tools`,
//! "Tool"). Clients reject the entry, and many the whole list.
//!
//! Silent: at entries that are no objects: the list is malformed then.

use super::{all, name};
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::quote;

/// The first one is shown whole: without a name, there is nothing else to tell which it is.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let mut tools = all(case).into_iter();
    let nameless = tools.find(|(_, tool)| tool.is_object() && name(tool).is_empty());
    if let Some((exchange, tool)) = nameless {
        let text = quote::cut(&tool.to_string(), 200);
        findings.add(Draft::new("tools/missing-name").seen(exchange.id, Part::Body, text));
    }
}
