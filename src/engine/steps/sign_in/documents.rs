//! Metadata documents: asked for with one simple GET each, so that no preflight stands in the way.
//!
//! Metadata is public, so no credential goes along, and `Accept` is the only header. What a page
//! cannot read is told from what is not there by two more requests; clients that are no page read
//! both alike, which is why servers do not notice.

use serde_json::{Map, Value};

use crate::engine::outcome::Interrupt;
use crate::engine::plan::{CompleteWhen, ExchangeSpec, Plan};
use crate::protocol::oauth::well_known::Candidate;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::readers::document::{Document, document};
use crate::trace::step::Step;
use crate::trace::wire::{Mode, Redirect, Request};

/// What looking at one address after the other came to.
pub struct Search<'a> {
    /// The document that counts.
    pub found: Option<Document<'a>>,
    /// What was asked before it, in order.
    pub tried: Vec<Unusable<'a>>,
}

/// An answer that holds no document, and why.
pub struct Unusable<'a> {
    /// The exchange that should hold a document.
    pub exchange: &'a Exchange,
    /// Why it holds none.
    pub why: AuthFault,
}

impl<'a> Search<'a> {
    /// The first answer that is no document for this reason.
    pub fn unusable(&self, why: AuthFault) -> Option<&Unusable<'a>> {
        self.tried.iter().find(|tried| tried.why == why)
    }
}

/// Asks for a metadata document. Its head decides how much of the body is awaited.
pub fn get<'a>(plan: &mut Plan<'a>, step: Step, url: &Url) -> Result<&'a Exchange, Interrupt> {
    let purpose = match step {
        Step::ResourceMetadata => Purpose::ResourceMetadata,
        _ => Purpose::ServerMetadata,
    };
    // Whatever it says about its type, the body is read: many servers send documents as text.
    let spec = ExchangeSpec::new(step, purpose, request(url, "application/json"));
    let exchange = plan.exchange(spec.clone().until(CompleteWhen::Head))?;
    if exchange.is_event_stream() {
        // It may never end, and holds no document.
        return Ok(exchange);
    }
    plan.exchange(spec)
}

/// Tries one address after the other, up to the first document that `fits`. In this order, and not at once: clients
/// stop at the first, and what they do not ask must not be judged.
pub fn first<'a>(
    plan: &mut Plan<'a>,
    step: Step,
    candidates: &[Candidate],
    fits: fn(&Map<String, Value>) -> bool,
) -> Result<Search<'a>, Interrupt> {
    let mut search = Search {
        found: None,
        tried: Vec::new(),
    };
    for candidate in candidates {
        let exchange = get(plan, step, &candidate.url)?;
        let why = match document(exchange) {
            Ok(document) if fits(&document.object) => {
                search.found = Some(document);
                break;
            }
            Ok(_) => AuthFault::NotFound,
            Err(why) => why,
        };
        search.tried.push(Unusable { exchange, why });
        // Each further address on a silent host would cost as long again. One that leads inside is not
        // asked once more.
        if exchange.hung() || why == AuthFault::PrivateRedirect {
            break;
        }
    }
    Ok(search)
}

/// Asks for all of them at once; the first document counts.
pub fn any<'a>(
    plan: &mut Plan<'a>,
    step: Step,
    candidates: &[Candidate],
) -> Result<Option<Document<'a>>, Interrupt> {
    let answers: Vec<_> = candidates
        .iter()
        .map(|candidate| get(plan, step, &candidate.url))
        .collect();
    let mut found = None;
    for answer in answers {
        found = found.or(document(answer?).ok());
    }
    Ok(found)
}

/// Why an answer cannot be read: a redirect, no permission for this page, or nobody there. Two requests tell these
/// apart: one that stops at a redirect, and one that is answered opaquely whatever the server permits.
/// Clients that are no page read the document all the same (docs/checks.md, F05).
pub fn classify_unreadable(plan: &mut Plan, step: Step, url: &Url) -> Result<AuthFault, Interrupt> {
    let manual = probe_request(step, ProbeRequest::RedirectCheck, url).redirect(Redirect::Manual);
    let blind = probe_request(step, ProbeRequest::NoCorsGet, url).mode(Mode::NoCors);
    // Both go out before either is awaited.
    let (manual, blind) = (plan.exchange(manual), plan.exchange(blind));
    let (manual, blind) = (manual?, blind?);
    Ok(if manual.is_opaque_redirect() {
        AuthFault::RedirectsElsewhere
    } else if blind.head.is_some() {
        AuthFault::Unreadable
    } else {
        AuthFault::Unreachable
    })
}

/// Why the answer to a POST cannot be read. Where a GET is led is no evidence of what a POST meets.
pub fn classify_unreadable_post(
    plan: &mut Plan,
    step: Step,
    url: &Url,
) -> Result<AuthFault, Interrupt> {
    Ok(match classify_unreadable(plan, step, url)? {
        AuthFault::Unreachable => AuthFault::Unreachable,
        _ => AuthFault::Unreadable,
    })
}

/// Whether a page may read what lies beside these documents, where no server has anything.
pub fn sibling_is_readable(plan: &mut Plan, step: Step, url: &Url) -> Result<bool, Interrupt> {
    // Beside the documents, because CORS is often configured for that folder alone.
    let path = ["/.well-known/faultfinder-", &plan.environment.nonce].concat();
    let beside = url.with_path(&path).without_query();
    let answer = plan.exchange(probe_request(step, ProbeRequest::SiblingPath, &beside))?;
    Ok(answer.status().is_some())
}

/// A request that only tells why a document cannot be read.
fn probe_request(step: Step, request: ProbeRequest, url: &Url) -> ExchangeSpec {
    let purpose = Purpose::ProbeRequest { request };
    let spec = ExchangeSpec::new(step, purpose, self::request(url, "*/*"));
    spec.until(CompleteWhen::Head)
}

/// One simple GET.
fn request(url: &Url, accept: &str) -> Request {
    let mut request = Request::get(url.as_str());
    // A safelisted header (Fetch standard, "CORS-safelisted request-header"): no preflight for its sake.
    request.headers.set("Accept", accept);
    request
}
