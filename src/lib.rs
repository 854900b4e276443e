//! Faultfinder: finds the step at which an MCP connection breaks.
//!
//! The module list is the code map; `src/README.md` says what each may use.

// The page's own state: public for the tests only.
#[allow(missing_docs)]
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
#[allow(missing_docs)]
#[cfg(target_arch = "wasm32")]
pub mod page;
