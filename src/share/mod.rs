//! What a link to this page says.

pub mod link;
