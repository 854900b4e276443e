//! The places that a fault rests on. Steps 2 and 3 are blind: the browser hides why a request failed,
//! and the proof is what other requests and probes made of it. From step 4 on the answer can be read,
//! and quoting it is proof enough.

use super::proof;
use crate::checks::case::Case;
use crate::checks::finding::Evidence;
use crate::checks::quote;
use crate::trace::exchange::Exchange;
use crate::trace::fault::Fault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::step::Step;

/// What is shown of a fault. The address needs no evidence: it stands in the field above.
pub fn evidence(case: &Case, why: &Fault, exchange: Option<&Exchange>) -> Vec<Evidence> {
    match why.step() {
        Step::Address => Vec::new(),
        Step::Reach | Step::Cors => blind(case, why, exchange),
        Step::Endpoint
        | Step::Challenge
        | Step::ResourceMetadata
        | Step::AuthorizationServer
        | Step::Registration
        | Step::Authorization
        | Step::Token
        | Step::Session
        | Step::Tools
        | Step::Prompts
        | Step::Resources
        | Step::Stream
        | Step::Closing => seen(exchange, why),
    }
}

/// Evidence where the browser hides the answer: the failing exchange, then what proves the cause.
fn blind(case: &Case, why: &Fault, exchange: Option<&Exchange>) -> Vec<Evidence> {
    let failing = exchange.map(quote::outcome).into_iter();
    let others = case.recording.exchanges.iter();
    let (passed, refused): (Vec<&Exchange>, Vec<&Exchange>) = others
        .filter(|other| exchange.is_none_or(|exchange| exchange.id != other.id))
        .filter(|other| proof::is_evidence_request(why, other))
        .partition(|other| is_counter_probe(why, other));
    // What passed stands after the first that was refused: it is read as the same without the header.
    let mut asked = refused;
    let place = asked.len().min(1);
    asked.splice(place..place, passed);
    let asked = asked.into_iter().map(quote::outcome);
    let probes = case.recording.probes.iter();
    let looked = probes
        .filter(|probed| proof::is_evidence_probe(why, probed))
        .map(quote::probe);
    failing.chain(asked).chain(looked).collect()
}

/// What shows that it is the header, as the request without it passes.
fn is_counter_probe(why: &Fault, exchange: &Exchange) -> bool {
    let request = ProbeRequest::SimplePost;
    let names_headers = matches!(
        why,
        Fault::HeaderNotAllowed { .. } | Fault::AllowHeadersMissing | Fault::PreflightRejected
    );
    names_headers && exchange.purpose == Purpose::ProbeRequest { request }
}

/// Evidence where the answer can be read: status, the header that decides, the body.
fn seen(exchange: Option<&Exchange>, why: &Fault) -> Vec<Evidence> {
    let Some(exchange) = exchange else {
        return Vec::new();
    };
    let mut evidence = vec![quote::outcome(exchange)];
    evidence.extend(deciding_header(exchange, why).map(|name| quote::header(exchange, name)));
    // What was refused is what this program sent.
    if let Fault::VersionHeaderRefused { .. } = why {
        evidence.extend(quote::request_header(exchange, "mcp-protocol-version"));
    }
    // The answer to an authorization request is an address, which stands in the outcome already.
    // Of what was stopped at its head there is no body.
    let is_stopped = exchange.private_redirect().is_some();
    if exchange.purpose != Purpose::Authorize && exchange.head.is_some() && !is_stopped {
        evidence.push(quote::body(exchange));
    }
    evidence
}

/// The one header that decides, if one does. Of the other faults status and body say all.
fn deciding_header(exchange: &Exchange, why: &Fault) -> Option<&'static str> {
    match why {
        Fault::TokenRefused => Some("www-authenticate"),
        Fault::SignIn {
            step: Step::Challenge,
            ..
        } => Some("www-authenticate"),
        // Either endpoint may refuse: the resource with a challenge, the token endpoint in its body.
        Fault::SignIn {
            step: Step::Token, ..
        } => match exchange.status() {
            Some(401 | 403) => Some("www-authenticate"),
            _ => None,
        },
        Fault::RateLimited => Some("retry-after"),
        // RFC 9110, 15.5.6: a 405 lists what is allowed.
        Fault::MethodNotAllowed => Some("allow"),
        Fault::HtmlPage { .. } | Fault::WrongContentType { .. } | Fault::NotJsonRpc => {
            Some("content-type")
        }
        _ => None,
    }
}
