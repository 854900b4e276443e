//! Step 7: does the authorization server describe itself soundly?
//!
//! The order of the addresses is that of 2025-11-25 `basic/authorization`, "Authorization Server
//! Metadata Discovery": OAuth's before the path of the issuer, OpenID Connect's before it, OpenID
//! Connect's behind it. What a document has to say is read in the order in which a client needs it.
//!
//! A document that fails one of these is refused by clients without a word that a user would
//! understand; so the first problem is named with both sides, what stands there and what should.

use serde_json::{Map, Value};

use super::documents::{self, Search};
use super::{AuthProblem, problem};
use crate::engine::outcome::Interrupt;
use crate::engine::plan::Plan;
use crate::protocol::address::{AddressClass, Target};
use crate::protocol::oauth::server_metadata::{self, Endpoint, ServerMetadata, endpoint};
use crate::protocol::oauth::url_difference::{UrlDifference, compare};
use crate::protocol::oauth::{pkce, well_known};
use crate::protocol::url::Url;
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::readers::document::{Document, document};
use crate::trace::step::Step;

const STEP: Step = Step::AuthorizationServer;

/// Looks for the metadata of `issuer`, the entry of the resource's metadata.
pub fn find(plan: &mut Plan, target: &Target, issuer: &str, url: &Url) -> Result<(), Interrupt> {
    plan.begin(STEP);
    if super::targets_private_network(target, url) {
        return Err(problem(AuthFault::PrivateAddress, issuer, "").at(STEP, None));
    }
    // Three addresses for an issuer with a path, two without.
    let candidates = well_known::for_issuer(url);
    let search = documents::first(plan, STEP, &candidates, is_server)?;
    if let Some(tried) = search.unusable(AuthFault::PrivateRedirect) {
        let to = tried.exchange.private_redirect().unwrap_or_default();
        let problem = problem(tried.why, to, &tried.exchange.request.url);
        return Err(problem.at(STEP, tried.exchange.id));
    }
    match search.found {
        Some(found) => check_metadata(plan, target, found, Some(issuer)),
        None => Err(no_document(plan, url, &search)),
    }
}

/// Takes the metadata that lies at the MCP server itself. 2025-03-26 knows no rule for `issuer` and PKCE in it.
pub fn use_document(plan: &mut Plan, target: &Target, found: Document) -> Result<(), Interrupt> {
    plan.begin(STEP);
    check_metadata(plan, target, found, None)
}

/// Many hosts answer every path with some JSON.
fn is_server(object: &Map<String, Value>) -> bool {
    ["issuer", "authorization_endpoint", "token_endpoint"]
        .iter()
        .any(|member| object.contains_key(*member))
}

/// What cannot be read says least for certain, but most about why: the others have no document.
const TELLING: [AuthFault; 5] = [
    AuthFault::Unreadable,
    AuthFault::HtmlPage,
    AuthFault::InvalidJson,
    AuthFault::NeedsAuthorization,
    AuthFault::NotFound,
];

/// None of the addresses had a document: the one that says most is the reason.
/// A document at the other form of the path says even more: one route is missing (docs/checks.md, F40).
fn no_document(plan: &mut Plan, issuer: &Url, search: &Search) -> Interrupt {
    let appended = well_known::for_issuer_appended(issuer);
    let appended = appended.map(|candidate| documents::get(plan, STEP, &candidate.url));
    let Some(failed) = TELLING.into_iter().find_map(|why| search.unusable(why)) else {
        return problem(AuthFault::NotFound, "", issuer.as_str()).at(STEP, None);
    };
    let tried = &failed.exchange.request.url;
    let why = match failed.why {
        AuthFault::Unreadable => {
            let url = Url::parse(tried);
            documents::classify_unreadable(plan, STEP, url.as_ref().unwrap_or(issuer))
        }
        why => Ok(why),
    };
    // Both were started above, so that neither waits for the other.
    let (appended, why) = match (appended.transpose(), why) {
        (Ok(appended), Ok(why)) => (appended, why),
        (Err(interrupt), _) | (_, Err(interrupt)) => return interrupt,
    };
    let holds =
        |exchange: &&Exchange| document(exchange).is_ok_and(|document| is_server(&document.object));
    match appended.filter(holds) {
        // RFC 8414, 3.1 puts the well-known part before the path; OpenID Connect put it behind.
        Some(found) => {
            problem(AuthFault::OnlyAppended, &found.request.url, tried).at(STEP, found.id)
        }
        None => problem(why, tried, issuer.as_str()).at(STEP, failed.exchange.id),
    }
}

/// Whether a client can go on with this document.
fn check_metadata(
    plan: &mut Plan,
    target: &Target,
    found: Document,
    issuer: Option<&str>,
) -> Result<(), Interrupt> {
    let by = found.exchange.id;
    let (metadata, _) = server_metadata::read(&found.object);
    if let Some(problem) = fault(&metadata, target, issuer) {
        return Err(problem.at(STEP, by));
    }
    plan.pass(STEP, by);
    Ok(())
}

/// The first problem that keeps a client from going on. Without `issuer` the document lies at the
/// MCP server itself, where 2025-03-26 demands neither an issuer nor PKCE.
fn fault<'a>(
    metadata: &'a ServerMetadata,
    target: &Target,
    issuer: Option<&'a str>,
) -> Option<AuthProblem<'a>> {
    // The issuer first: a document about somebody else says nothing about the endpoints of this
    // one.
    let of_issuer = issuer.and_then(|issuer| issuer_fault(metadata, issuer));
    of_issuer
        .or_else(|| endpoint_fault(metadata, target))
        .or_else(|| flow_fault(metadata))
        // Last, as everything else would work: it is the client that refuses to go on.
        .or_else(|| issuer.and_then(|_| pkce_fault(metadata)))
}

/// RFC 8414, 3.3: identical to the issuer that the URL was made from, or the document must not be used.
/// In the field path, host and the last slash differ (docs/checks.md, F36).
fn issuer_fault<'a>(metadata: &'a ServerMetadata, expected: &'a str) -> Option<AuthProblem<'a>> {
    // Strict clients compare strings; a slash more or less is a warning of the checks.
    let Some(actual) = metadata.issuer.as_deref() else {
        return Some(problem(AuthFault::IssuerMissing, "", expected));
    };
    // Documents for all tenants of a vendor have one, and configurations that were never filled in.
    if is_template(actual) && actual != expected {
        return Some(problem(AuthFault::IssuerTemplate, actual, expected));
    }
    let differs = match compare(actual, expected) {
        UrlDifference::Same | UrlDifference::TrailingSlash | UrlDifference::Spelling => {
            return None;
        }
        UrlDifference::Scheme => AuthFault::IssuerScheme,
        UrlDifference::Prefix | UrlDifference::OtherPath => AuthFault::IssuerOtherPath,
        UrlDifference::OtherHost => AuthFault::IssuerOtherHost,
        UrlDifference::NotAUrl => AuthFault::IssuerNotAUrl,
    };
    Some(problem(differs, actual, expected))
}

/// Braces are in no URL (RFC 3986, 2).
fn is_template(issuer: &str) -> bool {
    let text = issuer.to_ascii_lowercase();
    ["{", "%7b", "<", "%3c"]
        .iter()
        .any(|mark| text.contains(mark))
}

/// Endpoints are https (RFC 6749, 3.1 and 3.2); http on loopback is what people develop with.
fn endpoint_fault<'a>(metadata: &'a ServerMetadata, target: &Target) -> Option<AuthProblem<'a>> {
    let endpoints = [
        (
            "authorization_endpoint",
            &metadata.authorization_endpoint,
            true,
        ),
        ("token_endpoint", &metadata.token_endpoint, true),
        (
            "registration_endpoint",
            &metadata.registration_endpoint,
            false,
        ),
    ];
    endpoints.into_iter().find_map(|(name, address, needed)| {
        let Some(address) = address.as_deref() else {
            return needed.then(|| problem(AuthFault::EndpointMissing, "", name));
        };
        let what = match endpoint(address) {
            // Before the scheme is looked at: no scheme makes this right.
            _ if targets_private_network(target, address) => AuthFault::PrivateAddress,
            Endpoint::Https => return None,
            Endpoint::Http if is_loopback(address) => return None,
            Endpoint::Http => AuthFault::EndpointHttp,
            // It would be opened in a window, where a scheme such as `javascript:` runs something.
            Endpoint::Unsafe => AuthFault::UnsafeEndpoint,
            Endpoint::NotAUrl => AuthFault::BadEndpoint,
        };
        Some(problem(what, address, name))
    })
}

/// A public server must not make a page ask in a private network.
fn targets_private_network(target: &Target, address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| super::targets_private_network(target, &url))
}

/// Whether an address stays on this machine.
fn is_loopback(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| AddressClass::from_url(&url) == AddressClass::Loopback)
}

/// The code flow is the only one of MCP. A list that is left out says nothing against it: `code` is
/// what everybody supports, and `authorization_code` is among the defaults (RFC 8414, 2).
fn flow_fault(metadata: &ServerMetadata) -> Option<AuthProblem<'_>> {
    let types = metadata.response_types_supported.as_deref();
    let grants = metadata.grant_types_supported.as_deref();
    types
        .and_then(|types| lacks(types, AuthFault::NoCodeFlow, "code"))
        .or_else(|| lacks(grants?, AuthFault::NoCodeGrant, "authorization_code"))
}

/// 2025-11-25 and later: a client refuses a server that does not say that it checks the code challenge.
/// RFC 8414, 2: a server that leaves the member out does not do PKCE.
fn pkce_fault(metadata: &ServerMetadata) -> Option<AuthProblem<'_>> {
    match &metadata.code_challenge_methods_supported {
        Some(methods) => lacks(methods, AuthFault::PkceWithoutS256, pkce::METHOD),
        None => Some(problem(AuthFault::PkceNotAdvertised, "", pkce::METHOD)),
    }
}

/// The problem that a list does not have what is needed.
fn lacks(list: &[String], what: AuthFault, wanted: &'static str) -> Option<AuthProblem<'static>> {
    let has = list.iter().any(|item| item == wanted);
    (!has).then(|| AuthProblem {
        fault: what,
        actual: list.join(" ").into(),
        expected: wanted,
    })
}
