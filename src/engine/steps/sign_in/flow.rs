//! What steps 5 to 7 found, as far as steps 8 to 10 are made of it.
//!
//! The page and the plan read it from the same recording: what the page shows is what the run will
//! do.

use serde_json::{Map, Value};

use crate::protocol::address::Target;
use crate::protocol::mcp::revision::Revision;
use crate::protocol::oauth::authorization::Source;
use crate::protocol::oauth::registration;
use crate::protocol::oauth::resource_metadata::{self, ResourceMetadata};
use crate::protocol::oauth::scope::{self, Scope};
use crate::protocol::oauth::server_metadata::{self, ServerMetadata};
use crate::protocol::oauth::url_difference::canonical;
use crate::trace::readers::{challenge, document};
use crate::trace::recording::Recording;
use crate::trace::step::Step;
use crate::trace::vantage::ClientIdentity;
use crate::trace::wire::Id;

/// What an authorization request is made of.
#[derive(Debug, Eq, PartialEq)]
pub struct Flow {
    /// What the authorization server says about itself.
    pub server: ServerMetadata,
    /// `None` where the server is its own authorization server (2025-03-26).
    pub metadata: Option<ResourceMetadata>,
    /// The resource indicator (RFC 8707, 2), and who said so.
    pub resource: (String, Source),
    /// The scopes of the challenge.
    pub challenged: Option<String>,
    client: ClientIdentity,
}

impl Flow {
    /// Reads the documents by which the steps were decided: `by` says which exchange that was.
    pub fn read(
        recording: &Recording,
        by: impl Fn(Step) -> Option<Id>,
        target: &Target,
        client: ClientIdentity,
    ) -> Option<Flow> {
        let decided = |step| by(step).and_then(|id| recording.exchange(id));
        let document = |step| document::document(decided(step)?).ok();
        let server = document(Step::AuthorizationServer)?;
        let metadata =
            document(Step::ResourceMetadata).map(|found| resource_metadata::read(&found.object).0);
        // Clients send the resource as the document names it, and as the address only where nothing
        // is named.
        let named = metadata.as_ref().and_then(|found| found.resource.clone());
        let challenge = decided(Step::Challenge).map(challenge::read);
        Some(Flow {
            server: server_metadata::read(&server.object).0,
            // Servers that compare it take a slash more or less for another resource
            // (docs/checks.md, F38).
            resource: match named {
                Some(named) => (named, Source::ResourceMetadata),
                None => (canonical(&target.url), Source::Address),
            },
            metadata,
            challenged: challenge.and_then(|asked| asked.bearer?.param("scope").map(str::to_owned)),
            client,
        })
    }

    /// The authorization servers to choose from.
    pub fn servers(&self) -> &[String] {
        let metadata = self.metadata.as_ref();
        let servers = metadata.and_then(|metadata| metadata.authorization_servers.as_deref());
        servers.unwrap_or_default()
    }

    /// The scopes to ask for. No revision is agreed on before the first answer that is no 401, so the newest
    /// rule counts.
    pub fn scope(&self, entered: Option<&str>) -> Scope {
        let metadata = self.metadata.as_ref();
        let supported = metadata.and_then(|metadata| metadata.scopes_supported.as_deref());
        let newest = Revision::V2026_07_28;
        scope::choose(newest, entered, self.challenged.as_deref(), supported)
    }

    /// Where the user is sent back to.
    pub fn redirect_uri(&self) -> String {
        self.client.redirect_uri.clone()
    }

    /// The address of this client's own metadata document, which is its client id.
    pub fn document(&self) -> String {
        self.client.metadata_url.clone()
    }

    /// The metadata by which this client introduces itself.
    pub fn client_metadata(&self) -> Map<String, Value> {
        client_metadata(&self.client)
    }

    /// By metadata documents of clients, or by dynamic registration.
    pub fn accepts_new_clients(&self) -> bool {
        self.server.takes_metadata_documents || self.server.registration_endpoint.is_some()
    }

    /// The issuer as the authorization server itself writes it.
    pub fn issuer(&self) -> &str {
        self.server.issuer.as_deref().unwrap_or_default()
    }
}

/// How this client introduces itself.
fn client_metadata(client: &ClientIdentity) -> Map<String, Value> {
    let client = registration::Client {
        name: "Faultfinder",
        uri: &client.client_uri,
        redirect_uri: &client.redirect_uri,
        scope: None,
    };
    client.metadata()
}

/// The document that a page of this origin serves about itself; its address is the client id (2025-11-25
/// `basic/authorization`, "Client ID Metadata Documents").
pub fn own_document(page: &str) -> Map<String, Value> {
    let mut document = Map::new();
    let client = ClientIdentity::of_page(page);
    document.insert("client_id".to_owned(), client.metadata_url.clone().into());
    document.extend(client_metadata(&client));
    document
}
