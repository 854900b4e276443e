//! The Model Context Protocol in its five published revisions.

pub mod annotations;
pub mod capabilities;
pub mod era;
pub mod invalid_requests;
pub mod request;
pub mod result;
pub mod revision;

pub use revision::{Revision, Rules, Transport};
