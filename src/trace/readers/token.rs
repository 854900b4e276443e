//! What a token endpoint answered (RFC 6749, 5).

use crate::protocol::oauth::token::{self, Answer, Token};
use crate::trace::exchange::Exchange;
use crate::trace::fault::AuthFault;
use crate::trace::purpose::Purpose;
use crate::trace::recording::Recording;
use crate::trace::transcript::Origin;

/// The token in an answer, or why there is none that can be used.
pub fn classify_token_response(exchange: &Exchange) -> Result<Token, (AuthFault, String)> {
    let status = exchange.status().unwrap_or_default();
    let is_success = (200..300).contains(&status);
    // A body alone does not say which status it came with.
    let has_status = exchange.origin != Origin::Pasted;
    let actual = || status.to_string();
    match token::read(&exchange.body).0 {
        Answer::Token(token) if is_success && token.is_bearer() => Ok(token),
        Answer::Token(token) if is_success => {
            Err((AuthFault::NotBearer, token.token_type.unwrap_or_default()))
        }
        Answer::Refused(refusal) if is_success && has_status => {
            Err((AuthFault::ErrorWithSuccess, refusal.describe()))
        }
        Answer::Refused(refusal) => {
            let why = match refusal.error.as_str() {
                "invalid_grant" => AuthFault::InvalidGrant,
                "invalid_client" => AuthFault::InvalidClient,
                "invalid_request" => AuthFault::InvalidRequest,
                "invalid_target" => AuthFault::InvalidTarget,
                "invalid_scope" => AuthFault::InvalidScope,
                "unauthorized_client" => AuthFault::UnauthorizedClient,
                "unsupported_grant_type" => AuthFault::UnsupportedGrantType,
                _ if status >= 500 => AuthFault::ServerError,
                _ => AuthFault::ExchangeRefused,
            };
            Err((why, refusal.describe()))
        }
        _ if status >= 500 => Err((AuthFault::ServerError, actual())),
        _ if !is_success => Err((AuthFault::ExchangeRefused, actual())),
        Answer::NotADocument(_) => Err((AuthFault::NotJson, actual())),
        Answer::Neither | Answer::Token(_) => Err((AuthFault::AccessTokenMissing, actual())),
    }
}

/// The newest token that was issued.
pub fn newest_token(recording: &Recording) -> Option<Token> {
    classify_token_response(recording.last(&Purpose::Token)?).ok()
}
