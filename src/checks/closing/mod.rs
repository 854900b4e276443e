//! The survey's end: what becomes of the session when the client ends it. Both checks look at the
//! one DELETE.

pub(super) mod delete_failed;
pub(super) mod delete_not_allowed;
