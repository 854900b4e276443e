//! The document in a recorded link: a `faultfinder-report` without what follows from its transcript. A
//! downloaded report is the same document with everything in it, so one reader opens both.

use serde_json::{Map, Value};

use super::expected::{self, Expected};
use super::versions::{self, Newer};
use crate::protocol::document::{self, Read};
use crate::protocol::json;
use crate::redact::{Redacted, Rest};
use crate::report;
use crate::report::Report;
use crate::trace::transcript::Transcript;

const FORMAT: &str = "faultfinder-report";

/// A diagnosis that was made before, or elsewhere, and read again.
#[derive(Debug)]
pub struct Recording {
    /// Computed from the recording by today's checks. When and where it was made stands in `started_at`,
    /// `browser`, `vantage` and `page_origin`.
    pub report: Redacted<Report>,
    /// Outcome, step and code, as the page that made the recording reported them.
    pub then: Option<Expected>,
    /// The version of Faultfinder that made it.
    pub tool: String,
}

impl Recording {
    /// A sentence for the rare case that today's checks say something else than those of the time.
    pub fn reread(&self) -> Option<String> {
        super::compare::reread(self.then.as_ref()?, &self.report)
    }
}

/// Why a document cannot be opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unreadable {
    /// It is no JSON, or something else than a report.
    NoReport,
    /// It is a report whose transcript has another shape than any version ever had.
    Misshapen,
    Newer(u32),
}

/// The document of this transcript, which may be a shortened one of the report's.
pub fn write(report: &Redacted<Report>, transcript: &Transcript) -> String {
    let mut text = String::from(r#"{"format":""#);
    text.push_str(FORMAT);
    text.push_str(r#"","version":"#);
    text.push_str(&versions::VERSION.to_string());
    text.push_str(r#","tool":{"name":"faultfinder","version":""#);
    text.push_str(report.tool.version);
    text.push('"');
    text.push('}');
    if let Some(then) = expected::from_report(report) {
        // Ids and codes: nothing in them needs an escape.
        let mut say = |name: &str, value: &str| {
            text.push_str(",\"");
            text.push_str(name);
            text.push_str("\":\"");
            text.push_str(value);
            text.push('"');
        };
        say("outcome", then.outcome.id());
        if let Some(step) = then.step {
            say("failed_step", step.id());
        }
        if let Some(code) = &then.code {
            say("code", code);
        }
    }
    text.push_str(",\"transcript\":");
    text.push_str(&document::compact(transcript));
    text.push('}');
    text
}

/// So much is parsed at a time.
const PART: usize = 32 << 10;

/// Reads any text. Secrets are taken out again: whoever made the link may have put some in.
/// It may be megabytes, so there are rests in between.
pub async fn read(text: &str, rest: &Rest<'_>) -> Result<Recording, Unreadable> {
    let mut reader = json::Reader::default();
    for part in parts(text) {
        reader.push(part);
        rest().await;
    }
    let Ok(Value::Object(mut content)) = json::whole(reader) else {
        return Err(Unreadable::NoReport);
    };
    if text_member(&content, "format") != Some(FORMAT) {
        return Err(Unreadable::NoReport);
    }
    let version = content.get("version").and_then(Value::as_number);
    let version = version.map_or(versions::VERSION, |number| {
        versions::number(number.as_str())
    });
    let newer = |Newer(version)| Unreadable::Newer(version);
    versions::upgrade_document(version, &mut content).map_err(newer)?;
    let transcript = content.get("transcript").and_then(Transcript::read);
    let transcript = transcript.ok_or(Unreadable::Misshapen)?;
    let tool = content.get("tool").and_then(|tool| tool.get("version"));
    let tool = tool.and_then(Value::as_str).unwrap_or_default();
    Ok(Recording {
        report: report::redacted_slowly(&transcript, rest).await,
        then: expected::read(
            text_member(&content, "outcome"),
            text_member(&content, "failed_step"),
            text_member(&content, "code"),
        ),
        // It is shown; a version is short.
        tool: tool.chars().take(32).collect(),
    })
}

/// The text in pieces of about 32 kB.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = (PART..rest.len()).find(|end| rest.is_char_boundary(*end));
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

fn text_member<'a>(content: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    content.get(name)?.as_str()
}
