//! The pure modules, tested natively.

#[macro_use]
mod rows;

mod affected_clients;
mod app;
mod arrows;
mod budget;
mod canonical;
mod catalogue;
mod checks;
mod clients;
mod deep;
mod dialect;
#[path = "../shared/drive.rs"]
mod drive;
mod embed;
#[path = "../shared/environment.rs"]
mod environment;
mod evidence;
mod exports;
mod faults;
mod figures;
mod fixtures;
mod handmade;
mod hardening;
mod hostile;
mod http;
mod jsonrpc;
mod link;
mod mcp;
mod oauth;
mod panels;
mod redaction;
mod redaction_everywhere;
mod redaction_shapes;
mod redaction_target;
mod redaction_work;
mod redirects;
mod registry;
mod reports;
mod run;
mod scenario;
mod schema;
mod server_entry;
mod shapes;
mod share;
mod sign_in;
mod sign_in_findings;
mod snippets;
mod sse;
mod standard;
mod tidy;
mod url;
mod user_actions;
mod vantage;
#[path = "../shared/vantage_contract.rs"]
mod vantage_contract;
mod words;
mod work;
mod world;
#[path = "../shared/worst_cases.rs"]
mod worst_cases;
mod www_authenticate;
