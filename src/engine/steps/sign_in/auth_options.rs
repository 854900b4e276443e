//! What a run that waits during authorization offers the user to do.
//!
//! Computed from the recording alone, so that the page can offer it also for a run that was read
//! from a file.

use super::flow::Flow;
use super::registration::{self, RegisteredClient};
use crate::protocol::address::Target;
use crate::protocol::mcp::revision::Revision;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::resource_metadata;
use crate::protocol::oauth::scope::{self, Scope, Source};
use crate::trace::purpose::Purpose;
use crate::trace::readers::document::document;
use crate::trace::readers::{challenge, resource, token};
use crate::trace::recording::Recording;
use crate::trace::step::{Status, Step};
use crate::trace::user_action::{Registration, UserAction};
use crate::trace::vantage::Environment;

/// Where the user can go on from.
#[derive(Debug, Eq, PartialEq)]
pub struct AuthOptions {
    /// The authorization servers that the resource names.
    pub servers: Vec<String>,
    /// The one that the run goes by.
    pub server: String,
    /// `None` where that one does not describe itself soundly.
    pub flow: Option<Flow>,
    /// The id under which this page is known there.
    pub client: Option<String>,
    /// This page also has a secret to prove that.
    pub has_secret: bool,
    /// What to ask for, unless the user wants something else.
    pub scope: Scope,
    /// There is a refresh token to try.
    pub can_refresh: bool,
}

/// What there is to do; `None` where the resource names nobody to sign in at.
pub fn from_recording(
    recording: &Recording,
    target: &Target,
    environment: &Environment,
) -> Option<AuthOptions> {
    let by = |step| recording.step_state(step).by;
    // By the exchanges that settled the steps: a document that was tried and left does not count.
    let flow = Flow::read(recording, by, target, environment.client());
    let named = by(Step::ResourceMetadata).and_then(|id| recording.exchange(id));
    let named = named.and_then(|exchange| document(exchange).ok());
    let named = named.map(|found| resource_metadata::read(&found.object).0);
    let server = named
        .as_ref()
        .and_then(|named| resource::issuer(recording, named));
    let server = server.or(flow.as_ref().map(Flow::issuer))?.to_owned();
    let client = flow
        .as_ref()
        .and_then(|flow| registered_client(recording, flow));
    Some(AuthOptions {
        servers: named
            .as_ref()
            .and_then(|named| named.authorization_servers.clone())
            .unwrap_or_default(),
        server,
        has_secret: client
            .as_ref()
            .is_some_and(|client| client.secret.is_some()),
        client: client.map(|client| client.id),
        scope: scope(recording, flow.as_ref()),
        can_refresh: token::newest_token(recording)
            .is_some_and(|token| token.refresh_token.is_some()),
        flow,
    })
}

/// The client that this page is there.
pub(super) fn registered_client(recording: &Recording, flow: &Flow) -> Option<RegisteredClient> {
    let (id, client) = registration::chosen(recording)?;
    if client.registration != Registration::Dynamic {
        return Some(registration::registered_client(flow, client));
    }
    // The registration has to be younger than the choice, or it belongs to an earlier one.
    let exchange = recording.last(&Purpose::Register);
    let exchange = exchange.filter(|exchange| exchange.id > id)?;
    registration::classify_registration_response(exchange, &registration::client_metadata(flow))
        .ok()
}

/// The first time what the server asks for; where a token did not reach far enough, that and what is missing.
fn scope(recording: &Recording, flow: Option<&Flow>) -> Scope {
    let refused = recording.step_state(Step::Token);
    let refused = refused.by.filter(|_| refused.status == Status::Waiting);
    // A 403 names what is missing; together with what was granted that is the next request
    // (2025-11-25, "Step-Up Authorization Flow").
    let challenged = refused.and_then(|id| {
        let asked = challenge::read(recording.exchange(id)?).bearer?;
        asked.param("scope").map(str::to_owned)
    });
    // What was asked for stands for what was granted: an answer without `scope` grants
    // exactly that (RFC 6749, 5.1).
    let before = recording.newest(|action| match action {
        UserAction::AuthorizationStarted { url, .. } => parameter(url, "scope"),
        _ => None,
    });
    let first = || flow.map(|flow| flow.scope(None));
    match (challenged, before) {
        (Some(challenged), before) => {
            let before = before.map(|(_, scope)| scope).unwrap_or_default();
            Scope {
                value: Some(scope::step_up(Revision::V2026_07_28, &before, &challenged)),
                source: Source::Challenge,
            }
        }
        (None, _) => first().unwrap_or(Scope {
            value: None,
            source: Source::Unspecified,
        }),
    }
}
