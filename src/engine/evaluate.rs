//! The run, from the address to the end of the session; and the same once more over what was pasted.
//!
//! A run is evaluated from its beginning after every input. That sounds wasteful and is cheap:
//! nothing is sent twice, as each line finds the answer that is there already, and a whole
//! evaluation is a matter of a few milliseconds. In return there is no state between inputs that could
//! be wrong, and a recorded run can be evaluated at any of its moments.

use super::outcome::{Interrupt, Progress, StepOutcome};
use super::plan::Plan;
use super::steps;
use crate::protocol::address::Target;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::step::Step;
use crate::trace::transcript::Origin;

impl Plan<'_> {
    /// The run.
    pub fn evaluate(&mut self) -> Progress {
        // Nothing is diagnosed after a cancel. What remains to be done is the DELETE of
        // each open session.
        if self.recording.cancelled {
            let ended = steps::closing::after_cancel(self);
            return self.conclude(ended);
        }
        let progress = self.run_live();
        // Pasted evidence replaces nothing that this vantage saw itself; it continues where a browser had to stop.
        if progress == Progress::Stopped && self.has_pasted() {
            self.replay_pasted();
        }
        progress
    }

    /// One evaluation over the answers of the current source, and what it came to.
    fn run_live(&mut self) -> Progress {
        let ended = self.run_to_end();
        self.conclude(ended)
    }

    /// From the address on. A 401 may come at any request (2025-11-25 `basic/authorization`: no
    /// method is exempt), so it is an interrupt that ends the session part and starts the
    /// authorization; with a token that begins the session part anew.
    fn run_to_end(&mut self) -> Result<(), Interrupt> {
        let target = steps::address::read(self.address, self.recording)?;
        self.settle(StepOutcome::passed(Step::Address, None));
        match self.run_mcp_session(target) {
            Err(Interrupt::SignIn(by)) => (self.deferred_steps()?.authorize)(self, target, by),
            ended => ended,
        }
    }

    /// The run with a server that asks for nothing, or for nothing more.
    pub(super) fn run_mcp_session(&mut self, target: &Target) -> Result<(), Interrupt> {
        self.begin(Step::Reach);
        if let Some(prompt) = steps::reach::permission(self, target)? {
            // The table lets a run wait for the user here. The browser's prompt stands over the run's own first
            // request, so that is sent all the same.
            self.settle(prompt);
        }
        let opened = steps::session::open(self, target)?;
        // Before the survey, so that the verdict on the session is there while the lists are under way.
        self.settle_open_session(&opened);
        steps::survey::list_all(self, target, &opened)?;
        // A list that failed does not get in the way: its outcome was settled, and the
        // session is open on the server all the same.
        let closed = steps::closing::close(self, target, &opened)?;
        self.settle(closed);
        // Deep mode comes after the DELETE: what it sends must not disturb the session that is judged.
        match self.source == Origin::Live && self.recording.is_deep_mode_started() {
            true => (self.deferred_steps()?.deep_mode)(self, &opened),
            false => Ok(()),
        }
    }

    /// Whether the user pasted exchanges that another tool had with this server.
    fn has_pasted(&self) -> bool {
        let mut exchanges = self.recording.exchanges.iter();
        exchanges.any(|exchange| exchange.origin == Origin::Pasted)
    }

    /// Takes the steps after the failed one from pasted exchanges. The steps up to it stay as they were:
    /// they say what a browser meets.
    fn replay_pasted(&mut self) {
        // From pending on: the paste tells its own story from the address to its end,
        // and what the browser saw is laid over it afterwards.
        let live = std::mem::take(&mut self.states);
        self.source = Origin::Pasted;
        self.commands.clear();
        // However the paste ends, the run is over: the browser was stopped.
        self.run_live();
        self.source = Origin::Live;
        self.commands.clear();
        self.keep_states_up_to_failure(&live);
        // What the paste does not show was not looked at.
        let why = Unseen::NotPasted;
        self.states.end_unfinished(&Reason::CannotSee { why });
    }
}
