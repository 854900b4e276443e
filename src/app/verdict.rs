//! The headline: what the run came to, and what to do with it.

use super::facts::{better_url, may_go_past_the_browser, wants_credentials};
use super::labels;
use super::modes::Phase;
use super::state::{AppState, ReportRef, RunSlot};
use crate::report::{Outcome, Report, StepReport};
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
    },
    Verdict(ReportRef),
}

impl Headline {
    pub(crate) fn of(run: &RunSlot) -> Headline {
        match (&run.report, run.phase) {
            (None, _) => Headline::Nothing,
            (Some(report), Phase::Running) => progress(report),
            (Some(report), _) => Headline::Verdict(report.clone()),
        }
    }

    /// What the live region says: the verdict only, as a step that lasts a moment is no news.
    pub(crate) fn news(&self) -> String {
        match self {
            Headline::Nothing | Headline::Progress { .. } => String::new(),
            Headline::Verdict(report) => {
                let verdict = &report.verdict;
                format!("{}. {}", verdict.eyebrow, verdict.headline).replace('`', "")
            }
        }
    }
}

fn progress(report: &Report) -> Headline {
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
    }
}

/// What can be done with a verdict. The first of them stands out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    RunAgain,
    EnterCredentials,
    /// The address that would have worked better.
    TryUrl(String),
    Share,
    Download,
    PastTheBrowser,
    /// `true`: it is for the server's owner.
    CopyMarkdown(bool),
    CopyCurl,
}

/// In order: what a recording or the run waits for, the address that works, else to share what was found.
pub(crate) fn actions(state: &AppState) -> Vec<Action> {
    let run = state.run();
    // In a frame the actions are those of the bar.
    let Some(report) = run.report.as_ref().filter(|_| state.frame.is_none()) else {
        return Vec::new();
    };
    let is_live = run.is_live();
    let is_input = report.failed_step == Some(Step::Address);
    let is_the_servers = matches!(
        report.outcome,
        Some(Outcome::Failed | Outcome::Inconclusive | Outcome::Degraded)
    );
    let try_url = better_url(report).map(|url| Action::TryUrl(url.to_owned()));
    let (first, later) = match is_input {
        true => (try_url, None),
        false => (None, try_url),
    };
    let has_request = report
        .exchanges
        .iter()
        .any(|exchange| exchange.request.is_some());
    let all = [
        (!is_live).then_some(Action::RunAgain),
        (wants_credentials(report) && is_live).then_some(Action::EnterCredentials),
        first,
        Some(Action::Share),
        Some(Action::Download),
        (may_go_past_the_browser(report) && is_live).then_some(Action::PastTheBrowser),
        later,
        Some(Action::CopyMarkdown(is_the_servers && !is_input)),
        has_request.then_some(Action::CopyCurl),
    ];
    all.into_iter().flatten().collect()
}
