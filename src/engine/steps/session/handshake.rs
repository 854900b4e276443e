//! The handshake of the revisions with a session: `initialize` is answered, `notifications/initialized` ends it.
//!
//! What a server says in it counts for all that follows: the revision decides about headers, the id
//! of the session and the address that answered go with every later message.

use serde_json::{Map, Value};

use super::refusal;
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::{CallSpec, Plan};
use crate::engine::steps::{endpoint, reach};
use crate::protocol::address::Target;
use crate::protocol::http::ContentType;
use crate::protocol::jsonrpc::{self, Message};
use crate::protocol::mcp::capabilities;
use crate::protocol::mcp::era::Answer;
use crate::protocol::mcp::request;
use crate::protocol::mcp::result::{self, Problem};
use crate::protocol::mcp::revision::{Revision, Transport};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::wire::Id;

/// Reads the answer to `initialize` and sends `notifications/initialized`.
pub fn finish(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
    id: &jsonrpc::Id,
) -> Result<OpenSession, Interrupt> {
    // There is a result, and still a strict client may not get at it.
    if let Some(fault) = endpoint::answer_fault(exchange, id) {
        return Err(Interrupt::failed(fault, exchange.id));
    }
    endpoint::pass(plan, exchange);
    // There is one, or `answer_fault` would have said so.
    let value = endpoint::rpc_result(exchange, id)
        .cloned()
        .unwrap_or_default();
    let (revision, capabilities) = read_initialize(exchange.id, &value)?;
    let mut opened = OpenSession {
        transport: Transport::StreamableHttp,
        revision,
        url: answering_url(exchange),
        session_id: exchange.header("mcp-session-id").map(str::to_owned),
        capabilities,
        handshake: exchange.id,
        completed_by: exchange.id,
    };
    // With the session id, and from 2025-06-18 on with the version: the first message that shows
    // whether the server takes both. A lost id shows here, before any list is asked for.
    let notice = send_initialized(plan, target, &opened)?;
    reach::ensure_answered(plan, target, notice)?;
    // 202 is the rule, and any success does for clients; what else it says is for the checks.
    let status = notice.status().unwrap_or_default();
    if !(200..300).contains(&status) {
        let known = refusal::after_open(plan, &opened, notice);
        let fault = Fault::InitializedRefused { status };
        return Err(known.unwrap_or_else(|| Interrupt::failed(fault, notice.id)));
    }
    opened.completed_by = notice.id;
    Ok(opened)
}

/// Tells the server that its answer was understood.
pub fn send_initialized<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    opened: &OpenSession,
) -> Result<&'a Exchange, Interrupt> {
    let call = request::initialized(opened.session());
    let spec = CallSpec::new(Step::Session, Purpose::Initialized, &opened.url, &call);
    plan.call(target, &spec)
}

/// What the two required members of an `InitializeResult` say (2025-11-25 `basic/lifecycle`).
pub fn read_initialize(
    exchange: Id,
    value: &Value,
) -> Result<(Revision, Map<String, Value>), StepOutcome> {
    let (result, problems) = result::initialize(value);
    // Strict SDKs fail on any of these, before a user sees a tool. The rest of the result is for
    // the checks.
    let problems: Vec<String> = problems
        .iter()
        .filter(|problem| !concerns_instructions(problem))
        .map(result_problem)
        .collect();
    if !problems.is_empty() {
        let fault = Fault::InitializeMalformed { problems };
        return Err(StepOutcome::failed(fault, exchange));
    }
    check_capabilities(exchange, &result.capabilities)?;
    match result.revision() {
        Some(revision) if !revision.is_modern() => Ok((revision, result.capabilities)),
        // 2026-07-28 has no `initialize`, so it cannot be agreed on in one.
        Some(_) => Err(StepOutcome::failed(Fault::ModernClaimed, exchange)),
        // A client should disconnect from a version that it does not know (2025-11-25
        // `basic/lifecycle`, "Version Negotiation"): nobody could say which rules hold.
        None => {
            let version = result.protocol_version.unwrap_or_default();
            let fault = Fault::UnknownVersion { version };
            Err(StepOutcome::failed(fault, exchange))
        }
    }
}

/// The SDKs that validate the opening reject it as a whole.
pub fn check_capabilities(exchange: Id, declared: &Map<String, Value>) -> Result<(), StepOutcome> {
    let problems = capabilities::malformed(declared);
    match problems.is_empty() {
        true => Ok(()),
        false => Err(StepOutcome::failed(
            Fault::CapabilitiesMalformed { problems },
            exchange,
        )),
    }
}

/// 301, 302 and 303 make a GET of a POST (Fetch standard, "HTTP-redirect fetch"). The same POST, sent to where they
/// lead, shows it.
pub fn redirect_drops_post(
    plan: &mut Plan,
    target: &Target,
    spec: &CallSpec,
    exchange: &Exchange,
) -> Result<(), Interrupt> {
    // The browser followed the redirect by itself; it tells that it did, and where it ended.
    let Some(head) = exchange.head.as_ref().filter(|head| head.redirected) else {
        return Ok(());
    };
    let is_answered = |exchange: &Exchange| {
        let id = spec.call.rpc_id.as_ref();
        let mut messages = exchange.messages.iter();
        id.is_none() || messages.any(|(_, message)| message.id() == id)
    };
    // It was answered all the same, or was led nowhere else: 307 and 308 keep the method.
    if is_answered(exchange) || head.url.is_empty() || head.url == exchange.request.url {
        return Ok(());
    }
    let again = CallSpec::new(Step::Endpoint, spec.purpose.clone(), &head.url, spec.call);
    // Nor does a POST work there: then the redirect is not what is wrong.
    if !is_answered(plan.call(target, &again)?) {
        return Ok(());
    }
    let to = head.url.clone();
    Err(Interrupt::failed(
        Fault::RedirectDropsPost { to },
        exchange.id,
    ))
}

/// Where the answer came from: the next message goes there directly.
/// Otherwise every message would pay for the redirect again.
pub fn answering_url(exchange: &Exchange) -> String {
    match &exchange.head {
        Some(head) if head.redirected && !head.url.is_empty() => head.url.clone(),
        _ => exchange.request.url.clone(),
    }
}

/// Hands an answer to one of the classifiers of `protocol::mcp::era`.
/// Everything the classifiers may look at, and nothing of the browser: they are tested with plain
/// values.
pub fn with_answer<T>(exchange: &Exchange, id: &jsonrpc::Id, classify: impl Fn(Answer) -> T) -> T {
    // Those of a stream too: a server may send notifications before its answer.
    let messages: Vec<Message> = exchange
        .messages
        .iter()
        .map(|(_, message)| message.clone())
        .collect();
    let content_type = exchange.header("content-type").map(ContentType::parse);
    classify(Answer {
        status: exchange.status().unwrap_or_default(),
        content_type: content_type.as_ref(),
        has_body: !exchange.body.iter().all(u8::is_ascii_whitespace),
        messages: &messages,
        id,
    })
}

/// A problem of a result, as its path and what is wrong there.
pub fn result_problem(problem: &Problem) -> String {
    match problem {
        Problem::Missing(path) => format!("`{path}` is missing"),
        Problem::WrongType {
            path,
            expected,
            found,
        } => {
            format!("`{path}` is {} where {expected} belongs", found.as_str())
        }
        Problem::BadValue { path, value } => format!("`{path}` is `{value}`"),
        Problem::Empty(path) => format!("`{path}` is empty"),
    }
}

/// Clients do without `instructions`.
fn concerns_instructions(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::WrongType {
            path: "instructions",
            ..
        }
    )
}
