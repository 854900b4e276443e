//! Two diagnoses of one server, lane by lane above each other on the same time axis.

use super::lanes::{self, Bar, Look};
use super::layout::Layout;
use super::state::{ReportRef, RunSlot};
use crate::report::{Report, StepReport};
use crate::share::Change;
use crate::trace::step::{Status, Step};

/// What is compared: the earlier diagnosis and this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The earlier one.
    pub before: ReportRef,
    /// The later one.
    pub after: ReportRef,
    /// The earlier one is a recording; else it was made on this page.
    pub was_recorded: bool,
}

impl Pair {
    /// The diagnoses whose comparison is shown.
    pub fn of(run: &RunSlot) -> Option<Pair> {
        let is_shown = run.is_at_rest() && run.earlier.is_compared && run.is_live();
        let after = run.report.as_ref().filter(|_| is_shown)?;
        let (before, was_recorded) = run.earlier.of(after)?;
        Some(Pair {
            before: before.clone(),
            after: after.clone(),
            was_recorded,
        })
    }
}

/// The change in a word or two, and its name for machines.
pub(crate) fn change_words(change: Change, was_recorded: bool) -> (&'static str, &'static str) {
    match (change, was_recorded) {
        (Change::SameFailure, true) => ("same-failure", "Reproduced"),
        (Change::SameFailure, false) => ("same-failure", "The same failure"),
        (Change::OtherFailure, _) => ("other-failure", "Another failure"),
        (Change::Fixed, _) => ("fixed", "Fixed"),
        (Change::BrokenNow, _) => ("broken-now", "Broken now"),
        (Change::StillHealthy, _) => ("still-healthy", "Still healthy"),
        (Change::StillWaiting, _) => ("still-waiting", "No change"),
        (Change::AsksNow, _) => ("asks-now", "Asks for credentials now"),
        (Change::Undecided, _) => ("undecided", "Not finished"),
    }
}

/// The lanes of both diagnoses, measured in percent of the longer axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Where the labels of the axis stand.
    pub(crate) axis: Vec<(f64, String)>,
    /// In the order of the steps, without those that neither reached.
    pub lanes: Vec<LanePair>,
}

/// A step in both diagnoses, the earlier one first.
#[derive(Clone, Debug, PartialEq)]
pub struct LanePair {
    /// The step.
    pub step: Step,
    /// The earlier diagnosis, then the later one.
    pub halves: [Half; 2],
}

/// One run's half of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Half {
    /// How the step ended.
    pub status: Status,
    pub(crate) end_ms: Option<f64>,
    pub(crate) ticks: Vec<f64>,
    pub(crate) bars: Vec<Bar>,
    /// Where it broke.
    pub cut: Option<f64>,
}

impl Drawing {
    /// Lays both out on one axis.
    pub fn of(before: &Report, after: &Report) -> Drawing {
        let [first, second] = &Layout::pair(before, after);
        let pairs = steps(before).zip(steps(after));
        let drawn = pairs.filter(|(old, new)| is_drawn(old) || is_drawn(new));
        let lane = |(old, new): (&StepReport, &StepReport)| LanePair {
            step: new.id,
            halves: [half(before, old, first), half(after, new, second)],
        };
        Drawing {
            axis: first.labels(),
            lanes: drawn.map(lane).collect(),
        }
    }
}

fn steps(report: &Report) -> impl Iterator<Item = &StepReport> {
    report.steps.iter().chain(&report.survey)
}

fn is_drawn(step: &StepReport) -> bool {
    !matches!(
        step.status,
        Status::Skipped | Status::Unreached | Status::Pending
    )
}

fn half(report: &Report, step: &StepReport, layout: &Layout) -> Half {
    let bars = lanes::bars(report, step, layout);
    let fault = bars.iter().find(|bar| bar.look == Look::Fault);
    let ticks = lanes::ticks(report, step, layout);
    Half {
        status: step.status,
        end_ms: step.end_ms,
        ticks: ticks.iter().map(|at| layout.percent(*at)).collect(),
        cut: fault.map(|bar| bar.left + bar.width),
        bars,
    }
}
