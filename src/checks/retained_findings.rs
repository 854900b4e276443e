//! What was found while a recording was whole. One that was shortened for a link lacks bodies, and checks
//! would take what was left out for missing: there, what was found before is what is said.

use super::case::Case;
use super::catalogue;
use super::deep;
use super::draft::{Draft, Findings};
use super::finding::{Finding, Severity};
use crate::trace::transcript::{Fact, FindingStub};

/// The names of values that checks give to texts of warnings, notes and the survey.
/// `tests/engine/share/shortening.rs` holds the list complete.
pub const VALUES: [&str; 47] = [
    "ago",
    "answer",
    "asked",
    "challenge",
    "client",
    "command",
    "content_type",
    "corrected",
    "count",
    "events",
    "found",
    "fragment",
    "header",
    "headers",
    "host_typed",
    "instead",
    "length",
    "list",
    "meant",
    "message",
    "method",
    "names",
    "observed",
    "opening",
    "pages",
    "placeholder",
    "port",
    "problem",
    "problems",
    "reason",
    "reasons",
    "resource",
    "rpc_code",
    "said",
    "scheme",
    "scope",
    "status",
    "supported",
    "to",
    "took",
    "tools",
    "tried",
    "typed",
    "uris",
    "urls",
    "version",
    "waited",
];

/// Holds the findings of a shortened recording to those that were found in the whole one.
pub fn restore(case: &Case, findings: &mut Findings) {
    let found = case.transcript.facts.iter().find_map(|fact| match fact {
        Fact::RetainedFindings { findings } => Some(findings),
        _ => None,
    });
    let Some(found) = found else {
        return;
    };
    let now = findings.take();
    // Why the run stopped is in the step's own ending, whatever was left out.
    let is_run_failure =
        |one: &Finding| one.severity == Severity::Fault && case.failure.step == Some(one.step);
    for finding in now.iter().filter(|one| is_run_failure(one)) {
        findings.put(finding.clone());
    }
    for one in found {
        match now.iter().find(|finding| finding.code == one.code) {
            Some(finding) if is_run_failure(finding) => {}
            Some(finding) => findings.put(finding.clone()),
            None if may_return(&one.code) => findings.add(draft(one)),
            None => {}
        }
    }
}

/// A fault of one of the eleven steps ends a run, and only the step's ending says so; but not one that deep mode found
/// in a session that had opened.
fn may_return(code: &str) -> bool {
    catalogue::entry(code).is_some_and(|entry| {
        let in_survey = entry.step.is_some_and(|step| step.number().is_none());
        entry.severity != Severity::Fault || in_survey || deep::CODES.contains(&code)
    })
}

fn draft(found: &FindingStub) -> Draft {
    let mut draft =
        Draft::new(found.code.as_str()).remark("What this rests on was left out of the recording.");
    for (name, value) in &found.values {
        if let Some(name) = VALUES.iter().find(|known| *known == name) {
            draft = draft.value(name, value.as_str());
        }
    }
    draft
}

/// What a finding leaves behind: its code, and the values that the run gave to its texts.
pub fn stub(finding: &Finding) -> FindingStub {
    let values = finding
        .values
        .iter()
        .filter(|(name, _)| VALUES.contains(name));
    FindingStub {
        code: finding.code.to_owned(),
        values: values
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}
