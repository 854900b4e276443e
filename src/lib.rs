//! Faultfinder: finds the step at which an MCP connection breaks.
//!
//! The module list is the code map; `src/README.md` says what each may use.

// Elsewhere than in a page only the tests use some of it.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
pub mod app;
pub mod checks;
pub mod engine;
pub mod evidence;
pub mod protocol;
pub mod redact;
pub mod render;
pub mod report;
pub mod share;
pub mod trace;

// By this name the files of `tests/shared` know the library.
#[cfg(test)]
extern crate self as faultfinder;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod page;
