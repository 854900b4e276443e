//! The headline: what the run came to, and the next step.

use super::deep;
use super::facts::main_finding;
use super::labels;
use super::modes::Phase;
use super::run_facts::DeepMode;
use super::state::{ReportRef, RunSlot};
use crate::checks::finding::Severity;
use crate::report::{ExchangeReport, Outcome, Report, StepReport, blocks_browsers_only};
use crate::trace::step::{Status, Step};

/// What stands where the verdict goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Headline {
    #[default]
    Nothing,
    /// The step that is being looked at, and its question.
    Progress {
        eyebrow: String,
        question: &'static str,
        url: String,
        /// What the run waits for, and how long; empty at first.
        waits: String,
    },
    Verdict(ReportRef, Marks),
}

/// What stands beside the words of a verdict.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// By which it is coloured: an outcome, or one of its shades.
    pub tone: &'static str,
    /// What deep mode came to.
    pub deep: Option<String>,
}

impl Headline {
    pub(crate) fn of(run: &RunSlot) -> Headline {
        match (&run.report, run.phase) {
            (None, _) => Headline::Nothing,
            (Some(report), Phase::Running) => progress(report, run.now),
            (Some(report), _) => Headline::Verdict(report.clone(), Marks::of(report, run)),
        }
    }

    /// What the run came to.
    pub(crate) fn report(&self) -> Option<&ReportRef> {
        match self {
            Headline::Verdict(report, _) => Some(report),
            Headline::Nothing | Headline::Progress { .. } => None,
        }
    }

    /// By which the verdict is coloured.
    pub(crate) fn tone(&self) -> &'static str {
        match self {
            Headline::Verdict(_, marks) => marks.tone,
            Headline::Nothing | Headline::Progress { .. } => "",
        }
    }

    /// What the live region says: the verdict only, as a step that lasts a moment is no news.
    pub(crate) fn news(&self) -> String {
        match self {
            Headline::Nothing | Headline::Progress { .. } => String::new(),
            Headline::Verdict(report, marks) => {
                let verdict = &report.verdict;
                let deep = marks.deep.as_deref().unwrap_or_default();
                let news = format!("{}. {}. {deep}", verdict.eyebrow, verdict.headline);
                news.replace('`', "").trim_end().to_owned()
            }
        }
    }
}

impl Marks {
    /// Those of a run that is over.
    pub fn of(report: &Report, run: &RunSlot) -> Marks {
        Marks {
            tone: tone(report),
            deep: match &run.facts.deep {
                Some(DeepMode::Done(answers)) => {
                    Some(format!("Edge cases: {}", deep::summary(answers)))
                }
                _ => None,
            },
        }
    }
}

/// What only browsers meet is no red verdict, nor is a warning a green one.
pub(crate) fn tone(report: &Report) -> &'static str {
    let is_browsers_matter = main_finding(report).is_some_and(blocks_browsers_only)
        || report
            .browser_limit
            .as_ref()
            .is_some_and(|limit| limit.opens);
    let warns = report
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Warning);
    match report.outcome {
        Some(Outcome::Failed | Outcome::Inconclusive) if is_browsers_matter => "browser",
        Some(Outcome::Healthy) if warns => "warned",
        outcome => outcome.map_or("", Outcome::id),
    }
}

/// `Waiting for a response: 6 s of 15 s`. In whole seconds: the line is drawn anew with each.
fn waits(report: &Report, now: f64) -> String {
    let is_on =
        |exchange: &&ExchangeReport| exchange.timing.end_ms.is_none() && exchange.request.is_some();
    let Some(exchange) = report.exchanges.iter().rfind(is_on) else {
        return String::new();
    };
    let seconds = |ms: f64| (ms / 1_000.0) as u32;
    let limit = seconds(report.transcript.options.patience_ms);
    match (
        seconds(now - exchange.timing.start_ms),
        exchange.timing.first_byte_ms,
    ) {
        (0 | 1, _) => String::new(),
        (waited, None) => format!("Waiting for a response: {waited} s of {limit} s"),
        (waited, Some(_)) => format!("Reading the response: {waited} s"),
    }
}

fn progress(report: &Report, now: f64) -> Headline {
    let steps = || report.steps.iter().chain(&report.survey);
    let is_on = |step: &&StepReport| step.status == Status::Running;
    let step = steps().rfind(is_on);
    let step = step.map_or(Step::Address, |step| step.id);
    // Every step has ended, and the run goes on.
    let is_deep = steps().all(|step| !matches!(step.status, Status::Pending | Status::Running));
    let (eyebrow, question) = match (is_deep, step.number()) {
        (true, _) => (
            "The session is open. Testing edge cases".to_owned(),
            "How does it handle invalid input?",
        ),
        (false, Some(number)) => (
            format!("Step {number} of 11: {}", step.name()),
            labels::question(step),
        ),
        (false, None) => (
            format!("The session is open. Capabilities: {}", step.name()),
            labels::question(step),
        ),
    };
    Headline::Progress {
        eyebrow,
        question,
        url: report.target.url.clone(),
        waits: waits(report, now),
    }
}
