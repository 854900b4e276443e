//! The run, from the address to the end of the session; and the same walk over what was pasted.

use super::plan::{Interrupt, Plan};
use super::steps;
use crate::protocol::address::Target;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;

impl Plan<'_> {
    /// The run.
    pub fn evaluate(&mut self) -> Result<(), Interrupt> {
        if self.recording.cancelled {
            return steps::closing::after_cancel(self);
        }
        let live = self.run_live();
        if live == Err(Interrupt::Stop) && self.has_pasted() {
            return self.replay_pasted();
        }
        live
    }

    fn run_live(&mut self) -> Result<(), Interrupt> {
        let target = steps::address::read(self)?;
        match self.run_mcp_session(target) {
            Err(Interrupt::SignIn(by)) => (self.deferred_steps()?.authorize)(self, target, by),
            ended => ended,
        }
    }

    /// The run with a server that asks for nothing, or for nothing more.
    pub(super) fn run_mcp_session(&mut self, target: &Target) -> Result<(), Interrupt> {
        steps::reach::permission(self, target)?;
        let opened = steps::session::open(self, target)?;
        steps::survey::list_all(self, target, &opened)?;
        steps::closing::close(self, target, &opened)?;
        match self.source == Origin::Live && self.recording.is_deep_mode_started() {
            true => (self.deferred_steps()?.deep_mode)(self, &opened),
            false => Ok(()),
        }
    }

    fn has_pasted(&self) -> bool {
        let mut exchanges = self.recording.exchanges.iter();
        exchanges.any(|exchange| exchange.origin == Origin::Pasted)
    }

    /// Takes the steps after the failed one from pasted exchanges. The steps up to it stay as they were:
    /// they say what a browser meets.
    fn replay_pasted(&mut self) -> Result<(), Interrupt> {
        let live = std::mem::take(&mut self.states);
        self.source = Origin::Pasted;
        self.commands.clear();
        // However the paste ends, the run is over: the browser was stopped.
        let _ = self.run_live();
        self.source = Origin::Live;
        self.commands.clear();
        let failed = Step::ALL
            .into_iter()
            .find(|step| live.status(*step) == Status::Fail)
            .map_or(0, Step::index);
        for (index, state) in live.states.into_iter().enumerate() {
            if index <= failed {
                self.states.states[index] = state;
            }
        }
        // What the paste does not show was not looked at.
        for step in Step::ALL {
            if matches!(self.states.status(step), Status::Pending | Status::Running) {
                let why = Unseen::NotPasted;
                self.end(step, Reason::CannotSee { why }, None);
            }
        }
        Err(Interrupt::Stop)
    }
}
