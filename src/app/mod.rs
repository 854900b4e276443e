//! What the page holds and what happens to it, without a browser.

pub mod persist;
