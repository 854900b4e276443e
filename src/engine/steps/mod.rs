//! One file per step: what it asks, and what it came to. Only `transition.rs` says what that does to the run.
//!
//! A step gets the plan and what the steps before it found. It asks the plan for answers, in the
//! order in which a client would, and returns what it came to: a value to go on with, an outcome,
//! or an interrupt. It may settle other steps on the way, where an answer shows that they are over;
//! which ones is said at the head of its file.

pub mod address;
pub mod closing;
pub mod deep;
pub mod endpoint;
pub mod reach;
pub mod session;
pub mod sign_in;
pub mod sse;
pub mod survey;

use crate::protocol::jsonrpc;

/// Ids count up within a run and never repeat in a session (2025-11-25 `basic`, "Requests").
fn rpc_id(number: u32) -> jsonrpc::Id {
    jsonrpc::Id::Number(number.into())
}
