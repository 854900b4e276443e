//! Where metadata may lie, in the order in which clients look (RFC 9728 3.1, RFC 8414 3.1, OpenID Connect
//! Discovery 4; MCP 2025-11-25 `basic/authorization`, "Authorization Server Metadata Discovery").
//!
//! The RFCs insert the well-known path between host and path, OpenID Connect appends it, and frameworks mix the two up.
//! Which of the addresses answered is therefore part of the diagnosis.

use crate::protocol::url::Url;

/// One address at which a document may lie.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Candidate {
    /// Where to ask.
    pub url: Url,
    /// How this address was made.
    pub place: Place,
}

/// How the address was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// `/.well-known/<name>` stands before the path.
    Inserted,
    /// As [`Place::Inserted`], with the path's last slash kept, as the RFC's text has it.
    InsertedWithSlash,
    /// `/.well-known/<name>` and no path.
    Root,
    /// `/.well-known/openid-configuration` before the path (RFC 8414, 5).
    OpenIdInserted,
    /// `/.well-known/openid-configuration` behind the path (OpenID Connect Discovery 4).
    OpenIdAppended,
    /// Behind the path, where no revision looks for it. Only good for a hint.
    Appended,
}

impl Place {
    /// Whether the document is OpenID Connect's, not OAuth's.
    pub fn is_openid(self) -> bool {
        matches!(self, Place::OpenIdInserted | Place::OpenIdAppended)
    }
}

const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const SERVER: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

/// Where the metadata of a protected resource may lie.
pub fn for_resource(server: &Url) -> Vec<Candidate> {
    let server = server.without_fragment();
    let path = server.path();
    let stripped = path.trim_end_matches('/');
    let mut candidates = Vec::new();
    if !stripped.is_empty() {
        // RFC 9728, 3.1 keeps the query.
        candidates.push(candidate(&server, &[RESOURCE, stripped], Place::Inserted));
        if path != stripped {
            candidates.push(candidate(
                &server,
                &[RESOURCE, path],
                Place::InsertedWithSlash,
            ));
        }
    }
    // RFC 9728, 3.1 has one address; 2025-11-25 also looks at the root.
    candidates.push(candidate(&server.without_query(), &[RESOURCE], Place::Root));
    candidates
}

/// Where frameworks put it that append what should be inserted. `None` where both are the same.
pub fn for_resource_appended(server: &Url) -> Option<Candidate> {
    appended(server, RESOURCE)
}

/// Where the metadata of an authorization server may lie.
pub fn for_issuer(issuer: &Url) -> Vec<Candidate> {
    // RFC 8414, 2: an issuer has neither. They are dropped, so that a document can be found and compared.
    let issuer = issuer.without_fragment().without_query();
    let path = issuer.path().trim_end_matches('/').to_owned();
    // Without a path inserting and appending are the same.
    if path.is_empty() {
        return vec![
            candidate(&issuer, &[SERVER], Place::Root),
            candidate(&issuer, &[OPENID], Place::OpenIdAppended),
        ];
    }
    vec![
        candidate(&issuer, &[SERVER, &path], Place::Inserted),
        candidate(&issuer, &[OPENID, &path], Place::OpenIdInserted),
        candidate(&issuer, &[&path, OPENID], Place::OpenIdAppended),
    ]
}

/// The slip that corresponds to [`for_resource_appended`].
pub fn for_issuer_appended(issuer: &Url) -> Option<Candidate> {
    appended(issuer, SERVER)
}

/// Where 2025-03-26 looks: at the MCP server itself, its path dropped ("Authorization Base URL").
pub fn for_server_2025_03_26(server: &Url) -> Candidate {
    let server = server.without_fragment().without_query();
    candidate(&server, &[SERVER], Place::Root)
}

/// Whether an address is one of these, and not the identifier that they are made from.
pub fn is_well_known(url: &Url) -> bool {
    url.path().contains("/.well-known/")
}

/// The name behind the path of the base.
fn appended(base: &Url, name: &str) -> Option<Candidate> {
    let base = base.without_fragment().without_query();
    let path = base.path().trim_end_matches('/').to_owned();
    let differs = !path.is_empty();
    differs.then(|| candidate(&base, &[&path, name], Place::Appended))
}

/// An address on the same host; the parts are joined to its path.
fn candidate(base: &Url, path: &[&str], place: Place) -> Candidate {
    Candidate {
        url: base.with_path(&path.concat()),
        place,
    }
}
