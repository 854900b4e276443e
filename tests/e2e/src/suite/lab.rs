//! Every cause of the lab ends exactly as it declares: outcome, step, code, certainty, candidates and
//! warnings, without a further fault, and with a clean console.

use std::sync::Arc;

use faultfinder_lab::Group;

use crate::case::Case;
use crate::failure::Result;
use crate::verdict;
use crate::world::World;

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let causes = world.lab.causes().into_iter();
    Ok(causes
        // Nobody signs in here: those causes are in the suite `sign-in`.
        // Nor asks for deep mode: those are in the suite `deep`.
        .filter(|cause| cause.group != Group::Healthy && cause.sign_in.is_none() && !cause.deep)
        .map(verdict::case)
        .collect())
}
