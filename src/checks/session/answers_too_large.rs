//! The answers of the session met the limit for all bodies of a run, or one held more entries than
//! are kept. Lists that never end come to this before they come to their last page.
//!
//! Silent: where no session opened, and about what deep mode asked for. A body that is too large by itself is a fault of its step.

use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::purpose::Purpose;
use crate::trace::transcript::{Abort, Fact};

/// Both limits in one finding: whoever offers less has mended both.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    if case.handshake.is_none() {
        return;
    }
    let facts = case.recording.facts.iter();
    let limits: Vec<(String, Vec<&Exchange>)> =
        facts.filter_map(|fact| describe(case, fact)).collect();
    let Some((what, _)) = limits.first() else {
        return;
    };
    let shown = limits.iter().flat_map(|(_, exchanges)| exchanges);
    findings.add(
        Draft::new("session/answers-too-large")
            .value(Placeholder::WHAT, what.clone())
            .with(shown.map(|exchange| quote::outcome(exchange))),
    );
}

/// A fact about a limit in one sentence, and the exchanges that show it.
fn describe<'a>(case: &Case<'a>, fact: &Fact) -> Option<(String, Vec<&'a Exchange>)> {
    match fact {
        // Where the run itself was over budget there is no deep mode: what spent it are the tests.
        Fact::Budget { .. } if case.recording.is_deep_mode_started() => None,
        Fact::Budget { bytes, limit } => {
            let cut =
                |exchange: &&Exchange| exchange.ending == Some(Ending::Aborted(Abort::Budget));
            let exchanges = case.recording.exchanges.iter().filter(cut).collect();
            let (bytes, limit) = (megabytes(*bytes), megabytes(*limit));
            let what = format!(
                "The answers of this run came to {bytes}; Faultfinder reads at most {limit}, or what takes as much memory."
            );
            Some((what, exchanges))
        }
        Fact::ListCut {
            exchange,
            bytes,
            limit,
        } => {
            let exchange = case.recording.exchange(*exchange)?;
            let Purpose::List { method, page } = &exchange.purpose else {
                return None;
            };
            let (bytes, limit) = (megabytes(*bytes), megabytes(*limit));
            let pages = match page {
                0 => "one page".to_owned(),
                _ => format!("{} pages", page + 1),
            };
            let what = format!(
                "`{method}` came to {bytes} in {pages} and names a next one; Faultfinder reads at most {limit} of a list."
            );
            Some((what, vec![exchange]))
        }
        Fact::LeftOut { exchange, count } => {
            let exchange = case.recording.exchange(*exchange)?;
            let what = format!("An answer held {count} entries more than Faultfinder keeps.");
            Some((what, vec![exchange]))
        }
        _ => None,
    }
}

/// A size with one decimal, in bytes where it is less than a tenth of a megabyte.
fn megabytes(bytes: usize) -> String {
    let tenths = bytes * 10 / (1 << 20);
    match tenths {
        0 => format!("{bytes} bytes"),
        _ => format!("{}.{} MiB", tenths / 10, tenths % 10),
    }
}
