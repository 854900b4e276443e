//! The pure modules, tested natively.

mod evidence;
mod faults;
mod http;
mod jsonrpc;
mod link;
mod mcp;
mod reports;
mod run;
mod scenario;
mod schema;
mod sse;
mod url;
mod world;
mod www_authenticate;
