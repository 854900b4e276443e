//! What the recording means. Checks read a transcript and explain; they decide nothing about the run.
//!
//! `registry.txt` has one row for each code, and says where it is found. The folders:
//!
//! - one for each area of codes (`address/` to `tool/`): what users read, a Markdown file per code, and
//!   the checks of that area, in files that are named as their code or begin with their codes;
//! - `across_steps/`: checks that look at exchanges of several steps;
//! - `deep/`: the table of deep mode;
//! - `explain/`: faults of the engine in words;
//! - `framework/`: the run as checks see it, what they say of it, and the catalogue;
//! - `snippets/`: lines to paste, per product.
//!
//! `docs/checks.md` maps the codes to their sources. To add one: `src/README.md`.

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
    allowed_origin, case, catalogue, consequences, draft, fill, finding, one_line_fix, placeholder,
    quote, retained_findings, run_failure, snippets,
};

use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::Transcript;
use case::Case;
use draft::Findings;
use finding::Finding;

/// Everything to say about a run that is over: why it stopped first, then what else was noticed.
pub fn run(case: &Case) -> Vec<Finding> {
    let mut checking = Checking::default();
    while checking.step(case) {}
    checking.found
}

/// The checks one by one: of a large run each takes a while, and a page has to answer between two.
#[derive(Debug, Default)]
pub struct Checking {
    /// In the order of discovery; after the last step, in the order in which it is shown.
    pub found: Vec<Finding>,
    next: usize,
    /// How often the next one was made already.
    round: usize,
}

impl Checking {
    /// Makes the next check. Whether there is another step.
    pub fn step(&mut self, case: &Case) -> bool {
        let mut findings = Findings::resume(case, std::mem::take(&mut self.found), self.round);
        let next = self.next;
        if next == 0 {
            endings(case, &mut findings);
        } else if let Some(check) = registry::CHECKS.get(next - 1) {
            // A check sees what the ones before it found, so that one cause is not said twice.
            check(case, &mut findings);
        } else {
            // What was left out of a shortened recording comes back after folding, as it was found.
            findings.fold();
            retained_findings::restore(case, &mut findings);
            self.found = findings.into_sorted();
            return false;
        }
        // One that went into another round has more to do.
        let is_done = findings.round == self.round;
        self.next += usize::from(is_done);
        self.round = if is_done { 0 } else { findings.round };
        self.found = findings.into_list();
        true
    }
}

/// What the engine stopped at, and how the other steps ended.
fn endings(case: &Case, findings: &mut Findings) {
    if let (Some(step), Some(fault)) = (case.failure.step, &case.failure.fault) {
        findings.add(explain::fault(case, step, fault, case.failure.by));
    }
    // The other steps may have ended in something to say as well: a list that failed, a wait.
    for step in Step::ALL {
        if case.failure.step != Some(step)
            && let Some(draft) = explain::ending(case, step)
        {
            findings.add(draft);
        }
    }
}

/// The findings of a transcript.
pub fn findings(transcript: &Transcript) -> Vec<Finding> {
    let recording = Recording::from_transcript(transcript);
    run(&Case::new(transcript, &recording))
}
