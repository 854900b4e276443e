//! The pure modules, tested natively.

mod sse;
