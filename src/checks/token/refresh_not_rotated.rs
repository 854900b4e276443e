//! A client without a secret used its refresh token and can use it again (RFC 9700, 4.14.2;
//! 2025-11-25 `basic/authorization`, "Token Theft": MUST). A refresh token that was stolen works
//! as long as the true one, and nobody notices.
//!
//! Silent: where the client has a secret, which protects the refresh token as well as rotation
//! does.

use crate::checks::case::Case;
use crate::checks::draft::Findings;
use crate::checks::sign_in::Notes;
use crate::protocol::oauth::authorization::parameter;
use crate::trace::purpose::Purpose;
use crate::trace::readers::token;

/// A client without a secret used its refresh token and can use it again. A secret protects a refresh token as
/// well as rotation does (RFC 9700, 4.14.2).
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let Some(exchange) = case.recording.last(&Purpose::Refresh) else {
        return;
    };
    let Ok(token) = token::classify_token_response(exchange) else {
        return;
    };
    let form = exchange.request.body.as_deref().unwrap_or_default();
    let form = ["?", form].concat();
    // In the header or in the body (RFC 6749, 2.3.1).
    let has_secret = exchange.request.headers.get("authorization").is_some()
        || parameter(&form, "client_secret").is_some();
    let is_kept = match &token.refresh_token {
        // A new token that is equal to the old one is the old one.
        Some(next) => parameter(&form, "refresh_token").as_ref() == Some(next),
        // RFC 6749, 6: without a new one, the old one stays good.
        None => true,
    };
    if is_kept && !has_secret {
        Notes::new(findings, exchange).note("token/refresh-not-rotated", "");
    }
}
