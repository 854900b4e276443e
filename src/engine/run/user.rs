//! What the user does while a run is on, or after it: cancels it, goes on with it.
//!
//! Cancelling and going on differ in what they leave behind: a cancelled run is over for good, but
//! for the DELETE of its session; an action of the user may also open a run again that had ended.

use super::{Phase, Run};
use crate::engine::transition::transition;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::transcript::{Abort, EventKind};
use crate::trace::user_action::UserAction;

impl Run {
    /// Pauses the run's clock between its end and deep mode, so the timeline has no gap.
    pub(super) fn resume_clock(&mut self, now: f64) {
        let last = self.transcript.events.last().map(|event| event.at);
        if self.phase == Phase::Done {
            self.origin = now - last.unwrap_or_default();
        }
    }

    /// Gives everything up. A session that is open is closed: the plan sends the `DELETE`.
    pub(super) fn cancel(&mut self, at: f64) {
        if matches!(self.phase, Phase::Idle | Phase::Done) || self.recording.cancelled {
            return;
        }
        self.abort_open(at, Abort::Cancelled);
        // From here on an evaluation only closes sessions; the states stay as they are.
        self.record(at, EventKind::Cancel);
        // Written here and not by an evaluation: that of a cancelled run keeps the states as they are.
        for step in Step::ALL {
            if matches!(
                self.recording.step_state(step).status,
                Status::Pending | Status::Running | Status::Waiting
            ) {
                let (status, _) = transition(step, &Reason::Cancelled);
                let kind = EventKind::Step {
                    step,
                    status,
                    reason: Some(Reason::Cancelled),
                    by: None,
                };
                self.record(at, kind);
            }
        }
    }

    /// The user did something in steps 5 to 10, or asks for deep mode: the run goes on from there, also one that had
    /// ended.
    /// The action gets an id like an exchange, so that a later evaluation can tell
    /// which answers came before it (`Plan::ignore_up_to`).
    pub(super) fn apply_user_action(&mut self, at: f64, action: UserAction) {
        // Deep mode is the last that a run does: its sessions were made with the token that is there.
        let is_over = self.recording.cancelled || self.recording.is_deep_mode_started();
        if self.phase == Phase::Idle || is_over {
            return;
        }
        // It came too late, or while the time is the user's own.
        if action == UserAction::WaitLonger && self.phase != Phase::Running {
            return;
        }
        let id = self.next_id();
        self.record(at, EventKind::UserAction { id, action });
        self.phase = Phase::Running;
    }
}
