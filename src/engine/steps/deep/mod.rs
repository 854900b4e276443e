//! Deep mode: after a run that opened a session, and only because the user asked for it, what no healthy client sends
//! (mcp-checks 2.1), and eight sessions more. Nothing here ends a step: what the answers mean is for the checks.

mod extra_sessions;
mod legacy;
mod modern;

use super::session::rpc_id;
use crate::engine::opened::{Opened, Route};
use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::jsonrpc;
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::{self, Call, List, Session};
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::{Status, Step};
use crate::trace::wire::{Mode, Redirect, Request};

/// Whether there is something to offer: a session was opened by this page, over a transport on which each request
/// has its own answer.
pub fn is_offered(recording: &Recording) -> bool {
    let is_open = matches!(
        recording.step_state(Step::Session).status,
        Status::Pass | Status::Warn
    );
    let is_old = recording.find(&Purpose::OpenSse).is_some();
    recording.done_at.is_some()
        && is_open
        && !is_old
        && !recording.cancelled
        && recording.pasted.is_empty()
        && !recording.is_deep_mode_started()
}

pub fn run(plan: &mut Plan, opened: &Opened) -> Result<(), Interrupt> {
    // Who asks for less gets less.
    if plan
        .recording
        .negative_tests()
        .any(|(_, _, exchange)| exchange.status() == Some(429))
    {
        return Ok(());
    }
    match opened.route {
        Route::Modern => modern::run(plan, opened)?,
        Route::Streamable => legacy::run(plan, opened)?,
        Route::Sse { .. } => return Ok(()),
    }
    credentials(plan, opened)?;
    extra_sessions::run(plan, opened)
}

/// Where the run carries something that lets it in: does the door open without, and to anybody (failures F50)?
fn credentials(plan: &mut Plan, opened: &Opened) -> Result<(), Interrupt> {
    if !plan.has_credentials() {
        return Ok(());
    }
    for test in [NegativeTest::NoCredential, NegativeTest::MadeUpCredential] {
        let call = open_call(opened, &rpc_id(test.rpc_number(0)));
        let mut request = without_credentials(opened, call.clone());
        if test == NegativeTest::MadeUpCredential {
            let made_up = |name: &str| match name.eq_ignore_ascii_case("authorization") {
                true => ["Bearer ", request::PROBE_ID].concat(),
                false => request::PROBE_ID.to_owned(),
            };
            for (name, _) in &plan.options.headers {
                request.headers.set(name, made_up(name));
            }
            if plan.token.is_some() || plan.options.bearer.is_some() {
                request
                    .headers
                    .set("Authorization", made_up("authorization"));
            }
        }
        let answer = send(plan, (test, 0), request, &call)?;
        // A session that was opened so is ended so.
        if let Some(id) = answer.header("mcp-session-id") {
            let call = request::delete(session(opened, Some(id)));
            let mut delete_session_request = without_credentials(opened, call.clone());
            for (name, value) in answer.request.headers.iter() {
                if !delete_session_request.headers.contains(name)
                    && !name.eq_ignore_ascii_case("content-type")
                {
                    delete_session_request.headers.set(name, value);
                }
            }
            let index = 30 + u32::from(test == NegativeTest::MadeUpCredential);
            send(
                plan,
                (NegativeTest::Close, index),
                delete_session_request,
                &call,
            )?;
        }
    }
    Ok(())
}

/// The request that opened the session.
fn open_call(opened: &Opened, id: &jsonrpc::Id) -> Call {
    match opened.revision.is_modern() {
        true => request::discover(id),
        false => request::initialize(opened.revision, id),
    }
}

/// What a session is for: its list of tools, or the least that can be asked.
fn typical_call(opened: &Opened, session: Session, id: &jsonrpc::Id) -> Call {
    match opened.capabilities.contains_key("tools") {
        true => request::list(session, id, List::Tools, None),
        false if session.revision.is_modern() => request::discover(id),
        false => request::ping(session, id),
    }
}

fn session<'s>(opened: &Opened, id: Option<&'s str>) -> Session<'s> {
    Session {
        id,
        ..opened.session()
    }
}

fn without_credentials(opened: &Opened, call: Call) -> Request {
    Request {
        method: call.http_method.to_owned(),
        url: opened.url.clone(),
        headers: call.headers,
        body: call.body,
    }
}

/// Makes one trial, with what the user entered.
fn run_test<'a>(
    plan: &mut Plan<'a>,
    opened: &Opened,
    (test, index): (NegativeTest, u32),
    call: Call,
) -> Result<&'a Exchange, Interrupt> {
    let request = plan.with_credentials(without_credentials(opened, call.clone()));
    send(plan, (test, index), request, &call)
}

/// No redirect is followed: the run knows where the server answers.
fn send<'a>(
    plan: &mut Plan<'a>,
    (test, index): (NegativeTest, u32),
    request: Request,
    call: &Call,
) -> Result<&'a Exchange, Interrupt> {
    let when = match (&call.rpc_id, call.http_method) {
        (Some(id), _) => CompleteWhen::Answer(id.clone()),
        // It may open a stream.
        (None, "GET") => CompleteWhen::Head,
        (None, _) => CompleteWhen::End,
    };
    let purpose = Purpose::NegativeTest { test, index };
    let how = (Mode::Cors, Redirect::Manual);
    plan.exchange(test.step(), purpose, request, how, &when)
}

/// What both eras have in common: a body that is no JSON, a method and a cursor that nobody knows.
fn in_session(plan: &mut Plan, opened: &Opened, session: Session) -> Result<(), Interrupt> {
    let id = |test: NegativeTest| rpc_id(test.rpc_number(0));
    let call = invalid_requests::unknown_method(session, &id(NegativeTest::UnknownMethod));
    run_test(plan, opened, (NegativeTest::UnknownMethod, 0), call)?;
    let call = invalid_requests::cut_off(session, &id(NegativeTest::NotJson));
    run_test(plan, opened, (NegativeTest::NotJson, 0), call)?;
    if opened.capabilities.contains_key("tools") {
        let id = id(NegativeTest::BadCursor);
        let call = request::list(session, &id, List::Tools, Some(invalid_requests::CURSOR));
        run_test(plan, opened, (NegativeTest::BadCursor, 0), call)?;
    }
    Ok(())
}

impl NegativeTest {
    /// The lane that shows it.
    pub fn step(self) -> Step {
        match self {
            NegativeTest::NotJson => Step::Endpoint,
            NegativeTest::NoCredential | NegativeTest::MadeUpCredential => Step::Token,
            NegativeTest::BadCursor | NegativeTest::Use => Step::Tools,
            NegativeTest::Get | NegativeTest::Delete => Step::Stream,
            NegativeTest::EndedSession | NegativeTest::Close => Step::Closing,
            NegativeTest::UnknownVersion
            | NegativeTest::VersionMismatch
            | NegativeTest::MethodMismatch
            | NegativeTest::NoMethodHeader
            | NegativeTest::NoMeta
            | NegativeTest::UnknownMethod
            | NegativeTest::Initialize
            | NegativeTest::Ping
            | NegativeTest::BadVersionHeader
            | NegativeTest::NoSessionId
            | NegativeTest::UnknownSessionId
            | NegativeTest::Open
            | NegativeTest::Opened => Step::Session,
        }
    }

    /// The JSON-RPC id that it carries, no two alike.
    fn rpc_number(self, index: u32) -> u32 {
        1000 + 100 * index + self as u32
    }
}
