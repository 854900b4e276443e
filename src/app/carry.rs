//! Whether a run can be left and taken up again, where the user signs in on this very page.

use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::redact::carried::Carried;
use crate::trace::user_action::UserAction;

/// Why a run stays in its document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stays {
    /// The client has a secret, which is not written down.
    Secret,
    /// The user entered headers, which are not written down.
    Headers,
    /// Without what looks like a secret in it, an address would be another one.
    Addresses,
}

/// The run as text, once it was seen that it can be taken up from that.
pub fn carry(session: &Run) -> Result<String, Stays> {
    let original = session.transcript();
    if original.options.has_credentials() {
        return Err(Stays::Headers);
    }
    let offer = session.auth_options().ok_or(Stays::Addresses)?;
    if offer.has_secret {
        return Err(Stays::Secret);
    }
    let opened = session.recording().newest(|consent| match consent {
        UserAction::AuthorizationStarted { .. } => Some(()),
        _ => None,
    });
    let opened = opened.map(|(id, ())| id);
    let carried = Carried::new(original, opened, offer.client.as_deref());
    let is_same = carried.transcript().options.server == original.options.server;
    let resumed = Run::resume(carried.transcript().clone(), 0.0).auth_options();
    match resumed.is_some_and(|resumed| is_same && leads_there(&resumed, &offer)) {
        true => Ok(carried.text()),
        false => Err(Stays::Addresses),
    }
}

/// What the run goes by is the same.
fn leads_there(resumed: &AuthOptions, offer: &AuthOptions) -> bool {
    let server = |offer: &AuthOptions| offer.flow.as_ref().map(|flow| flow.server.clone());
    resumed.client == offer.client && server(resumed) == server(offer)
}
