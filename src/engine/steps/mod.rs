//! One file per step: what it asks, and how it ends. Only `step.rs` says what an ending does.

pub mod address;
pub mod closing;
pub mod deep;
pub mod endpoint;
pub mod reach;
pub mod session;
pub mod sign_in;
pub mod sse;
pub mod survey;
