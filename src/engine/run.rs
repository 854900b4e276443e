//! One run: takes inputs, keeps the transcript, asks the plan what to do next, enforces every limit.
//!
//! The parts of its work have files of their own: `commands.rs` evaluates the plan and sends what
//! it lacks, `facts.rs` keeps what is known before redaction only, `private_network.rs` stops what was led inside, `user.rs` and `evidence.rs` take
//! in what the user does, `resume.rs` goes on with a run that was written down.

mod commands;
mod evidence;
mod facts;
mod private_network;
mod resume;
mod user;

use std::collections::VecDeque;

use super::plan::DeferredSteps;
use super::steps;
use super::steps::sign_in::auth_options::AuthOptions;
use crate::protocol::address::ParsedAddress;
use crate::trace::recording::Recording;
use crate::trace::transcript::{Event, EventKind, Transcript};
use crate::trace::user_action::UserAction;
use crate::trace::vantage::{Environment, Options};
use crate::trace::wire::{Action, Bytes, Id, Input, Output, UserRequest};

/// A run of the engine. Call [`Run::handle`] with what happened, then [`Run::poll`] until it
/// answers `WakeAt`, `AskUser` or `Done`.
#[derive(Debug)]
pub struct Run {
    transcript: Transcript,
    recording: Recording,
    /// What the text of the URL field is, read once, when the run starts.
    address: Option<ParsedAddress>,
    /// `now` of `Start`; event times count from here.
    origin: f64,
    phase: Phase,
    /// `None` until the page has loaded their code; a run that meets a 401 before that waits for it.
    deferred_steps: Option<DeferredSteps>,
    /// What `poll` has not handed out yet, in the order in which it was decided.
    outbox: VecDeque<Output>,
    /// When to evaluate again if no input comes, counted from `origin`. Read only while
    /// the run is `Running`.
    wake: Option<f64>,
    /// The id that was given out last.
    ids: Id,
}

/// Where the run stands between two inputs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Phase {
    Idle,
    Running,
    AwaitingUser(UserRequest),
    Done,
}

impl Run {
    /// A run with all of its steps.
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
        // The user may read the report for minutes before asking for deep mode. That time belongs
        // to no step, and would squeeze the first run into the left edge of the timeline.
        if input == Input::User(Action::UserAction(UserAction::StartDeepMode)) {
            self.resume_clock(now);
        }
        let at = (now - self.origin).max(0.0);
        match input {
            // Its time counts from its own `now`.
            Input::Start(environment) => return self.start(now, environment),
            Input::Head { id, head } if self.is_open(id) => self.take_head(at, id, head),
            Input::Chunk { id, bytes } if self.is_open(id) => {
                let bytes = Bytes(bytes);
                self.record(at, EventKind::Chunk { id, bytes });
            }
            Input::End { id } if self.is_open(id) => self.record(at, EventKind::End { id }),
            Input::Failed { id, failure } if self.is_open(id) => {
                self.record(at, EventKind::Failed { id, failure });
            }
            Input::ProbeResult { id, result } if self.is_asked(id) => {
                // The transcript keeps whole milliseconds: the run must decide on the
                // number that its replay will read.
                let result = result.in_whole_milliseconds();
                self.record(at, EventKind::ProbeResult { id, result });
            }
            // One input for both: exchanges and probes share their ids, so it cannot
            // mean the wrong one.
            Input::Unsupported(id) if self.is_open(id) || self.is_asked(id) => {
                self.record(at, EventKind::Unsupported { id });
            }
            Input::User(Action::Cancel) => self.cancel(at),
            Input::User(Action::Paste(pasted)) => self.paste(at, pasted),
            Input::User(Action::UserAction(action)) => self.apply_user_action(at, action),
            // Late: it is over already. A vantage cannot know that what it reports crosses an abort.
            Input::Head { .. }
            | Input::Chunk { .. }
            | Input::End { .. }
            | Input::Failed { .. }
            | Input::ProbeResult { .. }
            | Input::Unsupported(_)
            | Input::Tick => {}
        }
        // After the input is written down and before the plan is evaluated: an answer that
        // arrives together with the timer still counts, and the plan sees what ran out of time.
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

    /// Everything that was done and seen, for those who explain and show it.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The same, read.
    pub fn recording(&self) -> &Recording {
        &self.recording
    }

    /// Lets go of what one exchange brought, of a run that nobody reads any more. Whether there is more.
    pub fn forget_some(&mut self) -> bool {
        self.recording.exchanges.pop().is_some()
    }

    /// Brings the deferred steps; a run that waits for them goes on with the next input.
    pub fn install_deferred_steps(&mut self, deferred_steps: DeferredSteps) {
        self.deferred_steps = Some(deferred_steps);
    }

    /// Nothing is under way, and nothing will be before the deferred steps are there.
    pub fn waits_for_deferred_steps(&self) -> bool {
        self.deferred_steps.is_none() && self.phase == Phase::Running && self.wake.is_none()
    }

    /// Whether the user may ask for deep mode.
    pub fn can_run_deep_mode(&self) -> bool {
        steps::deep::is_offered(&self.recording)
    }

    /// What the user can do in steps 5 to 10, if the run is there.
    pub fn auth_options(&self) -> Option<AuthOptions> {
        let Some(ParsedAddress::Target(target)) = &self.address else {
            return None;
        };
        let environment = self.transcript.environment.as_ref()?;
        steps::sign_in::auth_options::from_recording(&self.recording, target, environment)
    }

    /// Begins the run. A second start is dropped: whoever wants another run makes another one.
    fn start(&mut self, now: f64, environment: Environment) {
        if self.phase != Phase::Idle {
            return;
        }
        self.origin = now;
        let address = self.transcript.options.address(Some(&environment));
        self.address = Some(address);
        self.transcript.environment = Some(environment);
        self.note_credentials();
        self.phase = Phase::Running;
        self.advance(0.0);
    }

    /// Writes an event down; the recording reads it at once.
    fn record(&mut self, at: f64, kind: EventKind) {
        if let EventKind::Head { id, head } = &kind {
            self.note_session_id(*id, head);
        }
        // As the transcript is written down, so that it replays to the same.
        let event = Event {
            at: at.round(),
            kind,
        };
        self.recording.apply(&event);
        // Only now can the token be read: the recording puts its answer together.
        if let EventKind::End { id } | EventKind::UserAction { id, .. } = event.kind {
            self.note_token(id, at);
            self.note_left_out(id);
            self.note_list_cut(id);
        }
        self.transcript.events.push(event);
    }

    /// Whether an exchange is under way. Nothing else may be heard of.
    fn is_open(&self, id: Id) -> bool {
        self.recording
            .exchange(id)
            .is_some_and(|exchange| !exchange.is_over())
    }

    /// Whether a probe has not been answered.
    fn is_asked(&self, id: Id) -> bool {
        let probe = self.recording.probes.iter().find(|probed| probed.id == id);
        probe.is_some_and(|probed| probed.answer.is_none())
    }
}
