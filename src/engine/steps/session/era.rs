//! Which era the server belongs to, told by its answer to `server/discover`.
//!
//! What counts as evidence is decided in `protocol::mcp::era`; here it becomes the next step. 401,
//! 403, 5xx, a timeout and an opaque failure are evidence of no era. After 5xx and after an answer that the browser hides
//! `initialize` is tried before any verdict; where that fails too, the first failure is the one to report. The others end
//! the run where they stand, or lead to the authorization.

use super::handshake::{
    answering_url, check_capabilities, redirect_drops_post, result_problem, with_answer,
};
use super::refusal::Before;
use crate::engine::open_session::OpenSession;
use crate::engine::outcome::Interrupt;
use crate::engine::plan::{CallSpec, Plan};
use crate::engine::probes;
use crate::engine::steps::{endpoint, reach, rpc_id};
use crate::protocol::address::Target;
use crate::protocol::jsonrpc;
use crate::protocol::mcp::era::{self, Discovery, NotEvidence};
use crate::protocol::mcp::request;
use crate::protocol::mcp::result::DiscoverResult;
use crate::protocol::mcp::revision::{Revision, Transport};
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;

/// What `server/discover` came to.
pub enum DiscoverOutcome<'a> {
    Open(OpenSession),
    /// Go on with `initialize`.
    Legacy(Before<'a>),
}

/// Asks `server/discover`, which is harmless on a legacy server: it refuses an unknown method.
pub fn discover<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
) -> Result<DiscoverOutcome<'a>, Interrupt> {
    if plan.is_not_pasted(&Purpose::Discover) {
        return Ok(DiscoverOutcome::Legacy(Before::Nothing));
    }
    let id = rpc_id(1);
    let call = request::discover(&id);
    let spec = CallSpec::new(Step::Reach, Purpose::Discover, target.href(), &call);
    let exchange = plan.call(target, &spec)?;
    // An older server may hide its answer and open a session all the same, so this is no fault yet.
    if exchange.failed_opaquely() && probes::hides_discover(plan, target, exchange)? {
        return Ok(DiscoverOutcome::Legacy(Before::Hidden { exchange }));
    }
    reach::ensure_answered(plan, target, exchange)?;
    plan.pass_reach_and_cors(exchange);
    // Before the answer is judged: a GET of the endpoint has an answer of its own, and it would be
    // blamed.
    redirect_drops_post(plan, target, &spec, exchange)?;
    // A body that broke off behind its answer has told what was asked.
    if let Some(fault) = endpoint::broken_body(exchange).filter(|_| exchange.answer(&id).is_none())
    {
        return Err(Interrupt::failed(fault, exchange.id));
    }
    let discovery = with_answer(exchange, &id, era::classify_discover);
    classify(plan, exchange, &id, discovery)
}

/// The table of docs/design.md, "Eras", one arm per row.
fn classify<'a>(
    plan: &mut Plan<'a>,
    exchange: &'a Exchange,
    id: &jsonrpc::Id,
    discovery: Discovery,
) -> Result<DiscoverOutcome<'a>, Interrupt> {
    match discovery {
        Discovery::Modern {
            revision,
            result,
            problems: _,
        } => open_modern(plan, exchange, id, revision, *result).map(DiscoverOutcome::Open),
        // It answered as a modern server does, and not well. Whether that is a fault shows `initialize`: a server that
        // takes it is a legacy one that answers everything.
        Discovery::Malformed(problems) => Ok(DiscoverOutcome::Legacy(Before::Malformed {
            problems: problems.iter().map(result_problem).collect(),
            discover: exchange.id,
        })),
        // -32601 proves it. Frameworks also say -32000 or -32600 with 400, or 404 for
        // the session that is missing, and all of these answer `initialize`.
        Discovery::Legacy(_) => Ok(DiscoverOutcome::Legacy(Before::Nothing)),
        Discovery::UnsupportedVersion { supported } => {
            // There is one modern revision and it was asked for, so asking once more would change
            // nothing.
            let fault = Fault::NoCommonVersion { supported };
            Err(Interrupt::failed(fault, exchange.id))
        }
        Discovery::ModernRefusal { code, message } => {
            // It speaks MCP, whatever it refuses; some say -32022 where they mean 401.
            endpoint::pass(plan, exchange);
            if let Some(fault) = endpoint::missing_401_fault(plan, exchange)? {
                return Err(Interrupt::failed(fault, exchange.id));
            }
            Err(Interrupt::failed(
                modern_refusal(code, message),
                exchange.id,
            ))
        }
        // Servers crash on a method that they do not know. `initialize` tells them from those that answer nothing else.
        Discovery::NotEvidence(NotEvidence::ServerError(_)) if plan.can_compare() => {
            Ok(DiscoverOutcome::Legacy(Before::ServerError { exchange }))
        }
        Discovery::NotEvidence(_) => Err(endpoint::refusal(plan, exchange, id)),
    }
}

/// A modern server has no session: with the answer it is open.
fn open_modern(
    plan: &mut Plan,
    exchange: &Exchange,
    id: &jsonrpc::Id,
    revision: Revision,
    result: DiscoverResult,
) -> Result<OpenSession, Interrupt> {
    if let Some(fault) = endpoint::answer_fault(exchange, id) {
        return Err(Interrupt::failed(fault, exchange.id));
    }
    endpoint::pass(plan, exchange);
    check_capabilities(exchange.id, &result.capabilities)?;
    Ok(OpenSession {
        transport: Transport::StreamableHttp,
        revision,
        url: answering_url(exchange),
        session_id: None,
        capabilities: result.capabilities,
        handshake: exchange.id,
        completed_by: exchange.id,
    })
}

/// The codes by which a modern server refuses a request as such (2026-07-28 `basic/index`, "Error
/// Codes").
fn modern_refusal(code: i64, message: String) -> Fault {
    match code {
        // The headers were sent right: a proxy took one away, or the server compares wrongly.
        era::HEADER_MISMATCH => Fault::HeadersRefused { message },
        era::MISSING_CAPABILITY => Fault::CapabilityDemanded { message },
        // -32022 that names no version it would take instead.
        _ => Fault::NoCommonVersion {
            supported: Vec::new(),
        },
    }
}
