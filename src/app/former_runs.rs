//! The runs of this tab as a list.

use super::dates::time_of_day;
use super::modes::Phase;
use super::state::{AppState, RunId, RunSlot};
use super::verdict::tone;
use crate::report::Report;
use crate::trace::step::Status;

/// A run in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// By which it is chosen.
    pub id: RunId,
    /// When it was made: `17:06:12 UTC`.
    pub time: String,
    /// What was diagnosed.
    pub url: String,
    /// What it came to.
    pub headline: String,
    /// The shape that stands for it.
    pub look: Status,
    /// It is looked at.
    pub is_shown: bool,
}

/// All that can be looked at, the newest first; empty where there is no choice.
pub fn entries(state: &AppState) -> Vec<Entry> {
    let runs = state.runs.finished();
    let shown = state.run();
    // A blank page has a way back to the one run that there was.
    let is_choice = runs.len() > 1 || runs.iter().any(|run| run.id != shown.id);
    if !is_choice || state.frame.is_some() || shown.phase == Phase::Running {
        return Vec::new();
    }
    let entries = runs.into_iter().filter_map(|run| entry(run, shown.id));
    entries.collect()
}

fn entry(run: &RunSlot, shown: RunId) -> Option<Entry> {
    let report = run.report.as_ref()?;
    Some(Entry {
        id: run.id,
        time: time_of_day(&report.started_at),
        url: report.target.url.clone(),
        headline: report.verdict.headline.clone(),
        look: look(report),
        is_shown: run.id == shown,
    })
}

fn look(report: &Report) -> Status {
    match tone(report) {
        "healthy" => Status::Pass,
        "warned" | "degraded" | "browser" => Status::Warn,
        "authorization-required" => Status::Waiting,
        "inconclusive" => Status::Unseen,
        "failed" => Status::Fail,
        _ => Status::Skipped,
    }
}
