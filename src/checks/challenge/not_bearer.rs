//! A 401 whose challenges name no scheme `Bearer` (RFC 6750, 3). MCP clients sign in with bearer
//! tokens; most have no answer to `Basic`.
//!
//! Silent: where `Bearer` stands beside another scheme, and where the header holds no challenge
//! at all.

use super::unauthorized;
use crate::checks::case::Case;
use crate::checks::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::www_authenticate;

/// Names of schemes ignore case (RFC 9110, 11.1), which `is` takes care of.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = unauthorized(case) else {
        return;
    };
    let Some(value) = exchange.header("www-authenticate") else {
        return;
    };
    let (challenges, _) = www_authenticate::parse(value);
    // A header in which no challenge can be found is malformed, and no other scheme.
    if !challenges.is_empty() && !challenges.iter().any(|challenge| challenge.is("Bearer")) {
        findings.add(
            Draft::new("challenge/not-bearer")
                .value(Placeholder::CHALLENGE, quote::inline(value))
                .with([quote::header(exchange, "www-authenticate")]),
        );
    }
}
