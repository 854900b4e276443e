//! The branches of the decision tree that only Firefox takes: causes whose answer a browser hides end in Firefox as
//! they declare for it.

use std::sync::Arc;

use faultfinder_lab::Group;

use crate::case::Case;
use crate::failure::Result;
use crate::verdict;
use crate::world::World;

/// What a browser can read, it reads alike in both.
const HIDDEN: [Group; 3] = [Group::Reach, Group::Cors, Group::Endpoint];

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let causes = world.lab.causes().into_iter();
    let hidden = causes.filter(|cause| HIDDEN.contains(&cause.group));
    Ok(hidden.filter_map(verdict::case_in_firefox).collect())
}
