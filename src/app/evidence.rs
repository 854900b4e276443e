//! What the user can ask in a terminal that a page may not: one line first, then everything.

use super::facts::{main_finding, may_go_past_the_browser};
use super::state::RunSlot;
use crate::checks::finding::Finding;
use crate::report::Report;
use crate::trace::step::Step;

/// The one line that decides what the browser hides: of the candidates, where there are some. It prints the request too,
/// so that its output alone says what it is about.
pub fn first_command(report: &Report) -> Option<String> {
    let finding = main_finding(report)?;
    let mut settles = finding.candidates.iter().map(|one| one.settle.as_str());
    if let Some(settle) = settles.find(|settle| !settle.is_empty()) {
        return Some(settle.replacen("curl -si ", "curl -sv -o /dev/null -m 10 ", 1));
    }
    let value = |wanted: &str| {
        let mut values = finding.values.iter();
        let found = values.find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let url = value("url")?;
    let asked = match report.failed_step {
        Some(Step::Cors) => format!(
            "-X OPTIONS '{url}' -H 'Origin: {}' -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: content-type'",
            value("origin")?
        ),
        _ => format!("'{url}'"),
    };
    Some(format!("curl -sv -o /dev/null -m 10 {asked}"))
}

/// Whether output can be pasted beside the finding with this code: it tells to, or a command tells its causes apart; and
/// the panel for it is closed.
pub(crate) fn takes_output(run: &RunSlot, code: &str) -> bool {
    let report = run.finished_report();
    let finding = report.and_then(|report| main_finding(report));
    let tells = |finding: &Finding| {
        finding.how_to_fix.contains("paste the output") || !finding.candidates.is_empty()
    };
    if !finding.is_some_and(tells) {
        return false;
    }
    let is_asked =
        |report: &Report| report.code.as_deref() == Some(code) && may_go_past_the_browser(report);
    run.is_live() && !run.view.evidence_open && report.is_some_and(|report| is_asked(report))
}
