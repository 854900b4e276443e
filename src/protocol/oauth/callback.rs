//! What comes back to the redirect URI (RFC 6749 4.1.2), and whether it may be believed (RFC 9207).

use crate::protocol::url::{form_decode, percent_decode};

/// What the callback URL carries.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Callback {
    pub code: Option<String>,
    pub state: Option<String>,
    pub iss: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
    pub error_uri: Option<String>,
    /// The answer stands behind `#`: that of another flow.
    pub in_fragment: bool,
    /// Parameters that stand there twice (RFC 6749, 3.1: once only).
    pub repeated: Vec<String>,
}

/// What was sent, and what the metadata promised.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub state: &'a str,
    pub issuer: &'a str,
    /// The server says that it sends `iss`.
    pub sends_iss: bool,
}

/// What an answer comes to. Nothing that it says counts before `state` and `iss` hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CallbackOutcome {
    Code {
        code: String,
        /// `iss` was not sent, and not promised: 2026-07-28 asks for it.
        without_iss: bool,
    },
    /// The authorization server refuses.
    Refused {
        error: String,
        description: Option<String>,
    },
    StateMissing,
    StateMismatch,
    /// Promised by the metadata, and not there.
    IssMissing,
    IssMismatch {
        actual: String,
    },
    CodeMissing,
    /// Behind `#`, where a code is not expected.
    InFragment,
    Repeated {
        name: String,
    },
}

/// Reads a callback URL, or just its query, as users paste it.
pub fn read(text: &str) -> Callback {
    let text = text.trim();
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    let query = match before.split_once('?') {
        Some((_, query)) => query,
        None if before.contains("://") => "",
        None => before,
    };
    let mut callback = Callback::default();
    callback.take(query);
    if callback.code.is_none() && callback.error.is_none() && !fragment.is_empty() {
        callback.take(fragment);
        callback.in_fragment = callback.code.is_some()
            || callback.error.is_some()
            || fragment.contains("access_token=");
    }
    callback
}

impl Callback {
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
        if let Some(name) = self.repeated.first() {
            return CallbackOutcome::Repeated { name: name.clone() };
        }
        match self.state.as_deref() {
            None => return CallbackOutcome::StateMissing,
            Some(state) if state != expected.state => return CallbackOutcome::StateMismatch,
            Some(_) => {}
        }
        match self.iss.as_deref() {
            Some(iss) if iss != expected.issuer => {
                return CallbackOutcome::IssMismatch {
                    actual: iss.to_owned(),
                };
            }
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
