//! The timeline as it is drawn: lanes with everything on them measured in percent of the axis.

use super::facts::main_finding;
use super::labels;
use super::lanes::{self, Bar, Look};
use super::layout::Layout;
use super::modes::Phase;
use super::state::RunSlot;
use crate::checks::finding::Certainty;
use crate::report::{Report, StepReport};
use crate::trace::step::{Status, Step};
use crate::trace::wire::Id;

/// What there is to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// No run has been drawn yet: lanes show their questions.
    pub(crate) is_idle: bool,
    /// Where the labels of the axis stand.
    pub(crate) axis: Vec<(f64, String)>,
    pub(crate) rows: Vec<Row>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Row {
    Lane(Lane),
    /// Neighbours that share a reason for not being needed.
    Fold {
        title: String,
        lanes: Vec<Lane>,
    },
    /// The survey while it has not begun.
    Survey(Vec<StepItem>),
}

/// A step as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StepItem {
    pub(crate) step: Step,
    /// What `data-look` shows.
    pub(crate) look: Status,
}

/// What `data-status` says to machines. When a run has started, it is at its first step, and what was there before is
/// still shown: painting anew would only delay the run. So this is no part of what is drawn.
pub fn status(run: &RunSlot, step: Step) -> Status {
    if run.phase == Phase::Starting {
        return match step {
            Step::Address => Status::Running,
            _ => Status::Pending,
        };
    }
    let mut steps = run
        .report
        .iter()
        .flat_map(|report| report.steps.iter().chain(&report.survey));
    let found = steps.find(|of| of.id == step);
    found.map_or(Status::Pending, |step| step.status)
}

/// A step and what happened in it over time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    pub(crate) item: StepItem,
    pub(crate) is_idle: bool,
    pub(crate) is_open: bool,
    /// How many items it found, in the survey.
    pub(crate) count: Option<usize>,
    /// When it was settled.
    pub(crate) remark: String,
    pub(crate) ticks: Vec<f64>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) chosen: Option<Id>,
    pub(crate) proof: Option<Proof>,
    pub(crate) sentence: Option<Sentence>,
}

/// The line from the fault to the probe that proved it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proof {
    pub(crate) exchange: Id,
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) label: String,
}

/// The sentence of a step, and the exchange that decided it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sentence {
    pub(crate) summary: String,
    pub(crate) decided_by: Option<(Id, String)>,
}

impl Row {
    /// Tells rows apart.
    pub(crate) fn key(&self) -> String {
        match self {
            Row::Lane(lane) if lane.is_idle => format!("idle-{}", lane.item.step.id()),
            Row::Lane(lane) => lane.item.step.id().to_owned(),
            Row::Fold { title, .. } => title.clone(),
            Row::Survey(_) => "survey".to_owned(),
        }
    }
}

impl Timeline {
    /// The keys of the rows, in order.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.rows.iter().map(Row::key).collect()
    }

    /// The row with this key.
    pub(crate) fn row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.key() == key)
    }

    /// The timeline of a run.
    pub fn of(run: &RunSlot) -> Timeline {
        let Some(report) = &run.report else {
            return idle();
        };
        let is_on = run.phase == Phase::Running;
        let layout = Layout::of(report, is_on.then_some(run.now));
        let drawing = Drawing {
            report,
            run,
            layout,
        };
        let rows = lanes::rows(report);
        Timeline {
            is_idle: false,
            axis: drawing.layout.labels(),
            rows: rows.iter().map(|row| drawing.row(row)).collect(),
        }
    }
}

fn idle() -> Timeline {
    let row = |row: &lanes::Row| match row {
        lanes::Row::Lane(step) => Row::Lane(Lane {
            item: item(step),
            is_idle: true,
            is_open: false,
            count: None,
            remark: String::new(),
            ticks: Vec::new(),
            bars: Vec::new(),
            chosen: None,
            proof: None,
            sentence: None,
        }),
        lanes::Row::Fold { steps, .. } | lanes::Row::Survey(steps) => survey(steps),
    };
    Timeline {
        is_idle: true,
        axis: Vec::new(),
        rows: lanes::idle_rows().iter().map(row).collect(),
    }
}

fn item(step: &StepReport) -> StepItem {
    StepItem {
        step: step.id,
        look: step.status,
    }
}

fn survey(steps: &[StepReport]) -> Row {
    Row::Survey(steps.iter().map(item).collect())
}

/// What all lanes of one drawing share.
struct Drawing<'a> {
    report: &'a Report,
    run: &'a RunSlot,
    layout: Layout,
}

impl Drawing<'_> {
    fn row(&self, row: &lanes::Row) -> Row {
        match row {
            lanes::Row::Lane(step) => Row::Lane(self.lane(step)),
            lanes::Row::Survey(steps) => survey(steps),
            lanes::Row::Fold { title, steps } => Row::Fold {
                title: title.clone(),
                lanes: steps.iter().map(|step| self.lane(step)).collect(),
            },
        }
    }

    fn lane(&self, step: &StepReport) -> Lane {
        let bars = lanes::bars(self.report, step, &self.layout);
        let is_open = self.run.view.step == Some(step.id);
        let ticks = lanes::ticks(self.report, step, &self.layout);
        let mine = |id: &Id| bars.iter().any(|bar| bar.id == *id);
        Lane {
            item: item(step),
            is_idle: false,
            is_open,
            count: lanes::count(self.report, step),
            remark: lanes::remark(self.report, step, &self.layout),
            ticks: ticks.iter().map(|at| self.layout.percent(*at)).collect(),
            chosen: self.run.view.chosen.filter(mine),
            proof: match step.status {
                Status::Fail => self.proof(&bars),
                _ => None,
            },
            bars,
            sentence: is_open.then(|| self.sentence(step)),
        }
    }

    fn proof(&self, bars: &[Bar]) -> Option<Proof> {
        let proof = bars.iter().rev().find(|bar| bar.look == Look::Proof)?;
        let fault = bars.iter().find(|bar| bar.look == Look::Fault)?;
        let to = proof.left + proof.width / 2.0;
        let what = labels::exchange_of(&self.report.exchanges, proof.id);
        let certain = main_finding(self.report).map(|finding| finding.certainty);
        let verb = match certain {
            Some(Certainty::Certain) => "proved by",
            _ => "shown by",
        };
        Some(Proof {
            exchange: proof.id,
            from: (fault.left + fault.width / 2.0).min(to),
            to,
            label: format!("{verb} {}", what.to_ascii_lowercase()),
        })
    }

    fn sentence(&self, step: &StepReport) -> Sentence {
        Sentence {
            summary: match step.summary.as_str() {
                "" => labels::status(step.status).to_owned(),
                summary => summary.to_owned(),
            },
            decided_by: step
                .decided_by
                .map(|id| (id, labels::exchange_of(&self.report.exchanges, id))),
        }
    }
}
