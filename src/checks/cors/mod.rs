//! Step 3.

pub(super) mod modern_headers_not_allowed;
pub(super) mod null_origin;
