//! The pure modules, tested natively.

mod jsonrpc;
mod sse;
