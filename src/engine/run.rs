//! The run, from the address to the end of the session; and the same walk over what was pasted.

use super::plan::{Halt, Plan};
use super::steps;
use crate::protocol::address::Target;
use crate::trace::reason::{Reason, Unseen};
use crate::trace::step::{Status, Step};
use crate::trace::transcript::Origin;

impl Plan<'_> {
    /// The run.
    pub fn run(&mut self) -> Result<(), Halt> {
        if self.recording.cancelled {
            return steps::closing::after_cancel(self);
        }
        let live = self.walk();
        if live == Err(Halt::Stop) && self.has_pasted() {
            return self.walk_pasted();
        }
        live
    }

    fn walk(&mut self) -> Result<(), Halt> {
        let target = steps::address::read(self)?;
        match self.talk(target) {
            Err(Halt::SignIn(by)) => (self.guide()?.walk)(self, target, by),
            ended => ended,
        }
    }

    /// The run with a server that asks for nothing, or for nothing more.
    pub(super) fn talk(&mut self, target: &Target) -> Result<(), Halt> {
        steps::reach::permission(self, target)?;
        let opened = steps::session::open(self, target)?;
        steps::survey::look(self, target, &opened)?;
        steps::closing::close(self, target, &opened)?;
        match self.source == Origin::Live && self.recording.is_deep_mode_started() {
            true => (self.guide()?.deepen)(self, &opened),
            false => Ok(()),
        }
    }

    fn has_pasted(&self) -> bool {
        let mut exchanges = self.recording.exchanges.iter();
        exchanges.any(|exchange| exchange.origin == Origin::Pasted)
    }

    /// Takes the steps after the failed one from pasted exchanges. The steps up to it stay as they were:
    /// they say what a browser meets.
    fn walk_pasted(&mut self) -> Result<(), Halt> {
        let live = std::mem::take(&mut self.board);
        self.source = Origin::Pasted;
        self.wants.clear();
        // However the paste ends, the run is over: the browser was stopped.
        let _ = self.walk();
        self.source = Origin::Live;
        self.wants.clear();
        let failed = Step::ALL
            .into_iter()
            .find(|step| live.status(*step) == Status::Fail)
            .map_or(0, Step::index);
        for (index, lane) in live.lanes.into_iter().enumerate() {
            if index <= failed {
                self.board.lanes[index] = lane;
            }
        }
        // What the paste does not show was not looked at.
        for step in Step::ALL {
            if matches!(self.board.status(step), Status::Pending | Status::Running) {
                let why = Unseen::NotPasted;
                self.end(step, Reason::CannotSee { why }, None);
            }
        }
        Err(Halt::Stop)
    }
}
