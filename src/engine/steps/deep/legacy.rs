//! What a server with a handshake is asked: which versions it knows, and what it makes of a session that is not there.
//!
//! A client that lost its session has one way to learn so: 404, on which it opens a new one
//! (2025-03-26 and later, "Session Management"). At anything else it goes on using an id that
//! nobody knows.

use super::{extra_sessions, id, in_session, run_test, session};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::{self, Session};
use crate::protocol::mcp::revision::Revision;
use crate::trace::purpose::NegativeTest;

/// Sessions that are opened to learn the versions are ended under these numbers and those that follow.
const VERSIONS: u32 = 10;

/// In a session of its own: the run's is closed, and a server that breaks on one of these must not
/// take it along.
pub fn run(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    // First of all, as it needs no session. A server that refuses the next one would end everything
    // here.
    versions(plan, opened)?;
    let Some(given) = extra_sessions::open(plan, opened, 0)? else {
        return Ok(());
    };
    let own = session(opened, given.as_deref());
    let call = request::ping(own, &id(NegativeTest::Ping));
    run_test(plan, opened, NegativeTest::Ping, call)?;
    // Inside the session, or a server that checks the id first would refuse for that reason.
    in_session(plan, opened, own)?;
    // Before 2025-06-18 the header is unknown, and ignoring it is right.
    if opened.revision.rules().sends_version_header {
        let call =
            invalid_requests::ping_in_unknown_version(own, &id(NegativeTest::BadVersionHeader));
        run_test(plan, opened, NegativeTest::BadVersionHeader, call)?;
    }
    match own.id {
        Some(_) => without_session(plan, opened, own),
        None => Ok(()),
    }
}

/// `initialize` in every revision that has it, and in none.
/// A server answers with the version that was asked for if it knows it, else with one that it knows
/// (2025-11-25 `basic/lifecycle`, "Version Negotiation"). Some agree to any date (docs/checks.md, F27).
fn versions(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    for (index, (version, revision)) in (0..).zip(invalid_requests::versions()) {
        let test = NegativeTest::Initialize.number(index);
        // The transport stays the one that is spoken here, whatever the version.
        let revision = revision.max(Revision::V2025_03_26);
        let call = request::initialize_for(version, revision, &test.id());
        let answer = run_test(plan, opened, test, call)?;
        let id = answer.header("mcp-session-id");
        extra_sessions::close(plan, opened, session(opened, id), VERSIONS + index)?;
    }
    Ok(())
}

/// A session id that is left out, made up, or no longer good.
/// 400 belongs to the first and 404 to the others (2025-11-25 `basic/transports`, "Session
/// Management"). A normal answer is allowed, as a server may do without sessions.
fn without_session(plan: &mut Plan, opened: &OpenSession, own: Session) -> Result<(), Interrupt> {
    let asked = [
        (NegativeTest::NoSessionId, None),
        (
            NegativeTest::UnknownSessionId,
            Some(invalid_requests::SESSION),
        ),
    ];
    for (test, id) in asked {
        let call = request::ping(session(opened, id), &super::id(test));
        run_test(plan, opened, test, call)?;
    }
    let ended = extra_sessions::close(plan, opened, own, 0)?;
    let status = ended.and_then(|exchange| exchange.status());
    // A server that refuses to end sessions, with 405, may go on answering in this one.
    if status.is_some_and(|status| status < 300) {
        let call = request::ping(own, &id(NegativeTest::EndedSession));
        run_test(plan, opened, NegativeTest::EndedSession, call)?;
    }
    Ok(())
}
