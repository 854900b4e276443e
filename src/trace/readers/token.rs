//! What a token endpoint answered (RFC 6749, 5).

use crate::protocol::oauth::token::{self, Answer, Token};
use crate::trace::fault::Broken;
use crate::trace::purpose::Purpose;
use crate::trace::recording::{Exchange, Recording};
use crate::trace::transcript::Origin;

/// The token in an answer, or why there is none that can be used.
pub fn judge(exchange: &Exchange) -> Result<Token, (Broken, String)> {
    let status = exchange.status().unwrap_or_default();
    let is_success = (200..300).contains(&status);
    // A body alone does not say which status it came with.
    let has_status = exchange.origin != Origin::Pasted;
    let said = || status.to_string();
    match token::read(&exchange.body).0 {
        Answer::Token(token) if is_success && token.is_bearer() => Ok(token),
        Answer::Token(token) if is_success => {
            Err((Broken::NotBearer, token.token_type.unwrap_or_default()))
        }
        Answer::Refused(refusal) if is_success && has_status => {
            Err((Broken::ErrorWithSuccess, refusal.describe()))
        }
        Answer::Refused(refusal) => {
            let why = match refusal.error.as_str() {
                "invalid_grant" => Broken::InvalidGrant,
                "invalid_client" => Broken::InvalidClient,
                "invalid_request" => Broken::InvalidRequest,
                "invalid_target" => Broken::InvalidTarget,
                "invalid_scope" => Broken::InvalidScope,
                "unauthorized_client" => Broken::UnauthorizedClient,
                "unsupported_grant_type" => Broken::UnsupportedGrantType,
                _ if status >= 500 => Broken::ServerError,
                _ => Broken::ExchangeRefused,
            };
            Err((why, refusal.describe()))
        }
        _ if status >= 500 => Err((Broken::ServerError, said())),
        _ if !is_success => Err((Broken::ExchangeRefused, said())),
        Answer::NotADocument(_) => Err((Broken::NotJson, said())),
        Answer::Neither | Answer::Token(_) => Err((Broken::AccessTokenMissing, said())),
    }
}

/// The newest token that was issued.
pub fn last(recording: &Recording) -> Option<Token> {
    judge(recording.last(&Purpose::Token)?).ok()
}
