//! What a pasted exchange was for, told by its request.
//!
//! A paste has no purposes: somebody ran curl, or a client's log was copied. The plan finds answers
//! by purpose, so each request is told by what it says. Preflights and requests of another protocol
//! have none and are left out; the whole paste is kept in the transcript all the same.

use serde_json::Value;

use crate::protocol::json;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::transcript::Origin;
use crate::trace::wire::PastedExchange;

/// Step and purpose; `None` for a request that is no part of a run, such as a preflight.
pub fn purpose(exchange: &PastedExchange, recording: &Recording) -> Option<(Step, Purpose)> {
    match exchange.request.method.as_str() {
        "POST" => message(
            exchange.request.body.as_deref().unwrap_or_default(),
            recording,
        ),
        // The only DELETE that a client sends there ends its session (2025-11-25
        // `basic/transports`, "Session Management").
        "DELETE" => Some((Step::Closing, Purpose::Delete)),
        "GET" => {
            // The same request opens the stream of either transport. Before a session was opened it
            // can only be the old one's: Streamable HTTP begins with a POST.
            let accept = exchange.request.headers.get("accept").unwrap_or_default();
            let opened = recording.exchanges.iter().any(|known| {
                known.origin == Origin::Pasted && known.purpose == Purpose::Initialized
            });
            match (accept.contains("event-stream"), opened) {
                (true, true) => Some((Step::Stream, Purpose::GetStream)),
                (true, false) => Some((Step::Endpoint, Purpose::OpenSse)),
                (false, _) => None,
            }
        }
        _ => None,
    }
}

/// A POST is told by its method. Its place among pages is counted: a cursor says nothing about how
/// many came before.
fn message(body: &str, recording: &Recording) -> Option<(Step, Purpose)> {
    let value = json::parse(body).ok()?;
    let method = value.get("method")?.as_str()?;
    Some(match method {
        // Pasted calls of tools and the like are no part of a diagnosis.
        "server/discover" => (Step::Reach, Purpose::Discover),
        "initialize" => {
            let revision = value
                .pointer("/params/protocolVersion")
                .and_then(Value::as_str);
            let revision = revision.unwrap_or_default().to_owned();
            (Step::Session, Purpose::Initialize { revision })
        }
        "notifications/initialized" => (Step::Session, Purpose::Initialized),
        "tools/list" => (Step::Tools, list(method, recording)),
        "prompts/list" => (Step::Prompts, list(method, recording)),
        "resources/list" | "resources/templates/list" => (Step::Resources, list(method, recording)),
        _ => return None,
    })
}

/// Pages of one list follow each other.
fn list(method: &str, recording: &Recording) -> Purpose {
    let before = recording.exchanges.iter().filter(|exchange| {
        exchange.origin == Origin::Pasted
            && matches!(&exchange.purpose, Purpose::List { method: known, .. } if known == method)
    });
    Purpose::List {
        method: method.to_owned(),
        page: u32::try_from(before.count()).unwrap_or(u32::MAX),
    }
}
