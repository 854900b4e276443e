//! Bytes and JSON in, typed values out; no policy.
//!
//! Every parser of server data returns `(T, Vec<Problem>)` and survives any input: what a server
//! does wrong is a value here, never an `Err`.

pub mod address;
pub mod document;
pub mod hidden;
pub mod http;
pub mod json;
pub mod jsonrpc;
pub mod mcp;
pub mod oauth;
pub mod server_entry;
pub mod sort;
pub mod sse;
pub mod time;
pub mod url;
pub mod www_authenticate;
