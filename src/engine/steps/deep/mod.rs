//! Deep mode: after a run that opened a session, and only because the user asked for it, what no healthy client sends
//! (docs/design.md, "Deep mode"), and eight sessions more. Nothing here ends a step: what the answers mean is for the checks.
//!
//! Every request is one that a server has to refuse, or one that any client might send, so nothing
//! is changed on the server and no tool is called. What is opened is closed. About 25 requests go
//! to a modern server, about 60 to one with sessions; tests hold the bounds.

mod extra_sessions;
mod legacy;
mod modern;

use super::rpc_id;
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::{CompleteWhen, ExchangeSpec, Plan};
use crate::protocol::jsonrpc;
use crate::protocol::mcp::invalid_requests;
use crate::protocol::mcp::request::{self, Call, List, Session};
use crate::protocol::mcp::revision::Transport;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::recording::Recording;
use crate::trace::step::{Status, Step};
use crate::trace::wire::{Redirect, Request};

/// Whether there is something to offer: a session was opened by this page, over a transport on which each request
/// has its own answer.
/// Not after a paste: the session may have been another client's, and a page that
/// cannot open one cannot test one.
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
        && !recording.is_budget_spent()
        && !recording.is_deep_mode_started()
}

/// Credentials come after the protocol: a gateway that counts failures may lock the user out for a
/// while.
pub fn run(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    // Stop on 429: the server asked us to slow down. What was cut by the budget proves nothing.
    let mut tests = plan.recording.negative_tests();
    if tests.any(|(_, _, exchange)| exchange.status() == Some(429))
        || plan.recording.is_budget_spent()
    {
        return Ok(());
    }
    match opened.transport {
        Transport::StreamableHttp if opened.is_modern() => modern::run(plan, opened)?,
        Transport::StreamableHttp => legacy::run(plan, opened)?,
        // No request has its own answer there.
        Transport::HttpSse => return Ok(()),
    }
    credentials(plan, opened)?;
    extra_sessions::run(plan, opened)
}

/// Does the server also accept requests without the credential, or with a made-up one (docs/checks.md, F50)? Only the
/// opening call is sent so: it has no side effect, whoever is let in.
fn credentials(plan: &mut Plan, opened: &OpenSession) -> Result<(), Interrupt> {
    if !plan.has_credentials() {
        return Ok(());
    }
    for test in [NegativeTest::NoCredential, NegativeTest::MadeUpCredential] {
        let call = open_call(opened, &id(test));
        let mut request = Request::from_call(call.clone(), &opened.url);
        if test == NegativeTest::MadeUpCredential {
            set_made_up_credentials(plan, &mut request);
        }
        let answer = send(plan, test.into(), request, &call)?;
        if let Some(session) = answer.header("mcp-session-id") {
            close_as_opened(plan, opened, answer, session)?;
        }
    }
    Ok(())
}

/// Each header that the user entered, with a value of ours.
fn set_made_up_credentials(plan: &Plan, request: &mut Request) {
    let made_up = |name: &str| match name.eq_ignore_ascii_case("authorization") {
        true => ["Bearer ", request::PROBE_ID].concat(),
        false => request::PROBE_ID.to_owned(),
    };
    for (name, _) in &plan.options.headers {
        request.headers.set(name, made_up(name));
    }
    if plan.token.is_some() || plan.options.bearer.is_some() {
        let value = made_up("authorization");
        request.headers.set("Authorization", value);
    }
}

/// A session that was opened with such credentials is ended with them: it belongs to whom they name.
fn close_as_opened(
    plan: &mut Plan,
    opened: &OpenSession,
    answer: &Exchange,
    session: &str,
) -> Result<(), Interrupt> {
    let call = request::delete(self::session(opened, Some(session)));
    let mut request = Request::from_call(call.clone(), &opened.url);
    for (name, value) in answer.request.headers.iter() {
        // A DELETE has no body.
        if !request.headers.contains(name) && !name.eq_ignore_ascii_case("content-type") {
            request.headers.set(name, value);
        }
    }
    let is_made_up = answer.purpose
        == Purpose::NegativeTest {
            test: NegativeTest::MadeUpCredential,
            index: 0,
        };
    let index = WITH_CREDENTIALS + u32::from(is_made_up);
    send(plan, NegativeTest::Close.number(index), request, &call).map(drop)
}

/// The DELETEs for what the tests of credentials opened are numbered from here.
const WITH_CREDENTIALS: u32 = 30;

/// The request that opened the session.
fn open_call(opened: &OpenSession, id: &jsonrpc::Id) -> Call {
    match opened.is_modern() {
        true => request::discover(id),
        false => request::initialize(opened.revision, id),
    }
}

/// What a session is for: its list of tools, or the least that can be asked.
fn typical_call(opened: &OpenSession, session: Session, id: &jsonrpc::Id) -> Call {
    match opened.capabilities.contains_key("tools") {
        true => request::list(session, id, List::Tools, None),
        false if session.revision.rules().has_ping => request::ping(session, id),
        false => request::discover(id),
    }
}

/// A session of this server with another id, or none.
fn session<'s>(opened: &OpenSession, id: Option<&'s str>) -> Session<'s> {
    Session {
        id,
        ..opened.session()
    }
}

/// One of the tests of a kind.
#[derive(Clone, Copy)]
struct NumberedTest {
    test: NegativeTest,
    index: u32,
}

impl NumberedTest {
    /// The JSON-RPC id that it carries, no two alike.
    fn id(self) -> jsonrpc::Id {
        rpc_id(1000 + 100 * self.index + self.test as u32)
    }
}

impl From<NegativeTest> for NumberedTest {
    fn from(test: NegativeTest) -> NumberedTest {
        test.number(0)
    }
}

/// The JSON-RPC id of a test of which there is one.
fn id(test: NegativeTest) -> jsonrpc::Id {
    test.number(0).id()
}

/// Makes one test, with what the user entered.
fn run_test<'a>(
    plan: &mut Plan<'a>,
    opened: &OpenSession,
    test: impl Into<NumberedTest>,
    call: Call,
) -> Result<&'a Exchange, Interrupt> {
    let request = Request::from_call(call.clone(), &opened.url);
    let request = plan.with_credentials(request);
    send(plan, test.into(), request, &call)
}

/// No redirect is followed: the run knows where the server answers.
fn send<'a>(
    plan: &mut Plan<'a>,
    NumberedTest { test, index }: NumberedTest,
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
    let spec = ExchangeSpec::new(test.step(), purpose, request);
    plan.exchange(spec.redirect(Redirect::Manual).until(when))
}

/// What both eras have in common: a body that is no JSON, a method and a cursor that nobody knows.
fn in_session(plan: &mut Plan, opened: &OpenSession, session: Session) -> Result<(), Interrupt> {
    let call = invalid_requests::unknown_method(session, &id(NegativeTest::UnknownMethod));
    run_test(plan, opened, NegativeTest::UnknownMethod, call)?;
    // JSON-RPC 2.0, 5.1 wants -32700. No revision of MCP names the status, so any 4xx will do as well.
    let call = invalid_requests::cut_off(session, &id(NegativeTest::NotJson));
    run_test(plan, opened, NegativeTest::NotJson, call)?;
    // -32602 is a SHOULD (2025-11-25 `server/utilities/pagination`, "Error Handling"),
    // and many servers with a single page ignore the cursor.
    if opened.capabilities.contains_key("tools") {
        let id = id(NegativeTest::BadCursor);
        let call = request::list(session, &id, List::Tools, Some(invalid_requests::CURSOR));
        run_test(plan, opened, NegativeTest::BadCursor, call)?;
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

    /// One of several of its kind.
    fn number(self, index: u32) -> NumberedTest {
        NumberedTest { test: self, index }
    }
}
