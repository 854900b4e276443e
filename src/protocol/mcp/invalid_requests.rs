//! Requests that no healthy client sends. How a server answers them shows what it checks.
//!
//! Deep mode sends them, and only when the user asks for it (docs/design.md, "Deep mode"). None of them has an effect.

use super::request::{self, Call, Session, meta, object};
use super::revision::Revision;
use crate::protocol::jsonrpc::{self, Id};

/// A version that was never published, older than all that were.
pub const VERSION: &str = "1900-01-01";

/// What `initialize` is asked for, one after another: every revision that has it, and [`VERSION`]. Beside each the
/// revision by whose rules the request is written.
pub fn versions() -> impl Iterator<Item = (&'static str, Revision)> {
    let legacy = Revision::ALL.into_iter().filter(|one| !one.is_modern());
    let known = legacy.map(|revision| (revision.as_str(), revision));
    known.chain([(VERSION, Revision::NEWEST_LEGACY)])
}

/// A method that nobody implements.
pub const METHOD: &str = "faultfinder/does-not-exist";

/// A cursor that no server gave out.
pub const CURSOR: &str = "faultfinder-invalid-cursor";

/// A session id that no server gave out, in the form that most give out.
pub const SESSION: &str = "00000000-0000-4000-8000-000000000000";

/// `server/discover` that says its version in the header and in `_meta` (2026-07-28 `basic/versioning`); without
/// the latter it has no `_meta` at all.
pub fn discover(id: &Id, in_header: &str, in_meta: Option<&str>) -> Call {
    let mut call = request::discover(id);
    let params = match in_meta {
        Some(version) => object([("_meta", meta(version))]),
        None => object([]),
    };
    call.headers.set("MCP-Protocol-Version", in_header);
    call.body = Some(jsonrpc::request(id, "server/discover", Some(&params)));
    call
}

/// `server/discover` whose `Mcp-Method` names this method, or is missing (2026-07-28
/// `basic/transports/streamable-http`, "Standard Request Headers").
pub fn discover_named(id: &Id, method: Option<&str>) -> Call {
    let mut call = request::discover(id);
    match method {
        Some(method) => call.headers.set("Mcp-Method", method),
        None => call.headers.remove("Mcp-Method"),
    }
    call
}

/// A request of an open session for what does not exist.
pub fn unknown_method(session: Session, id: &Id) -> Call {
    request::request(session, id, METHOD, serde_json::Map::new())
}

/// `ping` that names a version which was not agreed on (2025-06-18 `basic/transports`, "Protocol Version Header").
pub fn ping_in_unknown_version(session: Session, id: &Id) -> Call {
    let mut call = request::ping(session, id);
    call.headers.set("MCP-Protocol-Version", VERSION);
    call
}

/// The headers of a request, and a body that ends after its first character.
pub fn cut_off(session: Session, id: &Id) -> Call {
    let mut call = unknown_method(session, id);
    call.body = Some("{".to_owned());
    call.rpc_id = None;
    call
}
