//! Step 11: does the MCP session open? Finds the era (mcp-checks 1.2) and does the handshake. What it meets on
//! the way settles steps 2 to 10.

use serde_json::{Map, Value};

use super::{endpoint, reach, sse};
use crate::engine::opened::{Opened, Route};
use crate::engine::plan::{Interrupt, Plan};
use crate::engine::probes;
use crate::protocol::address::Target;
use crate::protocol::http::ContentType;
use crate::protocol::jsonrpc::{self, Message};
use crate::protocol::mcp::era::{self, Answer, Discovery, Legacy, Refusal};
use crate::protocol::mcp::request::{self, Call};
use crate::protocol::mcp::result::{self, Problem};
use crate::protocol::mcp::revision::Revision;
use crate::trace::fault::Fault;
use crate::trace::purpose::Purpose;
use crate::trace::reason::Reason;
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::transcript::Origin;
use crate::trace::vantage::Transport;
use crate::trace::wire::{Id, ResponseKind};

/// What `server/discover` came to.
enum DiscoverOutcome<'a> {
    Open(Opened),
    /// Go on with `initialize`: the server answered as legacy servers do, or nothing was asked.
    Legacy {
        malformed: Option<(Vec<String>, Id)>,
    },
    /// A header that is new in 2026-07-28 was refused; `initialize` does not need it.
    HeadersRefused {
        exchange: &'a Exchange,
    },
}

pub fn open(plan: &mut Plan, target: &Target) -> Result<Opened, Interrupt> {
    if plan.options.transport == Transport::Sse || plan.pasted_only(&Purpose::OpenSse) {
        return sse::open(plan, target);
    }
    match discover(plan, target)? {
        DiscoverOutcome::Open(opened) => Ok(opened),
        other => initialize(plan, target, &other, Revision::NEWEST_LEGACY),
    }
}

fn discover<'a>(plan: &mut Plan<'a>, target: &Target) -> Result<DiscoverOutcome<'a>, Interrupt> {
    if plan.source == Origin::Pasted && plan.recording.pasted_exchange(&Purpose::Discover).is_none()
    {
        return Ok(DiscoverOutcome::Legacy { malformed: None });
    }
    let id = rpc_id(1);
    let call = request::discover(&id);
    let exchange = plan.call(Step::Reach, target, Purpose::Discover, target.href(), &call)?;
    if exchange.failed_opaquely() && probes::refuses_modern_headers(plan, target, exchange)? {
        return Ok(DiscoverOutcome::HeadersRefused { exchange });
    }
    reach::ensure_answered(plan, target, exchange)?;
    plan.pass_reach_and_cors(exchange);
    redirect_drops_post(plan, target, Purpose::Discover, &call, exchange)?;
    if let Some(fault) = endpoint::broken_body(exchange).filter(|_| exchange.answer(&id).is_none())
    {
        return Err(plan.fail(fault, Some(exchange.id)));
    }
    let discovery = with_answer(exchange, &id, era::classify_discover);
    classify(plan, exchange, &id, discovery)
}

fn classify<'a>(
    plan: &mut Plan<'a>,
    exchange: &Exchange,
    id: &jsonrpc::Id,
    discovery: Discovery,
) -> Result<DiscoverOutcome<'a>, Interrupt> {
    match discovery {
        Discovery::Modern {
            revision,
            result,
            problems: _,
        } => {
            if let Some(fault) = endpoint::answer_fault(exchange, id) {
                return Err(plan.fail(fault, Some(exchange.id)));
            }
            endpoint::pass(plan, exchange);
            no_sign_in(plan, exchange);
            plan.pass(Step::Session, exchange.id);
            Ok(DiscoverOutcome::Open(Opened {
                route: Route::Modern,
                revision,
                url: answering_url(exchange),
                session_id: None,
                capabilities: result.capabilities,
                handshake: exchange.id,
            }))
        }
        Discovery::Malformed(problems) => {
            let malformed = Some((problems.iter().map(result_problem).collect(), exchange.id));
            Ok(DiscoverOutcome::Legacy { malformed })
        }
        Discovery::Legacy(Legacy::OnlyLegacyVersions(_)) | Discovery::Legacy(_) => {
            Ok(DiscoverOutcome::Legacy { malformed: None })
        }
        Discovery::UnsupportedVersion {
            supported,
            retry: _,
        } => {
            endpoint::pass(plan, exchange);
            Err(plan.fail(Fault::NoCommonVersion { supported }, Some(exchange.id)))
        }
        Discovery::ModernRefusal { code, message } => {
            endpoint::pass(plan, exchange);
            if let Some(fault) = endpoint::missing_401_fault(plan, exchange)? {
                return Err(plan.fail(fault, Some(exchange.id)));
            }
            let fault = match code {
                era::HEADER_MISMATCH => Fault::HeadersRefused { message },
                era::MISSING_CAPABILITY => Fault::CapabilityDemanded { message },
                // -32022 that names no version it would take instead.
                _ => Fault::NoCommonVersion {
                    supported: Vec::new(),
                },
            };
            Err(plan.fail(fault, Some(exchange.id)))
        }
        Discovery::NotEvidence(_) => Err(endpoint::refusal(plan, exchange, id)),
    }
}

/// The handshake of 2025-03-26 to 2025-11-25, and the way down to the old transport.
fn initialize(
    plan: &mut Plan,
    target: &Target,
    before: &DiscoverOutcome,
    revision: Revision,
) -> Result<Opened, Interrupt> {
    let id = rpc_id(2);
    let call = request::initialize(revision, &id);
    let purpose = Purpose::Initialize {
        revision: revision.as_str().to_owned(),
    };
    let exchange = plan.call(Step::Session, target, purpose.clone(), target.href(), &call)?;
    if let Some(fault) = reach::transport_fault(plan, target, exchange)? {
        return Err(match before {
            DiscoverOutcome::HeadersRefused { exchange: first } => {
                first_failure(plan, target, first)
            }
            DiscoverOutcome::Open(_) | DiscoverOutcome::Legacy { .. } => {
                plan.fail_reach_or_cors(fault, exchange)
            }
        });
    }
    plan.pass_reach_and_cors(exchange);
    redirect_drops_post(plan, target, purpose, &call, exchange)?;
    if endpoint::rpc_result(exchange, &id).is_some() {
        return finish_handshake(plan, target, exchange, &id);
    }
    if let Some(fault) = endpoint::broken_body(exchange) {
        return Err(plan.fail(fault, Some(exchange.id)));
    }
    match with_answer(exchange, &id, |answer| {
        era::classify_refusal(answer, revision)
    }) {
        Refusal::RetryWith(older) if older < revision => initialize(plan, target, before, older),
        Refusal::TryOldTransport { .. } if plan.options.transport == Transport::Auto => {
            match sse::fall_back(plan, target)? {
                Some(opened) => Ok(opened),
                None => Err(fail_initialize(plan, target, exchange, &id, before)),
            }
        }
        Refusal::RetryWith(_)
        | Refusal::TryOldTransport { .. }
        | Refusal::ModernOnly
        | Refusal::NoAnswer
        | Refusal::Error { .. }
        | Refusal::NotEvidence(_) => Err(fail_initialize(plan, target, exchange, &id, before)),
    }
}

/// The first failure is the one to report: a fallback that also fails never hides it.
fn first_failure(plan: &mut Plan, target: &Target, first: &Exchange) -> Interrupt {
    match reach::transport_fault(plan, target, first) {
        Ok(Some(fault)) => plan.fail_reach_or_cors(fault, first),
        Ok(None) => plan.fail_reach_or_cors(Fault::NotAllowed, first),
        Err(interrupt) => interrupt,
    }
}

/// Ends the run at a refused `initialize`.
fn fail_initialize(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
    id: &jsonrpc::Id,
    before: &DiscoverOutcome,
) -> Interrupt {
    match before {
        DiscoverOutcome::Legacy {
            malformed: Some((problems, discover)),
        } => {
            endpoint::pass(plan, exchange);
            let fault = Fault::DiscoverMalformed {
                problems: problems.clone(),
            };
            plan.fail(fault, Some(*discover))
        }
        // A server that only knows `initialize` as refused is a modern one behind an old allow-list.
        DiscoverOutcome::HeadersRefused { exchange: first } if exchange.status() != Some(401) => {
            first_failure(plan, target, first)
        }
        DiscoverOutcome::HeadersRefused { .. }
        | DiscoverOutcome::Legacy { .. }
        | DiscoverOutcome::Open(_) => endpoint::refusal(plan, exchange, id),
    }
}

/// Reads the answer to `initialize` and sends `notifications/initialized`.
fn finish_handshake(
    plan: &mut Plan,
    target: &Target,
    exchange: &Exchange,
    id: &jsonrpc::Id,
) -> Result<Opened, Interrupt> {
    if let Some(fault) = endpoint::answer_fault(exchange, id) {
        return Err(plan.fail(fault, Some(exchange.id)));
    }
    endpoint::pass(plan, exchange);
    let value = endpoint::rpc_result(exchange, id)
        .cloned()
        .unwrap_or_default();
    let (revision, capabilities) = read_initialize(plan, exchange.id, &value)?;
    let opened = Opened {
        route: Route::Streamable,
        revision,
        url: answering_url(exchange),
        session_id: exchange.header("mcp-session-id").map(str::to_owned),
        capabilities,
        handshake: exchange.id,
    };
    let notice = send_initialized(plan, target, &opened)?;
    reach::ensure_answered(plan, target, notice)?;
    let status = notice.status().unwrap_or_default();
    if !(200..300).contains(&status) {
        return Err(refuse_after_open(plan, &opened, notice)
            .unwrap_or_else(|| plan.fail(Fault::InitializedRefused { status }, Some(notice.id))));
    }
    no_sign_in(plan, exchange);
    plan.pass(Step::Session, notice.id);
    Ok(opened)
}

/// Tells the server that its answer was understood.
pub fn send_initialized<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    opened: &Opened,
) -> Result<&'a Exchange, Interrupt> {
    let call = request::initialized(opened.session());
    let purpose = Purpose::Initialized;
    plan.call(Step::Session, target, purpose, &opened.url, &call)
}

/// What the two required members of an `InitializeResult` say (2025-11-25 `basic/lifecycle`).
pub fn read_initialize(
    plan: &mut Plan,
    exchange: Id,
    value: &Value,
) -> Result<(Revision, Map<String, Value>), Interrupt> {
    let (result, problems) = result::initialize(value);
    let missing: Vec<String> = problems
        .iter()
        .filter(|problem| !concerns_instructions(problem))
        .map(result_problem)
        .collect();
    if !missing.is_empty() {
        return Err(plan.fail(
            Fault::InitializeMalformed { problems: missing },
            Some(exchange),
        ));
    }
    match result.revision() {
        Some(revision) if !revision.is_modern() => Ok((revision, result.capabilities)),
        Some(_) => Err(plan.fail(Fault::ModernClaimed, Some(exchange))),
        None => {
            let version = result.protocol_version.unwrap_or_default();
            Err(plan.fail(Fault::UnknownVersion { version }, Some(exchange)))
        }
    }
}

/// The fault behind a refusal that comes after the handshake began, where its cause is known.
pub fn refuse_after_open(
    plan: &mut Plan,
    opened: &Opened,
    exchange: &Exchange,
) -> Option<Interrupt> {
    if opened.route != Route::Streamable && exchange.status() != Some(401) {
        return None;
    }
    let status = exchange.status()?;
    let body = exchange.body_text().to_ascii_lowercase();
    let handshake = plan.recording.exchange(opened.handshake)?;
    let in_browser = handshake
        .head
        .as_ref()
        .is_some_and(|head| head.kind == ResponseKind::Cors);
    let sends_version = opened.revision.rules().sends_version_header;
    let fault = match status {
        // Some servers say 401 where they mean 404: the session is unknown (failures F24).
        401 if opened.session_id.is_some()
            && !plan.has_credentials()
            && body.contains("session") =>
        {
            Fault::RequiredAfterOpen { status }
        }
        401 => return Some(endpoint::unauthorized(plan, exchange)),
        404 if opened.session_id.is_some() => Fault::SessionLost,
        // A page that cannot read the id cannot send it, and the server misses it.
        400 | 404 if opened.session_id.is_none() && in_browser && body.contains("session") => {
            Fault::SessionIdNotExposed
        }
        400 if sends_version && body.contains("version") => Fault::VersionHeaderRefused {
            version: opened.revision.as_str().to_owned(),
        },
        503 if opened.session_id.is_some() => Fault::RequiredAfterOpen { status },
        _ => return None,
    };
    Some(plan.fail(fault, Some(exchange.id)))
}

/// Steps 5 to 10 of a server that asked for nothing, or that accepted what it got up front.
pub fn no_sign_in(plan: &mut Plan, exchange: &Exchange) {
    if plan.token.is_some() {
        plan.end(Step::Token, Reason::CredentialAccepted, Some(exchange.id));
        return;
    }
    let given = plan.options.has_credentials();
    for step in Step::SIGN_IN {
        let reason = if given {
            Reason::CredentialGiven
        } else {
            Reason::OpenServer
        };
        plan.end(step, reason, Some(exchange.id));
    }
    if given {
        plan.end(Step::Token, Reason::CredentialAccepted, Some(exchange.id));
    }
}

/// 301, 302 and 303 make a GET of a POST. The same POST, sent to where they lead, shows it.
fn redirect_drops_post(
    plan: &mut Plan,
    target: &Target,
    purpose: Purpose,
    call: &Call,
    exchange: &Exchange,
) -> Result<(), Interrupt> {
    let Some(head) = exchange.head.as_ref().filter(|head| head.redirected) else {
        return Ok(());
    };
    let answers = |exchange: &Exchange| match &call.rpc_id {
        Some(id) => exchange
            .messages
            .iter()
            .any(|(_, message)| message.id() == Some(id)),
        None => true,
    };
    if answers(exchange) || head.url.is_empty() || head.url == exchange.request.url {
        return Ok(());
    }
    let again = plan.call(Step::Endpoint, target, purpose, &head.url, call)?;
    if !answers(again) {
        return Ok(());
    }
    let fault = Fault::RedirectDropsPost {
        to: head.url.clone(),
    };
    Err(plan.fail(fault, Some(exchange.id)))
}

/// Where the answer came from: the next message goes there directly.
fn answering_url(exchange: &Exchange) -> String {
    match &exchange.head {
        Some(head) if head.redirected && !head.url.is_empty() => head.url.clone(),
        _ => exchange.request.url.clone(),
    }
}

fn with_answer<T>(exchange: &Exchange, id: &jsonrpc::Id, judge: impl Fn(Answer) -> T) -> T {
    let messages: Vec<Message> = exchange
        .messages
        .iter()
        .map(|(_, message)| message.clone())
        .collect();
    let content_type = exchange.header("content-type").map(ContentType::parse);
    judge(Answer {
        status: exchange.status().unwrap_or_default(),
        content_type: content_type.as_ref(),
        has_body: !exchange.body.iter().all(u8::is_ascii_whitespace),
        messages: &messages,
        id,
    })
}

/// Ids count up within a run and never repeat in a session (2025-11-25 `basic`, "Requests").
pub fn rpc_id(number: u32) -> jsonrpc::Id {
    jsonrpc::Id::Number(number.into())
}

/// A problem of a result, as its path and what is wrong there.
fn result_problem(problem: &Problem) -> String {
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
