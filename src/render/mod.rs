//! A report in the forms in which it leaves the page. Each takes what is redacted, and nothing else.

mod curl;
mod markdown;

use crate::redact::Redacted;
use crate::report::Report;

pub use curl::curl;
pub use markdown::markdown;

/// The document `faultfinder-report`.
pub fn json(report: &Redacted<Report>) -> String {
    // Only a map with keys that are no text could fail, and the report has none.
    serde_json::to_string_pretty(&**report).unwrap_or_default()
}
