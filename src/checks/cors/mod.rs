//! Step 3, cross-origin access: what is odd about it although the session opened. What kept it
//! from opening is a fault of the engine (`explain/`), with evidence that is blind to the answer.

pub(super) mod modern_headers_not_allowed;
pub(super) mod null_origin;
