//! Step 4.

pub(super) mod redirected;
pub(super) mod stack_trace;
