//! What links bring to the page and take from it, as plain data.

use super::embedding::Embedding;
use super::run_facts::RunFacts;
use super::shared::ReportRef;
use crate::protocol::json;
use crate::redact::Redacted;
use crate::redact::secret::TAG;
use crate::report::{Outcome, Report};
use crate::share::{self, Contents, Link};

/// A recording, beside its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Where today's checks read it otherwise than those of its time.
    pub reread: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Where a diagnosis comes from that was not made just now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The link that opened the page, or that it was led to.
    Link,
    /// A file that the user has.
    File,
    /// It comes with the page.
    Example,
    /// A run of this tab, before others.
    ThisTab,
}

/// The link that is being made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// One that shows this run, with so much of it.
    Recorded(Contents),
    /// One that asks for the same run.
    Reproduce,
}

/// What the share dialog is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Dialog {
    Share {
        kind: Kind,
        made: MadeLink,
        /// The browser let nobody copy but the user.
        copy_by_hand: bool,
    },
    Embed(Embedding),
}

/// A link to share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MadeLink {
    /// As it is copied; empty where a file must do.
    pub(crate) url: String,
    /// What was left out to make it short enough.
    pub(crate) left_out: Option<String>,
}

impl MadeLink {
    /// The link of a report. `place` puts the address of the page before the fragment.
    pub(crate) fn of(
        report: &Redacted<Report>,
        kind: Kind,
        place: impl FnOnce(&str) -> String,
    ) -> MadeLink {
        match kind {
            Kind::Reproduce => MadeLink {
                url: place(&share::reproduce(report)),
                left_out: None,
            },
            Kind::Recorded(contents) => match share::recording_link(report, contents) {
                share::RecordingLink::Link { fragment, left_out } => MadeLink {
                    url: place(&fragment),
                    left_out,
                },
                share::RecordingLink::TooLong => MadeLink::default(),
            },
        }
    }
}

/// What a link, a file or an example held.
#[derive(Debug)]
pub struct Imported {
    /// What fills the form.
    pub(crate) link: Link,
    /// Why something in it could not be opened; empty where all could.
    pub(crate) problem: String,
    /// A diagnosis to show at once.
    pub(crate) recording: Option<ImportedRecording>,
}

/// A diagnosis that was not made here and now.
#[derive(Debug)]
pub(crate) struct ImportedRecording {
    pub(crate) report: Redacted<Report>,
    pub(crate) facts: RunFacts,
    pub(crate) recorded: Recorded,
}

impl Imported {
    /// Judges the recording by today's checks.
    pub fn new(imported: share::ImportResult, source: Source) -> Imported {
        let recording = imported.recording.map(|recording| ImportedRecording {
            recorded: Recorded {
                reread: recording.reread(),
                source,
            },
            facts: RunFacts::of_recording(&recording.report),
            report: recording.report,
        });
        Imported {
            link: imported.link,
            problem: imported.problem.unwrap_or_default(),
            recording,
        }
    }
}

/// The document of a recording that comes with the page, from the file that holds them all; empty where there is none.
pub fn example(recordings: &str, name: &str) -> String {
    let recordings = json::parse(recordings).unwrap_or_default();
    recordings[name].as_str().unwrap_or_default().to_owned()
}

/// The diagnoses before this one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// The recording that was run again.
    pub(crate) recording: Option<ReportRef>,
    /// The run before, made on this page.
    pub before: Option<ReportRef>,
    /// The run that starts takes the place of a recording.
    pub(crate) leaves_recording: bool,
    /// The comparison is shown.
    pub(crate) is_compared: bool,
}

impl Earlier {
    /// Keeps the diagnosis that another one takes the place of.
    pub(crate) fn keep(&mut self, old: Option<ReportRef>) {
        let leaves_recording = std::mem::take(&mut self.leaves_recording);
        match old {
            Some(_) if leaves_recording => self.recording = old,
            Some(_) => self.before = old,
            None => {}
        }
    }

    /// The diagnosis to compare this one with, and whether it was recorded: of the same server, and over. The
    /// recording counts first: it is what the link is about.
    pub(crate) fn of(&self, now: &Report) -> Option<(&ReportRef, bool)> {
        let fits = |old: &&ReportRef| is_over(old) && is_same_server(old, now);
        let recording = self.recording.as_ref().filter(fits);
        let recording = recording.map(|recording| (recording, true));
        recording.or_else(|| Some((self.before.as_ref().filter(fits)?, false)))
    }
}

fn is_over(report: &Report) -> bool {
    report
        .outcome
        .is_some_and(|outcome| outcome != Outcome::Cancelled)
}

/// As far as the address shows: in a redacted one, what follows the first secret says nothing.
fn is_same_server(one: &Report, other: &Report) -> bool {
    readable_server(one) == readable_server(other)
}

/// The address up to its query, its fragment or its first secret.
fn readable_server(report: &Report) -> &str {
    let url = report.target.url.as_str();
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let end = url.find(TAG).map_or(end, |tag| tag.min(end));
    url.get(..end).unwrap_or_default()
}
