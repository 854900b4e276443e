//! Step 5: whether the place of the metadata that a 401 names can be used.

use super::broken;
use crate::protocol::address::{Target, resolve};
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers::challenge::Advertised;
use crate::trace::step::Step;

/// A client that takes the header at its word cannot go on from here.
pub fn fault(advertised: &Advertised, target: &Target) -> Option<Fault> {
    let (what, said) = match advertised {
        Advertised::Nowhere | Advertised::At(_) => return None,
        Advertised::Relative(said) => (AuthFault::RelativeMetadataUrl, said),
        Advertised::Bad(said) => (AuthFault::BadMetadataUrl, said),
    };
    let meant = resolve(&target.url, said).map(String::from);
    let meant = meant.filter(|_| what == AuthFault::RelativeMetadataUrl);
    Some(broken(
        Step::Challenge,
        what,
        said,
        meant.as_deref().unwrap_or_default(),
    ))
}
