//! Requests that a server of 2026-07-28 has to refuse, and the legacy `initialize` handshake.

use super::{extra_sessions, id, in_session, run_test, session};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::engine::steps::endpoint::rpc_result;
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::{self, Session};
use crate::protocol::mcp::revision::Revision;
use crate::trace::purpose::NegativeTest;

/// Each test changes one thing in a `server/discover` that was good before, so what is refused is
/// that one thing.
pub fn run(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    let now = opened.revision.as_str();
    let before = Revision::NEWEST_LEGACY.as_str();
    // The answers to what is left out, and to GET and DELETE, count only where
    // `initialize` is refused: a server of both eras may take such a request for one of
    // an older revision (docs/design.md, "Eras").
    let calls = [
        (
            NegativeTest::UnknownVersion,
            invalid_requests::discover(
                &id(NegativeTest::UnknownVersion),
                invalid_requests::VERSION,
                Some(invalid_requests::VERSION),
            ),
        ),
        (
            NegativeTest::VersionMismatch,
            invalid_requests::discover(&id(NegativeTest::VersionMismatch), now, Some(before)),
        ),
        (
            NegativeTest::MethodMismatch,
            invalid_requests::discover_named(&id(NegativeTest::MethodMismatch), Some("tools/list")),
        ),
        (
            NegativeTest::NoMethodHeader,
            invalid_requests::discover_named(&id(NegativeTest::NoMethodHeader), None),
        ),
        (
            NegativeTest::NoMeta,
            invalid_requests::discover(&id(NegativeTest::NoMeta), now, None),
        ),
        (
            NegativeTest::Get,
            request::get_stream(session(opened, None)),
        ),
        (NegativeTest::Delete, request::delete(session(opened, None))),
    ];
    for (test, call) in calls {
        run_test(plan, opened, test, call)?;
    }
    in_session(plan, opened, session(opened, None))?;
    // Last: what a server of two eras takes from an older client decides how its other answers are
    // to be read.
    as_legacy_client(plan, opened)
}

/// A server that also answers `initialize` is asked for its tools that way too.
fn as_legacy_client(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    let id = id(NegativeTest::Initialize);
    let call = request::initialize(Revision::NEWEST_LEGACY, &id);
    let answer = run_test(plan, opened, NegativeTest::Initialize, call)?;
    // Refused, as by every modern-only server. Whether the error names its versions is for the checks.
    let Some(result) = rpc_result(answer, &id) else {
        return Ok(());
    };
    let version = result
        .get("protocolVersion")
        .and_then(|version| version.as_str());
    let revision = version.and_then(Revision::parse);
    let Some(revision) = revision.filter(|revision| !revision.is_modern()) else {
        return Ok(());
    };
    let old = Session {
        revision,
        id: answer.header("mcp-session-id"),
    };
    let notice = request::initialized(old);
    run_test(plan, opened, NegativeTest::Opened, notice)?;
    extra_sessions::use_and_close(plan, opened, old, 0)
}
