//! Two runs of which only one asked everything: what deep mode alone finds says nothing about a run without it.

use crate::checks::registry::DEEP_CODES;
use crate::report::{Outcome, Report};
use crate::trace::transcript::EventKind;
use crate::trace::user_action::UserAction;

/// Whether the run went on to deep mode.
pub fn is_deep(report: &Report) -> bool {
    report.transcript.events.iter().any(
        |event| matches!(&event.kind, EventKind::UserAction { action, .. } if *action == UserAction::StartDeepMode),
    )
}

/// Whether a run could not have seen this: its session opened, and it looked no deeper.
pub fn is_beyond(code: &str, report: &Report) -> bool {
    let opened = matches!(report.outcome, Some(Outcome::Healthy | Outcome::Degraded));
    DEEP_CODES.contains(&code) && opened && !is_deep(report)
}

/// Whether one of two runs ended at what the other could not have seen.
pub fn is_unequal(one: &Report, other: &Report) -> bool {
    let beyond =
        |code: &Option<String>, report| code.as_deref().is_some_and(|code| is_beyond(code, report));
    beyond(&one.code, other) || beyond(&other.code, one)
}

/// What was not the same for both runs.
pub fn circumstance(before: &Report, after: &Report) -> Option<&'static str> {
    match (is_deep(before), is_deep(after)) {
        (true, false) => Some("Before, the run looked deeper; this one did not."),
        (false, true) => Some("This run looked deeper; the one before did not."),
        _ => None,
    }
}
