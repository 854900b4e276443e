//! A large transcript is cleaned one body at a time, and each of them in slices, so that a page answers its user in
//! between. What comes of it is what [`transcript`](super::transcript) makes at once.

use std::pin::Pin;
use std::sync::Arc;

use super::secrets::{Clean, Origin, Secrets};
use super::work::go_on;
use super::{Redacted, Redactor, exchange_bodies};
use crate::protocol::document::Redact;
use crate::trace::transcript::{Event, EventKind, Fact, Transcript};
use crate::trace::wire::{Bytes, Id};

/// The cleaning of one transcript, as far as it has got.
pub struct Cleaning {
    /// Absent while it is at work.
    redactor: Option<Redactor>,
    work: Option<Pin<Box<dyn Future<Output = Worked>>>>,
    clean: Transcript,
    /// Every secret is known: what is cleaned is kept now.
    is_known: bool,
    /// The body whose turn it is.
    next: usize,
}

/// What was done in slices, and who did it.
struct Worked {
    redactor: Redactor,
    body: Option<(Id, Clean)>,
}

impl Cleaning {
    /// Everything but the bodies, which come one by one.
    pub fn new(original: &Transcript) -> Cleaning {
        let secrets = Secrets::new(&original.options);
        let mut redactor = Redactor { secrets };
        let clean = redactor.without_bodies(original);
        Cleaning {
            redactor: Some(redactor),
            work: None,
            clean,
            is_known: false,
            next: 0,
        }
    }

    /// Goes on by one slice. Whether there is another step; each has to be given the same transcript.
    pub fn step(&mut self, original: &Transcript) -> bool {
        if let Some(work) = &mut self.work {
            if let Some(worked) = go_on(work.as_mut()) {
                self.work = None;
                self.take(worked, original);
            }
            return true;
        }
        match self.redactor.take() {
            Some(redactor) => self.begin(redactor, original),
            None => false,
        }
    }

    /// The transcript without its secrets, when there is no step left.
    pub fn finish(self) -> Redacted<Arc<Transcript>> {
        Redacted(Arc::new(self.clean))
    }

    /// The most work, in steps, that was done in one slice, as far as bodies are done.
    pub fn longest_slice(&self) -> u64 {
        let redactor = self.redactor.as_ref();
        redactor.map_or(0, |redactor| redactor.secrets.longest_slice())
    }

    /// Begins the next body; once every one was read the secrets are known, and the second pass begins. Not after that.
    fn begin(&mut self, mut redactor: Redactor, original: &Transcript) -> bool {
        if let Some(body) = exchange_bodies(original).get(self.next) {
            self.next += 1;
            let lengths = body.chunks.iter().map(|chunk| chunk.len()).collect();
            let whole = body.chunks.concat();
            self.work = Some(Box::pin(cleaned(
                redactor,
                body.id,
                whole,
                lengths,
                body.origin,
            )));
            return true;
        }
        if self.is_known {
            self.redactor = Some(redactor);
            return false;
        }
        redactor.pasted_tokens(original);
        self.work = Some(Box::pin(indexed(redactor)));
        true
    }

    fn take(&mut self, worked: Worked, original: &Transcript) {
        let mut redactor = worked.redactor;
        match worked.body {
            Some((id, cleaned)) if self.is_known => self.keep(id, cleaned),
            Some(_) => {}
            None => {
                self.is_known = true;
                self.next = 0;
                self.clean = redactor.without_bodies(original);
            }
        }
        self.redactor = Some(redactor);
    }

    fn keep(&mut self, exchange: Id, cleaned: Clean) {
        if cleaned.is_withheld {
            let bytes = cleaned.bytes;
            self.clean.facts.push(Fact::Shortened { exchange, bytes });
        }
        self.put(exchange, cleaned.parts);
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

async fn cleaned(
    mut redactor: Redactor,
    id: Id,
    whole: Vec<u8>,
    lengths: Vec<usize>,
    origin: Origin,
) -> Worked {
    let clean = redactor.secrets.clean_whole(&whole, &lengths, origin).await;
    Worked {
        redactor,
        body: Some((id, clean)),
    }
}

async fn indexed(mut redactor: Redactor) -> Worked {
    redactor.secrets.build_index().await;
    let body = None;
    Worked { redactor, body }
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
