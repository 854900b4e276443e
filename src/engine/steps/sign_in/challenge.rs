//! Step 5: whether the place of the metadata that a 401 names can be used.

use super::auth_fault;
use crate::protocol::address::{Target, resolve};
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers::challenge::Advertised;
use crate::trace::step::Step;

/// A client that takes the header at its word cannot go on from here.
pub fn fault(advertised: &Advertised, target: &Target) -> Option<Fault> {
    let (what, actual) = match advertised {
        Advertised::Nowhere | Advertised::At(_) => return None,
        Advertised::Relative(actual) => (AuthFault::RelativeMetadataUrl, actual),
        Advertised::Bad(actual) => (AuthFault::BadMetadataUrl, actual),
    };
    let expected = resolve(&target.url, actual).map(String::from);
    let expected = expected.filter(|_| what == AuthFault::RelativeMetadataUrl);
    Some(auth_fault(
        Step::Challenge,
        what,
        actual,
        expected.as_deref().unwrap_or_default(),
    ))
}
