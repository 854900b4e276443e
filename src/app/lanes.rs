//! How the report becomes lanes: which are folded into a line, where bars and ticks stand.

use super::facts::main_finding;
use super::finding::is_pasted;
use super::labels;
use super::layout::Layout;
use crate::protocol::sort::sorted;
use crate::report::{ExchangeReport, Kind, Outcome, Report, StepReport};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;
use crate::trace::wire::Id;

/// A line of the timeline.
pub(crate) enum Row {
    Lane(StepReport),
    /// Neighbours that share a reason for not being needed.
    Fold {
        title: String,
        steps: Vec<StepReport>,
    },
    /// The survey while it has not begun.
    Survey(Vec<StepReport>),
}

/// The lines of a report in order.
pub(crate) fn rows(report: &Report) -> Vec<Row> {
    let mut rows = fold(report, &report.steps);
    let begun = report.survey.iter().any(|step| !is_ahead(step.status));
    if begun {
        rows.extend(fold(report, &report.survey));
    } else {
        rows.push(Row::Survey(report.survey.clone()));
    }
    rows
}

/// The lines before any run.
pub(crate) fn idle_rows() -> Vec<Row> {
    let steps: Vec<StepReport> = Step::ALL.into_iter().map(pending).collect();
    let (steps, survey) = steps.split_at(11);
    let mut rows: Vec<Row> = steps.iter().cloned().map(Row::Lane).collect();
    rows.push(Row::Survey(survey.to_vec()));
    rows
}

fn pending(id: Step) -> StepReport {
    StepReport {
        id,
        number: id.number(),
        status: Status::Pending,
        reason: None,
        summary: String::new(),
        start_ms: None,
        end_ms: None,
        decided_by: None,
        findings: Vec::new(),
        exchanges: Vec::new(),
    }
}

fn is_ahead(status: Status) -> bool {
    matches!(status, Status::Pending | Status::Unreached)
}

fn fold(report: &Report, steps: &[StepReport]) -> Vec<Row> {
    let can_fold = |step: &StepReport| can_fold(report, step);
    let same = |a: &StepReport, b: &StepReport| can_fold(a) && can_fold(b) && same_reason(a, b);
    let mut rows = Vec::new();
    for group in steps.chunk_by(same) {
        match group {
            [first, ..] if can_fold(first) => {
                rows.push(Row::Fold {
                    title: fold_title(group),
                    steps: group.to_vec(),
                });
            }
            _ => rows.extend(group.iter().cloned().map(Row::Lane)),
        }
    }
    rows
}

/// A step that has a finding of its own keeps its lane, and one that was cut short in the middle of a request.
fn can_fold(report: &Report, step: &StepReport) -> bool {
    let is_needed = match step.status {
        Status::Skipped => false,
        Status::Unreached => report.exchanges.iter().any(|one| one.step == step.id),
        _ => true,
    };
    !is_needed && step.findings.is_empty()
}

fn same_reason(a: &StepReport, b: &StepReport) -> bool {
    fold_reason(a) == fold_reason(b)
}

fn fold_reason(step: &StepReport) -> &'static str {
    match step.status {
        Status::Unreached => labels::status(step.status),
        _ => labels::fold_reason(step.reason.as_ref()),
    }
}

/// `5 to 10 not needed: this server is open`, `4 to 11 not reached`, `Prompts, Resources: not offered`.
fn fold_title(group: &[StepReport]) -> String {
    let reason = group.first().map(fold_reason).unwrap_or_default();
    let number = |step: Option<&StepReport>| step.and_then(|step| step.number);
    match (number(group.first()), number(group.last())) {
        (Some(first), Some(last)) if first < last => format!("{first} to {last} {reason}"),
        (Some(first), Some(_)) => format!("{first} {reason}"),
        _ => {
            let names: Vec<&str> = group.iter().map(|step| step.id.name()).collect();
            format!("{}: {reason}", names.join(", "))
        }
    }
}

/// A bar of a lane.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) id: Id,
    pub(crate) label: String,
    pub(crate) left: f64,
    pub(crate) width: f64,
    /// Up to where it waited for the first byte, in percent of the bar.
    pub(crate) waited: f64,
    /// Bars that overlap stand below each other.
    pub(crate) row: usize,
    pub(crate) look: Look,
    pub(crate) is_running: bool,
    pub(crate) is_pasted: bool,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Look {
    Exchange,
    Probe,
    Fault,
    Proof,
}

impl Look {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Look::Exchange => "bar",
            Look::Probe => "bar probe",
            Look::Fault => "bar fault",
            Look::Proof => "bar probe proof",
        }
    }
}

/// The bars of a lane, in the order of their start: so the report has them, and what was pasted came last.
pub(crate) fn bars(report: &Report, lane: &StepReport, layout: &Layout) -> Vec<Bar> {
    let mut ends: Vec<f64> = Vec::new();
    let mine = report
        .exchanges
        .iter()
        .filter(|exchange| exchange.step == lane.id);
    let (proof, fault) = (proof(report), fault(report, lane));
    let bars: Vec<Bar> = mine
        .map(|exchange| bar(exchange, layout, look(exchange, proof, fault)))
        .collect();
    let mut bars = sorted(bars, &|a, b| a.left.total_cmp(&b.left));
    for bar in &mut bars {
        let end = bar.left + bar.width;
        // Beyond six rows a lane would push the page away: the rest share the last one.
        bar.row = ends
            .iter()
            .position(|end| *end <= bar.left)
            .unwrap_or(ends.len())
            .min(5);
        match ends.get_mut(bar.row) {
            Some(place) => *place = end,
            None => ends.push(end),
        }
    }
    bars
}

fn bar(exchange: &ExchangeReport, layout: &Layout, look: Look) -> Bar {
    let span = layout.span(exchange);
    let left = layout.percent(span.start);
    let waited = match span.end - span.start {
        length if length > 0.0 => ((span.first - span.start) / length * 100.0).clamp(0.0, 100.0),
        _ => 0.0,
    };
    Bar {
        id: exchange.id,
        label: bar_label(exchange),
        left,
        width: layout.percent(span.end) - left,
        waited,
        row: 0,
        look,
        is_running: exchange.timing.end_ms.is_none(),
        is_pasted: labels::origin(exchange.origin).is_some(),
    }
}

/// The exchange on which the lane broke. A survey's fault does not end the run, so only the lane knows it.
fn fault(report: &Report, lane: &StepReport) -> Option<Id> {
    let fault = report.exchanges.iter().find(|exchange| exchange.is_fault);
    let of_lane = || lane.decided_by.filter(|_| lane.status == Status::Fail);
    fault.map(|exchange| exchange.id).or_else(of_lane)
}

/// The last link of the chain that proves the fault: one probe, so that the picture stays a picture.
fn proof(report: &Report) -> Option<Id> {
    let failed = report.failed_step?;
    if report.outcome == Some(Outcome::Inconclusive) {
        return None;
    }
    // What was pasted says more than any probe did.
    if main_finding(report).is_some_and(|finding| finding.evidence.iter().any(is_pasted)) {
        return None;
    }
    let proves = |exchange: &&ExchangeReport| exchange.is_proof && exchange.step == failed;
    report
        .exchanges
        .iter()
        .rfind(proves)
        .map(|exchange| exchange.id)
}

fn look(exchange: &ExchangeReport, proof: Option<Id>, fault: Option<Id>) -> Look {
    match exchange.kind {
        _ if fault == Some(exchange.id) => Look::Fault,
        _ if proof == Some(exchange.id) => Look::Proof,
        Kind::Exchange => Look::Exchange,
        Kind::Probe => Look::Probe,
    }
}

/// `Exchange 2, initialize: 200, 38 ms`.
fn bar_label(exchange: &ExchangeReport) -> String {
    let timing = &exchange.timing;
    let mut label = format!("{}, {}", labels::exchange(exchange), exchange.label);
    let status = exchange
        .response
        .as_ref()
        .and_then(|response| response.status);
    if let Some(status) = status {
        label.push_str(&format!(": {status}"));
    } else if exchange.failure.is_some() {
        label.push_str(": failed");
    }
    if let Some(end) = timing.end_ms {
        label.push_str(", ");
        label.push_str(&super::scale::duration(end - timing.start_ms));
    }
    label
}

/// The moments at which exchanges of other lanes settled something in this one.
pub(crate) fn ticks(report: &Report, lane: &StepReport, layout: &Layout) -> Vec<f64> {
    let settled = |exchange: &&ExchangeReport| exchange.settles.contains(&lane.id);
    let mut ticks: Vec<f64> = report
        .exchanges
        .iter()
        .filter(settled)
        .filter(|exchange| exchange.timing.end_ms.is_some())
        .map(|exchange| layout.span(exchange).first)
        .collect();
    let is_bare = !report
        .exchanges
        .iter()
        .any(|exchange| exchange.step == lane.id);
    let has_ended = !is_ahead(lane.status) && lane.status != Status::Running;
    if ticks.is_empty() && is_bare && has_ended {
        ticks.extend(lane.end_ms.map(|end| layout.end_of_lane(end)));
    }
    ticks
}

/// When a lane was settled, or why it was not. A time agrees with what is drawn: the end of the lane's own bars, else its
/// last tick.
pub(crate) fn remark(report: &Report, lane: &StepReport, layout: &Layout) -> String {
    match (lane.status, &lane.reason) {
        (Status::Unreached, Some(Reason::Cancelled)) => return "cancelled".to_owned(),
        (Status::Unreached | Status::Pending | Status::Skipped, _) => return String::new(),
        (Status::Waiting, _) => return "waiting".to_owned(),
        (Status::Unseen, _) => return "not visible".to_owned(),
        (Status::Running | Status::Pass | Status::Warn | Status::Fail, _) => {}
    }
    let pasted = |end: &f64| layout.is_pasted(*end);
    match (lane.end_ms.filter(pasted), settled_at(report, lane, layout)) {
        (Some(_), _) => "pasted".to_owned(),
        (None, Some(at)) if lane.end_ms.is_some() => super::scale::duration(at),
        (None, _) => String::new(),
    }
}

fn settled_at(report: &Report, lane: &StepReport, layout: &Layout) -> Option<f64> {
    let mine = report.exchanges.iter().filter(|one| one.step == lane.id);
    let is_deep = |one: &ExchangeReport| matches!(one.purpose, Some(Purpose::NegativeTest { .. }));
    let live = mine.filter(|one| one.origin == Origin::Live && !is_deep(one));
    let own = live.map(|one| layout.span(one).end).reduce(f64::max);
    let ticks = || ticks(report, lane, layout).into_iter().reduce(f64::max);
    own.or_else(ticks)
        .or(lane.end_ms.map(|end| layout.end_of_lane(end)))
}

/// How many items a lane of the survey found.
pub(crate) fn count(report: &Report, lane: &StepReport) -> Option<usize> {
    let offered = match lane.id {
        Step::Tools => report.offers.tools.len(),
        Step::Prompts => report.offers.prompts.len(),
        Step::Resources => report.offers.resources.len(),
        _ => return None,
    };
    let has_ended = matches!(lane.status, Status::Pass | Status::Warn | Status::Fail);
    (has_ended && offered > 0).then_some(offered)
}
