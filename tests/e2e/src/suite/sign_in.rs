//! Sign-in, from the challenge to a session: at every cause of the lab that needs it, and at real parts:
//! oidc-provider with its own login and consent pages, in front of a server on the TypeScript SDK v2.

use std::sync::Arc;

use crate::case::Case;
use crate::failure::Result;
use crate::verdict;
use crate::world::World;

mod leaks;
mod provider;
mod secrets;
mod strangers;
pub mod ways;

pub async fn cases(world: &Arc<World>) -> Result<Vec<Case>> {
    let causes = world.lab.causes().into_iter();
    let causes = causes.filter(|cause| cause.sign_in.is_some() && !cause.deep);
    let mut cases: Vec<Case> = causes.map(verdict::case).collect();
    cases.extend(provider::cases());
    cases.extend(ways::cases());
    cases.extend(secrets::cases());
    cases.extend(leaks::cases());
    cases.extend(strangers::cases());
    Ok(cases)
}
