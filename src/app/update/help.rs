//! The long texts: what they complete when they come, and what waits for them.

use std::mem;

use crate::app::message::{Effect, OnDemandEffect};
use crate::app::shared::Shared;
use crate::app::state::{AppState, Export, ReportRef, RunId};
use crate::checks::catalogue::{self, Help};
use crate::report::Report;

/// Its findings are those of a network that may carry no further file.
const LOADED_AHEAD: &str = "reach/offline";

/// The deferred chunk is there, and can load what may not load later.
pub(crate) fn prepare(state: &mut AppState) -> Vec<Effect> {
    state.has_deferred = true;
    request(state, [LOADED_AHEAD])
}

/// Loads the texts of these codes, unless they are there or on their way.
pub(crate) fn request<'a>(
    state: &mut AppState,
    codes: impl IntoIterator<Item = &'a str>,
) -> Vec<Effect> {
    let areas = state.help.request(codes).into_iter();
    areas.map(Effect::LoadHelp).collect()
}

/// The same for a report that is shown now. What did not load is left to the user while the run stands still: its news
/// come often.
pub(crate) fn request_for(state: &mut AppState, report: &Report, was_on: bool) -> Vec<Effect> {
    let codes = report.codes();
    let codes: Vec<&str> = codes
        .filter(|code| was_on || !state.help.has_failed(code))
        .collect();
    request(state, codes)
}

/// Completes what is shown of this area already, and does what waited for it.
pub(crate) fn complete(
    state: &mut AppState,
    area: &'static str,
    loaded: Result<Shared<Help>, String>,
) -> Vec<Effect> {
    state.help.set(area, loaded);
    let ids: Vec<RunId> = state.runs.iter().map(|run| run.id).collect();
    for id in ids {
        let of_area = |report: &mut ReportRef| is_of(report, area);
        let slot = state.runs.get_mut(id);
        let report = slot.and_then(|run| run.report.take_if(of_area));
        let report = report.map(|report| state.with_help(report.into_inner()));
        if let (Some(run), Some(report)) = (state.runs.get_mut(id), report) {
            run.report = Some(report);
        }
    }
    finish_exports(state)
}

fn is_of(report: &ReportRef, area: &str) -> bool {
    let mut findings = report.findings.iter();
    findings.any(|finding| catalogue::area(finding.code) == Some(area))
}

/// Makes this of the report that is shown, if there is one, as soon as its texts are there.
pub(crate) fn export(state: &mut AppState, export: Export) -> Vec<Effect> {
    let Some(report) = state.run().report.clone() else {
        return Vec::new();
    };
    let mut effects = request(state, report.codes());
    match state.help.is_loading(report.codes()) {
        true => state.exports.push((report, export)),
        false => effects.push(made(report, export)),
    }
    effects
}

fn made(report: ReportRef, export: Export) -> Effect {
    Effect::OnDemand(match export {
        Export::Markdown => OnDemandEffect::CopyMarkdown(report),
        Export::Form(format) => OnDemandEffect::Export(report, format),
    })
}

/// Those whose texts are there, or did not load.
fn finish_exports(state: &mut AppState) -> Vec<Effect> {
    let exports = mem::take(&mut state.exports).into_iter();
    let (waiting, ready): (Vec<_>, Vec<_>) =
        exports.partition(|(report, _)| state.help.is_loading(report.codes()));
    state.exports = waiting;
    let ready = ready.into_iter();
    ready
        .map(|(report, export)| made(state.with_help(report.into_inner()), export))
        .collect()
}
