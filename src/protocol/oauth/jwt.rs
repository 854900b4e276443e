//! JSON Web Tokens (RFC 7519, RFC 9068), decoded and never verified: a page has no business with the keys, and
//! sends no token anywhere to have it read. What a token says is compared with what the run knows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::url_difference::{UrlDifference, compare};
use super::{object, scope};
use crate::protocol::json;

/// Clocks that differ by less are the same (RFC 7519, 4.1.4: "a small leeway, usually no more than a few minutes").
const LEEWAY: i64 = 60;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Three parts, of which the first two are JSON objects (RFC 7519, 3).
    Jwt(Jwt),
    /// Five parts (RFC 7516): only the server can read it.
    Encrypted,
    /// Says nothing to anybody but its server.
    Opaque,
}

/// A decoded token. Its signature was not looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwt {
    /// `alg`, `typ`, `kid` … (RFC 7515, 4).
    pub header: Map<String, Value>,
    /// What the token says (RFC 7519, 4).
    pub claims: Map<String, Value>,
}

/// Where a token disagrees with what the run knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ClaimMismatch {
    /// No `aud`: nothing says for which server the token is (RFC 9068, 2.2 requires it).
    AudienceMissing,
    /// `aud` does not name the server.
    AudienceOther {
        /// Every audience of the token.
        actual: Vec<String>,
        /// How the nearest of them differs.
        difference: UrlDifference,
    },
    /// `iss` is another than the authorization server's issuer.
    IssuerOther {
        /// The value of `iss`.
        actual: String,
        /// How it differs.
        difference: UrlDifference,
    },
    /// `exp` has passed.
    Expired {
        /// For how long.
        seconds: i64,
    },
    /// `nbf` is still to come.
    NotYetValid {
        /// In how long.
        seconds: i64,
    },
    /// Issued in the future, by this machine's clock.
    ClockSkew {
        /// How far in the future.
        seconds: i64,
    },
    /// No `exp` (RFC 9068, 2.2 requires it).
    ExpiryMissing,
    /// The token was issued to another client.
    ClientOther {
        /// That client's id.
        actual: String,
    },
    /// Fewer scopes than were asked for.
    ScopeMissing {
        /// Those that are missing.
        scopes: Vec<String>,
    },
}

/// What the token should agree with.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The identifier of the server.
    pub resource: &'a str,
    /// The issuer of the authorization server that gave the token.
    pub issuer: &'a str,
    /// The client that asked for it.
    pub client_id: &'a str,
    /// What was asked for, or what the answer said was given.
    pub scope: Option<&'a str>,
    /// Seconds since 1970.
    pub now: i64,
}

/// Tells what a token is by its form. Nothing obliges a server to use JWTs (RFC 6749, 1.4: the string is opaque to the
/// client), so a token that cannot be read is no fault.
pub fn read(token: &str) -> Shape {
    let parts: Vec<&str> = token.split('.').collect();
    // RFC 7515, 2 has no padding; some encoders add it.
    let part = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
        object(&bytes).ok()
    };
    match parts.as_slice() {
        [header, claims, _signature] => match (part(header), part(claims)) {
            (Some(header), Some(claims)) => Shape::Jwt(Jwt { header, claims }),
            _ => Shape::Opaque,
        },
        // Only the header of an encrypted token can be read (RFC 7516, 3).
        [header, _, _, _, _] if part(header).is_some() => Shape::Encrypted,
        _ => Shape::Opaque,
    }
}

impl Jwt {
    /// The text of a claim; `None` if it is of another type.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str)
    }

    /// `exp`, `nbf`, `iat`: seconds since 1970 (RFC 7519, 2 "NumericDate").
    pub fn seconds(&self, claim: &str) -> Option<i64> {
        match self.claims.get(claim)? {
            // A fraction is allowed, and is of no interest.
            Value::Number(number) => {
                json::integer(number).or_else(|| number.as_str().split('.').next()?.parse().ok())
            }
            _ => None,
        }
    }

    /// One audience or several (RFC 7519, 4.1.3).
    pub fn audience(&self) -> Vec<&str> {
        texts(self.claims.get("aud"))
    }

    /// `scope` as a text (RFC 9068, 2.2.3), or `scp` as a text or a list, as some servers write it.
    pub fn scope(&self) -> Option<String> {
        let held = |claim: &&Value| claim.is_string() || claim.is_array();
        let claim = |name: &str| self.claims.get(name).filter(held);
        let claim = claim("scope").or_else(|| claim("scp"))?;
        Some(texts(Some(claim)).join(" "))
    }

    /// Whose token it is: `client_id` (RFC 9068, 2.2), or `azp`, `cid` or `appid`, as larger servers call it.
    pub fn client(&self) -> Option<&str> {
        ["client_id", "azp", "cid", "appid"]
            .into_iter()
            .find_map(|claim| self.text(claim))
    }

    /// Every disagreement, the gravest first.
    pub fn check(&self, expected: &Expected) -> Vec<ClaimMismatch> {
        let mut found = Vec::new();
        found.extend(self.check_audience(expected));
        if let Some(iss) = self.text("iss").filter(|iss| *iss != expected.issuer) {
            found.push(ClaimMismatch::IssuerOther {
                actual: iss.to_owned(),
                difference: compare(iss, expected.issuer),
            });
        }
        found.extend(self.check_times(expected.now));
        let client = self.client().filter(|actual| *actual != expected.client_id);
        found.extend(client.map(|actual| ClaimMismatch::ClientOther {
            actual: actual.to_owned(),
        }));
        // A token without scopes says nothing about them: the answer of the token endpoint counts then.
        if let (Some(wanted), Some(given)) = (expected.scope, self.scope()) {
            let scopes = scope::missing(wanted, &given);
            if !scopes.is_empty() {
                found.push(ClaimMismatch::ScopeMissing { scopes });
            }
        }
        found
    }

    /// Compares with the audience that is nearest. One that fits is enough (RFC 7519, 4.1.3).
    fn check_audience(&self, expected: &Expected) -> Option<ClaimMismatch> {
        let audience = self.audience();
        let nearest = audience
            .iter()
            .map(|actual| compare(actual, expected.resource))
            .min();
        match nearest {
            None => Some(ClaimMismatch::AudienceMissing),
            Some(UrlDifference::Same) => None,
            Some(difference) => Some(ClaimMismatch::AudienceOther {
                actual: audience.into_iter().map(str::to_owned).collect(),
                difference,
            }),
        }
    }

    /// Compares with this machine's clock, which may itself be wrong: hence the leeway.
    fn check_times(&self, now: i64) -> Vec<ClaimMismatch> {
        let mut found = Vec::new();
        let ahead = |claim: &str| self.seconds(claim).map(|at| at.saturating_sub(now));
        match ahead("exp") {
            None => found.push(ClaimMismatch::ExpiryMissing),
            Some(left) if left < -LEEWAY => found.push(ClaimMismatch::Expired {
                seconds: left.saturating_neg(),
            }),
            Some(_) => {}
        }
        // A token that is not valid yet is mostly issued in the future, too: one cause, named once.
        match (ahead("nbf"), ahead("iat")) {
            (Some(seconds), _) if seconds > LEEWAY => {
                found.push(ClaimMismatch::NotYetValid { seconds });
            }
            (_, Some(seconds)) if seconds > LEEWAY => {
                found.push(ClaimMismatch::ClockSkew { seconds });
            }
            _ => {}
        }
        found
    }
}

/// A text, or the texts of a list.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
