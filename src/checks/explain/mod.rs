//! Why the run stopped, in the catalogue's words. Each failing reason has exactly one explanation:
//! which code (`code.rs`), what its text quotes (`values.rs`), what proves it (`evidence.rs`,
//! `proof.rs`), and, where this vantage cannot tell several causes apart, which are left
//! (`candidates.rs`). The codes that the registry gives to `fault`, `waiting` and `evidence` are said
//! here and nowhere else.

mod candidates;
mod code;
mod evidence;
pub mod list_failure_hints;
mod proof;
pub mod sign_in;
mod values;

use crate::checks::case::Case;
use crate::checks::catalogue;
use crate::checks::draft::Draft;
use crate::checks::finding::{Certainty, Evidence, Part};
use crate::checks::quote;
use crate::trace::fault::Fault;
use crate::trace::network_cause::ProvenCause;
use crate::trace::reason::Reason;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// What a lane's ending says, if it says more than that all is well.
pub fn ending(case: &Case, step: Step) -> Option<Draft> {
    let state = case.recording.step_state(step);
    match state.reason.as_ref()? {
        Reason::Fault { fault: why } => Some(fault(case, step, why, state.by)),
        Reason::WantsCredentials => Some(sign_in::waiting(case, step, state.by)),
        Reason::Settled
        | Reason::NoCorsHere
        | Reason::OpenServer
        | Reason::CredentialGiven
        | Reason::CredentialAccepted
        | Reason::NotOffered
        | Reason::NothingToClose
        | Reason::CannotSee { .. }
        | Reason::Earlier
        | Reason::PermissionPrompt
        // These say that a step passed, was left out or was given up. What else there is to say of
        // it, the checks say.
        | Reason::Cancelled => None,
    }
}

/// The explanation of a fault: its code, the values of this run, what proves it.
pub fn fault(case: &Case, step: Step, why: &Fault, by: Option<Id>) -> Draft {
    // A probe can decide as well; then there is no exchange to quote from.
    let exchange = by.and_then(|id| case.recording.exchange(id));
    let draft = Draft::new(code::code(case, why, exchange));
    let mut draft = values::values(case, draft, why, exchange);
    // For the one code without a step of its own, `tool/unexplained`.
    draft.step = Some(step);
    draft.certainty = draft.certainty.or_else(|| certainty(case, why));
    draft = draft.with(evidence::evidence(case, why, exchange));
    if let Fault::Network { .. } = why {
        // One exchange shows it, and nothing is left to choose from.
        return draft.candidates(Vec::new());
    }
    if let Fault::SignIn { step, .. } = why {
        draft = draft.with(sign_in::asked(case, *step, by));
    }
    proven(case, candidates::ranked(case, why, exchange, draft), by)
}

/// Where facts of the run decide how certain a fault is.
fn certainty(case: &Case, why: &Fault) -> Option<Certainty> {
    match why {
        // A vantage that sees the cause, or a permission that was seen to change to denied;
        // otherwise denial is what is left.
        Fault::Network { .. } | Fault::LocalNetworkDenied { proven: true } => {
            Some(Certainty::Certain)
        }
        Fault::LocalNetworkDenied { proven: false } => Some(Certainty::Likely),
        // The head may have come, and been kept back with a stream that stays silent.
        Fault::PathHangs if hides_silent_answers(case) => Some(Certainty::Likely),
        _ => sign_in::certainty(why),
    }
}

/// Whether an answer is seen here with the first byte of its body only.
fn hides_silent_answers(case: &Case) -> bool {
    let environment = case.transcript.environment.as_ref();
    environment.is_some_and(|from| from.capabilities().hides_broken_answers)
}

/// Pasted evidence that names a member of the family turns the family into that member.
fn proven(case: &Case, draft: Draft, by: Option<Id>) -> Draft {
    // Evidence of another step belongs to another failure: the user may have fixed one thing in
    // between.
    let same_step = |cause: &ProvenCause| {
        let step = |code: &str| catalogue::entry(code).and_then(|entry| entry.step);
        step(cause.code()).is_some() && step(cause.code()) == step(&draft.code)
    };
    let mut pasted = case.recording.pasted.iter().rev();
    let Some((cause, proof)) = pasted.find_map(|pasted| {
        let cause = pasted.cause.as_ref().filter(|cause| same_step(cause))?;
        Some((cause, pasted))
    }) else {
        return draft;
    };
    let quoted = proof.quote.as_deref().map(quote::inline);
    // The line that names it goes to the exchange that failed, where readers look for it.
    let evidence = by.zip(quoted).map(|(id, line)| Evidence {
        exchange: id,
        part: Part::Failure,
        text: format!("pasted: {line}"),
    });
    Draft {
        // A member has no members: nothing is left to choose from.
        code: cause.code().to_owned(),
        candidates: None,
        ..draft
    }
    .certainty(Certainty::Certain)
    .with(evidence)
}
