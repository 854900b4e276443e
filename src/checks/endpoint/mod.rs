//! Step 4.

pub(super) mod redirected;
