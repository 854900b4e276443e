//! Whether a run can be left and taken up again, where the user signs in on this very page.

use crate::engine::Run;
use crate::engine::sign_in::auth_options::AuthOptions;
use crate::redact::persisted::PersistedRun;
use crate::trace::user_action::UserAction;

/// For how long a run is kept for an answer, in milliseconds: codes are good for ten minutes at most (RFC 6749, 4.1.2), and
/// what is kept could exchange one.
pub const LONGEST: u32 = 10 * 60 * 1000;

/// The text with the time at which it was written down, in milliseconds.
pub fn dated(text: &str, now: f64) -> String {
    format!("{} {text}", now as u64)
}

/// The text, if it was written down less than [`LONGEST`] ago. A clock that was put back makes it too old.
pub fn still_fresh(dated: &str, now: f64) -> Option<&str> {
    let (written, text) = dated.split_once(' ')?;
    // Whole milliseconds: to read a float takes tables of 15 kB.
    let age = now - written.parse::<u64>().ok()? as f64;
    (0.0..f64::from(LONGEST)).contains(&age).then_some(text)
}

/// Why a run stays in its document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CannotPersist {
    /// The client has a secret, which is not written down.
    Secret,
    /// The user entered headers, which are not written down.
    Headers,
    /// Without what looks like a secret in it, an address would be another one.
    Addresses,
}

/// The run as text, once it was seen that it can be taken up from that.
pub fn serialize_for_redirect(run: &Run) -> Result<String, CannotPersist> {
    let original = run.transcript();
    if original.options.has_credentials() {
        return Err(CannotPersist::Headers);
    }
    let options = run.auth_options().ok_or(CannotPersist::Addresses)?;
    if options.has_secret {
        return Err(CannotPersist::Secret);
    }
    let opened = run.recording().newest(|action| match action {
        UserAction::AuthorizationStarted { .. } => Some(()),
        _ => None,
    });
    let opened = opened.map(|(id, ())| id);
    let carried = PersistedRun::new(original, opened, options.client.as_deref());
    let is_same = carried.transcript().options.server == original.options.server;
    let resumed = Run::resume(carried.transcript().clone(), 0.0).auth_options();
    match resumed.is_some_and(|resumed| is_same && same_flow(&resumed, &options)) {
        true => Ok(carried.text()),
        false => Err(CannotPersist::Addresses),
    }
}

/// What the run goes by is the same.
fn same_flow(resumed: &AuthOptions, options: &AuthOptions) -> bool {
    let server = |options: &AuthOptions| options.flow.as_ref().map(|flow| flow.server.clone());
    resumed.client == options.client && server(resumed) == server(options)
}
