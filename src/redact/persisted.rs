//! A run as it is written down while the user signs in on this very page: without its secrets, but with the few
//! things that authorization cannot do without.

use super::Redacted;
use crate::protocol::document;
use crate::trace::purpose::Purpose;
use crate::trace::transcript::{Event, EventKind, Transcript};
use crate::trace::user_action::UserAction;
use crate::trace::wire::{Bytes, Id};

/// A transcript that is redacted but for the authorization request that is open, its verifier, and the id of the client.
#[derive(Clone, Debug, PartialEq)]
pub struct PersistedRun(Transcript);

impl PersistedRun {
    /// `opened` is the authorization request that is open, `client` the id under which this page is known.
    pub fn new(original: &Transcript, opened: Option<Id>, client: Option<&str>) -> PersistedRun {
        let Redacted(mut carried) = super::transcript(original);
        for (event, raw) in carried.events.iter_mut().zip(&original.events) {
            keep(event, raw, opened);
        }
        keep_client_id(&mut carried, client);
        PersistedRun(carried)
    }

    /// What is written down, as JSON.
    pub fn text(&self) -> String {
        document::compact(&self.0)
    }

    /// What the run is taken up from again.
    pub fn transcript(&self) -> &Transcript {
        &self.0
    }
}

fn keep(event: &mut Event, raw: &Event, opened: Option<Id>) {
    let (EventKind::UserAction { id, action }, EventKind::UserAction { action: raw, .. }) =
        (&mut event.kind, &raw.kind)
    else {
        return;
    };
    let is_kept = match raw {
        UserAction::AuthorizationStarted { .. } => Some(*id) == opened,
        UserAction::UseClient { client } => client.secret.is_none(),
        _ => false,
    };
    if is_kept {
        action.clone_from(raw);
    }
}

/// Where the id was issued, it stands in the answer of the registration endpoint only.
fn keep_client_id(carried: &mut Transcript, client: Option<&str>) {
    let mut registration = None;
    for event in &mut carried.events {
        match &mut event.kind {
            EventKind::Send(sent) if sent.purpose == Purpose::Register => {
                registration = Some(sent.id);
            }
            EventKind::Chunk { id, bytes } if Some(*id) == registration => {
                if let Some(kept) = client.and_then(|client| with_client_id(&bytes.0, client)) {
                    *bytes = Bytes(kept);
                }
            }
            _ => {}
        }
    }
}

fn with_client_id(body: &[u8], client: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let after = text.split_once("\"client_id\"")?.1;
    let value = after.trim_start().strip_prefix(':')?.trim_start();
    let tag = value.strip_prefix('"')?.split('"').next()?;
    let quoted = |text: &str| ["\"", text, "\""].concat();
    Some(text.replace(&quoted(tag), &quoted(client)).into_bytes())
}
