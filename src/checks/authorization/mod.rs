//! Holds `authorization/iss-not-sent`.
//!
//! Step 9: what was asked for, with what, and what came back. The values that texts about signing
//! in quote of the authorization request are made here as well.
//!
//! An answer with a code and without `iss` does not say which server it comes from (RFC 9207;
//! 2026-07-28 `basic/authorization`: SHOULD). Silent: where `iss` was promised, since its absence
//! is a fault then, and at answers without a code.

use super::case::{Case, shell_safe};
use super::draft::{Draft, Findings};
use super::quote;
use super::sign_in;
use crate::checks::placeholder::Placeholder;
use crate::protocol::oauth::authorization::parameter;
use crate::protocol::oauth::callback;
use crate::protocol::oauth::server_metadata;
use crate::protocol::oauth::url_difference::canonical;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::Purpose;
use crate::trace::step::Step;
use crate::trace::user_action::{Client, Registration, UserAction};

/// An authorization server that does not promise `iss` need not send it yet.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    if let Some(answered) = without_iss(case) {
        findings.add(Draft::new("authorization/iss-not-sent").with([quote::outcome(answered)]));
    }
}

/// The newest answer, if it has a code and no `iss`, and none was promised.
pub(super) fn without_iss<'a>(case: &Case<'a>) -> Option<&'a Exchange> {
    let answered = case.recording.last(&Purpose::Authorize)?;
    let callback = callback::read(&answered.head.as_ref()?.url);
    let found = sign_in::document_of(case, Step::AuthorizationServer)?;
    // A broken promise is a fault of the engine, `authorization/iss-missing`.
    let promised = server_metadata::read(&found.object).0.sends_iss;
    let is_bare = callback.code.is_some() && callback.iss.is_none();
    (is_bare && !promised).then_some(answered)
}

/// What texts about the sign-in quote of the request that was opened, or would be.
pub(super) fn values(case: &Case, draft: Draft) -> Draft {
    let scope = match sent(case, "scope") {
        Some(scope) => ["the scope `", &quote::inline(&scope), "`"].concat(),
        None => "no scope".to_owned(),
    };
    // Before the user has chosen a client there is none, and the commands in the texts need a
    // stand-in.
    let client = client(case).unwrap_or_else(|| "<client id>".to_owned());
    draft
        .value(Placeholder::CLIENT, shell_safe(&quote::inline(&client)))
        .value(
            Placeholder::RESOURCE,
            shell_safe(&quote::inline(&resource(case))),
        )
        .value(Placeholder::SCOPE, scope)
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
    newest_client(case).is_some_and(|client| client.registration == Registration::MetadataDocument)
}

/// The client id: of the request that was opened, or else the one that would be used.
fn client(case: &Case) -> Option<String> {
    let entered = || newest_client(case).map(|client| client.id);
    let client = sent(case, "client_id").or_else(entered);
    client.filter(|id| !id.is_empty())
}

/// Each attempt of the user's may use another client; the newest counts.
fn newest_client(case: &Case) -> Option<Client> {
    let newest = case.recording.newest(|action| match action {
        UserAction::UseClient { client } => Some(client.clone()),
        _ => None,
    });
    newest.map(|(_, client)| client)
}
