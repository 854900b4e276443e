//! How the steps stand, and THE place where an outcome changes that.
//!
//! The states are made anew in every evaluation, from pending on, and compared with the recording
//! afterwards. So a step may be settled and reopened within one evaluation (a late 401 does that)
//! and nobody outside sees but the last of it.

use super::outcome::StepOutcome;
use super::transition::{Effect, transition};
use crate::trace::fault::Fault;
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};
use crate::trace::wire::Id;

/// How steps ended that say nothing themselves, where a later one shows that they are over.
#[derive(Clone, Debug)]
pub struct ImpliedReasons {
    /// Step 3: it is no question where nothing keeps answers back.
    pub cors: Reason,
    /// Steps 5 to 10: the server asks for nothing more.
    pub authorization: Reason,
}

impl ImpliedReasons {
    /// The reason for this step.
    fn of(&self, step: Step) -> Reason {
        match step {
            Step::Cors => self.cors.clone(),
            step if Step::SIGN_IN.contains(&step) => self.authorization.clone(),
            _ => Reason::Settled,
        }
    }
}

/// How each step stands in this evaluation.
#[derive(Clone, Debug, Default)]
pub struct StepStates {
    states: [(Status, Option<Reason>, Option<Id>); 16],
}

impl StepStates {
    /// Status, reason, and the exchange that settled it.
    pub fn get(&self, step: Step) -> (Status, Option<&Reason>, Option<Id>) {
        let (status, reason, by) = &self.states[step.index()];
        (*status, reason.as_ref(), *by)
    }

    /// How the step stands.
    pub fn status(&self, step: Step) -> Status {
        self.states[step.index()].0
    }

    /// Whether a step has come to a good end already.
    /// `NoCorsHere` is a good end too: outside of a browser step 3 has nothing to ask.
    pub fn is_settled(&self, step: Step) -> bool {
        let reason = self.get(step).1;
        matches!(reason, Some(Reason::Settled | Reason::NoCorsHere))
    }

    /// Whether the step failed, in a run that may go on.
    pub fn is_failed(&self, step: Step) -> bool {
        matches!(self.get(step), (_, Some(Reason::Fault { .. }), _))
    }

    /// Writes a state as it is. For what is copied from elsewhere; whoever has an outcome calls
    /// [`StepStates::settle`].
    pub fn set(&mut self, step: Step, status: Status, reason: Option<Reason>, by: Option<Id>) {
        self.states[step.index()] = (status, reason, by);
    }

    /// Says that work on a step has begun.
    pub fn begin(&mut self, step: Step) {
        if self.status(step) == Status::Pending {
            self.set(step, Status::Running, None, None);
        }
    }

    /// Takes a step back to where nothing is known of it.
    pub fn reopen(&mut self, step: Step) {
        self.set(step, Status::Pending, None, None);
    }

    /// Writes an outcome down, and what it says about the other steps.
    pub fn settle(&mut self, outcome: StepOutcome, implied: &ImpliedReasons) -> Effect {
        let StepOutcome { step, reason, by } = outcome;
        let (status, effect) = transition(step, &reason);
        if let Reason::Fault { fault } = &reason {
            self.settle_steps_before(fault, by, implied);
        }
        if effect == Effect::AwaitUser {
            self.reopen_for_user(step);
        }
        self.set(step, status, Some(reason), by);
        // The run stops at one point, so that nothing after it can fail as well: one
        // step, one code (docs/design.md, "One point of failure").
        if effect == Effect::Stop {
            self.end_unfinished(&Reason::Earlier);
        }
        effect
    }

    /// A fault says of the steps before its own how they ended, where nothing else has said so yet.
    fn settle_steps_before(&mut self, fault: &Fault, by: Option<Id>, implied: &ImpliedReasons) {
        match fault.step() {
            // Without an answer there is nothing that a browser could keep back.
            Step::Cors => self.settle_implied(Step::Reach, by, implied),
            // What was read is wrong, so it was let through.
            Step::Endpoint => {
                self.settle_implied(Step::Reach, by, implied);
                self.settle_implied(Step::Cors, by, implied);
            }
            // A session fault implies that steps 2-4 passed and 5-10 did not apply.
            Step::Session => {
                for step in Step::ALL.into_iter().filter(|step| *step < Step::Session) {
                    if self.is_unfinished(step) {
                        self.end(step, implied.of(step), by);
                    }
                }
            }
            // Nothing comes before steps 1 and 2, and a fault of 5 to 10 or of the
            // survey lies behind answers that settled the steps before it.
            _ => {}
        }
        // What the user entered stands in for steps 5 to 9, also where it is not accepted.
        if matches!(fault, Fault::TokenRefused) {
            for step in Step::SIGN_IN {
                self.end(step, Reason::CredentialGiven, None);
            }
        }
    }

    /// Brings a step to its good end, unless an earlier exchange has.
    pub fn settle_implied(&mut self, step: Step, by: Option<Id>, implied: &ImpliedReasons) {
        if !self.is_settled(step) {
            self.end(step, implied.of(step), by);
        }
    }

    /// The user may go another way than the one that was taken up to here: what was under way begins anew, and the
    /// later steps of the authorization are open again.
    fn reopen_for_user(&mut self, step: Step) {
        for other in Step::ALL {
            let is_later = Step::SIGN_IN.contains(&other) && other > step;
            match self.status(other) {
                Status::Running => self.reopen(other),
                Status::Skipped if is_later => self.reopen(other),
                _ => {}
            }
        }
    }

    /// Ends what is not finished, for one reason.
    pub fn end_unfinished(&mut self, reason: &Reason) {
        for step in Step::ALL {
            if self.is_unfinished(step) {
                self.end(step, reason.clone(), None);
            }
        }
    }

    /// Whether nothing has ended the step. A step that waits for the user is not: its prompt may be
    /// open still.
    fn is_unfinished(&self, step: Step) -> bool {
        matches!(self.status(step), Status::Pending | Status::Running)
    }

    /// Ends a step of which another one tells how it ended.
    fn end(&mut self, step: Step, reason: Reason, by: Option<Id>) {
        let (status, _) = transition(step, &reason);
        self.set(step, status, Some(reason), by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::reason::Unseen;
    use Status::{Fail, Pass, Pending, Running, Skipped, Unreached, Waiting};

    fn implied(cors: Reason) -> ImpliedReasons {
        let authorization = Reason::OpenServer;
        ImpliedReasons {
            cors,
            authorization,
        }
    }

    /// Steps 2 to 5, 10, 11 and the tools, after one outcome in a run that has just begun step 2.
    fn after(outcome: StepOutcome) -> ([Status; 7], Effect) {
        let mut states = StepStates::default();
        states.begin(Step::Reach);
        let effect = states.settle(outcome, &implied(Reason::Settled));
        let shown = [
            Step::Reach,
            Step::Cors,
            Step::Endpoint,
            Step::Challenge,
            Step::Token,
            Step::Session,
            Step::Tools,
        ];
        (shown.map(|step| states.status(step)), effect)
    }

    #[test]
    fn an_outcome_settles_what_it_says_something_of() {
        const P: Status = Pending;
        const U: Status = Unreached;
        let unseen = StepOutcome::unseen(Step::Stream, Unseen::NoAnswer, None);
        #[rustfmt::skip]
        let rows = [
            (StepOutcome::passed(Step::Reach, 1), [Pass, P, P, P, P, P, P], Effect::Continue),
            (unseen, [Running, P, P, P, P, P, P], Effect::Continue),
            (StepOutcome::failed(Fault::NoConnection, 1), [Fail, U, U, U, U, U, U], Effect::Stop),
            (StepOutcome::failed(Fault::NotAllowed, 1), [Pass, Fail, U, U, U, U, U], Effect::Stop),
            (StepOutcome::failed(Fault::NotFound, 1), [Pass, Pass, Fail, U, U, U, U], Effect::Stop),
            (StepOutcome::failed(Fault::SessionLost, 1), [Pass, Pass, Pass, Skipped, Skipped, Fail, U], Effect::Stop),
            (StepOutcome::failed(Fault::TokenRefused, 1), [U, U, U, Skipped, Fail, U, U], Effect::Stop),
            (StepOutcome::awaits_user(Step::Challenge, 1), [P, P, P, Waiting, P, P, P], Effect::AwaitUser),
        ];
        for (outcome, statuses, effect) in rows {
            let shown = format!("{outcome:?}");
            assert_eq!(after(outcome), (statuses, effect), "{shown}");
        }
    }

    #[test]
    fn the_first_exchange_that_shows_it_settles_a_step() {
        let mut states = StepStates::default();
        for by in [3, 7] {
            states.settle_implied(Step::Cors, Some(by), &implied(Reason::NoCorsHere));
        }
        assert_eq!(
            states.get(Step::Cors),
            (Skipped, Some(&Reason::NoCorsHere), Some(3))
        );
    }

    #[test]
    fn a_list_that_fails_ends_no_run() {
        let method = "prompts/list".to_owned();
        let mut states = StepStates::default();
        let failed = StepOutcome::failed(Fault::ListFailed { method }, 4);
        assert_eq!(
            states.settle(failed, &implied(Reason::Settled)),
            Effect::Continue
        );
        assert!(states.is_failed(Step::Prompts));
        assert_eq!(states.status(Step::Resources), Pending);
    }
}
