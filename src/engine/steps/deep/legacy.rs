//! What a server with a handshake is asked: which versions it knows, and what it makes of a session that is not there.

use super::{extra_sessions, in_session, run_test, session};
use crate::engine::opened::Opened;
use crate::engine::plan::{Interrupt, Plan};
use crate::engine::steps::session::rpc_id;
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::{self, Session};
use crate::protocol::mcp::revision::Revision;
use crate::trace::purpose::NegativeTest;

/// Sessions that are opened to learn the versions are ended under these numbers and those that follow.
const VERSIONS: u32 = 10;

pub fn run(plan: &mut Plan, opened: &Opened) -> Result<(), Interrupt> {
    versions(plan, opened)?;
    let Some(id) = extra_sessions::open(plan, opened, 0)? else {
        return Ok(());
    };
    let own = session(opened, id.as_deref());
    let call = request::ping(own, &rpc_id(NegativeTest::Ping.rpc_number(0)));
    run_test(plan, opened, (NegativeTest::Ping, 0), call)?;
    in_session(plan, opened, own)?;
    if opened.revision.rules().sends_version_header {
        let id = rpc_id(NegativeTest::BadVersionHeader.rpc_number(0));
        let call = invalid_requests::ping_in_unknown_version(own, &id);
        run_test(plan, opened, (NegativeTest::BadVersionHeader, 0), call)?;
    }
    match own.id {
        Some(_) => without_session(plan, opened, own),
        None => Ok(()),
    }
}

/// `initialize` in every revision that has it, and in none.
fn versions(plan: &mut Plan, opened: &Opened) -> Result<(), Interrupt> {
    for (index, (version, revision)) in (0..).zip(invalid_requests::versions()) {
        let id = rpc_id(NegativeTest::Initialize.rpc_number(index));
        // The transport stays the one that is spoken here, whatever the version.
        let revision = revision.max(Revision::V2025_03_26);
        let call = request::initialize_for(version, revision, &id);
        let answer = run_test(plan, opened, (NegativeTest::Initialize, index), call)?;
        let id = answer.header("mcp-session-id");
        extra_sessions::close(plan, opened, session(opened, id), VERSIONS + index)?;
    }
    Ok(())
}

/// A session id that is left out, made up, or no longer good.
fn without_session(plan: &mut Plan, opened: &Opened, own: Session) -> Result<(), Interrupt> {
    let asked = [
        (NegativeTest::NoSessionId, None),
        (
            NegativeTest::UnknownSessionId,
            Some(invalid_requests::SESSION),
        ),
    ];
    for (test, id) in asked {
        let call = request::ping(session(opened, id), &rpc_id(test.rpc_number(0)));
        run_test(plan, opened, (test, 0), call)?;
    }
    let ended = extra_sessions::close(plan, opened, own, 0)?;
    if ended
        .and_then(|exchange| exchange.status())
        .is_some_and(|status| status < 300)
    {
        let id = rpc_id(NegativeTest::EndedSession.rpc_number(0));
        run_test(
            plan,
            opened,
            (NegativeTest::EndedSession, 0),
            request::ping(own, &id),
        )?;
    }
    Ok(())
}
