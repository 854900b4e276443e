//! Reports for showing and sharing: computed from what is left when the secrets are out.

use super::{Judging, Report, compute, from_recording, is_over, live};
use crate::checks::catalogue::Help;
use crate::checks::retained_findings;
use crate::redact::{self, Cleaning, Public, Redacted, Rest};
use crate::trace::recording::Recording;
use crate::trace::transcript::{Event, EventKind, Fact, FindingStub, Transcript};

/// The report of a transcript.
pub fn redacted(original: &Transcript) -> Redacted<Report> {
    if !is_over(original) {
        return redacted_live(original);
    }
    let mut clean = redact::transcript(original);
    if lacks_findings(&clean) {
        clean = redact::transcript_with_findings(original, stubs);
    }
    let recording = clean.derive(Recording::from_transcript);
    redacted_from(&clean, &recording)
}

/// The same, with rests: what is imported may be megabytes.
pub async fn redacted_slowly(original: &Transcript, rest: &Rest<'_>) -> Redacted<Report> {
    if !is_over(original) {
        return redacted_live(original);
    }
    let mut cleaning = Cleaning::new(original);
    while cleaning.step(original) {
        rest().await;
    }
    let clean = cleaning.finish();
    if lacks_findings(&clean) {
        return redacted(original);
    }
    let mut judging = Judging::new(clean);
    loop {
        rest().await;
        match judging.step() {
            Ok(report) => return report,
            Err(left) => judging = left,
        }
    }
}

/// Whether something was withheld on which findings may rest, so that this is no transcript to judge by: [`redacted()`] makes
/// the report then.
pub fn lacks_findings(clean: &Transcript) -> bool {
    let any = |is: fn(&Fact) -> bool| clean.facts.iter().any(is);
    any(|fact| matches!(fact, Fact::Shortened { .. }))
        && !any(|fact| matches!(fact, Fact::RetainedFindings { .. }))
}

/// The same report, with parts of the address hidden that the user wants nobody to see. What was found stays: checks compare
/// addresses, and a body may name a part that is too short to be looked for there.
pub fn hiding(report: &Redacted<Report>, hidden: &[String]) -> Redacted<Report> {
    let mut transcript = Transcript::clone(&report.transcript);
    let is_known = |fact: &Fact| matches!(fact, Fact::RetainedFindings { .. });
    if !transcript.facts.iter().any(is_known) {
        let findings = report.findings.iter().map(retained_findings::stub);
        transcript.facts.push(Fact::RetainedFindings {
            findings: findings.collect(),
        });
    }
    let clean = redact::hiding(&transcript, hidden);
    let recording = clean.derive(Recording::from_transcript);
    redacted_from(&clean, &recording)
}

fn stubs(transcript: &Transcript) -> Vec<FindingStub> {
    let findings = compute(transcript).findings;
    findings.iter().map(retained_findings::stub).collect()
}

/// The report of a run that is on: nothing is judged yet.
///
/// Bodies are left out: they are not shown yet, and reading megabytes again at every event would make the page
/// stutter.
pub fn redacted_live(original: &Transcript) -> Redacted<Report> {
    let clean = redact::transcript(&without_bodies(original));
    let recording = clean.derive(Recording::from_transcript);
    clean.derive_with(&recording, |clean, recording| live(clean, recording))
}

/// The report of a run whose judging the user gave up: what was seen stays, and nothing is said of it.
pub fn redacted_cancelled(original: &Transcript) -> Redacted<Report> {
    let mut seen = without_bodies(original);
    let at = original.events.last().map_or(0.0, |event| event.at);
    let kind = EventKind::Cancel;
    seen.events.push(Event { at, kind });
    redacted_live(&seen)
}

/// The last part of [`redacted()`], for a caller that yields between the parts: of ten thousand tools each takes
/// a while.
pub fn redacted_from(
    clean: &Redacted<Transcript>,
    recording: &Redacted<Recording>,
) -> Redacted<Report> {
    clean.derive_with(recording, |clean, recording| {
        from_recording(clean, recording)
    })
}

// Its texts come with the program.
impl Public for Help {}

impl Redacted<Report> {
    /// The same report, its findings completed with what the help file says.
    pub fn with_help(self, help: &Help) -> Redacted<Report> {
        self.complete_with(help, |report, help| {
            for finding in &mut report.findings {
                help.complete(finding);
            }
        })
    }
}

fn without_bodies(original: &Transcript) -> Transcript {
    let keep = |event: &&Event| !matches!(event.kind, EventKind::Chunk { .. });
    Transcript {
        options: original.options.clone(),
        environment: original.environment.clone(),
        facts: original.facts.clone(),
        events: original.events.iter().filter(keep).cloned().collect(),
    }
}
