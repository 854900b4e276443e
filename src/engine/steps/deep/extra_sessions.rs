//! Sessions opened, used and ended one after another, to see whether each is as good as the first (failures F25).

use super::{run_test, session, typical_call};
use crate::engine::opened::Opened;
use crate::engine::plan::{Interrupt, Plan};
use crate::engine::steps::endpoint::rpc_result;
use crate::engine::steps::session::rpc_id;
use crate::protocol::mcp::request::{self, Session};
use crate::trace::purpose::{CONCURRENT_SESSIONS, NegativeTest, SEQUENTIAL_SESSIONS};
use crate::trace::recording::Exchange;

pub fn run(plan: &mut Plan, opened: &Opened) -> Result<(), Interrupt> {
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
fn run_session(plan: &mut Plan, opened: &Opened, number: u32) -> Result<(), Interrupt> {
    if opened.revision.is_modern() {
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
    opened: &Opened,
    number: u32,
) -> Result<Option<Option<String>>, Interrupt> {
    let id = rpc_id(NegativeTest::Open.rpc_number(number));
    let call = request::initialize(opened.revision, &id);
    let answer = run_test(plan, opened, (NegativeTest::Open, number), call)?;
    if rpc_result(answer, &id).is_none() {
        return Ok(None);
    }
    let given = answer.header("mcp-session-id").map(str::to_owned);
    let call = request::initialized(session(opened, given.as_deref()));
    run_test(plan, opened, (NegativeTest::Opened, number), call)?;
    Ok(Some(given))
}

/// Uses a session, and ends it.
pub fn use_and_close(
    plan: &mut Plan,
    opened: &Opened,
    session: Session,
    number: u32,
) -> Result<(), Interrupt> {
    let call = typical_call(
        opened,
        session,
        &rpc_id(NegativeTest::Use.rpc_number(number)),
    );
    run_test(plan, opened, (NegativeTest::Use, number), call)?;
    close(plan, opened, session, number).map(drop)
}

/// Ends a session that has an id.
pub fn close<'a>(
    plan: &mut Plan<'a>,
    opened: &Opened,
    session: Session,
    number: u32,
) -> Result<Option<&'a Exchange>, Interrupt> {
    match session.id {
        Some(_) => run_test(
            plan,
            opened,
            (NegativeTest::Close, number),
            request::delete(session),
        )
        .map(Some),
        None => Ok(None),
    }
}
