//! What a 401 says about where to sign in (RFC 6750, 3; RFC 9728, 5.1).

use crate::protocol::address::{AddressClass, Target};
use crate::protocol::url::Url;
use crate::protocol::www_authenticate::{self, Challenge};
use crate::trace::exchange::Exchange;

/// The challenge of an answer, as far as it can be read.
#[derive(Debug)]
pub struct ChallengeInfo {
    /// The challenge of the scheme `Bearer`.
    pub bearer: Option<Challenge>,
    /// Its `resource_metadata`.
    pub advertised: Advertised,
}

/// Where the server says that its metadata lies.
#[derive(Debug)]
pub enum Advertised {
    /// It does not say, or this page may not read it.
    Nowhere,
    /// At an absolute address.
    At(Url),
    /// A reference; RFC 9728, 5.1 wants a URL.
    Relative(String),
    /// No http or https URL.
    Bad(String),
}

/// Reads the `WWW-Authenticate` header of an answer; one without it asks for nothing.
pub fn read(exchange: &Exchange) -> ChallengeInfo {
    let value = exchange.header("www-authenticate").unwrap_or_default();
    let (challenges, _) = www_authenticate::parse(value);
    let advertised = challenges
        .iter()
        .find_map(|challenge| challenge.param("resource_metadata"))
        .map_or(Advertised::Nowhere, advertised);
    let mut challenges = challenges.into_iter();
    let bearer = challenges.find(|challenge| challenge.is("Bearer"));
    ChallengeInfo { bearer, advertised }
}

fn advertised(value: &str) -> Advertised {
    match Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            Advertised::At(url.without_fragment())
        }
        Err(_) if !value.is_empty() && !value.contains("://") => {
            Advertised::Relative(value.to_owned())
        }
        Ok(_) | Err(_) => Advertised::Bad(value.to_owned()),
    }
}

/// The URL as it was meant: http behind an https server is what an application says that does not know of the
/// proxy before it.
pub fn corrected_url(target: &Target, url: &Url) -> Url {
    let is_local = AddressClass::from_url(url) == AddressClass::Loopback;
    if target.is_https() && url.scheme() == "http" && !is_local {
        return url.with_scheme("https");
    }
    url.clone()
}
