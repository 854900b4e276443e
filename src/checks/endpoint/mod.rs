//! Step 4, the endpoint: what is worth saying of answers that were of use, or of refusals beside
//! their status.

pub(super) mod header_twice;
pub(super) mod redirected;
pub(super) mod stack_trace;
