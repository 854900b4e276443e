//! Faultfinder: finds the step at which an MCP connection breaks.
//! The pure modules, tested natively.

pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod ui;
