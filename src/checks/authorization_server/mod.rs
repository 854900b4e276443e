//! Step 7: what the authorization server says of itself, beyond what the run breaks on.

use super::authorization;
use super::case::Case;
use super::draft::Findings;
use super::sign_in::{self, Notes};
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::scope;
use crate::protocol::oauth::server_metadata::{self, ServerMetadata};
use crate::protocol::oauth::url_difference::{UrlDifference, compare};
use crate::trace::readers::{challenge, resource};
use crate::trace::reason::Reason;
use crate::trace::step::Step;

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
    if case.recording.step_state(Step::ResourceMetadata).reason == Some(Reason::NotOffered) {
        notes.note("authorization-server/same-origin", "");
    } else if found.exchange.request.url.contains("/openid-configuration") {
        notes.note("authorization-server/openid-only", "");
    }
    if let Some(resource) = &resource {
        issuer(case, resource, &metadata, &mut notes);
    }
    clients(&metadata, &mut notes);
    scopes(case, resource, &metadata, &mut notes);
    // Once it has answered, what it sent is known.
    if !metadata.sends_iss && authorization::without_iss(case).is_none() {
        notes.note("authorization-server/no-iss-parameter", "");
    }
    let missing = match metadata.response_types_supported {
        Some(_) => "",
        None => "response_types_supported",
    };
    notes.misshapen("authorization-server/field-malformed", &problems, missing);
}

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
