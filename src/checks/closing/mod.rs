//! The survey's end.

pub(super) mod delete_failed;
pub(super) mod delete_not_allowed;
