//! What the recording means. Checks read a transcript and explain; they decide nothing about the run.
//!
//! Each text that a user sees stands in a Markdown file beside its check; `README.md` maps the codes to their
//! sources.

mod across_steps;
mod address;
mod authorization;
mod authorization_server;
mod challenge;
mod closing;
mod cors;
pub mod deep;
mod endpoint;
pub mod explain;
mod framework;
mod registration;
pub mod registry;
mod resource_metadata;
mod resources;
mod session;
mod stream;
mod token;
mod tools;

pub use explain::sign_in;
pub use framework::{
    case, catalogue, draft, finding, placeholder, quote, retained_findings, snippets,
};

use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::Transcript;
use case::Case;
use draft::Findings;
use finding::Finding;

/// Everything to say about a run that is over: why it stopped first, then what else was noticed.
pub fn run(case: &Case) -> Vec<Finding> {
    let mut findings = Findings::new(case);
    if let (Some(step), Some(fault)) = (case.failure.step, &case.failure.fault) {
        findings.add(explain::fault(case, step, fault, case.failure.by));
    }
    for step in Step::ALL {
        if case.failure.step != Some(step)
            && let Some(draft) = explain::ending(case, step)
        {
            findings.add(draft);
        }
    }
    for check in registry::CHECKS {
        check(case, &mut findings);
    }
    findings.fold();
    retained_findings::restore(case, &mut findings);
    findings.into_sorted()
}

/// The findings of a transcript.
pub fn findings(transcript: &Transcript) -> Vec<Finding> {
    let recording = Recording::from_transcript(transcript);
    run(&Case::new(transcript, &recording))
}
