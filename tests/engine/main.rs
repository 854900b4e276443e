//! The pure modules, tested natively.

mod checks;
mod clients;
mod consent;
mod embed;
mod evidence;
mod faults;
mod fixtures;
mod http;
mod jsonrpc;
mod link;
mod mcp;
mod oauth;
mod redaction;
mod redaction_everywhere;
mod reports;
mod run;
mod scenario;
mod schema;
mod share;
mod sign_in;
mod sse;
mod standard;
mod tidy;
mod url;
mod world;
mod www_authenticate;
