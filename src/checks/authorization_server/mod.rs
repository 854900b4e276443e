//! Holds `authorization-server/endpoint-credentials`, `authorization-server/endpoint-parameters`,
//! `authorization-server/field-malformed`, `authorization-server/issuer-spelling`, `authorization-server/issuer-trailing-slash`, `authorization-server/no-iss-parameter`,
//! `authorization-server/no-public-clients`, `authorization-server/openid-only`,
//! `authorization-server/redirected`, `authorization-server/same-origin`,
//! `authorization-server/scope-not-listed`, `authorization-server/wrong-content-type`.
//!
//! Step 7: what the authorization server says of itself (RFC 8414, 2), beyond what the run breaks
//! on. One table: each line is a member of the metadata and what is worth saying about it.
//!
//! Silent: where no document was found; about an issuer of another host or path, which is a
//! fault; about the promise of `iss` once an answer has shown what the server sends.

use super::authorization;
use super::case::Case;
use super::draft::Findings;
use super::sign_in::{self, Notes};

use crate::protocol::oauth::authorization::own_parameters;
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::scope;
use crate::protocol::oauth::server_metadata::{self, ServerMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, compare};
use crate::protocol::url::Url;
use crate::trace::readers::{challenge, resource};
use crate::trace::reason::Reason;
use crate::trace::step::Step;

/// Nothing is said where the document cannot be had: that is the fault of this step.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    let Some(found) = sign_in::document_of(case, Step::AuthorizationServer) else {
        return;
    };
    let (metadata, problems) = server_metadata::read(&found.object);
    let resource = sign_in::document_of(case, Step::ResourceMetadata);
    let resource = resource.map(|found| resource_metadata::read(&found.object).0);
    let mut notes = Notes::new(findings, found.exchange);
    notes.delivery(
        "authorization-server/wrong-content-type",
        "authorization-server/redirected",
    );
    // In 2025-03-26 the MCP server was its own authorization server and had no resource metadata.
    // What was found there is the older form, not a slip of the newer.
    if case.recording.step_state(Step::ResourceMetadata).reason == Some(Reason::NotOffered) {
        notes.note("authorization-server/same-origin", "");
    } else if found.exchange.request.url.contains("/openid-configuration") {
        // Both documents are allowed since 2025-11-25; clients from before look for the first one
        // only.
        notes.note("authorization-server/openid-only", "");
    }
    if let Some(resource) = &resource {
        issuer(case, resource, &metadata, &mut notes);
    }
    endpoint(&metadata, &mut notes);
    clients(&metadata, &mut notes);
    scopes(case, resource, &metadata, &mut notes);
    // Once it has answered, what it sent is known.
    if !metadata.sends_iss && authorization::without_iss(case).is_none() {
        notes.note("authorization-server/no-iss-parameter", "");
    }
    // REQUIRED by RFC 8414, 2. Without it the run goes on as if `code` were listed.
    let missing = match metadata.response_types_supported {
        Some(_) => "",
        None => "response_types_supported",
    };
    notes.misshapen("authorization-server/field-malformed", &problems, missing);
}

/// The two spellings that a browser takes for one address. Anything else is another issuer, which
/// clients must refuse (RFC 8414, 3.3) and the engine has refused.
fn issuer(case: &Case, resource: &ResourceMetadata, metadata: &ServerMetadata, notes: &mut Notes) {
    let named = resource::issuer(case.recording, resource);
    let (Some(expected), Some(actual)) = (named, &metadata.issuer) else {
        return;
    };
    let code = match compare(&sign_in::whole(actual), &sign_in::whole(expected)) {
        UrlDifference::TrailingSlash => "authorization-server/issuer-trailing-slash",
        UrlDifference::Spelling => "authorization-server/issuer-spelling",
        _ => return,
    };
    notes.note_difference(code, actual, expected);
}

/// What stands in the address that users are sent to, and is not the server's to write there.
fn endpoint(metadata: &ServerMetadata, notes: &mut Notes) {
    let address = metadata
        .authorization_endpoint
        .as_deref()
        .unwrap_or_default();
    if Url::parse(address).is_ok_and(|url| url.has_credentials()) {
        notes.note("authorization-server/endpoint-credentials", address);
    }
    let own = own_parameters(address);
    if !own.is_empty() {
        notes.note_list("authorization-server/endpoint-parameters", "", &own);
    }
}

/// This page, like any program in the hands of its user, keeps no secret: it has to be let in
/// without one (`none`). A server may still do so without saying it.
fn clients(metadata: &ServerMetadata, notes: &mut Notes) {
    const CODE: &str = "authorization-server/no-public-clients";
    match &metadata.token_endpoint_auth_methods_supported {
        Some(methods) if methods.iter().any(|method| method == "none") => {}
        Some(methods) => notes.note_list(CODE, "lists ", methods),
        // RFC 8414, 2: absent means `client_secret_basic`.
        None => notes.note(CODE, "is missing, which means a secret"),
    }
}

/// Scopes of the challenge, else of the resource's metadata: those that a client asks for.
fn scopes(
    case: &Case,
    resource: Option<ResourceMetadata>,
    metadata: &ServerMetadata,
    notes: &mut Notes,
) {
    let Some(listed) = &metadata.scopes_supported else {
        return;
    };
    // The challenge outranks the document (2025-11-25 `basic/authorization`, "Scope Selection
    // Strategy").
    let challenged = super::challenge::unauthorized(case).and_then(|exchange| {
        let bearer = challenge::read(exchange).bearer?;
        bearer.param("scope").map(str::to_owned)
    });
    let of_resource = || Some(resource?.scopes_supported?.join(" "));
    let wanted = challenged.or_else(of_resource).unwrap_or_default();
    let mut missing = scope::missing(&wanted, &listed.join(" "));
    // That it is asked for at all is said where it is asked for.
    missing.retain(|scope| scope != "offline_access");
    if !missing.is_empty() {
        notes.note_list("authorization-server/scope-not-listed", "", &missing);
    }
}
