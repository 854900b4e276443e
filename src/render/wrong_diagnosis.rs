//! That a diagnosis is wrong, as text to complete and to send to those who maintain the program. It holds no exchange and
//! no secret; whoever sends it may add the report.

use std::fmt::Write as _;

use super::markdown::{code, line, visible};
use crate::redact::Redacted;
use crate::report::{Outcome, Report};

/// The text. `build` names the program beyond its version.
pub fn wrong_diagnosis(report: &Redacted<Report>, link: &str, build: &str) -> String {
    let mut text = format!(
        "## Wrong diagnosis: {}\n\n",
        report.code.as_deref().unwrap_or("no code")
    );
    let outcome = report.outcome.map_or("none", Outcome::id);
    let _ = writeln!(
        text,
        "- Faultfinder said: {}",
        line(&report.verdict.headline)
    );
    let _ = writeln!(
        text,
        "- Outcome: {outcome}, {}",
        line(&report.verdict.eyebrow)
    );
    let _ = writeln!(text, "- Server: {}", code(&report.target.url));
    let _ = writeln!(
        text,
        "- Program: {}{build}, {}",
        report.tool.version,
        code(&report.browser)
    );
    let _ = writeln!(text, "- To reproduce it: {}", code(link));
    text.push_str("\nWhat is really wrong, and how you know:\n\n\n");
    text.push_str("The saved report (More, Download report) shows what was seen; secrets are taken out of it.\n");
    visible(&text)
}
