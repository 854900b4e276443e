//! The survey's resources.

pub(super) mod bad_template;
pub(super) mod bad_uri;
