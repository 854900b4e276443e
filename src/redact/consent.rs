//! What the user did on the way to a token: it holds most of the secrets of a sign-in.

use super::Redactor;
use crate::protocol::oauth::authorization::parameter;
use crate::trace::consent::{Client, Consent};

impl Redactor {
    pub(super) fn consent(&mut self, consent: &Consent) -> Consent {
        if let Consent::Open { url, .. } | Consent::Return { url } = consent {
            // Whatever they look like: who has them can finish the sign-in.
            for name in ["code", "state"] {
                let value = parameter(url, name).unwrap_or_default();
                self.secrets.learn("code", &value);
            }
        }
        match consent {
            Consent::Choose { issuer } => Consent::Choose {
                issuer: self.address(issuer),
            },
            Consent::Become { client } => Consent::Become {
                client: Client {
                    way: client.way,
                    id: self.address(&client.id),
                    secret: client
                        .secret
                        .as_ref()
                        .map(|secret| self.secrets.tag("secret", secret)),
                },
            },
            Consent::Open { url, verifier } => Consent::Open {
                url: self.address(url),
                verifier: self.secrets.tag("verifier", verifier),
            },
            Consent::Return { url } => Consent::Return {
                url: self.address(url),
            },
            Consent::Bring { body } => Consent::Bring {
                body: self.text(body),
            },
            Consent::GiveUp | Consent::Refresh | Consent::Deepen => consent.clone(),
        }
    }
}
