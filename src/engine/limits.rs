//! How long and how much: head, idle and total time, the size of a body and of all bodies. Separate limits, since one
//! limit for head and body cuts healthy streams.
//!
//! The limits are the run's and not the vantage's: a driver only has to hand over what happens, and
//! a recording that is evaluated again ends its exchanges at the same moments.

use crate::trace::exchange::Exchange;
use serde_json::Value;

use crate::protocol::jsonrpc::Message;
use crate::trace::purpose::Purpose;
use crate::trace::readers::unread_stream::unread_message;
use crate::trace::recording::Recording;
use crate::trace::transcript::{Abort, Origin};
use crate::trace::vantage::Options;
use crate::trace::wire::Id;

/// A body is read up to here, then cut, and the cut is shown.
pub const BODY_BYTES: usize = 4 << 20;
/// What the messages of a run may take in memory, in units of about 40 bytes (`protocol/json.rs`): three bodies as large
/// as one may be.
const MOST_UNITS: usize = 2_400_000;
/// The same with deep mode, which asks for a list in each of eight more sessions: ten thousand tools take 5 millions.
const MOST_UNITS_DEEP: usize = 6_000_000;
/// A probe answers quickly or not at all.
/// Not the 0.2 s that a whole tree takes on loopback: it only has to tell an answer from
/// a silence, on any network (docs/design.md, "What browsers show of a failed request").
const PROBE_MS: f64 = 3_000.0;
/// A whole exchange, as a multiple of the patience for its head.
/// A stream that sends a comment now and then is never idle, and would hold the run for ever.
const TOTAL: f64 = 4.0;
/// What follows a whole line of a stream follows at once: a program writes an event in one go.
const UNREAD_MS: f64 = 1_000.0;
/// The optional stream of a legacy server may be quiet: it is not worth more than this.
/// Firefox resolves `fetch` only with the first byte of the body, so a quiet stream has
/// no head there however healthy it is (docs/design.md, "Bodies and streams").
const STREAM_MS: f64 = 1_000.0;

/// How many bytes the run has read, once that, or what was made of them, is more than it may have. What the user pasted
/// does not count.
pub fn overspent(recording: &Recording, options: &Options) -> Option<usize> {
    let exchanges = recording.exchanges.iter();
    let live = exchanges.filter(|exchange| exchange.origin == Origin::Live);
    let (bytes, units) = live.fold((0, 0), |(bytes, units), exchange| {
        (bytes + exchange.body.len(), units + exchange.units)
    });
    let most_units = match recording.is_deep_mode_started() {
        true => MOST_UNITS_DEEP,
        false => MOST_UNITS,
    };
    (bytes > options.body_budget() || units > most_units).then_some(bytes)
}

/// How many bytes a list has had with this page, if another page as large would make it more than one answer may have:
/// it is the same to a client whether a list comes in one answer or in many. Only its last page can tell.
pub fn overlong_list(recording: &Recording, page: Id) -> Option<usize> {
    let last = recording.exchange(page)?;
    let Purpose::List { method, .. } = &last.purpose else {
        return None;
    };
    let mut bytes = 0;
    // Up to its first page: it was asked for once more where the user signed in meanwhile.
    for exchange in recording.exchanges.iter().rev() {
        match &exchange.purpose {
            Purpose::List {
                method: other,
                page,
            } if other == method => {
                bytes += exchange.body.len();
                if *page == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    (bytes + last.body.len() > BODY_BYTES && page_follows(last)).then_some(bytes)
}

/// Whether the result of a list names a next page.
fn page_follows(exchange: &Exchange) -> bool {
    exchange.messages.iter().any(|(_, message)| match message {
        Message::Response { result, .. } => result.get("nextCursor").is_some_and(Value::is_string),
        _ => false,
    })
}

/// Exchanges that have just exceeded a limit.
pub fn exceeded(recording: &Recording, options: &Options, at: f64) -> Vec<(Id, Abort)> {
    // Lists are read in parallel and each body is within its own limit: together they can still be
    // more than a page has memory for.
    let is_spent = recording.is_budget_spent();
    let open = recording
        .exchanges
        .iter()
        .filter(|exchange| !exchange.is_over());
    open.filter_map(|exchange| {
        // Size goes before time: what is too large is cut wherever its clock stands,
        // and the report must not call the server slow for it.
        let why = if exchange.body.len() > BODY_BYTES {
            Some(Abort::TooLarge)
        } else if is_spent && !exchange.body.is_empty() {
            Some(Abort::Budget)
        } else {
            let (deadline, why) = deadline(exchange, recording, options)?;
            (at >= deadline).then_some(why)
        };
        why.map(|why| (exchange.id, why))
    })
    .collect()
}

/// Probes that had their time.
pub fn unanswered_probes(recording: &Recording, at: f64) -> Vec<Id> {
    let open = recording
        .probes
        .iter()
        .filter(|probed| probed.answer.is_none());
    open.filter(|probed| at >= probed.sent_at + probe_time(recording, probed.id))
        .map(|probed| probed.id)
        .collect()
}

/// The next moment at which a limit could be exceeded.
/// Only a hint for the timer. What is overdue is decided by [`exceeded`] alone, so a
/// timer that fires early does no harm.
pub fn next(recording: &Recording, options: &Options) -> Option<f64> {
    let exchanges = recording
        .exchanges
        .iter()
        .filter(|exchange| !exchange.is_over())
        .filter_map(|exchange| deadline(exchange, recording, options).map(|(at, _)| at));
    let probes = recording
        .probes
        .iter()
        .filter(|probed| probed.answer.is_none())
        .map(|probed| probed.sent_at + probe_time(recording, probed.id));
    exchanges.chain(probes).reduce(f64::min)
}

/// How long a look may take that explains why the request before it got no answer: as long as that took, and as any probe
/// may. A gateway that gives up after three seconds lets a probe wait as long. What hung proved nothing by its length.
fn probe_time(recording: &Recording, id: Id) -> f64 {
    let mut before = recording.exchanges.iter().rev();
    let explained = before.find(|exchange| {
        exchange.id < id && !is_look(&exchange.purpose) && exchange.failed_opaquely()
    });
    let took = explained.and_then(|exchange| Some(exchange.ended_at? - exchange.sent_at));
    PROBE_MS + took.unwrap_or(0.0)
}

/// Sent only to learn more of another request.
fn is_look(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::ProbeRequest { .. } | Purpose::RedirectTarget
    )
}

/// When an exchange that is under way has had its time, and why it ends then; `None` where nothing
/// is overdue however long it takes. A browser that may be asking its user for a permission gets no more: nobody can see
/// whether it does, and a silent server looks the same (`steps/reach.rs`).
fn deadline(exchange: &Exchange, recording: &Recording, options: &Options) -> Option<(f64, Abort)> {
    let patience = options.patience_ms;
    let longer = f64::from(exchange.extensions) + 1.0;
    let head = match exchange.purpose {
        // The run has just seen what this server does with the user's patience. A second opinion
        // that takes as long again would double the wait.
        ref purpose if is_look(purpose) => patience.min(probe_time(recording, exchange.id)),
        Purpose::GetStream | Purpose::Listen => patience.min(STREAM_MS),
        // A refusal is at hand or does not come; about sixty of them must not wait the full time
        // each.
        Purpose::NegativeTest { test, .. } if test.is_invalid() => patience.min(PROBE_MS),
        _ => patience,
    };
    match exchange.head {
        // The user is on another page, for as long as that takes.
        _ if exchange.purpose == Purpose::Authorize => None,
        None => Some((exchange.sent_at + head * longer, Abort::NoHead)),
        // A stream that only listens is quiet by nature; it ends with the run.
        Some(_) if is_listening(exchange) => None,
        // A modern stream has to acknowledge at once.
        Some(_) if exchange.purpose == Purpose::Listen => {
            Some((exchange.last_at() + head * longer, Abort::Idle))
        }
        Some(_) => {
            // From the last byte and not from the request: a list that arrives slowly
            // is healthy as long as it arrives.
            let idle = match unread_message(exchange) {
                Some(_) => patience.min(UNREAD_MS),
                None => patience * longer,
            };
            let idle = exchange.last_at() + idle;
            let total = exchange.sent_at + patience * TOTAL * longer;
            Some(if idle <= total {
                (idle, Abort::Idle)
            } else {
                (total, Abort::TooLong)
            })
        }
    }
}

/// The streams of the two older transports, once they have said what they were opened for.
fn is_listening(exchange: &Exchange) -> bool {
    let opened = match exchange.purpose {
        Purpose::GetStream => true,
        Purpose::OpenSse | Purpose::Listen => !exchange.events.is_empty(),
        _ => false,
    };
    opened && exchange.is_event_stream()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{Came, SERVER, exchange, recording};
    use crate::trace::purpose::{NegativeTest, ProbeRequest};
    use crate::trace::wire::Request;

    #[test]
    fn deadlines() {
        const SSE: &[(&str, &str)] = &[("content-type", "text/event-stream")];
        let probe = Purpose::ProbeRequest {
            request: ProbeRequest::NoCorsGet,
        };
        let test = |test| Purpose::NegativeTest { test, index: 0 };
        // Sent at 0, a head at 100. The purpose, what came, the limit.
        #[rustfmt::skip]
        let rows = [
            (Purpose::Discover, Came::Nothing, Some((15_000.0, Abort::NoHead))),
            (Purpose::Discover, Came::Head(200, &[]), Some((15_100.0, Abort::Idle))),
            (probe, Came::Nothing, Some((PROBE_MS, Abort::NoHead))),
            (Purpose::GetStream, Came::Nothing, Some((STREAM_MS, Abort::NoHead))),
            (Purpose::GetStream, Came::Head(200, SSE), None),
            (Purpose::GetStream, Came::Head(405, &[]), Some((15_100.0, Abort::Idle))),
            (Purpose::OpenSse, Came::Head(200, SSE), Some((15_100.0, Abort::Idle))),
            (Purpose::Listen, Came::Head(200, SSE), Some((1_100.0, Abort::Idle))),
            (test(NegativeTest::NoMeta), Came::Nothing, Some((PROBE_MS, Abort::NoHead))),
            (test(NegativeTest::Open), Came::Nothing, Some((15_000.0, Abort::NoHead))),
            (Purpose::Authorize, Came::Nothing, None),
        ];
        for (purpose, came, limit) in rows {
            let mut recording = Recording::default();
            let shown = format!("{purpose:?}");
            exchange(&mut recording, purpose, Request::get(SERVER), came);
            let found = deadline(&recording.exchanges[0], &recording, &Options::default());
            assert_eq!(found, limit, "{shown}");
        }
    }

    #[test]
    fn the_user_can_wait_as_long_again() {
        let mut recording = recording(Came::Nothing);
        recording.exchanges[0].extensions = 2;
        let found = deadline(&recording.exchanges[0], &recording, &Options::default());
        assert_eq!(found, Some((45_000.0, Abort::NoHead)));
    }

    #[test]
    fn the_whole_exchange_has_a_limit_too() {
        let mut recording = recording(Came::Head(200, &[]));
        // A byte just before each idle limit keeps it alive, and not for ever.
        recording.exchanges[0].chunks.push((59_000.0, 1));
        let found = deadline(&recording.exchanges[0], &recording, &Options::default());
        assert_eq!(found, Some((60_000.0, Abort::TooLong)));
    }

    #[test]
    fn a_look_may_take_as_long_as_what_it_explains_and_a_probe_more() {
        let probe = Purpose::ProbeRequest {
            request: ProbeRequest::NoCorsGet,
        };
        // How the request before it ended, after 100 ms; what a look may take.
        let rows = [
            (Came::Failure, PROBE_MS + 100.0),
            (Came::Answer(200, &[], ""), PROBE_MS),
        ];
        for (came, time) in rows {
            let mut recording = recording(came);
            let first = &mut recording.exchanges[0];
            first.ended_at = Some(first.sent_at + 100.0);
            exchange(
                &mut recording,
                probe.clone(),
                Request::get(SERVER),
                Came::Nothing,
            );
            let look = &recording.exchanges[1];
            assert_eq!(probe_time(&recording, look.id), time);
            let limit = Some((look.sent_at + time, Abort::NoHead));
            assert_eq!(deadline(look, &recording, &Options::default()), limit);
        }
    }
}
