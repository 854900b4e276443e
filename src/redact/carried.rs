//! A run that the page takes up again when the user comes back from signing in on it: without its secrets, but
//! with the few things that the way to a token cannot do without.

use super::transcript;
use crate::engine::Session;
use crate::engine::consent::Consent;
use crate::engine::sign_in::offer::Offer;
use crate::engine::transcript::{Event, Purpose, Transcript, What};
use crate::engine::wire::{Bytes, Id};
use crate::protocol::document;

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

/// The run as text. What is not redacted in it: the authorization request that is open, its verifier, and the id of
/// the client.
pub fn carry(session: &Session) -> Result<String, Stays> {
    let original = session.transcript();
    if original.options.has_credentials() {
        return Err(Stays::Headers);
    }
    let offer = session.offer().ok_or(Stays::Addresses)?;
    if offer.has_secret {
        return Err(Stays::Secret);
    }
    let mut carried = transcript(original).0;
    let opened = session.recording().newest(|consent| match consent {
        Consent::Open { .. } => Some(()),
        _ => None,
    });
    let opened = opened.map(|(id, ())| id);
    for (event, raw) in carried.events.iter_mut().zip(&original.events) {
        keep(event, raw, opened);
    }
    keep_client_id(&mut carried, offer.client.as_deref());
    let text = document::compact(&carried);
    let is_same = carried.options.server == original.options.server;
    let resumed = Session::resume(carried, 0.0).offer();
    match resumed.is_some_and(|resumed| is_same && leads_there(&resumed, &offer)) {
        true => Ok(text),
        false => Err(Stays::Addresses),
    }
}

fn keep(event: &mut Event, raw: &Event, opened: Option<Id>) {
    let (What::Consent { id, consent }, What::Consent { consent: raw, .. }) =
        (&mut event.what, &raw.what)
    else {
        return;
    };
    let is_kept = match raw {
        Consent::Open { .. } => Some(*id) == opened,
        Consent::Become { client } => client.secret.is_none(),
        _ => false,
    };
    if is_kept {
        consent.clone_from(raw);
    }
}

/// Where the id was issued, it stands in the answer of the registration endpoint only.
fn keep_client_id(carried: &mut Transcript, client: Option<&str>) {
    let mut registration = None;
    for event in &mut carried.events {
        match &mut event.what {
            What::Send { id, purpose, .. } if *purpose == Purpose::Register => {
                registration = Some(*id);
            }
            What::Chunk { id, bytes } if Some(*id) == registration => {
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

/// What the run goes by is the same.
fn leads_there(resumed: &Offer, offer: &Offer) -> bool {
    let server = |offer: &Offer| offer.flow.as_ref().map(|flow| flow.server.clone());
    resumed.client == offer.client && server(resumed) == server(offer)
}
