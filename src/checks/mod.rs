//! What the recording means.

pub mod finding;
