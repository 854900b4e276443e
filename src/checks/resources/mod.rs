//! The survey's resources: their URIs and templates. The form of the lists is judged in
//! `across_steps/lists.rs`.

pub(super) mod bad_template;
pub(super) mod bad_uri;
