//! Evaluates the plan, and does what it lacks: one way, from the recording to the outbox.
//!
//! In this order: the limits end what is overdue; the plan is evaluated over the recording; the
//! states of the steps are written down before what is sent for them, so that a bar in the timeline
//! always lies in a step that has begun; then what has told enough is aborted, which frees its
//! connection (a browser has six per host), and only then the new requests go out.
//!
//! Nothing here decides: whoever wants to know why a request was sent reads the step that asked for
//! it.

use super::{Phase, Run};
use crate::engine::limits;
use crate::engine::outcome::Progress;
use crate::engine::plan::{Command, ExchangeSpec, Known, Plan};
use crate::engine::states::StepStates;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::transcript::{Abort, EventKind, Origin, Sent};
use crate::trace::wire::{Id, Output};

impl Run {
    /// Ends what has had its time, before the plan is evaluated: it then sees what became of it.
    pub(super) fn enforce_limits(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) {
            return;
        }
        self.note_budget();
        // The vantage has to hear of it too: a connection that nobody reads still takes one
        // of the six that a browser has per host (docs/design.md, "Bodies and streams").
        for (id, why) in limits::exceeded(&self.recording, &self.transcript.options, at) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Abort { id, why });
        }
        // A probe without an answer counts as one that this vantage lacks: the tree
        // goes on without its signal, and claims less for it.
        for id in limits::unanswered_probes(&self.recording, at) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Unsupported { id });
        }
    }

    /// Plans anew over all that is known, and does what the plan wants.
    pub(super) fn advance(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) {
            return;
        }
        // Both are there from the start on.
        let (Some(environment), Some(address)) = (&self.transcript.environment, &self.address)
        else {
            return;
        };
        let known = Known {
            recording: &self.recording,
            deferred_steps: self.deferred_steps,
            options: &self.transcript.options,
            environment,
            address,
        };
        let mut plan = Plan::new(known, at);
        let progress = plan.evaluate();
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
        self.apply_progress(at, progress, wake);
    }

    /// What the run does until the next input: wait, wait for the user, or nothing more.
    fn apply_progress(&mut self, at: f64, progress: Progress, wake: Option<f64>) {
        match progress {
            Progress::Waiting => {
                self.phase = Phase::Running;
                let limit = limits::next(&self.recording, &self.transcript.options);
                // Whichever comes first: a limit, or a moment that a step asked for. Without either
                // nothing would happen any more, and the run says so by a time that never comes.
                self.wake = [wake, limit].into_iter().flatten().reduce(f64::min);
            }
            // A stream that stays open while a person signs in would cost the server a
            // connection for minutes, and this page one of its six.
            Progress::AwaitingUser(ask) => {
                self.abort_open(at, Abort::NoLongerNeeded);
                self.phase = Phase::AwaitingUser(ask);
            }
            Progress::Finished | Progress::Stopped => {
                self.abort_open(at, Abort::NoLongerNeeded);
                self.record(at, EventKind::Done);
                self.phase = Phase::Done;
            }
        }
    }

    /// Every evaluation settles all steps anew; only what differs from the recording is an event.
    fn record_step_changes(&mut self, at: f64, states: &StepStates) {
        for step in Step::ALL {
            let (status, reason, by) = states.get(step);
            let state = self.recording.step_state(step);
            // Another exchange for the same reason is no news: the first one is the one to name.
            if state.status != status || state.reason.as_ref() != reason {
                let reason = reason.cloned();
                let kind = EventKind::Step {
                    step,
                    status,
                    reason,
                    by,
                };
                self.record(at, kind);
            }
        }
    }

    /// Gives a command an id, hands it to the vantage, and writes it down.
    fn issue(&mut self, at: f64, command: Command) {
        // Before it is handed over: the vantage may answer at once.
        let id = self.next_id();
        match command {
            Command::Exchange(spec) => self.send(at, id, spec),
            Command::Probe { step, probe } => {
                let output = probe.clone();
                self.outbox.push_back(Output::Probe { id, probe: output });
                self.record(at, EventKind::Probe { id, step, probe });
            }
        }
    }

    /// The transcript keeps the request as it is sent, credentials and all; redaction comes when it
    /// leaves the program.
    fn send(&mut self, at: f64, id: Id, spec: ExchangeSpec) {
        let ExchangeSpec {
            step,
            purpose,
            request,
            mode,
            redirect,
            cache,
            // How much is awaited is the plan's business: a vantage hands over all that comes.
            when: _,
        } = spec;
        self.outbox.push_back(Output::Send {
            id,
            request: request.clone(),
            mode,
            redirect,
            cache,
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

    /// Ids count exchanges, probes and user actions together, so that an id also says what came first.
    pub(super) fn next_id(&mut self) -> Id {
        self.ids += 1;
        self.ids
    }

    /// Gives up one exchange, if it is still under way.
    pub(super) fn abort(&mut self, at: f64, id: Id, why: Abort) {
        if self.is_open(id) {
            self.outbox.push_back(Output::Abort(id));
            self.record(at, EventKind::Abort { id, why });
        }
    }

    /// Gives up everything that is under way.
    pub(super) fn abort_open(&mut self, at: f64, why: Abort) {
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
        // A probe has nothing to record of its end: it was not answered.
        for probed in self
            .recording
            .probes
            .iter()
            .filter(|probed| probed.answer.is_none())
        {
            self.outbox.push_back(Output::Abort(probed.id));
        }
    }
}
