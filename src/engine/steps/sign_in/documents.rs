//! Metadata documents: asked for with one simple GET each, so that no preflight stands in the way.

use serde_json::{Map, Value};

use crate::engine::plan::{CompleteWhen, Interrupt, Plan};
use crate::protocol::address::Url;
use crate::protocol::http::Headers;
use crate::protocol::oauth::well_known::Candidate;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::{ProbeRequest, Purpose};
use crate::trace::readers::document::{Document, document};
use crate::trace::recording::Exchange;
use crate::trace::step::Step;
use crate::trace::wire::{Mode, Redirect, Request, ResponseKind};

/// What looking at one address after the other came to.
pub struct Search<'a> {
    pub found: Option<Document<'a>>,
    pub tried: Vec<(&'a Exchange, AuthFault)>,
}

pub fn get<'a>(plan: &mut Plan<'a>, step: Step, url: &Url) -> Result<&'a Exchange, Interrupt> {
    let purpose = match step {
        Step::ResourceMetadata => Purpose::ResourceMetadata,
        _ => Purpose::ServerMetadata,
    };
    let request = request(url, "application/json");
    let how = (Mode::Cors, Redirect::Follow);
    let exchange = plan.exchange(step, purpose.clone(), request, how, &CompleteWhen::Head)?;
    if exchange.is_event_stream() {
        // It may never end, and holds no document.
        return Ok(exchange);
    }
    let request = self::request(url, "application/json");
    plan.exchange(step, purpose, request, how, &CompleteWhen::End)
}

/// Tries one address after the other, up to the first document that `fits`.
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
        match document(exchange) {
            Ok(document) if fits(&document.object) => {
                search.found = Some(document);
                break;
            }
            Ok(_) => search.tried.push((exchange, AuthFault::NotFound)),
            Err(why) => search.tried.push((exchange, why)),
        }
        // Each further address on a silent host would cost as long again.
        if exchange.hung() {
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

/// Why an answer cannot be read: a redirect, no permission for this page, or nobody there.
pub fn classify_unreadable(plan: &mut Plan, step: Step, url: &Url) -> Result<AuthFault, Interrupt> {
    let ask = |plan: &mut Plan, probe_request, how| {
        let purpose = Purpose::ProbeRequest {
            request: probe_request,
        };
        let answer = plan.exchange(step, purpose, request(url, "*/*"), how, &CompleteWhen::Head)?;
        Ok(answer.head.as_ref().map(|head| head.kind))
    };
    let manual = ask(
        plan,
        ProbeRequest::RedirectCheck,
        (Mode::Cors, Redirect::Manual),
    );
    let blind = ask(
        plan,
        ProbeRequest::NoCorsGet,
        (Mode::NoCors, Redirect::Follow),
    );
    Ok(match (manual?, blind?) {
        (Some(ResponseKind::OpaqueRedirect), _) => AuthFault::RedirectsElsewhere,
        (_, Some(_)) => AuthFault::Unreadable,
        (_, None) => AuthFault::Unreachable,
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
    let path = ["/.well-known/faultfinder-", &plan.environment.nonce].concat();
    let beside = url.with_path(&path).without_query();
    let purpose = Purpose::ProbeRequest {
        request: ProbeRequest::SiblingPath,
    };
    let how = (Mode::Cors, Redirect::Follow);
    let answer = plan.exchange(
        step,
        purpose,
        request(&beside, "*/*"),
        how,
        &CompleteWhen::Head,
    )?;
    Ok(answer.status().is_some())
}

fn request(url: &Url, accept: &str) -> Request {
    let mut headers = Headers::default();
    headers.set("Accept", accept);
    Request {
        method: "GET".to_owned(),
        url: url.as_str().to_owned(),
        headers,
        body: None,
    }
}
