//! The refresh token that the user tried brought no token (RFC 6749, 6). Clients do this when a
//! token expires; their users then have to sign in again, each time.
//!
//! Silent: while the request is still under way.

use crate::checks::case::Case;
use crate::checks::draft::Findings;
use crate::checks::sign_in::Notes;
use crate::trace::purpose::Purpose;
use crate::trace::readers::token;

/// The refresh token that the user tried brought no token.
pub(in crate::checks) fn run(case: &Case, findings: &mut Findings) {
    let tried = case.recording.last(&Purpose::Refresh);
    let Some(exchange) = tried.filter(|exchange| exchange.is_over()) else {
        return;
    };
    let Err((_, actual)) = token::classify_token_response(exchange) else {
        return;
    };
    // Without a status the browser hid the answer; other clients may have read it.
    let actual = match exchange.status() {
        Some(_) => actual,
        None => "nothing that this page may read".to_owned(),
    };
    Notes::new(findings, exchange).note("token/refresh-refused", &actual);
}
