//! What the page in a frame says to its host page: text of JSON, made of what is redacted and of nothing else.
//! docs/embedding.md gives the types.

use super::expected::{self, Expected};
use crate::protocol::address::AddressClass;
use crate::protocol::document;
use crate::protocol::url::Url;
use crate::redact::Redacted;
use crate::report::{Report, StepReport};
use crate::trace::step::Step;

/// The version that every message carries, in both directions.
pub const VERSION: u32 = 1;

/// Something to tell the host page. Only the functions here make one.
pub struct Message(String);

impl Message {
    /// The frame listens. Sent again where its link has changed.
    pub fn ready(is_recorded: bool) -> Message {
        let recorded = if is_recorded { "true" } else { "false" };
        new("ready", &[("recorded", recorded)])
    }

    /// The reader has started a run.
    pub fn started() -> Message {
        new("started", &[])
    }

    /// A step has another status.
    pub fn step(step: &StepReport) -> Message {
        let number = step.id.number();
        let number = number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        let parts = [
            ("step", &*quoted(step.id.id())),
            ("number", &*number),
            ("status", &*quoted(step.status.id())),
        ];
        new("step", &parts)
    }

    /// The run is over, or waits for the reader. `host` is the origin of the page that will hear it.
    pub fn finished(report: &Redacted<Report>, host: &str) -> Message {
        let Some(Expected {
            outcome,
            step,
            code,
        }) = expected::from_report(report)
        else {
            return new("finished", &[]);
        };
        let or_null = |text: Option<&str>| text.map_or_else(|| "null".to_owned(), quoted);
        let is_withheld = is_withheld(report, host);
        let document = match is_withheld {
            true => "null".to_owned(),
            false => document::compact(&**report),
        };
        let parts = [
            ("outcome", &*quoted(outcome.id())),
            ("failed_step", &*or_null(step.map(Step::id))),
            ("code", &*or_null(code.as_deref())),
            ("withheld", if is_withheld { "true" } else { "false" }),
            ("report", &*document),
        ];
        new("finished", &parts)
    }

    /// The page needs so many CSS pixels.
    pub fn resize(height: u32) -> Message {
        new("resize", &[("height", &height.to_string())])
    }

    /// The text of the JSON object.
    pub fn json(&self) -> &str {
        &self.0
    }
}

/// A server in the reader's own network may answer the reader's browser and no other client. A host page from
/// elsewhere could not ask it, and gets no answer of it through a frame either.
fn is_withheld(report: &Redacted<Report>, host: &str) -> bool {
    let is_local =
        |url: &str| Url::parse(url).is_ok_and(|url| AddressClass::from_url(&url).is_local());
    let mut asked = report.exchanges.iter().filter_map(|e| e.request.as_ref());
    let asks_local = is_local(&report.target.url) || asked.any(|request| is_local(&request.url));
    asks_local && !is_local(host)
}

/// Words of ours, and codes: nothing in them needs an escape.
fn quoted(word: &str) -> String {
    ["\"", word, "\""].concat()
}

fn new(kind: &str, parts: &[(&str, &str)]) -> Message {
    let mut text = String::from(r#"{"faultfinder":"#);
    text.push_str(&VERSION.to_string());
    text.push_str(r#","type":""#);
    text.push_str(kind);
    text.push('"');
    for (name, json) in parts {
        text.push_str(",\"");
        text.push_str(name);
        text.push_str("\":");
        text.push_str(json);
    }
    text.push('}');
    Message(text)
}
