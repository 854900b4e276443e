//! Checks that look at exchanges of several steps: what holds for every list, message, event or result, whatever it
//! belongs to. Their codes belong to the areas of those steps.

pub(super) mod events;
pub(super) mod lists;
pub(super) mod messages;
pub(super) mod modern_result_members;
pub(super) mod open_servers;
pub(super) mod redirects;
