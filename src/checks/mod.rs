//! What the recording means. Checks read a transcript and explain; they decide nothing about the run.
//!
//! Each text that a user sees stands in a Markdown file beside its check; `README.md` maps the codes to their
//! sources.

mod candidates;
pub mod case;
pub mod catalogue;
pub mod draft;
pub mod explain;
pub mod finding;
pub mod quote;
pub mod secret;

use crate::engine::recording::Recording;
use crate::engine::step::Step;
use crate::engine::transcript::Transcript;
use case::Case;
use draft::Findings;
use finding::Finding;

/// Everything to say about a run that is over: why it stopped first, then what else was noticed.
pub fn run(case: &Case) -> Vec<Finding> {
    let mut findings = Findings::new(case);
    if let (Some(step), Some(fault)) = (case.stop.step, &case.stop.fault) {
        findings.add(explain::fault(case, step, fault, case.stop.by));
    }
    for step in Step::ALL {
        if case.stop.step != Some(step)
            && let Some(draft) = explain::ending(case, step)
        {
            findings.add(draft);
        }
    }
    for check in CHECKS {
        check(case, &mut findings);
    }
    findings.into_sorted()
}

/// The findings of a transcript.
pub fn findings(transcript: &Transcript) -> Vec<Finding> {
    let recording = Recording::of(transcript);
    run(&Case::new(transcript, &recording))
}

type Check = fn(&Case, &mut Findings);

/// Every check with logic, in the order of the steps.
const CHECKS: &[Check] = &[];
