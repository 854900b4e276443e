//! Step 6: which authorization server does the resource name?
//!
//! What a server names itself is asked for and nothing else: a document elsewhere might belong to
//! somebody else (RFC 9728, 7.3). Without that there are two well-known places, before the path of
//! the server and at the root, and they are tried in this order, as clients do.

use serde_json::{Map, Value};

use super::documents::{self, Search, Unusable};
use super::{AuthProblem, problem};
use crate::engine::outcome::{Interrupt, StepOutcome};
use crate::engine::plan::Plan;
use crate::protocol::address::Target;
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, canonical};
use crate::protocol::oauth::well_known;
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::readers::challenge::{self, Advertised};
use crate::trace::readers::document::{Document, document};
use crate::trace::readers::resource::{issuer, resource_difference};
use crate::trace::reason::Reason;
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::wire::Id;

const STEP: Step = Step::ResourceMetadata;

/// Where the way goes on.
pub enum ResourceSearch<'a> {
    /// The metadata names an authorization server.
    Issuer {
        /// As the metadata spells it; the documents there must repeat it.
        issuer: String,
        /// The same, parsed.
        url: Url,
    },
    /// The MCP server is its own authorization server, as 2025-03-26 has it.
    Server {
        /// Its metadata.
        document: Document<'a>,
    },
    /// No document, and no sign that there should be one.
    Nothing,
}

/// Looks for the document where the server says that it lies, else at the well-known addresses. `by` is the 401.
pub fn find<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    advertised: &Advertised,
    by: Id,
) -> Result<ResourceSearch<'a>, Interrupt> {
    plan.begin(STEP);
    if let Advertised::At(url) = advertised {
        let url = challenge::corrected_url(target, url);
        return self::advertised(plan, target, &url, by);
    }
    let candidates = well_known::for_resource(&target.url);
    let search = documents::first(plan, STEP, &candidates, is_resource)?;
    match search.found {
        Some(document) => {
            plan.pass(Step::Challenge, by);
            check_document(plan, target, document)
        }
        None => match search.unusable(AuthFault::PrivateRedirect) {
            Some(tried) => {
                plan.pass(Step::Challenge, by);
                Err(leads_inside(tried))
            }
            None => fallbacks(plan, target, &search, by),
        },
    }
}

/// The document at the address that the 401 named (RFC 9728, 5.1).
fn advertised<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    url: &Url,
    by: Id,
) -> Result<ResourceSearch<'a>, Interrupt> {
    // The page would be made to knock at a machine behind the user's firewall.
    if super::targets_private_network(target, url) {
        let problem = problem(AuthFault::PrivateAddress, url.as_str(), "");
        return Err(problem.at(STEP, by));
    }
    let exchange = documents::get(plan, STEP, url)?;
    match document(exchange) {
        Ok(document) => check_document(plan, target, document),
        Err(why @ AuthFault::PrivateRedirect) => Err(leads_inside(&Unusable { exchange, why })),
        Err(why) => Err(advertised_fails(
            plan,
            target,
            url,
            Unusable { exchange, why },
        )),
    }
}

/// A document was asked for in public, and the way to it led behind the user's firewall.
fn leads_inside(tried: &Unusable) -> Interrupt {
    let exchange = tried.exchange;
    let to = exchange.private_redirect().unwrap_or_default();
    problem(tried.why, to, &exchange.request.url).at(STEP, exchange.id)
}

/// No document lies at a well-known address: where else might one lie, and is there one that only this page cannot read?
///
/// The three questions do not depend on each other. So each is put to the plan first, which sends the requests that
/// are not there yet, and only then are the answers awaited with `?`: a run waits once for all of them, and not for one
/// after the other.
fn fallbacks<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    search: &Search,
    by: Id,
) -> Result<ResourceSearch<'a>, Interrupt> {
    let appended = well_known::for_resource_appended(&target.url);
    let appended = appended.map(|candidate| documents::get(plan, STEP, &candidate.url));
    let oldest = well_known::for_server_2025_03_26(&target.url);
    let oldest = documents::get(plan, Step::AuthorizationServer, &oldest.url);
    let hidden = search.unusable(AuthFault::Unreadable);
    let sibling = hidden.map(|_| documents::sibling_is_readable(plan, STEP, &target.url));
    let (appended, oldest) = (appended.transpose()?, oldest?);
    // The path belongs behind the well-known part (RFC 9728, 3.1); some servers have it the other way round.
    if let Some(exchange) = appended.filter(|exchange| holds(exchange, is_resource).is_some()) {
        plan.pass(Step::Challenge, by);
        let candidates = well_known::for_resource(&target.url);
        let expected = candidates.first().map(|candidate| candidate.url.as_str());
        let actual = &exchange.request.url;
        let problem = problem(
            AuthFault::OnlyAppended,
            actual,
            expected.unwrap_or_default(),
        );
        return Err(problem.at(STEP, exchange.id));
    }
    // 2025-03-26 knows no metadata of resources: the server is asked for those of an authorization server.
    if let Some(document) = holds(oldest, is_server) {
        plan.pass(Step::Challenge, by);
        plan.settle(StepOutcome::skipped(STEP, Reason::NotOffered, None));
        return Ok(ResourceSearch::Server { document });
    }
    if let (Some(hidden), Some(true)) = (hidden, sibling.transpose()?) {
        // Errors can be read there and this cannot: it is another answer, which lacks the header.
        plan.pass(Step::Challenge, by);
        let problem = problem(AuthFault::Unreadable, &hidden.exchange.request.url, "");
        return Err(problem.at(STEP, hidden.exchange.id));
    }
    Ok(ResourceSearch::Nothing)
}

/// The server named the address itself, so nothing else may stand in for it; where the document lies is still
/// worth knowing.
fn advertised_fails(plan: &mut Plan, target: &Target, url: &Url, tried: Unusable) -> Interrupt {
    // Only to say what would have worked: the verdict stays with what was named.
    let mut others = well_known::for_resource(&target.url);
    others.extend(well_known::for_resource_appended(&target.url));
    others.retain(|candidate| candidate.url != *url);
    let instead = documents::any(plan, STEP, &others);
    let why = match tried.why {
        AuthFault::Unreadable => documents::classify_unreadable(plan, STEP, url),
        // Named and not there has another fix than not there at all.
        AuthFault::NotFound => Ok(AuthFault::AdvertisedMissing),
        why => Ok(why),
    };
    match (instead, why) {
        (Ok(instead), Ok(why)) => {
            let instead = instead.map(|document| document.exchange.request.url.as_str());
            let problem = problem(why, url.as_str(), instead.unwrap_or_default());
            problem.at(STEP, tried.exchange.id)
        }
        (Err(interrupt), _) | (_, Err(interrupt)) => interrupt,
    }
}

/// Many hosts answer every path with some JSON.
pub fn is_resource(object: &Map<String, Value>) -> bool {
    object.contains_key("resource") || object.contains_key("authorization_servers")
}

/// A document about an authorization server.
fn is_server(object: &Map<String, Value>) -> bool {
    object.contains_key("issuer") || object.contains_key("authorization_endpoint")
}

/// The document in an answer, if it is of this kind.
fn holds(exchange: &Exchange, fits: fn(&Map<String, Value>) -> bool) -> Option<Document<'_>> {
    let document = document(exchange).ok()?;
    fits(&document.object).then_some(document)
}

/// Whether the document is about this server, and where it leads.
fn check_document<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    found: Document,
) -> Result<ResourceSearch<'a>, Interrupt> {
    let by = Some(found.exchange.id);
    let (metadata, _) = resource_metadata::read(&found.object);
    let expected = canonical(&target.url);
    let problem = fault(&metadata, &target.url, &expected);
    match problem.map_or_else(|| entry(plan.recording, &metadata), Err) {
        Ok((issuer, url)) => {
            plan.settle(StepOutcome::passed(STEP, by));
            Ok(ResourceSearch::Issuer { issuer, url })
        }
        Err(problem) => Err(problem.at(STEP, by)),
    }
}

/// RFC 9728, 3.3: the document must name the resource that it was asked for, or it must not be used. SDKs take a
/// difference in spelling or in a slash, and a parent path, for no difference.
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
        // TLS ends at a proxy, and the application builds its address from what it sees
        // (docs/checks.md, F37).
        UrlDifference::Scheme => Some(AuthFault::ResourceScheme),
        UrlDifference::OtherPath => Some(AuthFault::ResourceOtherPath),
        UrlDifference::OtherHost => Some(AuthFault::ResourceOtherHost),
        // Such as a URN (docs/checks.md, F39).
        UrlDifference::NotAUrl => Some(AuthFault::ResourceNotAUrl),
    };
    differs.map(|differs| problem(differs, actual, expected))
}

/// The entry to go on with, and the URL that it is.
fn entry<'m>(
    recording: &'m Recording,
    metadata: &'m ResourceMetadata,
) -> Result<(String, Url), AuthProblem<'m>> {
    // The member is optional in RFC 9728 and demanded by MCP (2025-06-18 and later).
    let Some(actual) = issuer(recording, metadata) else {
        return Err(problem(AuthFault::NoAuthorizationServer, "", ""));
    };
    let bad = |what| Err(problem(what, actual, ""));
    match Url::parse(actual) {
        // The address of the metadata instead of the issuer: a client would put the well-known part
        // in twice.
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
