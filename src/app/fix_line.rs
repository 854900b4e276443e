//! The fix in one line, as the banner shows it, and what its button copies.

use super::facts::main_finding;
use super::finding::Snippets;
use super::help_files::HelpState;
use super::markdown::{Block, blocks};
use super::shared::Shared;
use super::state::AppState;
use crate::checks::catalogue::Help;
use crate::checks::finding::Finding;
use crate::checks::one_line_fix::one_line_fix;
use crate::report::{Outcome, Report};

/// What there is to do about a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct FixLine {
    /// `Fix`, or `Next step` where nothing is broken or the cause is still to be found.
    pub label: &'static str,
    /// The first sentence of the fix.
    pub sentence: String,
    /// The first lines to paste, else the sentence.
    pub copies: String,
}

impl FixLine {
    /// Of the finding that explains the outcome; absent until the help file has loaded.
    pub fn of(report: &Report, help: &Help, product: usize) -> Option<FixLine> {
        let finding = main_finding(report)?;
        let sentence = one_line_fix(&finding.how_to_fix)?.to_owned();
        let snippets = || Snippets::of(help, Some(report), finding.code, product);
        let lines = first_fence(finding).or_else(|| Some(snippets()?.lines));
        Some(FixLine {
            label: label(report),
            copies: lines.unwrap_or_else(|| sentence.replace('`', "")),
            sentence,
        })
    }
}

/// The file that holds the text of the finding in the banner, when it is there. A frame has no banner.
pub(crate) fn help(state: &AppState) -> Option<Shared<Help>> {
    if state.frame.is_some() {
        return None;
    }
    let finding = main_finding(state.run().finished_report()?)?;
    match state.help.of(finding.code) {
        HelpState::Ready(help) => Some(help),
        HelpState::Loading | HelpState::Failed(_) => None,
    }
}

/// What is said above a fix.
pub(crate) fn label(report: &Report) -> &'static str {
    match report.outcome {
        Some(Outcome::AuthorizationRequired | Outcome::Inconclusive) => "Next step",
        _ => "Fix",
    }
}

fn first_fence(finding: &Finding) -> Option<String> {
    let fence = |block| match block {
        Block::Fence { text, .. } => Some(text),
        Block::Paragraph(_) | Block::List(_) => None,
    };
    blocks(&finding.how_to_fix).into_iter().find_map(fence)
}
