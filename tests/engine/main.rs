//! The pure modules, tested natively.

mod http;
mod jsonrpc;
mod mcp;
mod sse;
mod url;
mod www_authenticate;
