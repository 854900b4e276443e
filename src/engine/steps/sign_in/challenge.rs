//! Step 5: whether the place of the metadata that a 401 names can be used.
//!
//! Without the header this step cannot fail: RFC 9728 demands it, and clients look at the
//! well-known places all the same. A page may also be unable to read it
//! (`Access-Control-Expose-Headers`), which looks the same from here.

use super::problem;
use crate::protocol::address::{Target, resolve};
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers::challenge::Advertised;
use crate::trace::step::Step;

/// The fault of a place that no client can ask. RFC 9728, 5.1 wants a URL; a client that takes the header at its word
/// cannot go on from anything else.
pub fn fault(advertised: &Advertised, target: &Target) -> Option<Fault> {
    let (what, actual) = match advertised {
        Advertised::Nowhere | Advertised::At(_) => return None,
        Advertised::Relative(actual) => (AuthFault::RelativeMetadataUrl, actual),
        Advertised::Bad(actual) => (AuthFault::BadMetadataUrl, actual),
    };
    let expected = resolve(&target.url, actual).map(String::from);
    let expected = expected.filter(|_| what == AuthFault::RelativeMetadataUrl);
    let expected = expected.unwrap_or_default();
    Some(problem(what, actual, &expected).of(Step::Challenge))
}
