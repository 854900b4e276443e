//! A report in the forms in which it leaves the page. Each takes what is redacted, and nothing else.

mod chat;
mod clients;
mod curl;
pub mod embed;
mod export;
mod har;
mod markdown;
mod svg;
mod wrong_diagnosis;

use crate::protocol::document;
use crate::redact::Redacted;
use crate::report::Report;

pub use clients::{Client, clients};
pub use curl::curl;
pub use export::{Format, export, file_name};
pub use markdown::markdown;

/// The document `faultfinder-report`.
pub fn json(report: &Redacted<Report>) -> String {
    document::pretty(&**report)
}
