//! The authorization request (RFC 6749 4.1.1, RFC 7636 4.3, RFC 8707 2), parameter by parameter.

use super::pkce;
use super::scope::{self, Scope};
use crate::protocol::sort::distinct;
use crate::protocol::url::{Url, form_decode, form_encode};

/// One parameter, and where its value came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parameter {
    /// As the query spells it.
    pub name: &'static str,
    /// Not yet encoded.
    pub value: String,
    /// Where the value came from.
    pub source: Source,
}

/// Where a value came from, for the user who looks the request over before it is opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// The protocol leaves no choice.
    Protocol,
    /// The registration gave it, or the user entered it.
    Registration,
    /// The address of this page.
    Page,
    /// Made up for this one request.
    Random,
    /// Computed from the code verifier, which stays here.
    Verifier,
    /// The challenge of the 401.
    Challenge,
    /// The metadata of the resource.
    ResourceMetadata,
    /// The server's own address.
    Address,
    /// The user.
    Entered,
}

/// What a request is made of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The id that the registration gave or the user entered.
    pub client_id: &'a str,
    /// Where the browser is sent back to; servers must compare it as a plain string (RFC 9700, 2.1).
    pub redirect_uri: &'a str,
    /// The scopes to ask for.
    pub scope: &'a Scope,
    /// A random text that comes back (RFC 6749, 10.12).
    pub state: &'a str,
    /// The code verifier; only its hash is sent (RFC 7636, 4.2).
    pub verifier: &'a str,
    /// The canonical URI of the server, or what its metadata calls it.
    pub resource: (&'a str, Source),
}

/// The parameters in the order in which they are sent.
pub fn parameters(request: &Request) -> Vec<Parameter> {
    let parameter = |name, value: &str, source| Parameter {
        name,
        value: value.to_owned(),
        source,
    };
    let mut all = vec![
        parameter("response_type", "code", Source::Protocol),
        parameter("client_id", request.client_id, Source::Registration),
        parameter("redirect_uri", request.redirect_uri, Source::Page),
    ];
    // Without scopes the parameter is left out, not sent empty: the server then takes its default (RFC 6749, 3.3).
    if let Some(scope) = &request.scope.value {
        let source = match request.scope.source {
            scope::Source::Entered | scope::Source::Unspecified => Source::Entered,
            scope::Source::Challenge => Source::Challenge,
            scope::Source::ResourceMetadata => Source::ResourceMetadata,
        };
        all.push(parameter("scope", scope, source));
    }
    let (resource, source) = request.resource;
    let challenge = pkce::challenge(request.verifier);
    // `resource` is sent whatever the metadata says: MCP wants it always, and servers that do not know it must ignore
    // it (2025-06-18 `basic/authorization`, "Resource Parameter Implementation"; RFC 6749, 3.1).
    all.extend([
        parameter("state", request.state, Source::Random),
        parameter("code_challenge", &challenge, Source::Verifier),
        parameter("code_challenge_method", pkce::METHOD, Source::Protocol),
        parameter("resource", resource, source),
    ]);
    all
}

/// The parameters that a client sets.
const NAMES: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "resource",
];

fn is_own(pair: &str) -> bool {
    let name = form_decode(pair.split('=').next().unwrap_or_default());
    NAMES.contains(&name.as_str())
}

/// The parameters of the client's that the query of an endpoint has already. It may have others (RFC 6749, 3.1).
pub fn own_parameters(endpoint: &str) -> Vec<String> {
    let url = Url::parse(endpoint);
    let pairs = url.map(|url| url.query_pairs()).unwrap_or_default();
    let names = pairs.into_iter().map(|(name, _)| name);
    distinct(
        names
            .filter(|name| NAMES.contains(&name.as_str()))
            .collect(),
    )
}

/// The URL to open. `None` for an endpoint that is not http or https: it is never opened. A query that the
/// endpoint has is kept (RFC 6749, 3.1), but for what is the client's to say: a server that takes the first of two
/// `redirect_uri` would send the code to whoever wrote the metadata. Its user name and password are nobody's.
pub fn url(endpoint: &str, parameters: &[Parameter]) -> Option<String> {
    // RFC 6749, 3.1: the endpoint's URI has no fragment, and what follows would go into it.
    let endpoint = Url::parse(endpoint).ok()?.without_fragment();
    if !matches!(endpoint.scheme(), "http" | "https") {
        return None;
    }
    let bare = endpoint.without_credentials().without_query();
    let mut url = bare.as_str().to_owned();
    let mut mark = "?";
    let pairs = endpoint.query().unwrap_or_default().split('&');
    for pair in pairs.filter(|pair| !pair.is_empty() && !is_own(pair)) {
        url.push_str(mark);
        url.push_str(pair);
        mark = "&";
    }
    for parameter in parameters {
        url.push_str(mark);
        url.push_str(parameter.name);
        url.push('=');
        url.push_str(&form_encode(&parameter.value));
        mark = "&";
    }
    Some(url)
}

/// The value of a parameter of a request that was made before.
pub fn parameter(request: &str, name: &str) -> Option<String> {
    let (_, query) = request.split_once('?')?;
    // Split by hand: the request may have been cleaned of secrets, and need not be a URL any more.
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    // The endpoint may have a query of its own, which stands first.
    let (_, value) = pairs.rfind(|(found, _)| *found == name)?;
    Some(form_decode(value))
}
