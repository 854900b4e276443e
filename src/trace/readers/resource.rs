//! What protected resource metadata (RFC 9728) names.

use crate::protocol::oauth::resource_metadata::ResourceMetadata;
use crate::protocol::oauth::url_difference::{UrlDifference, canonical, compare};
use crate::protocol::url::Url;
use crate::trace::recording::Recording;
use crate::trace::user_action::UserAction;

/// The authorization server to go on with: the one that the user chose, else the first, as most clients do.
pub fn issuer<'m>(recording: &Recording, metadata: &'m ResourceMetadata) -> Option<&'m str> {
    let wanted = recording.newest(|action| match action {
        UserAction::Choose { issuer } => Some(issuer.clone()),
        _ => None,
    });
    let servers = metadata.authorization_servers.as_deref()?;
    let is_wanted = |server: &&String| wanted.as_ref().is_some_and(|(_, issuer)| issuer == *server);
    let chosen = servers.iter().find(is_wanted);
    chosen.or_else(|| servers.first()).map(String::as_str)
}

/// How the document's `resource` differs from the server's address.
pub fn resource_difference(actual: &str, server: &Url) -> UrlDifference {
    let canonical = canonical(server);
    compare(actual, server.as_str()).min(compare(actual, &canonical))
}
