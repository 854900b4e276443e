//! Step 9: what was asked for, and with what.

use super::case::{Case, shell_safe};
use super::draft::Draft;
use super::quote;
use crate::engine::consent::{Client, Consent, Way};
use crate::engine::transcript::Purpose;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::likeness::canonical;

/// What texts about the sign-in quote of the request that was opened, or would be.
pub(super) fn values(case: &Case, draft: Draft) -> Draft {
    let scope = match sent(case, "scope") {
        Some(scope) => ["the scope `", &quote::inline(&scope), "`"].concat(),
        None => "no scope".to_owned(),
    };
    let client = client(case).unwrap_or_else(|| "<client id>".to_owned());
    draft
        .value("client", shell_safe(&quote::inline(&client)))
        .value("resource", shell_safe(&quote::inline(&resource(case))))
        .value("scope", scope)
}

/// A parameter of the newest authorization request.
pub(super) fn sent(case: &Case, name: &str) -> Option<String> {
    let opened = case.recording.last(&Purpose::Authorize)?;
    parameter(&opened.request.url, name)
}

/// The resource that the token is for.
pub(super) fn resource(case: &Case) -> String {
    let typed = || case.target.as_ref().map(|target| canonical(&target.url));
    let named = sent(case, "resource").or_else(typed);
    named.unwrap_or_else(|| case.transcript.options.server.clone())
}

/// Whether this page became known by its own metadata document.
pub(super) fn is_by_document(case: &Case) -> bool {
    newest_client(case).is_some_and(|client| client.way == Way::Document)
}

fn client(case: &Case) -> Option<String> {
    let entered = || newest_client(case).map(|client| client.id);
    let client = sent(case, "client_id").or_else(entered);
    client.filter(|id| !id.is_empty())
}

fn newest_client(case: &Case) -> Option<Client> {
    let newest = case.recording.newest(|consent| match consent {
        Consent::Become { client } => Some(client.clone()),
        _ => None,
    });
    newest.map(|(_, client)| client)
}
