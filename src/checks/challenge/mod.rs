//! Step 5: what a 401 says.

use super::case::Case;
use crate::engine::recording::Exchange;

pub(super) mod header_unreadable;
pub(super) mod malformed;
pub(super) mod not_bearer;

/// The 401 on which the run stands or stopped.
fn unauthorized<'a>(case: &Case<'a>) -> Option<&'a Exchange> {
    let mut exchanges = case.recording.exchanges.iter();
    exchanges.find(|exchange| exchange.status() == Some(401) && !exchange.purpose.is_question())
}
