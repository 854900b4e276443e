//! Holds `challenge/error-without-token`, `challenge/http-metadata-url`, `challenge/late`,
//! `challenge/metadata-url-elsewhere`, `challenge/misspelt-parameter`,
//! `challenge/no-metadata-url`, `challenge/offline-access`.
//!
//! Step 5: what a 401 says (RFC 6750, 3; RFC 9728, 5.1). One table: each line is a part of the
//! challenge and what is worth saying about it. An address that no client can use is a fault of
//! the engine.
//!
//! Silent: where a credential was sent and refused; about a missing `resource_metadata` as long
//! as no metadata was found elsewhere, because then it is the cause of a greater evil.

use super::case::Case;
use super::draft::Findings;
use super::sign_in::Notes;
use crate::protocol::address::{Target, same_origin};
use crate::protocol::www_authenticate::Challenge;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;
use crate::trace::readers::challenge::{self, Advertised};
use crate::trace::reason::Reason;
use crate::trace::step::{Status, Step};

pub(super) mod header_unreadable;
pub(super) mod malformed;
pub(super) mod not_bearer;

/// The 401 on which the run stands, stopped or went on to the metadata.
pub(super) fn unauthorized<'a>(case: &Case<'a>) -> Option<&'a Exchange> {
    // Some servers say 401 and mean something else; the engine then skipped this step.
    let state = case.recording.step_state(Step::Challenge);
    if matches!(state.status, Status::Skipped | Status::Unreached)
        && state.reason != Some(Reason::CredentialGiven)
    {
        return None;
    }
    let mut exchanges = case.recording.exchanges.iter();
    exchanges.find(|exchange| {
        exchange.status() == Some(401)
            && !exchange.purpose.is_probe_request()
            && !exchange.purpose.is_metadata()
    })
}

/// One table: each line is a part of the challenge and what is worth saying about it.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    let (Some(exchange), Some(target)) = (unauthorized(case), &case.target) else {
        return;
    };
    if case.transcript.options.has_credentials() {
        return;
    }
    let asked = challenge::read(exchange);
    let mut notes = Notes::new(findings, exchange);
    address(target, &asked.advertised, &mut notes);
    if let Some(bearer) = &asked.bearer {
        parameters(case, bearer, &asked.advertised, &mut notes);
    }
    if let Purpose::List { method, .. } = &exchange.purpose {
        notes.note("challenge/late", method);
    }
}

/// Where the challenge sends clients. With http in place of https the address was corrected before
/// it was asked, so that the run goes on; here it is said.
fn address(target: &Target, advertised: &Advertised, notes: &mut Notes) {
    let Advertised::At(url) = advertised else {
        return;
    };
    let expected = challenge::corrected_url(target, url);
    if expected != *url {
        notes.note("challenge/http-metadata-url", url.as_str());
    } else if !same_origin(&target.url, &expected) {
        notes.note("challenge/metadata-url-elsewhere", url.as_str());
    }
}

/// What the Bearer challenge carries, or should.
fn parameters(case: &Case, bearer: &Challenge, advertised: &Advertised, notes: &mut Notes) {
    /// Names from drafts, and slips.
    const MISSPELT: [&str; 6] = [
        "resource_metadata_url",
        "resource_metadata_uri",
        "resource-metadata",
        "resourcemetadata",
        "as_uri",
        "authorization_uri",
    ];
    let nowhere = matches!(advertised, Advertised::Nowhere);
    let slip = MISSPELT.iter().find(|name| bearer.param(name).is_some());
    // The document was found all the same, at its well-known address. Where it was not, the
    // missing parameter is the cause of that and is said with it.
    let found = case.recording.step_state(Step::Challenge).status == Status::Pass;
    match slip {
        // A slip counts only where the right name is not there too.
        Some(name) if nowhere => notes.note("challenge/misspelt-parameter", name),
        None if nowhere && found => notes.note("challenge/no-metadata-url", ""),
        Some(_) | None => {}
    }
    // RFC 6750, 3.1: without credentials a server SHOULD NOT include an error code.
    if let Some(error) = bearer.param("error") {
        notes.note("challenge/error-without-token", error);
    }
    let scope = bearer.param("scope").unwrap_or_default();
    // 2026-07-28 `basic/authorization`, "Refresh Tokens": the scope is for the authorization
    // server, not for the resource, to ask.
    if scope.split(' ').any(|one| one == "offline_access") {
        notes.note("challenge/offline-access", scope);
    }
}
