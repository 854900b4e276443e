//! Secrets out, before anything is shown or exported. Only this module can make a [`Redacted`].

pub mod persisted;
mod scan;
pub mod secret;
mod secrets;
mod spelling;
mod url;

use std::ops::Deref;

use crate::protocol::document::{Redact, TextRedactor};
use crate::protocol::oauth::authorization::parameter;
use crate::trace::transcript::{Event, EventKind, Transcript};
use crate::trace::wire::{Bytes, Id};
use secrets::Secrets;

/// Something from which the secrets were taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Redacted<T>(T);

impl<T> Deref for Redacted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Redacted<T> {
    /// What follows from it alone holds no secret either. A function pointer, so that nothing else gets in.
    pub fn derive<U>(&self, follow: fn(&T) -> U) -> Redacted<U> {
        Redacted(follow(&self.0))
    }

    /// The same with something public beside it.
    pub fn derive_with<P: Public, U>(&self, public: &P, follow: fn(&T, &P) -> U) -> Redacted<U> {
        Redacted(follow(&self.0, public))
    }

    /// Completes it with something public.
    pub fn complete_with<P: Public>(mut self, public: &P, complete: fn(&mut T, &P)) -> Redacted<T> {
        complete(&mut self.0, public);
        self
    }
}

/// Never holds a secret: redacted values, and texts that come with the program.
pub trait Public {}

impl<T> Public for Redacted<T> {}

/// The transcript without its secrets. Equal secrets get equal tags, so it still replays the same.
pub fn transcript(original: &Transcript) -> Redacted<Transcript> {
    Redactor::learn(original).clean(original)
}

/// What cleans one transcript.
pub struct Redactor {
    secrets: Secrets,
}

impl Redactor {
    /// Reads everything once, to know every secret before the first is replaced.
    pub fn learn(original: &Transcript) -> Redactor {
        let mut redactor = Redactor {
            secrets: Secrets::new(&original.options),
        };
        // The first pass is the second one with its result thrown away: a secret that is found in the last
        // body is then known in the first.
        redactor.transcript(original);
        redactor.secrets.build_index();
        redactor
    }

    /// The transcript from which this was learned, without its secrets.
    pub fn clean(mut self, original: &Transcript) -> Redacted<Transcript> {
        Redacted(self.transcript(original))
    }

    fn transcript(&mut self, original: &Transcript) -> Transcript {
        let mut clean = original.clone();
        clean.redact(self);
        self.bodies(original, &mut clean);
        clean
    }

    /// Cleans each body as a whole, because a secret may be split over chunks, and puts it back into its
    /// chunks: what replaces a secret stands in the chunk in which the secret began.
    fn bodies(&mut self, original: &Transcript, clean: &mut Transcript) {
        for id in bodied(original) {
            let chunks: Vec<&[u8]> = original
                .events
                .iter()
                .filter_map(|event| chunk(event, id))
                .collect();
            let mut parts = self.secrets.clean_parts(&chunks).into_iter();
            for event in &mut clean.events {
                if let EventKind::Chunk { id: other, bytes } = &mut event.kind
                    && *other == id
                {
                    *bytes = Bytes(parts.next().unwrap_or_default());
                }
            }
        }
    }
}

impl TextRedactor for Redactor {
    fn text(&mut self, text: &mut String) {
        let clean = self.secrets.clean(text.as_bytes());
        *text = String::from_utf8_lossy(&clean).into_owned();
    }

    fn url(&mut self, url: &mut String) {
        *url = url::clean(url, &mut self.secrets);
    }

    fn callback_url(&mut self, url: &mut String) {
        // Whatever they look like: who has them can finish the sign-in.
        for name in ["code", "state"] {
            let value = parameter(url, name).unwrap_or_default();
            self.secrets.learn("code", &value);
        }
        self.url(url);
    }

    fn secret(&mut self, kind: &'static str, secret: &mut String) {
        *secret = self.secrets.tag(kind, secret);
    }

    fn header(&mut self, name: &mut String, value: &mut String) {
        let named = name.clone();
        self.text(name);
        *value = self.secrets.header(&named, value);
    }

    fn body(&mut self, bytes: &mut Vec<u8>) {
        *bytes = self.secrets.clean(bytes);
    }

    /// Nothing of it stays here: `bodies` cleans each body as a whole.
    fn part(&mut self, bytes: &mut Vec<u8>) {
        bytes.clear();
    }
}

/// The exchanges that have a body.
fn bodied(transcript: &Transcript) -> Vec<Id> {
    let mut ids: Vec<Id> = Vec::new();
    for event in &transcript.events {
        match &event.kind {
            EventKind::Chunk { id, .. } if !ids.contains(id) => ids.push(*id),
            _ => {}
        }
    }
    ids
}

fn chunk(event: &Event, wanted: Id) -> Option<&[u8]> {
    match &event.kind {
        EventKind::Chunk { id, bytes } if *id == wanted => Some(&bytes.0),
        _ => None,
    }
}
