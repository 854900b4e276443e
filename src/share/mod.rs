//! What a link to this page says: a run to make again, or a diagnosis that was made.
//!
//! **Reproduce** links are pairs that people can read:
//! `#v=1&server=https://a.example/mcp&transport=sse&timeout=30&budget=64&header=X-Tenant&bearer=1&secret=api_key`, then what the
//! run came to: `&outcome=failed&step=cors&code=cors/not-allowed`. Headers have names and no values; a secret in the
//! address is `{name}`, and `secret=` lists these names, since braces may also be what the user typed.
//!
//! **Recorded** links are `#report=<version>.<data>`: base64url of deflate of a JSON document, with a check of
//! four bytes at the end (`pack.rs`). The document is a `faultfinder-report` without what follows from its
//! transcript (`document.rs`): opening it computes the report anew, with today's checks, while `outcome`,
//! `failed_step` and `code` say what it came to at the time. Other pairs may stand beside it (`embed=1`).
//!
//! Both are version 1. `versions.rs` knows every version there ever was, and how each becomes the next;
//! `tests/links/` keeps links of each. What a link leaves out is noted in the recording (`shorten.rs`).
//!
//! Nothing here runs anything, and only what is [`Redacted`] becomes a link.

mod compare;
mod comparison;
mod depth;
mod document;
mod expected;
pub mod link;
mod message;
mod pack;
mod shorten;
mod target;
mod versions;

use crate::redact::{Redacted, Rest, at_once, no_rest};
use crate::report::{Report, counted};
use crate::trace::transcript::{Event, EventKind, Fact, Transcript};
use crate::trace::vantage::{Options, TransportChoice};

pub use compare::{compare, expectation, expects};
pub use comparison::{Change, Comparison, Expectation, Noticed, StepChange, Timing};
pub use depth::is_deep;
pub use document::Recording;
pub use expected::{Expected, from_report as expected};
pub use link::{Link, Theme};
pub use message::Message;
pub use target::{Template, fill, template};
pub use versions::VERSION;

use document::Unreadable;
use pack::Damage;

/// What a link or a file opened to.
#[derive(Debug, Default)]
pub struct ImportResult {
    /// What fills the form.
    pub link: Link,
    /// A diagnosis to show at once.
    pub recording: Option<Recording>,
    /// Why something in it could not be opened, in a sentence or two.
    pub problem: Option<String>,
}

/// How much of a recording goes into a link.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Contents {
    /// All of it, as far as it fits.
    Everything,
    /// Everything but the bodies of answers.
    WithoutBodies,
    /// The steps and what the run came to, and as little else as that needs.
    VerdictOnly,
}

/// A recording, ready to be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RecordingLink {
    /// A link that fits.
    Link {
        /// With its `#`.
        fragment: String,
        /// What was left out to make it this short, in a sentence.
        left_out: Option<String>,
    },
    /// Too long for a link even when shortened. The report is sent as a file.
    TooLong,
}

/// Links are made this short if they can be: longer ones are cut by chat programs and trackers.
pub const SHORT: usize = 8 * 1024;
/// Longer ones are not made.
pub const LONGEST: usize = 32 * 1024;
/// Longer ones are not read.
const LONGEST_READ: usize = 1 << 20;
/// A file may hold this much. Ten thousand tools are 10 MB.
const LARGEST_FILE: usize = 64 << 20;
/// Recordings with more in their bodies are shortened before anybody tries to pack them.
const PACKABLE: usize = 1 << 20;

/// Reads a fragment and a query, whatever they hold.
pub fn read(fragment: &str, query: &str) -> ImportResult {
    at_once(read_slowly(fragment, query, &no_rest))
}

/// The same, with rests: what a link brings may be megabytes.
pub async fn read_slowly(fragment: &str, query: &str, rest: &Rest<'_>) -> ImportResult {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > LONGEST_READ {
        return ImportResult {
            problem: Some(TOO_LONG.into()),
            ..ImportResult::default()
        };
    }
    let is_report = |part: &&str| part.starts_with("report=");
    let report = fragment.split('&').find(is_report);
    let pairs: Vec<&str> = fragment
        .split('&')
        .filter(|part| !is_report(part))
        .collect();
    let (link, newer) = link::read(&pairs.join("&"), query);
    let mut opened = ImportResult {
        link,
        recording: None,
        problem: newer.map(|newer| too_new(newer.0)),
    };
    if let Some(report) = report.and_then(|report| report.strip_prefix("report=")) {
        match open(report, rest).await {
            Ok(recording) => {
                opened.link = rerun_link(&recording.report, opened.link);
                opened.recording = Some(recording);
            }
            Err(problem) => opened.problem = Some(problem),
        }
    }
    opened
}

/// Reads a report that was downloaded.
pub fn import(text: &str) -> ImportResult {
    at_once(import_slowly(text, &no_rest))
}

/// The same, with rests.
pub async fn import_slowly(text: &str, rest: &Rest<'_>) -> ImportResult {
    let opened = match text.len() > LARGEST_FILE {
        true => Err("This file is too large: a report has at most 64 MB.".to_owned()),
        false => document::read(text, rest)
            .await
            .map_err(|why| unreadable(why, "file")),
    };
    match opened {
        Ok(recording) => ImportResult {
            link: rerun_link(&recording.report, Link::default()),
            recording: Some(recording),
            problem: None,
        },
        Err(problem) => ImportResult {
            problem: Some(problem),
            ..ImportResult::default()
        },
    }
}

/// The fragment that asks for this run again, with its `#`.
pub fn reproduce(report: &Redacted<Report>) -> String {
    link::emit(&rerun_link(report, Link::default()))
}

/// What is needed to make a run again, without its secrets, and what it came to.
pub fn rerun_link(report: &Redacted<Report>, link: Link) -> Link {
    let options = &report.transcript.options;
    let target = template(&options.server);
    let transport = Some(options.transport).filter(|one| *one != TransportChoice::Auto);
    let usual = Options::default().patience_ms;
    Link {
        server: Some(target.server).filter(|server| !server.is_empty()),
        transport,
        timeout_ms: Some(options.patience_ms).filter(|ms| *ms != usual),
        body_budget: options.body_budget,
        headers: options
            .headers
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        bearer: options.bearer.is_some(),
        secrets: target.names,
        expected: expected(report),
        ..link
    }
}

/// The fragment that shows this diagnosis, with its `#`.
pub fn recording_link(report: &Redacted<Report>, contents: Contents) -> RecordingLink {
    let whole = &report.transcript;
    let mut transcript = match contents {
        Contents::Everything => shorten::drop_duplicate_pastes(whole),
        Contents::WithoutBodies => shorten::without_bodies(whole, report),
        Contents::VerdictOnly => shorten::verdict_only(whole, report),
    };
    let pack = |transcript: &_| match shorten::body_bytes(transcript) > PACKABLE {
        true => None,
        false => Some(fragment(&document::write(report, transcript))),
    };
    let mut best = pack(&transcript);
    for cut in shorten::plan(report) {
        if best.as_ref().is_some_and(|best| best.len() <= SHORT) {
            break;
        }
        if let Some(shorter) = shorten::after(&transcript, &cut, report) {
            best = pack(&shorter);
            transcript = shorter;
        }
    }
    match best.filter(|best| best.len() <= LONGEST) {
        Some(fragment) => RecordingLink::Link {
            fragment,
            left_out: left_out(&transcript),
        },
        None => RecordingLink::TooLong,
    }
}

/// What a recording leaves out, in a sentence; `None` where it is whole.
pub fn left_out(transcript: &Transcript) -> Option<String> {
    let shortened = transcript.facts.iter().filter_map(|fact| match fact {
        Fact::Shortened { bytes, .. } => Some(*bytes),
        _ => None,
    });
    let (count, bytes) = shortened.fold((0, 0), |(count, sum), bytes| (count + 1, sum + bytes));
    if count == 0 {
        return None;
    }
    let is_exchange =
        |event: &Event| matches!(event.kind, EventKind::Send(_) | EventKind::Probe { .. });
    if !transcript.events.iter().any(is_exchange) {
        return Some("All but the verdict is left out of this recording.".into());
    }
    let mut sentence = counted(bytes, "byte");
    sentence.push_str(" of the bodies of ");
    sentence.push_str(&counted(count, "exchange"));
    sentence.push_str(" are left out of this recording.");
    Some(sentence)
}

fn fragment(document: &str) -> String {
    let mut fragment = String::from("#report=");
    fragment.push_str(&VERSION.to_string());
    fragment.push('.');
    fragment.push_str(&pack::pack(document));
    fragment
}

/// Opens `<version>.<data>`.
async fn open(report: &str, rest: &Rest<'_>) -> Result<Recording, String> {
    let (version, data) = report.split_once('.').ok_or(ALTERED)?;
    let version = versions::number(version);
    if version > VERSION {
        return Err(too_new(version));
    }
    let text = pack::unpack(data).map_err(|damage| match damage {
        Damage::Altered => ALTERED,
        Damage::TooLarge => TOO_LONG,
    })?;
    rest().await;
    document::read(&text, rest)
        .await
        .map_err(|why| unreadable(why, "link"))
}

const ALTERED: &str = "This link is not whole: a part of it is missing or was changed on the way, as some chat \
                       programs do with long links. Ask for the report as a file.";

const TOO_LONG: &str = "This link holds more than any recording of Faultfinder. It was not opened.";

fn too_new(version: u32) -> String {
    let (newer, known) = (version.to_string(), VERSION.to_string());
    let parts = [
        "This was made by a newer Faultfinder (format ",
        &newer,
        ", this page knows ",
        &known,
        "). Reload this page to get the newest version, then open it again.",
    ];
    parts.concat()
}

fn unreadable(why: Unreadable, what: &str) -> String {
    match why {
        Unreadable::NoReport => ["This ", what, " holds no Faultfinder report."].concat(),
        Unreadable::Misshapen => {
            let end = " holds a Faultfinder report of a shape that no version ever wrote.";
            ["This ", what, end].concat()
        }
        Unreadable::Newer(version) => too_new(version),
    }
}
