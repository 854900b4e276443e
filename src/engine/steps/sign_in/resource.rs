//! Step 6: which authorization server does the resource name?

use serde_json::{Map, Value};

use super::documents;
use super::{AuthProblem, fail, problem};
use crate::engine::plan::{Interrupt, Plan};
use crate::protocol::address::{Target, Url};
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, canonical};
use crate::protocol::oauth::well_known;
use crate::trace::fault::AuthFault;
use crate::trace::readers::challenge::{self, Advertised};
use crate::trace::readers::document::{Document, document};
use crate::trace::readers::resource::{issuer, resource_difference};
use crate::trace::reason::Reason;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::Step;
use crate::trace::wire::Id;

const STEP: Step = Step::ResourceMetadata;

/// Where the way goes on.
pub enum ResourceSearch<'a> {
    /// The metadata names an authorization server.
    Issuer { issuer: String, url: Url },
    /// The MCP server is its own authorization server, as 2025-03-26 has it.
    Server { document: Document<'a> },
    /// No document, and no sign that there should be one.
    Nothing,
}

/// `by` is the 401.
pub fn find<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    advertised: &Advertised,
    by: Id,
) -> Result<ResourceSearch<'a>, Interrupt> {
    plan.begin(STEP);
    if let Advertised::At(url) = advertised {
        let url = challenge::corrected_url(target, url);
        if super::targets_private_network(target, &url) {
            let problem = problem(AuthFault::PrivateAddress, url.as_str(), "");
            return Err(fail(plan, Some(by), STEP, problem));
        }
        let exchange = documents::get(plan, STEP, &url)?;
        return match document(exchange) {
            Ok(document) => check_document(plan, target, document),
            Err(why) => Err(advertised_fails(plan, target, &url, (exchange, why))?),
        };
    }
    let candidates = well_known::for_resource(&target.url);
    let search = documents::first(plan, STEP, &candidates, is_resource)?;
    if let Some(document) = search.found {
        plan.pass(Step::Challenge, by);
        return check_document(plan, target, document);
    }
    let appended = well_known::for_resource_appended(&target.url);
    let appended = appended.map(|candidate| documents::get(plan, STEP, &candidate.url));
    let oldest = well_known::for_server_2025_03_26(&target.url);
    let oldest = documents::get(plan, Step::AuthorizationServer, &oldest.url);
    let hidden = search
        .tried
        .iter()
        .find(|(_, why)| *why == AuthFault::Unreadable);
    let neighbours = hidden.map(|_| documents::sibling_is_readable(plan, STEP, &target.url));
    let (appended, oldest) = (appended.transpose()?, oldest?);
    if let Some(exchange) = appended.filter(|exchange| holds(exchange, is_resource).is_some()) {
        plan.pass(Step::Challenge, by);
        let expected = candidates.first().map(|candidate| candidate.url.as_str());
        let problem = problem(
            AuthFault::OnlyAppended,
            &exchange.request.url,
            expected.unwrap_or_default(),
        );
        return Err(fail(plan, Some(exchange.id), STEP, problem));
    }
    if let Some(document) = holds(oldest, is_server) {
        plan.pass(Step::Challenge, by);
        plan.end(STEP, Reason::NotOffered, None);
        return Ok(ResourceSearch::Server { document });
    }
    if let (Some((exchange, _)), Some(true)) = (hidden, neighbours.transpose()?) {
        // Errors can be read there and this cannot: it is another answer, which lacks the header.
        plan.pass(Step::Challenge, by);
        let problem = problem(AuthFault::Unreadable, &exchange.request.url, "");
        return Err(fail(plan, Some(exchange.id), STEP, problem));
    }
    Ok(ResourceSearch::Nothing)
}

/// The server named the address itself, so nothing else may stand in for it; where the document lies is still
/// worth knowing.
fn advertised_fails(
    plan: &mut Plan,
    target: &Target,
    url: &Url,
    (exchange, why): (&Exchange, AuthFault),
) -> Result<Interrupt, Interrupt> {
    let mut others = well_known::for_resource(&target.url);
    others.extend(well_known::for_resource_appended(&target.url));
    others.retain(|candidate| candidate.url != *url);
    let instead = documents::any(plan, STEP, &others);
    let why = match why {
        AuthFault::Unreadable => documents::classify_unreadable(plan, STEP, url),
        AuthFault::NotFound => Ok(AuthFault::AdvertisedMissing),
        why => Ok(why),
    };
    let instead = instead?.map(|document| document.exchange.request.url.as_str());
    let problem = problem(why?, url.as_str(), instead.unwrap_or_default());
    Ok(fail(plan, Some(exchange.id), STEP, problem))
}

/// Many hosts answer every path with some JSON.
pub fn is_resource(object: &Map<String, Value>) -> bool {
    object.contains_key("resource") || object.contains_key("authorization_servers")
}

fn is_server(object: &Map<String, Value>) -> bool {
    object.contains_key("issuer") || object.contains_key("authorization_endpoint")
}

fn holds(exchange: &Exchange, fits: fn(&Map<String, Value>) -> bool) -> Option<Document<'_>> {
    let document = document(exchange).ok()?;
    fits(&document.object).then_some(document)
}

fn check_document<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    found: Document,
) -> Result<ResourceSearch<'a>, Interrupt> {
    let by = Some(found.exchange.id);
    let (metadata, _) = resource_metadata::read(&found.object);
    let expected = canonical(&target.url);
    match fault(&metadata, &target.url, &expected)
        .map_or_else(|| entry(plan.recording, &metadata), Err)
    {
        Ok((issuer, url)) => {
            plan.end(STEP, Reason::Settled, by);
            Ok(ResourceSearch::Issuer { issuer, url })
        }
        Err(fault) => Err(fail(plan, by, STEP, fault)),
    }
}

fn fault<'a>(
    metadata: &'a ResourceMetadata,
    server: &Url,
    expected: &'a str,
) -> Option<AuthProblem<'a>> {
    let Some(actual) = metadata.resource.as_deref() else {
        return Some(problem(AuthFault::ResourceMissing, "", expected));
    };
    let differs = match resource_difference(actual, server) {
        UrlDifference::Same
        | UrlDifference::TrailingSlash
        | UrlDifference::Spelling
        | UrlDifference::Prefix => None,
        UrlDifference::Scheme => Some(AuthFault::ResourceScheme),
        UrlDifference::OtherPath => Some(AuthFault::ResourceOtherPath),
        UrlDifference::OtherHost => Some(AuthFault::ResourceOtherHost),
        UrlDifference::NotAUrl => Some(AuthFault::ResourceNotAUrl),
    };
    differs.map(|differs| problem(differs, actual, expected))
}

/// The entry to go on with, and the URL that it is.
fn entry<'m>(
    recording: &'m Recording,
    metadata: &'m ResourceMetadata,
) -> Result<(String, Url), AuthProblem<'m>> {
    let Some(actual) = issuer(recording, metadata) else {
        return Err(problem(AuthFault::NoAuthorizationServer, "", ""));
    };
    let bad = |what| Err(problem(what, actual, ""));
    match Url::parse(actual) {
        Ok(url) if well_known::is_well_known(&url) => bad(AuthFault::MetadataUrlAsIssuer),
        // RFC 8414, 2: a URL without query and fragment.
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            Ok((actual.to_owned(), url))
        }
        Ok(_) | Err(_) => bad(AuthFault::BadAuthorizationServer),
    }
}
