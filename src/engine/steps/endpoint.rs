//! Step 4: is what answers an MCP endpoint? Reads one answer and names what is wrong with it.
//!
//! One answer may be wrong in many ways at once; the fault is the first in the order of these
//! functions, which goes from the outside in: status, transfer, kind of body, JSON, JSON-RPC, and
//! last whether the answer is in it. The rest are warnings, which the checks find by themselves.

use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::jsonrpc::{Id, Message, NotJson, Problem};
use crate::trace::exchange::{Ending, Exchange};
use crate::trace::fault::Fault;
use crate::trace::readers::unread_stream::unread_message;
use crate::trace::step::Step;
use crate::trace::transcript::Abort;

/// Statuses that decide by themselves, whatever the body says: gateways and frameworks give them with bodies of any
/// kind. 404 and 405 are not among them, as a server of the old transport answers a POST so.
pub fn status_fault(exchange: &Exchange) -> Option<Fault> {
    match exchange.status()? {
        // Against DNS rebinding a server must check `Origin` (2025-03-26 and later, "Security Warning").
        403 if exchange.names_origin() => Some(Fault::OriginRefused),
        // No client signs in on it. A firewall in front of the server may say it, too
        // (docs/checks.md, F14).
        403 => Some(Fault::Forbidden),
        // Said of `Accept`: a client must offer both JSON and event streams.
        // The page does; some servers want it word for word (docs/checks.md, F09).
        406 => Some(Fault::NotAcceptable),
        415 => Some(Fault::UnsupportedMediaType),
        // A server that was reached under a name that is not its own.
        // SDKs say so where their list of hosts against DNS rebinding lacks this one
        // (docs/checks.md, F12).
        421 => Some(Fault::Misdirected),
        429 => Some(Fault::RateLimited),
        status if status >= 500 => Some(Fault::ServerError { status }),
        _ => None,
    }
}

/// What keeps an exchange from holding the answer to `id`; `None` when it is there and can be used.
pub fn answer_fault(exchange: &Exchange, id: &Id) -> Option<Fault> {
    // Both are read with some tolerance, so the answer may be there all the same; a strict client finds none.
    // Clients validate one object and refuse an array (docs/checks.md, F32); 2025-06-18
    // removed batches altogether.
    if has_problem(exchange, |problem| matches!(problem, Problem::Batch { .. })) {
        return Some(Fault::BatchAnswer);
    }
    if has_problem(exchange, |problem| {
        matches!(problem, Problem::NotUtf8 { .. })
    }) {
        return Some(Fault::NotUtf8);
    }
    if exchange.answer(id).is_some() {
        return content_type_fault(exchange);
    }
    // From the transport up: what broke off cannot be judged by its content, and a login page with status 200 is more
    // than "no JSON".
    broken_body(exchange)
        .or_else(|| markup(exchange))
        .or_else(|| refused(exchange))
        .or_else(|| unreadable_body(exchange))
        .or_else(|| Some(missing_answer(exchange)))
}

/// A request's answer must be JSON or an event stream (2025-03-26 and later, "Sending Messages to the Server").
fn content_type_fault(exchange: &Exchange) -> Option<Fault> {
    let content_type = exchange.content_type();
    let known = matches!(
        content_type.as_str(),
        "application/json" | "text/event-stream"
    );
    // The rule is about answers that a client goes on with; clients read the error of a refusal whatever its type.
    let error = exchange.status().is_some_and(|status| status >= 400);
    (!known && !error).then(|| Fault::WrongContentType {
        content_type: (!content_type.is_empty()).then_some(content_type),
    })
}

/// The transfer itself went wrong after the head.
pub fn broken_body(exchange: &Exchange) -> Option<Fault> {
    match exchange.ending.as_ref()? {
        // A body that cannot be decoded yields nothing at all; one that is cut yields its beginning.
        Ending::Failed(_) if exchange.head.is_some() && exchange.body.is_empty() => {
            Some(Fault::BodyBroken)
        }
        Ending::Failed(_) if exchange.head.is_some() => Some(Fault::BodyCut),
        // Four MiB of a list were read; whatever follows would not be shown either.
        Ending::Aborted(Abort::TooLarge | Abort::Budget) => Some(Fault::BodyTooLarge),
        // A proxy that buffers looks like a server that writes nothing (docs/checks.md, F16).
        Ending::Aborted(Abort::Idle | Abort::TooLong) if exchange.is_event_stream() => {
            message_not_read(exchange).or(Some(Fault::StreamSilent))
        }
        Ending::Aborted(Abort::Idle | Abort::TooLong) => Some(Fault::BodyHangs),
        Ending::Failed(_) | Ending::Aborted(_) | Ending::Complete | Ending::Unsupported => None,
    }
}

/// A message came on the stream, and no client reads it there.
fn message_not_read(exchange: &Exchange) -> Option<Fault> {
    let problem = unread_message(exchange)?.words();
    Some(Fault::MessageNotRead { problem })
}

/// HTML where a message belongs: a page, a login wall, a router's catch-all.
/// The address is that of a web page, or the router of a front end took the path
/// (docs/checks.md, F11, F19).
fn markup(exchange: &Exchange) -> Option<Fault> {
    let status = exchange.status()?;
    let html = exchange.content_type() == "text/html"
        || has_problem(exchange, |problem| {
            matches!(
                problem,
                Problem::NotJson {
                    kind: NotJson::Markup,
                    ..
                }
            )
        });
    // An error page is what its status says.
    (html && status < 400).then_some(Fault::HtmlPage { status })
}

/// A status that refuses, where the body says nothing more exact.
fn refused(exchange: &Exchange) -> Option<Fault> {
    match exchange.status()? {
        404 => Some(Fault::NotFound),
        405 => Some(Fault::MethodNotAllowed),
        // A redirect is readable only to a vantage that is no browser.
        status @ 300..=399 => Some(match exchange.header("location") {
            Some(to) => Fault::EndpointRedirectsElsewhere { to: to.to_owned() },
            None => Fault::Refused { status },
        }),
        status if status >= 400 => Some(Fault::Refused { status }),
        _ => None,
    }
}

/// The first problem that keeps the body from being read; parsers go on after it, and name all of
/// them.
fn unreadable_body(exchange: &Exchange) -> Option<Fault> {
    exchange.problems.iter().find_map(|problem| match problem {
        // JSON-RPC over HTTP is UTF-8 (2025-03-26 and later, "Transports"). Clients decode it so,
        // and fail or garble it.
        Problem::NotUtf8 { .. } => Some(Fault::NotUtf8),
        Problem::TooDeep => Some(Fault::NestedTooDeep),
        Problem::NotJson {
            kind: NotJson::Empty,
            ..
        } => Some(Fault::EmptyAnswer),
        Problem::NotJson { .. } => Some(Fault::InvalidJson),
        Problem::NotObject(_) | Problem::NotJsonRpc | Problem::Neither => Some(Fault::NotJsonRpc),
        _ => None,
    })
}

/// Everything could be read, and the answer is not in it.
fn missing_answer(exchange: &Exchange) -> Fault {
    if exchange
        .messages
        .iter()
        .any(|(_, message)| message.is_answer())
    {
        Fault::AnswerIdMismatch
    } else if exchange.is_event_stream() {
        message_not_read(exchange).unwrap_or(Fault::StreamWithoutAnswer)
    } else if exchange.body.is_empty() {
        Fault::EmptyAnswer
    } else {
        Fault::NotJsonRpc
    }
}

/// Whether the body has such a problem.
fn has_problem(exchange: &Exchange, is: impl Fn(&Problem) -> bool) -> bool {
    exchange.problems.iter().any(is)
}

/// The error of an answer.
#[derive(Clone, Copy, Debug)]
pub struct RpcError<'e> {
    /// 0 where the server left it out.
    pub code: i64,
    /// For people; no client reads it.
    pub message: &'e str,
}

impl RpcError<'_> {
    /// What it means as the answer to `initialize`.
    pub fn refused(self) -> Fault {
        Fault::InitializeRefused {
            rpc_code: self.code,
            message: self.message.to_owned(),
        }
    }
}

/// The error in the answer to `id`, wherever it is; also one whose id the server left out, as JSON-RPC 2.0, 5 allows
/// where it could not read the request.
/// Older servers refuse `server/discover` with `id: null` (docs/checks.md, F28).
pub fn rpc_error<'e>(exchange: &'e Exchange, id: &Id) -> Option<RpcError<'e>> {
    let mut messages = exchange.messages.iter();
    messages.find_map(|(_, message)| match message {
        Message::Error {
            id: given,
            code,
            message,
            data: _,
        } if given.as_ref().is_none_or(|given| given == id) => Some(RpcError {
            code: code.unwrap_or_default(),
            message,
        }),
        _ => None,
    })
}

/// The result in the answer to `id`.
pub fn rpc_result<'e>(exchange: &'e Exchange, id: &Id) -> Option<&'e serde_json::Value> {
    match exchange.answer(id)? {
        Message::Response { result, .. } => Some(result),
        _ => None,
    }
}

/// What a refused opening means: the status where it decides, else the server's own error, else the body.
pub fn refusal(plan: &mut Plan, exchange: &Exchange, id: &Id) -> Interrupt {
    // The one status that is no fault by itself: it starts steps 5 to 10.
    if exchange.status() == Some(401) {
        return unauthorized(plan, exchange);
    }
    // Before the status and the body, or a refusal that asks for a credential would be
    // blamed on the server's rules or on its JSON.
    match missing_401_fault(plan, exchange) {
        Ok(Some(fault)) => {
            // It asks for a credential, as only an MCP endpoint would.
            pass(plan, exchange);
            return Interrupt::failed(fault, exchange.id);
        }
        Ok(None) => {}
        Err(interrupt) => return interrupt,
    }
    if let Some(fault) = status_fault(exchange) {
        return Interrupt::failed(fault, exchange.id);
    }
    // Frameworks answer an unknown path with JSON of many kinds, some of it like JSON-RPC: the status counts.
    let is_gone = matches!(exchange.status(), Some(404 | 405));
    if let Some(error) = rpc_error(exchange, id).filter(|_| !is_gone) {
        pass(plan, exchange);
        return Interrupt::failed(error.refused(), exchange.id);
    }
    let fault = answer_fault(exchange, id).unwrap_or(Fault::NotJsonRpc);
    Interrupt::failed(fault, exchange.id)
}

/// What is wrong with the answer to a GET that should have been the old transport's stream.
pub fn stream_fault(exchange: &Exchange) -> Fault {
    status_fault(exchange)
        .or_else(|| broken_body(exchange))
        .or_else(|| markup(exchange))
        .or_else(|| refused(exchange))
        .unwrap_or(Fault::WrongContentType {
            content_type: Some(exchange.content_type()).filter(|text| !text.is_empty()),
        })
}

/// The fault of an answer that means 401 and says something else.
pub fn missing_401_fault(plan: &mut Plan, exchange: &Exchange) -> Result<Option<Fault>, Interrupt> {
    (plan.deferred_steps()?.missing_401)(plan, exchange)
}

/// 401: the server wants credentials, or refuses those it got. Only what looks like a credential can be refused: a
/// header that names a tenant goes along with the request for a token.
/// Signing in instead would hide that the entered token was refused (docs/checks.md, F48).
pub fn unauthorized(plan: &mut Plan, exchange: &Exchange) -> Interrupt {
    pass(plan, exchange);
    match plan.token.is_none() && plan.options.has_likely_credential() {
        true => Interrupt::failed(Fault::TokenRefused, exchange.id),
        false => Interrupt::SignIn(exchange.id),
    }
}

/// Passes step 4, unless an earlier exchange has.
pub fn pass(plan: &mut Plan, exchange: &Exchange) {
    plan.pass_first(Step::Endpoint, exchange.id);
}

#[cfg(test)]
mod tests {
    use crate::engine::testing::{Came, SERVER, exchange};
    use crate::trace::purpose::Purpose;
    use crate::trace::readers::unread_stream::{UnreadMessage, unread_message};
    use crate::trace::recording::Recording;
    use crate::trace::wire::Request;

    const SSE: &[(&str, &str)] = &[("content-type", "text/event-stream")];
    const MESSAGE: &str = r#"{"jsonrpc":"2.0","id":1,"result":{}}"#;

    fn read(body: &str) -> Option<UnreadMessage> {
        let mut recording = Recording::default();
        let request = Request::get(SERVER);
        let came = Came::Answer(200, SSE, body.to_owned().leak());
        let id = exchange(&mut recording, Purpose::Discover, request, came);
        unread_message(recording.exchange(id)?)
    }

    #[test]
    fn a_message_that_no_client_reads_is_told() {
        let other = UnreadMessage::OtherField("message".to_owned());
        let rows = [
            (
                format!("data: {MESSAGE}\n"),
                Some(UnreadMessage::Unfinished),
            ),
            (
                format!("event: message\r\ndata: {MESSAGE}\r\n"),
                Some(UnreadMessage::Unfinished),
            ),
            (format!("{MESSAGE}\n"), Some(UnreadMessage::WithoutField)),
            (
                MESSAGE.replace(',', ",\n"),
                Some(UnreadMessage::WithoutField),
            ),
            (format!("message: {MESSAGE}\n\n"), Some(other)),
            // On its way, a comment, an event, and what is no message.
            (format!("data: {MESSAGE}"), None),
            (format!(": {MESSAGE}\n"), None),
            (format!("data: {MESSAGE}\n\n"), None),
            ("data: {\"a\":1}\n".to_owned(), None),
            (": ping\n\n".to_owned(), None),
        ];
        for (body, expected) in rows {
            assert_eq!(read(&body), expected, "{body}");
        }
    }
}
