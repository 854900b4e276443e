//! What was found while a recording was whole. One that was shortened for a link lacks bodies,
//! and checks would take what was left out for missing: there, what was found before is what is
//! said.
//!
//! A link comes from anybody. So it cannot claim a fault of one of the eleven steps, and its
//! values are only filled into our own texts.

use crate::checks::case::Case;
use crate::checks::catalogue;
use crate::checks::draft::{Draft, Findings};
use crate::checks::fill::fill;
use crate::checks::finding::{Finding, Severity};
use crate::checks::placeholder::OF_CHECKS;
use crate::checks::registry::DEEP_CODES;
use crate::trace::transcript::{Fact, FindingStub};

/// Holds the findings of a shortened recording to those that were found in the whole one.
pub fn restore(case: &Case, findings: &mut Findings) {
    // Only a recording that was shortened has this fact.
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
        let stub = found.iter().find(|stub| stub.code == finding.code);
        findings.put(stub.map_or_else(|| finding.clone(), |stub| with_values(finding, stub)));
    }
    for one in found {
        match now.iter().find(|finding| finding.code == one.code) {
            Some(finding) if is_run_failure(finding) => {}
            Some(finding) => findings.put(with_values(finding, one)),
            // It was found in what was left out.
            None if may_return(&one.code) => findings.add(draft(one)),
            // A link that claims a fault which the recording does not have is not believed.
            None => {}
        }
    }
}

/// What its title quotes may have been read from what was left out.
fn with_values(finding: &Finding, stub: &FindingStub) -> Finding {
    let mut finding = finding.clone();
    let values = known_values(stub);
    let is_kept = |name: &str| values.iter().any(|(kept, _)| *kept == name);
    finding.values.retain(|(name, _)| !is_kept(name));
    // First, as the first value of a name is the one that fills it.
    finding.values.splice(0..0, values);
    if let Some(entry) = catalogue::entry(finding.code) {
        finding.title = fill(entry.title, &finding.values);
    }
    finding
}

/// Links come from anybody: a name that no text quotes is dropped.
fn known_values(stub: &FindingStub) -> Vec<(&'static str, String)> {
    let known = stub.values.iter().filter_map(|(name, value)| {
        let name = OF_CHECKS.iter().find(|known| *known == name)?;
        Some((*name, value.clone()))
    });
    known.collect()
}

/// A fault of one of the eleven steps ends a run, and only the step's ending says so; but not one that deep mode found
/// in a session that had opened.
fn may_return(code: &str) -> bool {
    catalogue::entry(code).is_some_and(|entry| {
        let in_survey = entry.step.is_some_and(|step| step.number().is_none());
        entry.severity != Severity::Fault || in_survey || DEEP_CODES.contains(&code)
    })
}

/// A finding without evidence, in the words that it had.
fn draft(found: &FindingStub) -> Draft {
    let mut draft =
        Draft::new(found.code.as_str()).remark("What this rests on was left out of the recording.");
    draft.values = known_values(found);
    draft
}

/// What a finding leaves behind: its code, and the values that the run gave to its texts.
pub fn stub(finding: &Finding) -> FindingStub {
    let values = finding
        .values
        .iter()
        .filter(|(name, _)| OF_CHECKS.contains(name));
    FindingStub {
        code: finding.code.to_owned(),
        values: values
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}
