//! Every healthy server of the lab is found healthy, without a fault.

use std::sync::Arc;

use faultfinder_lab::Group;

use crate::case::Case;
use crate::failure::Result;
use crate::verdict;
use crate::world::World;

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let causes = world.lab.causes().into_iter();
    Ok(causes
        .filter(|cause| cause.group == Group::Healthy)
        .map(verdict::case)
        .collect())
}
