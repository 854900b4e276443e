//! The plan: the whole run as one function over what is known.
//!
//! It is evaluated anew after every input. A line that needs an answer which is not there yet leaves a
//! [`Command`] and ends the evaluation with [`Interrupt::Wait`]; the next evaluation finds the answer and goes on.
//! So the run reads from top to bottom, and every moment of it can be replayed from the recording.

mod cache;
mod credentials;
mod settle;
mod spec;

pub(super) use cache::preflighted_headers;
pub use spec::{CallSpec, Command, CompleteWhen, ExchangeSpec};

use super::open_session::OpenSession;
use super::outcome::Interrupt;
use super::states::StepStates;
use crate::protocol::address::{ParsedAddress, Target};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::{Fact, Origin};
use crate::trace::vantage::{Environment, Options};
use crate::trace::wire::{Id, Probe, ProbeResult};

/// Steps 5 to 10 and deep mode, as function pointers, so the page can load their code later.
#[derive(Clone, Copy)]
pub struct DeferredSteps {
    /// Goes on from this 401.
    pub(super) authorize: fn(&mut Plan, &Target, Id) -> Result<(), Interrupt>,
    /// The fault of an answer that wants a credential without saying 401.
    pub(super) missing_401: fn(&mut Plan, &Exchange) -> Result<Option<Fault>, Interrupt>,
    /// What a token says that came with this exchange, at this time.
    pub(super) token_fact: fn(&Recording, &Exchange, &Target, &Environment, f64) -> Option<Fact>,
    /// Sends what no healthy client sends, after the session was closed.
    pub(super) deep_mode: fn(&mut Plan, &OpenSession) -> Result<(), Interrupt>,
}

impl std::fmt::Debug for DeferredSteps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeferredSteps")
    }
}

/// All that an evaluation goes by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub recording: &'a Recording,
    pub deferred_steps: Option<DeferredSteps>,
    pub options: &'a Options,
    pub environment: &'a Environment,
    pub address: &'a ParsedAddress,
}

/// One evaluation.
#[derive(Debug)]
pub struct Plan<'a> {
    pub recording: &'a Recording,
    pub deferred_steps: Option<DeferredSteps>,
    pub options: &'a Options,
    pub environment: &'a Environment,
    pub address: &'a ParsedAddress,
    /// Milliseconds since the start of the run.
    pub now: f64,
    /// How the steps stand, as far as this evaluation got.
    pub states: StepStates,
    /// What is missing. Sent after the evaluation, in this order.
    pub commands: Vec<Command>,
    /// Open exchanges that have nothing more to tell.
    pub to_abort: Vec<Id>,
    /// When to evaluate again, should nothing come before.
    pub wake: Option<f64>,
    /// Answers come from live exchanges, or from pasted ones.
    pub source: Origin,
    /// What the authorization brought: goes along with every message from then on.
    pub token: Option<String>,
    /// Ids up to this one are ignored when looking for an answer: they were sent before the token (or the wider
    /// scope).
    pub ignore_up_to: Id,
}

/// So many lists at once, and no more (docs/design.md, "Manners towards the server").
/// A browser has six HTTP/1.1 connections per host: four leave one for the optional
/// stream and one to spare.
const IN_FLIGHT: usize = 4;

impl<'a> Plan<'a> {
    /// Begins an evaluation. Nothing is taken over from the one before.
    pub fn new(known: Known<'a>, now: f64) -> Plan<'a> {
        Plan {
            recording: known.recording,
            deferred_steps: known.deferred_steps,
            options: known.options,
            environment: known.environment,
            address: known.address,
            // What is evaluated after the end is evaluated as it was then, or limits would pass that never did.
            now: known.recording.done_at.unwrap_or(now),
            states: StepStates::default(),
            commands: Vec::new(),
            to_abort: Vec::new(),
            wake: None,
            source: Origin::Live,
            token: None,
            ignore_up_to: 0,
        }
    }

    /// Whether answers come from a paste. Nothing is sent for it.
    pub fn is_pasted(&self) -> bool {
        self.source == Origin::Pasted
    }

    /// Whether the paste, from which answers come, holds nothing with this purpose.
    pub fn is_not_pasted(&self, purpose: &Purpose) -> bool {
        self.is_pasted() && self.recording.pasted_exchange(purpose).is_none()
    }

    /// Whether one request more can be sent to compare its answer. A paste that holds none tells nothing about it.
    pub fn can_compare(&self) -> bool {
        let mut exchanges = self.recording.exchanges.iter();
        !self.is_pasted()
            || exchanges.any(|exchange| {
                let is_initialize = matches!(exchange.purpose, Purpose::Initialize { .. });
                is_initialize && exchange.origin == Origin::Pasted
            })
    }

    /// Pasted exchanges begin with this purpose and have nothing of the newer transports.
    /// Such a paste is read as what it is, although a live run would begin with `server/discover`.
    pub fn pasted_only(&self, purpose: &Purpose) -> bool {
        self.is_pasted() && !self.is_not_pasted(purpose) && self.is_not_pasted(&Purpose::Discover)
    }

    /// The exchange for this purpose and URL, when it has told what it was sent for; else it is wanted.
    pub fn exchange(&mut self, spec: ExchangeSpec) -> Result<&'a Exchange, Interrupt> {
        let recording = self.recording;
        // A pasted request may have gone to another spelling of the address: its purpose is enough.
        // Live, the address counts as well: one purpose may be asked for at several of
        // them, as metadata documents and the targets of redirects are. So does the method: where a
        // POST is led says nothing of a DELETE.
        let known = recording.exchanges.iter().find(|exchange| {
            exchange.id > self.ignore_up_to
                && exchange.purpose == spec.purpose
                && exchange.origin == self.source
                && (self.is_pasted()
                    || exchange.request.url == spec.request.url
                        && exchange.request.method == spec.request.method)
        });
        match known {
            Some(exchange) if is_complete(exchange, &spec.when) => {
                if ends_early(&spec.purpose, &spec.when) && !exchange.is_over() {
                    self.to_abort.push(exchange.id);
                }
                Ok(exchange)
            }
            // It is under way: sent once, never again.
            Some(_) => Err(Interrupt::Wait),
            None => {
                // What a paste does not show is not sent in its place: the browser was stopped.
                if !self.is_pasted() && self.has_room(&spec.purpose) {
                    self.commands.push(Command::Exchange(spec));
                }
                Err(Interrupt::Wait)
            }
        }
    }

    /// What a probe saw; `None` where this vantage lacks it or got no answer.
    /// It has no purpose and is found by what it asks, so the same probe is made once in a run.
    pub fn probe(
        &mut self,
        step: Step,
        probe: Probe,
    ) -> Result<Option<&'a ProbeResult>, Interrupt> {
        let recording = self.recording;
        let known = recording.probes.iter().find(|probed| probed.probe == probe);
        match known.map(|probed| probed.answer.as_ref()) {
            Some(Some(answer)) => Ok(answer.as_ref()),
            Some(None) => Err(Interrupt::Wait),
            None => {
                if !self.is_pasted() {
                    self.commands.push(Command::Probe { step, probe });
                }
                Err(Interrupt::Wait)
            }
        }
    }

    /// Steps 5 to 10 and deep mode; the run waits where their code is not there yet.
    pub fn deferred_steps(&self) -> Result<DeferredSteps, Interrupt> {
        self.deferred_steps.ok_or(Interrupt::Wait)
    }

    /// Asks to be evaluated again at this time.
    /// The earliest moment wins: whoever is woken too early finds nothing new and asks again.
    pub fn wake_at(&mut self, at: f64) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    /// The eleven steps ask one thing after another. Lists are asked for all at once, and a server is spared that; the
    /// stream goes out beside them.
    fn has_room(&self, purpose: &Purpose) -> bool {
        !is_list(purpose) || self.lists_in_flight() < IN_FLIGHT
    }

    /// Lists that are under way or about to be sent.
    fn lists_in_flight(&self) -> usize {
        let open = self.recording.exchanges.iter().filter(|exchange| {
            exchange.origin == Origin::Live && is_list(&exchange.purpose) && !exchange.is_over()
        });
        let wanted = self.commands.iter().filter(|command| match command {
            Command::Exchange(spec) => is_list(&spec.purpose),
            Command::Probe { .. } => false,
        });
        open.count() + wanted.count()
    }
}

fn is_list(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::List { .. })
}

/// Whether an exchange has told what it was sent for. What is over has nothing more to tell, so it
/// counts as complete however it ended; the step reads its ending.
fn is_complete(exchange: &Exchange, when: &CompleteWhen) -> bool {
    exchange.is_over()
        || match when {
            CompleteWhen::Head => exchange.head.is_some(),
            CompleteWhen::Answer(id) => exchange.answer(id).is_some(),
            CompleteWhen::Event => !exchange.events.is_empty(),
            CompleteWhen::End => false,
        }
}

/// Whether the rest of the answer is not wanted once it has told that much. What any client would send is read to its
/// end, for the checks; a body behind a diagnostic request is only traffic.
fn ends_early(purpose: &Purpose, when: &CompleteWhen) -> bool {
    match purpose {
        Purpose::ProbeRequest { .. } => *when == CompleteWhen::Head,
        Purpose::NegativeTest { .. } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::testing::{Came, Ground, SERVER, exchange, recording};
    use crate::protocol::jsonrpc;
    use crate::trace::wire::Request;

    fn list(page: u32) -> ExchangeSpec {
        let method = "tools/list".to_owned();
        let purpose = Purpose::List { method, page };
        ExchangeSpec::new(Step::Tools, purpose, Request::get(SERVER))
    }

    fn spec(purpose: Purpose, when: CompleteWhen) -> ExchangeSpec {
        ExchangeSpec::new(Step::Reach, purpose, Request::get(SERVER)).until(when)
    }

    #[test]
    fn an_answer_counts_when_it_has_told_what_is_asked() {
        const SSE: &[(&str, &str)] = &[("content-type", "text/event-stream")];
        let answer = || CompleteWhen::Answer(jsonrpc::Id::from(1));
        let rows = [
            (Came::Nothing, CompleteWhen::Head, false),
            (Came::Head(200, SSE), CompleteWhen::Head, true),
            (Came::Head(200, SSE), CompleteWhen::Event, false),
            (Came::Head(200, SSE), answer(), false),
            (Came::Head(200, SSE), CompleteWhen::End, false),
            // What is over tells nothing more, so it has to do.
            (Came::Answer(500, &[], ""), answer(), true),
            (Came::Failure, CompleteWhen::Event, true),
        ];
        let ground = Ground::new(Options::default());
        for (came, when, is_complete) in rows {
            let recording = recording(came);
            let mut plan = ground.plan(&recording);
            let found = plan.exchange(spec(Purpose::Discover, when.clone()));
            assert_eq!(found.is_ok(), is_complete, "{when:?}");
            assert!(plan.commands.is_empty(), "it was sent already: {when:?}");
        }
    }

    #[test]
    fn what_is_missing_is_wanted_once() {
        let ground = Ground::new(Options::default());
        let recording = Recording::default();
        let mut plan = ground.plan(&recording);
        let wanted = spec(Purpose::Discover, CompleteWhen::End);
        assert!(plan.exchange(wanted.clone()).is_err());
        assert_eq!(plan.commands, [Command::Exchange(wanted.clone())]);
        // For a paste nothing is sent.
        plan.commands.clear();
        plan.source = Origin::Pasted;
        assert!(plan.exchange(wanted).is_err());
        assert!(plan.commands.is_empty());
    }

    #[test]
    fn four_lists_at_once_and_no_more() {
        let ground = Ground::new(Options::default());
        let mut recording = Recording::default();
        let first = list(0);
        exchange(&mut recording, first.purpose, first.request, Came::Nothing);
        let mut plan = ground.plan(&recording);
        for page in 1..6 {
            assert!(plan.exchange(list(page)).is_err());
        }
        assert_eq!(plan.commands.len(), IN_FLIGHT - 1);
    }

    #[test]
    fn only_diagnostic_requests_end_early() {
        let request = crate::trace::purpose::ProbeRequest::NoCorsGet;
        let probe = Purpose::ProbeRequest { request };
        let test = Purpose::NegativeTest {
            test: crate::trace::purpose::NegativeTest::Get,
            index: 0,
        };
        let rows = [
            (probe.clone(), CompleteWhen::Head, true),
            (probe, CompleteWhen::End, false),
            (test, CompleteWhen::End, true),
            (Purpose::GetStream, CompleteWhen::Head, false),
        ];
        for (purpose, when, is_early) in rows {
            assert_eq!(ends_early(&purpose, &when), is_early, "{purpose:?}");
        }
    }
}
