//! The pure modules, tested natively.

mod evidence;
mod http;
mod jsonrpc;
mod mcp;
mod run;
mod sse;
mod url;
mod world;
mod www_authenticate;
