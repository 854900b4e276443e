//! The server declares tools and lists none. Users see a server that connects and can do nothing:
//! as a rule, missing permissions or a failed start of what is behind it.
//!
//! Silent: where the capability is not declared, and where what came is no list.

use super::all;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::quote;

/// Over all pages: an empty first page with a cursor is odd, and no empty list.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some((exchange, result)) = case.pages("tools/list").last() else {
        return;
    };
    let is_list = result.get("tools").is_some_and(serde_json::Value::is_array);
    if is_list && case.declares("tools") && all(case).is_empty() {
        findings
            .add(Draft::new("tools/empty").with([quote::outcome(exchange), quote::body(exchange)]));
    }
}
