//! Holds `session/intermittent`, `tools/list-varies`, `tools/order-varies`, `reach/cold-start`.
//!
//! Eight sessions beside the first: whether each holds, shows the same, and is as quick
//! (docs/checks.md, F25 and F30). Sessions that fail now and then mostly mean several instances
//! behind a balancer that do not share them.
//!
//! Silent: where the server asked for less (429) or the user gave up; about lists that differ
//! before 2026-07-28, in which a server may show each session something else; about a slow first
//! answer that has none to compare it with.

use super::{Answer, Outcome, answer, names, test_exchange};
use crate::checks::case::Case;
use crate::checks::draft::Draft;
use crate::checks::finding::{Certainty, Part};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::sort::sorted;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{CONCURRENT_SESSIONS, NegativeTest, SEQUENTIAL_SESSIONS};

/// Their numbers; the session of the run itself has none.
const SESSIONS: std::ops::RangeInclusive<u32> = 1..=CONCURRENT_SESSIONS + SEQUENTIAL_SESSIONS;

/// From two seconds on people notice (docs/checks.md, "Latency").
const SLOW_MS: f64 = 2000.0;

/// What came of one session.
enum SessionResult<'a> {
    Ok,
    /// At this exchange.
    Lost(&'a Exchange),
    /// It was not made, or the server asked for less.
    Unknown,
}

/// How one session went: opened, confirmed, used. The first of the three that fails is where it was
/// lost.
fn session_result<'a>(case: &Case<'a>, index: u32) -> SessionResult<'a> {
    for test in [NegativeTest::Open, NegativeTest::Opened, NegativeTest::Use] {
        let Some(exchange) = test_exchange(case, test, index) else {
            match (test, case.is_modern()) {
                // A stateless server has nothing to open.
                (NegativeTest::Open | NegativeTest::Opened, true) => continue,
                _ => return SessionResult::Unknown,
            }
        };
        let holds = match answer(exchange) {
            // The server asked for fewer requests, and got fewer: no session is missing.
            Some(answer) if answer.status() == 429 => return SessionResult::Unknown,
            Some(Answer::Result(..)) => true,
            // `notifications/initialized` is answered without a body; a list is not.
            Some(Answer::Bare(200..=299)) => test == NegativeTest::Opened,
            Some(Answer::Error(..) | Answer::Bare(_)) => false,
            // Given up by the user, say.
            None if !exchange.hung() && !exchange.failed_without_answer() => {
                return SessionResult::Unknown;
            }
            // Nothing came, or nothing that the browser shows: for the session that is the same.
            None => false,
        };
        if !holds {
            return SessionResult::Lost(exchange);
        }
    }
    SessionResult::Ok
}

/// Whether all eight held. One that the server did not allow, or the user did not wait for, leaves
/// the question open.
pub fn sessions_consistent(case: &Case) -> Outcome {
    let results: Vec<SessionResult> = SESSIONS.map(|index| session_result(case, index)).collect();
    if results
        .iter()
        .any(|result| matches!(result, SessionResult::Unknown))
    {
        let is_begun = SESSIONS
            .map(|index| test_exchange(case, NegativeTest::Use, index))
            .any(|one| one.is_some());
        return if is_begun {
            Outcome::Unseen
        } else {
            Outcome::NotAsked
        };
    }
    let lost: Vec<&Exchange> = results
        .iter()
        .filter_map(|result| match result {
            SessionResult::Lost(exchange) => Some(*exchange),
            SessionResult::Ok | SessionResult::Unknown => None,
        })
        .collect();
    let Some(first) = lost.first() else {
        return Outcome::Conforms;
    };
    // A refusal that can be read is the server's own word.
    let refused = lost.iter().find_map(|exchange| answer(exchange));
    // Silence may also be the browser's, or the network's.
    let (observed, certainty) = match refused {
        // Another session got an answer to the same request, so it is not the request.
        Some(answer) => (answer.describe(), Certainty::Certain),
        None => ("no answer that can be read".into(), Certainty::Likely),
    };
    Outcome::Violates(
        Draft::new("session/intermittent")
            .certainty(certainty)
            .value(Placeholder::COUNT, lost.len().to_string())
            .value(Placeholder::OBSERVED, observed)
            .with(lost.iter().map(|exchange| quote::outcome(exchange)))
            .with([quote::body(first)]),
    )
}

/// "The list MUST NOT vary per connection", and its order SHOULD be the same (2026-07-28 `server/tools`). Before
/// that, a server was free to show each session something else.
pub fn same_tools(case: &Case) -> Outcome {
    let first = case.pages("tools/list").next();
    // Against the first page: the further sessions ask for no more than that.
    let Some(first) = first.and_then(|(_, result)| names::in_result(result)) else {
        return Outcome::NotAsked;
    };
    let lists = SESSIONS
        .filter_map(|index| test_exchange(case, NegativeTest::Use, index))
        .filter_map(|exchange| match answer(exchange)? {
            Answer::Result(_, result) => Some((exchange, names::in_result(result)?)),
            Answer::Error(..) | Answer::Bare(_) => None,
        });
    let lists: Vec<(&Exchange, Vec<String>)> = lists.collect();
    if lists.is_empty() {
        return Outcome::Unseen;
    }
    let varies = lists.iter().find_map(|(exchange, list)| {
        let difference = names::difference(&first, list);
        (!difference.is_empty()).then_some((exchange, difference))
    });
    if let Some((exchange, difference)) = varies {
        let draft = Draft::new("tools/list-varies").value(Placeholder::FOUND, difference);
        return Outcome::Violates(draft.with([quote::body(exchange)]));
    }
    // The same names, so what differs is the order.
    match lists.iter().find(|(_, list)| *list != first) {
        Some((exchange, _)) => {
            Outcome::Violates(Draft::new("tools/order-varies").with([quote::body(exchange)]))
        }
        None => Outcome::Conforms,
    }
}

/// The first answer of the run against those of the sessions that came after.
pub fn cold_start(case: &Case) -> Option<Draft> {
    let first = case.recording.exchanges.first()?;
    let took = |exchange: &Exchange| Some(exchange.head_at? - exchange.sent_at);
    let cold = took(first)?;
    let later = SESSIONS.filter_map(|index| {
        let opened = test_exchange(case, NegativeTest::Open, index);
        took(opened.or_else(|| test_exchange(case, NegativeTest::Use, index))?)
    });
    // The median, so that one slow answer among the later ones does not hide a slow first one.
    let later = sorted(later.collect(), &f64::total_cmp);
    let warm = *later.get(later.len() / 2)?;
    // Slow, and far slower than the others: a server that is always slow does not wake up.
    if cold <= SLOW_MS || cold <= 5.0 * warm {
        return None;
    }
    let text = format!(
        "{} → answered after {}",
        quote::request_line(first),
        quote::duration(cold)
    );
    Some(
        Draft::new("reach/cold-start")
            .value(Placeholder::TOOK, quote::duration(cold))
            .value(Placeholder::WAITED, quote::duration(warm))
            .seen(first.id, Part::Timing, text),
    )
}
