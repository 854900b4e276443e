//! Holds `resource-metadata/authorization-server-http`, `resource-metadata/dpop-required`,
//! `resource-metadata/field-malformed`, `resource-metadata/no-header-method`,
//! `resource-metadata/not-found`, `resource-metadata/offline-access`,
//! `resource-metadata/redirected`, `resource-metadata/resource-prefix`,
//! `resource-metadata/resource-spelling`, `resource-metadata/resource-trailing-slash`,
//! `resource-metadata/several-authorization-servers`, `resource-metadata/wrong-content-type`.
//!
//! Step 6: what the resource metadata says (RFC 9728, 2 and 3.3), beyond what the run breaks on.
//! One table: each line is a member and what is worth saying about it.
//!
//! Silent: about a member on which the run broke; about a `resource` of another host or path,
//! which is a fault; about http between two ends that have no https anyway.

use super::case::Case;
use super::draft::{Draft, Findings};
use super::finding::Certainty;
use super::sign_in::{self, Notes};
use crate::checks::placeholder::Placeholder;
use crate::protocol::address::AddressClass;
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, canonical};
use crate::protocol::url::Url;
use crate::trace::fault::{AuthFault, Fault};
use crate::trace::readers::{document, resource};
use crate::trace::step::Step;

/// What was looked for and not found comes first; then the members of the document that was.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    if sign_in::found_nothing(case) {
        findings.add(not_found(case));
    }
    let Some(found) = sign_in::document_of(case, Step::ResourceMetadata) else {
        return;
    };
    let (metadata, mut problems) = resource_metadata::read(&found.object);
    let mut notes = Notes::new(findings, found.exchange);
    notes.delivery(
        "resource-metadata/wrong-content-type",
        "resource-metadata/redirected",
    );
    spelling(case, &metadata, &mut notes);
    servers(case, &metadata, &mut notes);
    members(&metadata, &mut notes);
    // What the run broke on is not said twice.
    // One cause, one finding: the run broke on this very member.
    if let Some(Fault::SignIn { fault, .. }) = &case.failure.fault {
        let actual = match fault {
            AuthFault::ResourceMissing => "resource",
            AuthFault::NoAuthorizationServer => "authorization_servers",
            _ => "",
        };
        problems.retain(|problem| problem.field != actual);
    }
    notes.misshapen("resource-metadata/field-malformed", &problems, "");
}

/// The run waits at a 401 with no way on. Every address that was asked is told, with what it
/// answered.
fn not_found(case: &Case) -> Draft {
    let step = Step::ResourceMetadata;
    let all = sign_in::tried(case, step);
    let exchanges = case.recording.exchanges.iter();
    let mut looked = exchanges.filter(|one| one.purpose.is_metadata());
    // A document that the browser hid may be there.
    let blind = looked.any(|one| document::document(one).err() == Some(AuthFault::Unreadable));
    let draft = Draft::new("resource-metadata/not-found").value(Placeholder::TRIED, all);
    let draft = draft.with(sign_in::asked(case, step, None));
    match blind {
        true => draft.certainty(Certainty::Likely),
        false => draft,
    }
}

/// `resource` against the address that was typed, as RFC 9728, 3.3 wants it compared: letter by
/// letter. These three differences lead to the same server all the same.
fn spelling(case: &Case, metadata: &ResourceMetadata, notes: &mut Notes) {
    let (Some(target), Some(actual)) = (&case.target, &metadata.resource) else {
        return;
    };
    let code = match resource::resource_difference(&sign_in::whole(actual), &target.url) {
        UrlDifference::TrailingSlash => "resource-metadata/resource-trailing-slash",
        UrlDifference::Spelling => "resource-metadata/resource-spelling",
        UrlDifference::Prefix => "resource-metadata/resource-prefix",
        _ => return,
    };
    notes.note_difference(code, actual, &canonical(&target.url));
}

/// Which authorization servers there are, and whether the first can be trusted on the way.
fn servers(case: &Case, metadata: &ResourceMetadata, notes: &mut Notes) {
    let servers = metadata.authorization_servers.as_deref();
    let servers = servers.unwrap_or_default();
    if servers.len() > 1 {
        notes.note_list(
            "resource-metadata/several-authorization-servers",
            "",
            servers,
        );
    }
    let is_https = case.target.as_ref().is_some_and(|target| target.is_https());
    let first = resource::issuer(case.recording, metadata).unwrap_or_default();
    // On this machine nobody listens in between.
    let plain = Url::parse(first).is_ok_and(|url| {
        url.scheme() == "http" && AddressClass::from_url(&url) != AddressClass::Loopback
    });
    if is_https && plain {
        notes.note("resource-metadata/authorization-server-http", first);
    }
}

/// Members that restrict what a client may do, each by itself.
fn members(metadata: &ResourceMetadata, notes: &mut Notes) {
    // Nothing where the member is missing: its default is in the RFC, and nobody has to write it.
    let has = |list: &Option<Vec<String>>, wanted: &str| {
        let list = list.as_deref()?;
        Some(list.iter().any(|item| item == wanted))
    };
    if has(&metadata.scopes_supported, "offline_access") == Some(true) {
        notes.note("resource-metadata/offline-access", "");
    }
    if let Some(methods) = &metadata.bearer_methods_supported
        && !methods.iter().any(|method| method == "header")
    {
        notes.note_list("resource-metadata/no-header-method", "", methods);
    }
    // RFC 9449: the token is bound to a key that few MCP clients have.
    if metadata.dpop_required {
        notes.note("resource-metadata/dpop-required", "");
    }
}
