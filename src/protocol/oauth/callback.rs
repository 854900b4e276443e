//! What comes back to the redirect URI (RFC 6749 4.1.2), and whether it may be believed (RFC 9207).
//!
//! Anybody can open the callback page with any query. So nothing in it is shown or used before `state` proves that it
//! answers our request, and `iss` that it comes from our authorization server.

use crate::protocol::url::{form_decode, percent_decode};

/// What the callback URL carries.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Callback {
    /// The authorization code (RFC 6749, 4.1.2).
    pub code: Option<String>,
    /// What was sent as `state`, if the answer is to our request.
    pub state: Option<String>,
    /// The issuer that answers (RFC 9207, 2).
    pub iss: Option<String>,
    /// The error code (RFC 6749, 4.1.2.1).
    pub error: Option<String>,
    /// What the error is, for developers.
    pub error_description: Option<String>,
    /// A page about the error.
    pub error_uri: Option<String>,
    /// The answer stands behind `#`: that of another flow.
    pub in_fragment: bool,
    /// Parameters that stand there twice (RFC 6749, 3.1: once only).
    pub repeated: Vec<String>,
}

/// What was sent, and what the metadata promised.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// What was sent as `state`.
    pub state: &'a str,
    /// The issuer of the authorization server that was asked.
    pub issuer: &'a str,
    /// The server says that it sends `iss`.
    pub sends_iss: bool,
}

/// What an answer comes to. Nothing that it says counts before `state` and `iss` hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CallbackOutcome {
    /// The code can be exchanged.
    Code {
        /// The code.
        code: String,
        /// `iss` was not sent, and not promised: 2026-07-28 asks for it.
        without_iss: bool,
    },
    /// The authorization server refuses.
    Refused {
        /// Its code, such as `access_denied`.
        error: String,
        /// The server's own words.
        description: Option<String>,
    },
    /// No `state`, although one was sent (RFC 6749, 4.1.2: required then).
    StateMissing,
    /// Another `state`: the answer to another request, or an attack.
    StateMismatch,
    /// Promised by the metadata, and not there.
    IssMissing,
    /// Another issuer than the one that was asked: what a mix-up attack looks like (RFC 9207, 4).
    IssMismatch {
        /// The value of `iss`.
        actual: String,
    },
    /// Neither a code nor an error.
    CodeMissing,
    /// Behind `#`, where a code is not expected.
    InFragment,
    /// A parameter stands there twice (RFC 6749, 3.1).
    Repeated {
        /// The first that does.
        name: String,
    },
}

/// Reads a callback URL, or just its query, as users paste it.
pub fn read(text: &str) -> Callback {
    let text = text.trim();
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    // People copy the whole address, or what follows the question mark.
    let query = match before.split_once('?') {
        Some((_, query)) => query,
        None if before.contains("://") => "",
        None => before,
    };
    let mut callback = Callback::default();
    callback.take(query);
    // `response_mode=fragment`, or the implicit flow that OAuth 2.1 dropped.
    if callback.code.is_none() && callback.error.is_none() && !fragment.is_empty() {
        callback.take(fragment);
        callback.in_fragment = callback.code.is_some()
            || callback.error.is_some()
            || fragment.contains("access_token=");
    }
    callback
}

impl Callback {
    /// Reads the parameters; unknown ones must be ignored (RFC 6749, 4.1.2).
    fn take(&mut self, query: &str) {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = String::from_utf8_lossy(&percent_decode(name)).into_owned();
            let place = match name.as_str() {
                "code" => &mut self.code,
                "state" => &mut self.state,
                "iss" => &mut self.iss,
                "error" => &mut self.error,
                "error_description" => &mut self.error_description,
                "error_uri" => &mut self.error_uri,
                _ => continue,
            };
            // The first one counts, so that a second cannot replace it.
            if place.is_some() {
                self.repeated.push(name);
            } else {
                *place = Some(form_decode(value));
            }
        }
    }

    /// Whether the text holds an answer at all.
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.error.is_none() && !self.in_fragment
    }

    /// By the table of RFC 9207, 2.4 as MCP 2026-07-28 sharpens it: compared as plain strings, and an error is
    /// not believed either before that.
    pub fn check(&self, expected: &Expected) -> CallbackOutcome {
        // Which of the two is meant cannot be known, so neither is believed.
        if let Some(name) = self.repeated.first() {
            return CallbackOutcome::Repeated { name: name.clone() };
        }
        // An answer without our `state` may be anybody's.
        match self.state.as_deref() {
            None => return CallbackOutcome::StateMissing,
            Some(state) if state != expected.state => return CallbackOutcome::StateMismatch,
            Some(_) => {}
        }
        // Letter by letter (RFC 9207, 2.4): no normalisation, as that is what lets a mix-up pass.
        match self.iss.as_deref() {
            Some(iss) if iss != expected.issuer => {
                return CallbackOutcome::IssMismatch {
                    actual: iss.to_owned(),
                };
            }
            // The metadata promises it, so an answer without it did not come from there.
            None if expected.sends_iss => return CallbackOutcome::IssMissing,
            Some(_) | None => {}
        }
        if let Some(error) = &self.error {
            return CallbackOutcome::Refused {
                error: error.clone(),
                description: self.error_description.clone(),
            };
        }
        match &self.code {
            _ if self.in_fragment => CallbackOutcome::InFragment,
            Some(code) if !code.is_empty() => CallbackOutcome::Code {
                code: code.clone(),
                without_iss: self.iss.is_none(),
            },
            Some(_) | None => CallbackOutcome::CodeMissing,
        }
    }
}
