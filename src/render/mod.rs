//! A report in the forms in which it leaves the page. Each takes what is redacted, and nothing else.

mod clients;
mod curl;
pub mod embed;
mod markdown;

use crate::protocol::document;
use crate::redact::Redacted;
use crate::report::Report;

pub use clients::{Client, clients};
pub use curl::curl;
pub use markdown::markdown;

/// The document `faultfinder-report`.
pub fn json(report: &Redacted<Report>) -> String {
    document::pretty(&**report)
}
