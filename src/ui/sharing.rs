//! What links bring to the page and take from it, as plain data.

use super::embedding::Embedding;
use crate::redact::Redacted;
use crate::report::{Outcome, Report};
use crate::share::{self, Contents, Link};

/// Recordings shown, runs to compare, links being made.
#[derive(Default)]
pub struct Sharing {
    /// The diagnosis that is shown was not made here and now.
    pub recorded: Option<Recorded>,
    /// The link that the form was filled from.
    pub asked: Link,
    /// The recording that was run again.
    pub recording: Option<Redacted<Report>>,
    /// The diagnosis before this one.
    pub before: Option<Redacted<Report>>,
    /// The run that starts takes the place of a recording.
    pub leaves_recording: bool,
    pub compares: bool,
    /// Why a link or a file could not be opened.
    pub problem: String,
    pub dialog: Option<Dialog>,
    pub clients_open: bool,
}

/// A recording, beside its report.
pub struct Recorded {
    /// Where today's checks read it otherwise than those of its time.
    pub reread: Option<String>,
    /// It came with the page.
    pub is_example: bool,
}

/// The link that is being made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Recorded(Contents),
    Reproduce,
}

/// The share dialog.
pub struct Dialog {
    pub kind: Kind,
    pub made: Option<Made>,
    /// Where the browser let nobody copy but the user.
    pub by_hand: bool,
    /// It is about documentation instead.
    pub embedding: Option<Embedding>,
}

/// What there is to share.
#[derive(Default)]
pub struct Made {
    /// The link, as it is copied; empty where a file must do.
    pub url: String,
    /// What was left out to make it short enough.
    pub left_out: Option<String>,
}

impl Made {
    /// A link of a report, from its `#` on.
    pub fn of(report: &Redacted<Report>, kind: Kind) -> Made {
        match kind {
            Kind::Reproduce => Made {
                url: share::reproduce(report),
                left_out: None,
            },
            Kind::Recorded(contents) => match share::recording_link(report, contents) {
                share::RecordingLink::Link { fragment, left_out } => Made {
                    url: fragment,
                    left_out,
                },
                share::RecordingLink::TooLong => Made::default(),
            },
        }
    }
}

impl Sharing {
    /// A run starts: what is shown is a recording no more.
    pub fn start(&mut self) {
        self.leaves_recording = self.recorded.take().is_some();
        self.problem.clear();
        self.clients_open = false;
    }

    /// Keeps the diagnosis that another one takes the place of.
    pub fn keep(&mut self, old: Option<Redacted<Report>>) {
        match std::mem::take(&mut self.leaves_recording) {
            true => self.recording = old,
            false => self.before = old,
        }
    }

    /// The diagnosis to compare this one with, and whether it was recorded: of the same server, and over. The
    /// recording counts first: it is what the link is about.
    pub fn earlier(&self, now: &Report) -> Option<(&Redacted<Report>, bool)> {
        let fits = |old: &&Redacted<Report>| is_over(old) && is_same_server(old, now);
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
    fn open(report: &Report) -> &str {
        let url = report.target.url.as_str();
        let end = url.find(['?', '#']).unwrap_or(url.len());
        let end = url
            .find(crate::redact::secret::TAG)
            .map_or(end, |tag| tag.min(end));
        url.get(..end).unwrap_or_default()
    }
    open(one) == open(other)
}
