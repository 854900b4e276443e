//! What stands in a verdict beneath its headline: how clients of two kinds fare, what to look at, and the next step. The
//! deferred chunk draws it.

use super::facts::{better_url, may_go_past_the_browser, wants_token};
use super::sharing::Source;
use super::state::{AppState, RunSlot};
use crate::checks::finding::Severity;
use crate::report::{BrowserLimit, Outcome, Report, counted};
use crate::trace::step::Step;

/// Two verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Kinds {
    /// Whether a client that is no browser opens the session.
    pub opens: bool,
    /// Of a desktop client.
    pub desktop: String,
    /// Of a browser.
    pub browser: String,
}

impl Kinds {
    /// Once evidence has said how far another client gets.
    pub fn of(report: &Report) -> Option<Kinds> {
        Some(kinds(report, report.browser_limit.as_ref()?))
    }
}

fn kinds(report: &Report, limit: &BrowserLimit) -> Kinds {
    let tools = report.offers.tools.len();
    Kinds {
        opens: limit.opens,
        desktop: match limit.stops_at {
            _ if limit.opens && tools == 0 => "connects".to_owned(),
            _ if limit.opens => format!("connects, {}", counted(tools, "tool")),
            Some(Step::Challenge) => "is asked for credentials".to_owned(),
            Some(step) => format!("stops at {}", place(step)),
            None => "no session in the pasted output".to_owned(),
        },
        browser: format!("blocked at {}", place(limit.step)),
    }
}

/// `step 3, Cross-origin access`
fn place(step: Step) -> String {
    format!(
        "step {}, {}",
        step.number().unwrap_or_default(),
        step.name()
    )
}

/// `warning` or `3 warnings`, where a session opened all the same.
pub fn warnings(report: &Report) -> Option<String> {
    let warnings = report.findings.iter();
    let warnings = warnings.filter(|finding| finding.severity == Severity::Warning);
    let has_opened = matches!(report.outcome, Some(Outcome::Healthy | Outcome::Degraded));
    let count = warnings.count();
    (has_opened && count > 0).then(|| match count {
        1 => "warning".to_owned(),
        count => counted(count, "warning"),
    })
}

/// The next step. One stands out; what else can be done is in the menu ([`super::sharing_actions`]).
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// With what the form says.
    RunAgain,
    /// To the URL field, which an example has filled.
    OwnServer,
    /// To where a token is entered.
    EnterCredentials,
    /// The address that would have worked better.
    TryUrl(String),
    /// What another kind of client meets.
    PastTheBrowser,
    /// What was found.
    Share,
}

/// The next step, and to share where that is another one.
pub fn actions(state: &AppState) -> Vec<Action> {
    let run = state.run();
    // In a frame the actions are those of the bar.
    let Some(report) = run.report.as_ref().filter(|_| state.frame.is_none()) else {
        return Vec::new();
    };
    match next_step(report, run) {
        Some(next) => vec![next, Action::Share],
        None => vec![Action::Share],
    }
}

fn next_step(report: &Report, run: &RunSlot) -> Option<Action> {
    match &run.recorded {
        Some(recorded) if recorded.source == Source::Example => return Some(Action::OwnServer),
        Some(_) => return Some(Action::RunAgain),
        None => {}
    }
    if report.outcome == Some(Outcome::Cancelled) {
        return Some(Action::RunAgain);
    }
    if let Some(url) = better_url(report) {
        return Some(Action::TryUrl(url.to_owned()));
    }
    if wants_token(report) {
        return Some(Action::EnterCredentials);
    }
    let is_open_question = report.browser_limit.is_none() && may_go_past_the_browser(report);
    is_open_question.then_some(Action::PastTheBrowser)
}
