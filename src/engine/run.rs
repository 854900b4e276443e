//! One run: takes inputs, keeps the transcript, asks the plan what to do next, enforces every limit.

mod resume;

use std::collections::VecDeque;

use super::deferred_steps::DeferredSteps;
use super::limits;
use super::plan::{Command, Interrupt, Plan, StepStates};
use super::steps;
use super::steps::sign_in::auth_options::AuthOptions;
use super::transition::transition;
use crate::protocol::address::ParsedAddress;
use crate::protocol::http::{header_name_problem, header_value_problem};
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::Recording;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, Event, EventKind, Fact, Origin, Sent, Transcript};
use crate::trace::user_action::UserAction;
use crate::trace::vantage::{Environment, Options};
use crate::trace::wire::{Action, Bytes, Id, Input, Mode, Output, Pasted, Redirect, UserRequest};

/// A run of the engine. Call [`Run::handle`] with what happened, then [`Run::poll`] until it
/// answers `WakeAt`, `AskUser` or `Done`.
#[derive(Debug)]
pub struct Run {
    transcript: Transcript,
    recording: Recording,
    /// What the text of the URL field is, read when the run starts.
    address: Option<ParsedAddress>,
    /// `now` of `Start`; event times count from here.
    origin: f64,
    phase: Phase,
    deferred_steps: Option<DeferredSteps>,
    outbox: VecDeque<Output>,
    wake: Option<f64>,
    ids: Id,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Idle,
    Running,
    AwaitingUser(UserRequest),
    Done,
}

impl Run {
    pub fn new(options: Options) -> Run {
        Run::with_deferred_steps(options, Some(DeferredSteps::new()))
    }

    /// Without the deferred steps the run waits where it needs one, until [`Run::install_deferred_steps`].
    pub fn with_deferred_steps(options: Options, deferred_steps: Option<DeferredSteps>) -> Run {
        Run {
            transcript: Transcript::new(options),
            recording: Recording::default(),
            address: None,
            origin: 0.0,
            phase: Phase::Idle,
            deferred_steps,
            outbox: VecDeque::new(),
            wake: None,
            ids: 0,
        }
    }

    /// Takes in what happened at `now` (milliseconds, any fixed origin, never backwards).
    pub fn handle(&mut self, now: f64, input: Input) {
        if input == Input::User(Action::UserAction(UserAction::StartDeepMode)) {
            self.resume_clock(now);
        }
        let at = (now - self.origin).max(0.0);
        match input {
            Input::Start(environment) => return self.start(now, environment),
            Input::Head { id, head } if self.is_open(id) => {
                self.record(at, EventKind::Head { id, head })
            }
            Input::Chunk { id, bytes } if self.is_open(id) => {
                self.record(
                    at,
                    EventKind::Chunk {
                        id,
                        bytes: Bytes(bytes),
                    },
                );
            }
            Input::End { id } if self.is_open(id) => self.record(at, EventKind::End { id }),
            Input::Failed { id, failure } if self.is_open(id) => {
                self.record(at, EventKind::Failed { id, failure });
            }
            Input::ProbeResult { id, result } if self.is_asked(id) => {
                let result = result.in_whole_milliseconds();
                self.record(at, EventKind::ProbeResult { id, result });
            }
            Input::Unsupported(id) if self.is_open(id) || self.is_asked(id) => {
                self.record(at, EventKind::Unsupported { id });
            }
            Input::User(Action::Cancel) => self.cancel(at),
            Input::User(Action::Paste(pasted)) => self.paste(at, pasted),
            Input::User(Action::UserAction(action)) => self.apply_user_action(at, action),
            // Late news of something that is over already.
            Input::Head { .. }
            | Input::Chunk { .. }
            | Input::End { .. }
            | Input::Failed { .. }
            | Input::ProbeResult { .. }
            | Input::Unsupported(_)
            | Input::Tick => {}
        }
        self.enforce_limits(at);
        self.advance(at);
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Output {
        if let Some(output) = self.outbox.pop_front() {
            return output;
        }
        match self.phase {
            Phase::Idle | Phase::Done => Output::Done,
            Phase::AwaitingUser(ask) => Output::AskUser(ask),
            // A little later, or the sum would be rounded to just before the moment, again and again.
            Phase::Running => Output::WakeAt(self.origin + self.wake.unwrap_or(f64::MAX) + 0.001),
        }
    }

    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Brings the guide; a run that waits for it goes on with the next input.
    pub fn install_deferred_steps(&mut self, deferred_steps: DeferredSteps) {
        self.deferred_steps = Some(deferred_steps);
    }

    /// Nothing is under way, and nothing will be before the guide is there.
    pub fn waits_for_deferred_steps(&self) -> bool {
        self.deferred_steps.is_none() && self.phase == Phase::Running && self.wake.is_none()
    }

    /// Whether the user may ask for deep mode.
    pub fn can_run_deep_mode(&self) -> bool {
        steps::deep::is_offered(&self.recording)
    }

    /// What the user can do on the way to a token, if the run is on that way.
    pub fn auth_options(&self) -> Option<AuthOptions> {
        let Some(ParsedAddress::Target(target)) = &self.address else {
            return None;
        };
        let environment = self.transcript.environment.as_ref()?;
        steps::sign_in::auth_options::from_recording(&self.recording, target, environment)
    }

    /// The clock of a run stands while it is over, so that what is drawn is the run and not the pause.
    fn resume_clock(&mut self, now: f64) {
        let last = self.transcript.events.last().map(|event| event.at);
        if self.phase == Phase::Done {
            self.origin = now - last.unwrap_or_default();
        }
    }

    fn start(&mut self, now: f64, environment: Environment) {
        if self.phase != Phase::Idle {
            return;
        }
        self.origin = now;
        self.address = Some(steps::address::parse(
            &self.transcript.options,
            &environment,
        ));
        self.transcript.environment = Some(environment);
        self.note_credentials();
        self.phase = Phase::Running;
        self.advance(0.0);
    }

    /// Why a credential cannot be sent is known only before it is redacted.
    fn note_credentials(&mut self) {
        let options = &self.transcript.options;
        let bearer = options.bearer.iter().map(|value| ("authorization", value));
        let headers = options
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        let facts: Vec<Fact> = bearer
            .chain(headers)
            .map(|(name, value)| Fact::Credential {
                name: name.to_owned(),
                length: value.chars().count(),
                problem: header_name_problem(name)
                    .or_else(|| header_value_problem(value))
                    .map(|problem| problem.as_str().to_owned()),
            })
            .collect();
        for fact in facts {
            self.note(fact);
        }
    }

    fn note(&mut self, fact: Fact) {
        self.transcript.facts.push(fact.clone());
        self.recording.facts.push(fact);
    }

    /// Writes an event down; the recording reads it at once.
    fn record(&mut self, at: f64, kind: EventKind) {
        if let EventKind::Head { id, head } = &kind
            && let Some(value) = head.headers.get("mcp-session-id")
        {
            self.note(Fact::SessionId {
                exchange: *id,
                length: value.len(),
                visible_ascii: value.bytes().all(|byte| (0x21..=0x7e).contains(&byte)),
            });
        }
        // As the transcript is written down, so that it replays to the same.
        let event = Event {
            at: at.round(),
            kind,
        };
        self.recording.apply(&event);
        if let EventKind::End { id } | EventKind::UserAction { id, .. } = event.kind {
            self.note_token(id, at);
        }
        self.transcript.events.push(event);
    }

    /// What a token says is known only before it is redacted.
    fn note_token(&mut self, id: Id, at: f64) {
        let (Some(exchange), Some(ParsedAddress::Target(target))) =
            (self.recording.exchange(id), &self.address)
        else {
            return;
        };
        let environment = self.transcript.environment.as_ref();
        let fact = environment.and_then(|environment| {
            (self.deferred_steps?.token_fact)(&self.recording, exchange, target, environment, at)
        });
        if let Some(fact) = fact {
            self.note(fact);
        }
    }

    fn is_open(&self, id: Id) -> bool {
        self.recording
            .exchange(id)
            .is_some_and(|exchange| !exchange.is_over())
    }

    fn is_asked(&self, id: Id) -> bool {
        let probe = self.recording.probes.iter().find(|probed| probed.id == id);
        probe.is_some_and(|probed| probed.answer.is_none())
    }

    fn enforce_limits(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) {
            return;
        }
        for (id, why) in limits::exceeded(&self.recording, &self.transcript.options, at) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Abort { id, why });
        }
        for id in limits::unanswered_probes(&self.recording, at) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Unsupported { id });
        }
    }

    /// Plans anew over all that is known, and does what the plan wants.
    fn advance(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) {
            return;
        }
        let (Some(environment), Some(address)) = (&self.transcript.environment, &self.address)
        else {
            return;
        };
        let options = &self.transcript.options;
        let known = (&self.recording, self.deferred_steps);
        let mut plan = Plan::new(known, options, environment, address, at);
        let interrupt = plan.evaluate();
        let Plan {
            states,
            commands,
            to_abort,
            wake,
            ..
        } = plan;
        self.record_step_changes(at, &states);
        for id in to_abort {
            self.abort(at, id, Abort::NoLongerNeeded);
        }
        for command in commands {
            self.issue(at, command);
        }
        self.apply_outcome(at, interrupt, wake);
    }

    fn apply_outcome(&mut self, at: f64, interrupt: Result<(), Interrupt>, wake: Option<f64>) {
        match interrupt {
            // An evaluation ends with `SignIn` only on the way to `sign_in::authorize`.
            Err(Interrupt::Wait | Interrupt::SignIn(_) | Interrupt::StepUp(_)) => {
                self.phase = Phase::Running;
                let limit = limits::next(&self.recording, &self.transcript.options);
                self.wake = [wake, limit].into_iter().flatten().reduce(f64::min);
            }
            Err(Interrupt::AwaitUser(ask)) => {
                self.abort_open(at, Abort::NoLongerNeeded);
                self.phase = Phase::AwaitingUser(ask);
            }
            Ok(()) | Err(Interrupt::Stop) => {
                self.abort_open(at, Abort::NoLongerNeeded);
                self.record(at, EventKind::Done);
                self.phase = Phase::Done;
            }
        }
    }

    fn record_step_changes(&mut self, at: f64, states: &StepStates) {
        for step in Step::ALL {
            let (wanted, reason, by) = states.get(step);
            let state = self.recording.step_state(step);
            if state.status != wanted || state.reason.as_ref() != reason {
                let reason = reason.cloned();
                self.record(
                    at,
                    EventKind::Step {
                        step,
                        status: wanted,
                        reason,
                        by,
                    },
                );
            }
        }
    }

    fn issue(&mut self, at: f64, command: Command) {
        self.ids += 1;
        let id = self.ids;
        match command {
            Command::Exchange {
                step,
                purpose,
                request,
                mode,
                redirect,
            } => {
                self.outbox.push_back(Output::Send {
                    id,
                    request: request.clone(),
                    mode,
                    redirect,
                });
                let sent = Sent {
                    id,
                    step,
                    purpose,
                    request,
                    mode,
                    redirect,
                    origin: Origin::Live,
                };
                self.record(at, EventKind::Send(sent));
            }
            Command::Probe { step, probe } => {
                self.outbox.push_back(Output::Probe {
                    id,
                    probe: probe.clone(),
                });
                self.record(at, EventKind::Probe { id, step, probe });
            }
        }
    }

    fn abort(&mut self, at: f64, id: Id, why: Abort) {
        if self.is_open(id) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Abort { id, why });
        }
    }

    fn abort_open(&mut self, at: f64, why: Abort) {
        let open = self
            .recording
            .exchanges
            .iter()
            .filter(|exchange| !exchange.is_over())
            // The user is on another page; what comes back from there is awaited.
            .filter(|exchange| exchange.purpose != Purpose::Authorize || why == Abort::Cancelled);
        for id in open.map(|exchange| exchange.id).collect::<Vec<_>>() {
            self.abort(at, id, why);
        }
        for probed in self
            .recording
            .probes
            .iter()
            .filter(|probed| probed.answer.is_none())
        {
            self.outbox.push_back(Output::Abort(probed.id));
        }
    }

    /// Gives everything up. A session that is open is closed: the plan sends the `DELETE`.
    fn cancel(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) || self.recording.cancelled {
            return;
        }
        self.abort_open(at, Abort::Cancelled);
        self.record(at, EventKind::Cancel);
        for step in Step::ALL {
            if matches!(
                self.recording.step_state(step).status,
                Status::Pending | Status::Running | Status::Waiting
            ) {
                let (status, _) = transition(step, &Reason::Cancelled);
                let reason = Some(Reason::Cancelled);
                self.record(
                    at,
                    EventKind::Step {
                        step,
                        status,
                        reason,
                        by: None,
                    },
                );
            }
        }
    }

    /// The user did something on the way to a token: the run goes on from there, also one that had ended.
    fn apply_user_action(&mut self, at: f64, action: UserAction) {
        let is_over = self.recording.cancelled || self.recording.is_deep_mode_started();
        if self.phase == Phase::Idle || is_over {
            return;
        }
        self.ids += 1;
        let id = self.ids;
        self.record(at, EventKind::UserAction { id, action });
        self.phase = Phase::Running;
    }

    /// Pasted exchanges enter the transcript like live ones, marked; then the plan goes on with them.
    fn paste(&mut self, at: f64, pasted: Pasted) {
        if self.phase == Phase::Idle {
            return;
        }
        let exchanges = pasted.exchanges.clone();
        let marker = Pasted {
            exchanges: Vec::new(),
            ..pasted
        };
        self.record(at, EventKind::Paste { pasted: marker });
        for exchange in exchanges {
            self.ids += 1;
            let id = self.ids;
            let Some((step, purpose)) = super::pasted::purpose(&exchange, &self.recording) else {
                continue;
            };
            let sent = Sent {
                id,
                step,
                purpose,
                request: exchange.request,
                mode: Mode::Cors,
                redirect: Redirect::Manual,
                origin: Origin::Pasted,
            };
            self.record(at, EventKind::Send(sent));
            self.record(
                at,
                EventKind::Head {
                    id,
                    head: exchange.head,
                },
            );
            if !exchange.body.0.is_empty() {
                self.record(
                    at,
                    EventKind::Chunk {
                        id,
                        bytes: exchange.body,
                    },
                );
            }
            self.record(at, EventKind::End { id });
        }
        self.phase = Phase::Running;
        self.advance(at);
    }
}
