//! Sessions opened, used and ended one after another, to see whether each is as good as the first (docs/checks.md, F25).
//!
//! Servers that keep sessions in memory behind a load balancer lose some of them: every other
//! request reaches a process that never heard of the session. One session that works proves nothing
//! there; eight show it in nearly every run.

use super::{run_test, session, typical_call};
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::engine::steps::endpoint::rpc_result;
use crate::protocol::mcp::request::{self, Session};
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{CONCURRENT_SESSIONS, NegativeTest, SEQUENTIAL_SESSIONS};

/// Four at once, as several windows of one user would be, then four in turn, as one client after
/// another.
pub fn run(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    // All of them are put to the plan before the first is awaited, so that they run at the same time.
    let mut concurrent = Ok(());
    for number in 1..=CONCURRENT_SESSIONS {
        concurrent = concurrent.and(run_session(plan, opened, number));
    }
    concurrent?;
    for number in CONCURRENT_SESSIONS + 1..=CONCURRENT_SESSIONS + SEQUENTIAL_SESSIONS {
        run_session(plan, opened, number)?;
    }
    Ok(())
}

/// One session from its beginning to its end. A stateless server has none: there each request is one.
fn run_session(plan: &mut Plan, opened: &OpenSession, number: u32) -> Result<(), Interrupt> {
    if opened.is_modern() {
        return use_and_close(plan, opened, session(opened, None), number);
    }
    match open(plan, opened, number)? {
        Some(id) => use_and_close(plan, opened, session(opened, id.as_deref()), number),
        None => Ok(()),
    }
}

/// The id of a session that was opened, if it has one; `None` where none was opened.
pub fn open(
    plan: &mut Plan,
    opened: &OpenSession,
    number: u32,
) -> Result<Option<Option<String>>, Interrupt> {
    let test = NegativeTest::Open.number(number);
    let id = test.id();
    let call = request::initialize(opened.revision, &id);
    let answer = run_test(plan, opened, test, call)?;
    if rpc_result(answer, &id).is_none() {
        return Ok(None);
    }
    let given = answer.header("mcp-session-id").map(str::to_owned);
    let call = request::initialized(session(opened, given.as_deref()));
    run_test(plan, opened, NegativeTest::Opened.number(number), call)?;
    Ok(Some(given))
}

/// Uses a session, and ends it.
pub fn use_and_close(
    plan: &mut Plan,
    opened: &OpenSession,
    session: Session,
    number: u32,
) -> Result<(), Interrupt> {
    let test = NegativeTest::Use.number(number);
    let call = typical_call(opened, session, &test.id());
    run_test(plan, opened, test, call)?;
    close(plan, opened, session, number).map(drop)
}

/// Ends a session that has an id.
pub fn close<'a>(
    plan: &mut Plan<'a>,
    opened: &OpenSession,
    session: Session,
    number: u32,
) -> Result<Option<&'a Exchange>, Interrupt> {
    if session.id.is_none() {
        return Ok(None);
    }
    let test = NegativeTest::Close.number(number);
    run_test(plan, opened, test, request::delete(session)).map(Some)
}
