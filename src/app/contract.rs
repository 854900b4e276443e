//! What the page tells scripts in the attributes of `main`.

use super::modes::Phase;
use super::state::AppState;
use crate::report::Outcome;

/// The attributes of `main`, which speaks for the run that is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contract {
    /// `idle`, `running`, `waiting` or `done`.
    pub state: &'static str,
    /// The id of the outcome, once there is one.
    pub outcome: Option<&'static str>,
    pub(crate) failed_step: Option<&'static str>,
    /// The code of the finding that explains it.
    pub code: Option<String>,
    pub(crate) is_recorded: bool,
    /// In a frame the page is compact.
    pub is_framed: bool,
}

impl Contract {
    /// As the page stands.
    pub fn of(state: &AppState) -> Contract {
        let run = state.run();
        // While a run starts, the report is still that of the run before.
        let report = run.report.as_ref();
        let report = report.filter(|_| run.phase != Phase::Starting);
        Contract {
            // It is over when all of it is there to be read.
            state: match run.undrawn {
                0 => run.phase.id(),
                _ => Phase::Running.id(),
            },
            outcome: report.and_then(|report| report.outcome.map(Outcome::id)),
            failed_step: report.and_then(|report| report.failed_step.map(|step| step.id())),
            code: report.and_then(|report| report.code.clone()),
            is_recorded: run.recorded.is_some(),
            is_framed: state.frame.is_some(),
        }
    }
}
