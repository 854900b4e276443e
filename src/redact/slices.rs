//! A large transcript is cleaned one body at a time, so that a page answers its user in between. What comes of it is
//! what [`transcript`](super::transcript) makes at once.

use std::sync::Arc;

use super::secrets::Secrets;
use super::{Redacted, Redactor, exchange_bodies};
use crate::protocol::document::Redact;
use crate::trace::transcript::{Event, EventKind, Fact, Transcript};
use crate::trace::wire::{Bytes, Id};

/// The cleaning of one transcript, as far as it has got.
pub struct Cleaning {
    redactor: Redactor,
    clean: Transcript,
    /// Every secret is known: what is cleaned is kept now.
    is_known: bool,
    /// The body whose turn it is.
    next: usize,
}

impl Cleaning {
    /// Everything but the bodies, which come one by one.
    pub fn new(original: &Transcript) -> Cleaning {
        let secrets = Secrets::new(&original.options);
        let mut redactor = Redactor { secrets };
        let clean = redactor.without_bodies(original);
        Cleaning {
            redactor,
            clean,
            is_known: false,
            next: 0,
        }
    }

    /// Cleans the next body. Whether there is another step; each has to be given the same transcript.
    pub fn step(&mut self, original: &Transcript) -> bool {
        let bodies = exchange_bodies(original);
        let Some(body) = bodies.get(self.next) else {
            return self.know(original);
        };
        self.next += 1;
        let secrets = &mut self.redactor.secrets;
        let cleaned = secrets.clean_parts(&body.chunks, body.origin);
        if self.is_known {
            if cleaned.is_withheld {
                let bytes = body.chunks.iter().map(|chunk| chunk.len()).sum();
                let exchange = body.id;
                self.clean.facts.push(Fact::Shortened { exchange, bytes });
            }
            self.put(body.id, cleaned.parts);
        }
        true
    }

    /// The transcript without its secrets, when there is no step left.
    pub fn finish(self) -> Redacted<Arc<Transcript>> {
        Redacted(Arc::new(self.clean))
    }

    /// Every body was read once: the secrets are known, and the second pass begins. Not after that.
    fn know(&mut self, original: &Transcript) -> bool {
        if self.is_known {
            return false;
        }
        self.redactor.pasted_tokens(original);
        self.redactor.secrets.build_index();
        self.is_known = true;
        self.next = 0;
        self.clean = self.redactor.without_bodies(original);
        true
    }

    fn put(&mut self, body: Id, parts: Vec<Vec<u8>>) {
        let mut parts = parts.into_iter();
        for event in &mut self.clean.events {
            if let EventKind::Chunk { id, bytes } = &mut event.kind
                && *id == body
            {
                *bytes = Bytes(parts.next().unwrap_or_default());
            }
        }
    }
}

impl Redactor {
    /// What it makes of everything but the bodies, which are left empty.
    fn without_bodies(&mut self, original: &Transcript) -> Transcript {
        let bare = |event: &Event| match event.kind {
            EventKind::Chunk { id, .. } => Event {
                at: event.at,
                kind: EventKind::Chunk {
                    id,
                    bytes: Bytes::default(),
                },
            },
            _ => event.clone(),
        };
        let mut clean = Transcript {
            options: original.options.clone(),
            environment: original.environment.clone(),
            facts: original.facts.clone(),
            events: original.events.iter().map(bare).collect(),
        };
        clean.redact(self);
        clean
    }
}
