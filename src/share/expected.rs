//! What a run came to, in three words: so that another run can be held against it.

use crate::report::{Outcome, Report};
use crate::trace::step::Step;

/// Outcome, step and code of a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expected {
    pub outcome: Outcome,
    pub step: Option<Step>,
    pub code: Option<String>,
}

/// What a report says; `None` while the run is on.
pub fn from_report(report: &Report) -> Option<Expected> {
    report.outcome.map(|outcome| Expected {
        outcome,
        step: report.failed_step,
        code: report.code.clone(),
    })
}

/// Reads the three words. An outcome that nobody knows is none; a code may be newer than this page.
pub fn read(outcome: Option<&str>, step: Option<&str>, code: Option<&str>) -> Option<Expected> {
    Some(Expected {
        outcome: Outcome::with_id(outcome?)?,
        step: step.and_then(Step::with_id),
        code: code.filter(|code| is_code(code)).map(str::to_owned),
    })
}

fn is_code(code: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte);
    code.len() <= 80 && code.contains('/') && code.bytes().all(plain)
}
