//! What the user did on the way to a token: it holds most of the secrets of a sign-in.

use super::Redactor;
use crate::protocol::oauth::authorization::parameter;
use crate::trace::user_action::{Client, UserAction};

impl Redactor {
    pub(super) fn user_action(&mut self, action: &UserAction) -> UserAction {
        if let UserAction::AuthorizationStarted { url, .. } | UserAction::CallbackReceived { url } =
            action
        {
            // Whatever they look like: who has them can finish the sign-in.
            for name in ["code", "state"] {
                let value = parameter(url, name).unwrap_or_default();
                self.secrets.learn("code", &value);
            }
        }
        match action {
            UserAction::Choose { issuer } => UserAction::Choose {
                issuer: self.address(issuer),
            },
            UserAction::UseClient { client } => UserAction::UseClient {
                client: Client {
                    registration: client.registration,
                    id: self.address(&client.id),
                    secret: client
                        .secret
                        .as_ref()
                        .map(|secret| self.secrets.tag("secret", secret)),
                },
            },
            UserAction::AuthorizationStarted { url, verifier } => {
                UserAction::AuthorizationStarted {
                    url: self.address(url),
                    verifier: self.secrets.tag("verifier", verifier),
                }
            }
            UserAction::CallbackReceived { url } => UserAction::CallbackReceived {
                url: self.address(url),
            },
            UserAction::TokenResponsePasted { body } => UserAction::TokenResponsePasted {
                body: self.text(body),
            },
            UserAction::NoCallback | UserAction::Refresh | UserAction::StartDeepMode => {
                action.clone()
            }
        }
    }
}
