//! A `uri` that is not an absolute URI (RFC 3986, 4.3; 2025-11-25 `server/resources`,
//! "Resource"). A resource is read by its URI.
//!
//! Silent: about the scheme, which is free, and at entries that are no objects: the list is
//! malformed then.

use serde_json::Value;

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::finding::Part;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;

/// A missing URI counts as well: it is empty, and no address.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let uri = |item: &Value| {
        item.get("uri")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let bad: Vec<_> = case
        .items("resources/list", "resources")
        .into_iter()
        .filter(|(_, item)| item.is_object() && !is_absolute(&uri(item)))
        .collect();
    let Some((exchange, first)) = bad.first() else {
        return;
    };
    let quoted = bad.iter().map(|(_, item)| match uri(item).as_str() {
        // Backticks around nothing would not be seen.
        "" => "(none)".into(),
        uri => format!("`{}`", quote::inline(uri)),
    });
    findings.add(
        Draft::new("resources/bad-uri")
            .value(Placeholder::URIS, quote::several(quoted, "resource"))
            .seen(exchange.id, Part::Body, quote::cut(&first.to_string(), 200)),
    );
}

/// A scheme and something behind it, without spaces (RFC 3986, 4.3). URI schemes are free: `lab://`, `note:`.
fn is_absolute(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return false;
    };
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let sound = scheme
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let printable = !rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    begins && sound && printable
}
