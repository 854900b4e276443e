//! Links: what goes in comes out again, and whatever comes in does no harm.

mod comparison;
mod damage;
mod messages;
mod samples;
mod shortening;
mod targets;
pub mod transcripts;
mod versions;

use faultfinder::redact::Redacted;
use faultfinder::report::{self, Report};
use faultfinder::share::{self, Contents, Expected, ImportResult, RecordingLink};

/// The recorded link of a report. Every report of the tests fits into one.
pub fn link_of(report: &Redacted<Report>, contents: Contents) -> String {
    match share::recording_link(report, contents) {
        RecordingLink::Link { fragment, .. } => fragment,
        RecordingLink::TooLong => panic!("too long for a link"),
    }
}

pub fn open(fragment: &str) -> ImportResult {
    let opened = share::read(fragment, "");
    assert_eq!(opened.problem, None);
    opened
}

/// Sends a report through each kind of link and opens it: it says the same.
pub fn travels(report: &Redacted<Report>) {
    let wanted = share::expected(report);
    let fragment = link_of(report, Contents::Everything);
    assert!(fragment.len() <= share::LONGEST, "{}", fragment.len());
    let opened = open(&fragment);
    let recording = opened.recording.expect("a recording");
    let after = &recording.report;
    assert_eq!(recording.then, wanted);
    assert_eq!(share::expected(after), wanted);
    assert_eq!(after.verdict.eyebrow, report.verdict.eyebrow);
    if share::left_out(&after.transcript).is_none() {
        assert_eq!(after.transcript, share_lean(report));
        assert_eq!(after.findings, bare(report).findings);
        assert_eq!(after.steps, report.steps);
        assert_eq!(after.survey, report.survey);
    }
    // What a link shows makes the same link again.
    assert_eq!(link_of(after, Contents::Everything), fragment);
    let again = share::reproduce(report);
    assert_eq!(share::reproduce(after), again);
    let again = open(&again);
    assert!(again.recording.is_none());
    assert_eq!(again.link, opened.link);
    assert_eq!(again.link.expected, wanted);
    for contents in [Contents::WithoutBodies, Contents::VerdictOnly] {
        let opened = open(&link_of(report, contents));
        let recording = opened.recording.expect("a recording");
        assert_eq!(recording.then, wanted);
        assert_eq!(share::expected(&recording.report), wanted);
        assert_eq!(title(&recording.report), title(report));
        if contents == Contents::WithoutBodies {
            assert_eq!(codes(&recording.report), codes(report));
        }
        holds_no_body(&recording.report, contents);
    }
}

/// The transcript as links hold it.
fn share_lean(
    report: &Redacted<Report>,
) -> std::sync::Arc<faultfinder::trace::transcript::Transcript> {
    use faultfinder::trace::transcript::EventKind;
    let mut lean = (*report.transcript).clone();
    for event in &mut lean.events {
        if let EventKind::Paste { pasted } = &mut event.kind {
            pasted.exchanges.clear();
        }
    }
    lean.into()
}

/// The report as it is computed, before the help file completes it.
fn bare(report: &Redacted<Report>) -> Redacted<Report> {
    report::redacted(&report.transcript)
}

/// What the finding says that the verdict rests on.
fn title(report: &Report) -> Option<&str> {
    let mut findings = report.findings.iter();
    let verdict = findings.find(|one| Some(one.code) == report.code.as_deref());
    verdict.map(|one| one.title.as_str())
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|one| one.code).collect()
}

fn holds_no_body(report: &Report, contents: Contents) {
    for exchange in &report.exchanges {
        let request = exchange.request.as_ref();
        assert_eq!(request.and_then(|request| request.body.as_ref()), None);
        let response = exchange.response.as_ref();
        assert_eq!(response.map_or("", |response| response.body.as_str()), "");
        if contents == Contents::VerdictOnly {
            assert!(request.is_none_or(|request| request.headers.is_empty()));
            assert!(response.is_none_or(|response| response.headers.is_empty()));
        }
    }
}

/// What a report came to, to be compared.
pub fn came_to(report: &Report) -> Expected {
    share::expected(report).expect("the run is over")
}
