//! Step 6: which authorization server does the resource name?

use serde_json::{Map, Value};

use super::documents;
use super::{Link, link, stop};
use crate::engine::plan::{Interrupt, Plan};
use crate::protocol::address::{Target, Url};
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, canonical};
use crate::protocol::oauth::well_known;
use crate::trace::fault::AuthFault;
use crate::trace::readers::challenge::{self, Advertised};
use crate::trace::readers::document::{Document, document};
use crate::trace::readers::resource::{issuer, resource_likeness};
use crate::trace::reason::Reason;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::step::Step;
use crate::trace::wire::Id;

const STEP: Step = Step::ResourceMetadata;

/// Where the way goes on.
pub enum Found<'a> {
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
) -> Result<Found<'a>, Interrupt> {
    plan.begin(STEP);
    if let Advertised::At(url) = advertised {
        let url = challenge::meant(target, url);
        if super::leads_inside(target, &url) {
            let link = link(AuthFault::PrivateAddress, url.as_str(), "");
            return Err(stop(plan, Some(by), STEP, link));
        }
        let exchange = documents::get(plan, STEP, &url)?;
        return match document(exchange) {
            Ok(document) => judge(plan, target, document),
            Err(why) => Err(advertised_fails(plan, target, &url, (exchange, why))?),
        };
    }
    let candidates = well_known::for_resource(&target.url);
    let search = documents::first(plan, STEP, &candidates, is_resource)?;
    if let Some(document) = search.found {
        plan.pass(Step::Challenge, by);
        return judge(plan, target, document);
    }
    let appended = well_known::for_resource_appended(&target.url);
    let appended = appended.map(|candidate| documents::get(plan, STEP, &candidate.url));
    let oldest = well_known::for_server_2025_03_26(&target.url);
    let oldest = documents::get(plan, Step::AuthorizationServer, &oldest.url);
    let hidden = search
        .tried
        .iter()
        .find(|(_, why)| *why == AuthFault::Unreadable);
    let neighbours = hidden.map(|_| documents::reads_neighbours(plan, STEP, &target.url));
    let (appended, oldest) = (appended.transpose()?, oldest?);
    if let Some(exchange) = appended.filter(|exchange| holds(exchange, is_resource).is_some()) {
        plan.pass(Step::Challenge, by);
        let meant = candidates.first().map(|candidate| candidate.url.as_str());
        let link = link(
            AuthFault::OnlyAppended,
            &exchange.request.url,
            meant.unwrap_or_default(),
        );
        return Err(stop(plan, Some(exchange.id), STEP, link));
    }
    if let Some(document) = holds(oldest, is_server) {
        plan.pass(Step::Challenge, by);
        plan.end(STEP, Reason::NotOffered, None);
        return Ok(Found::Server { document });
    }
    if let (Some((exchange, _)), Some(true)) = (hidden, neighbours.transpose()?) {
        // Errors can be read there and this cannot: it is another answer, which lacks the header.
        plan.pass(Step::Challenge, by);
        let link = link(AuthFault::Unreadable, &exchange.request.url, "");
        return Err(stop(plan, Some(exchange.id), STEP, link));
    }
    Ok(Found::Nothing)
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
        AuthFault::Unreadable => documents::hidden(plan, STEP, url),
        AuthFault::NotFound => Ok(AuthFault::AdvertisedMissing),
        why => Ok(why),
    };
    let instead = instead?.map(|document| document.exchange.request.url.as_str());
    let link = link(why?, url.as_str(), instead.unwrap_or_default());
    Ok(stop(plan, Some(exchange.id), STEP, link))
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

fn judge<'a>(
    plan: &mut Plan<'a>,
    target: &Target,
    found: Document,
) -> Result<Found<'a>, Interrupt> {
    let by = Some(found.exchange.id);
    let (metadata, _) = resource_metadata::read(&found.object);
    let meant = canonical(&target.url);
    match fault(&metadata, &target.url, &meant)
        .map_or_else(|| entry(plan.recording, &metadata), Err)
    {
        Ok((issuer, url)) => {
            plan.end(STEP, Reason::Settled, by);
            Ok(Found::Issuer { issuer, url })
        }
        Err(fault) => Err(stop(plan, by, STEP, fault)),
    }
}

fn fault<'a>(metadata: &'a ResourceMetadata, server: &Url, meant: &'a str) -> Option<Link<'a>> {
    let Some(said) = metadata.resource.as_deref() else {
        return Some(link(AuthFault::ResourceMissing, "", meant));
    };
    let differs = match resource_likeness(said, server) {
        UrlDifference::Same
        | UrlDifference::TrailingSlash
        | UrlDifference::Spelling
        | UrlDifference::Prefix => None,
        UrlDifference::Scheme => Some(AuthFault::ResourceScheme),
        UrlDifference::OtherPath => Some(AuthFault::ResourceOtherPath),
        UrlDifference::OtherHost => Some(AuthFault::ResourceOtherHost),
        UrlDifference::NotAUrl => Some(AuthFault::ResourceNotAUrl),
    };
    differs.map(|differs| link(differs, said, meant))
}

/// The entry to go on with, and the URL that it is.
fn entry<'m>(
    recording: &'m Recording,
    metadata: &'m ResourceMetadata,
) -> Result<(String, Url), Link<'m>> {
    let Some(said) = issuer(recording, metadata) else {
        return Err(link(AuthFault::NoAuthorizationServer, "", ""));
    };
    let bad = |what| Err(link(what, said, ""));
    match Url::parse(said) {
        Ok(url) if well_known::is_well_known(&url) => bad(AuthFault::MetadataUrlAsIssuer),
        // RFC 8414, 2: a URL without query and fragment.
        Ok(url)
            if matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none() =>
        {
            Ok((said.to_owned(), url))
        }
        Ok(_) | Err(_) => bad(AuthFault::BadAuthorizationServer),
    }
}
