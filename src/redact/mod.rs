//! Secrets out, before anything is shown or exported. Only this module can make a [`Redacted`].

mod ahead;
mod automaton;
mod cuts;
mod known;
mod parts;
pub mod persisted;
mod scan;
pub mod secret;
mod secrets;
mod slices;
pub mod target;
mod url;
mod view;
mod work;

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use crate::protocol::document::{Redact, TextRedactor};
use crate::protocol::oauth::authorization::parameter;
use crate::trace::purpose::Purpose;
use crate::trace::transcript::{EventKind, Fact, FindingStub, Transcript};
use crate::trace::user_action::UserAction;
use crate::trace::wire::{Bytes, Id};
use secrets::{Origin, Secrets};
pub use slices::Cleaning;
pub use work::{Rest, at_once, no_rest};

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

    /// Takes out of it what follows from it, with something public beside it.
    pub fn split_with<P: Public, U>(
        mut self,
        public: &P,
        take: fn(&mut T, &P) -> U,
    ) -> (Redacted<U>, Redacted<T>) {
        let taken = take(&mut self.0, public);
        (Redacted(taken), self)
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

/// The same, with what `find` says of it while every body is there: some may be withheld.
///
/// `find` sees more than may leave the page, so what it says is redacted as well.
pub fn transcript_with_findings(
    original: &Transcript,
    find: fn(&Transcript) -> Vec<FindingStub>,
) -> Redacted<Transcript> {
    let mut redactor = Redactor::learn(original);
    redactor.secrets.withhold_nothing();
    let findings = find(&redactor.clean(original));
    let mut found = original.clone();
    found.facts.push(Fact::RetainedFindings { findings });
    transcript(&found)
}

/// The transcript without these parts of its address as well, by their keys ([`target::visible`]).
pub fn hiding(original: &Transcript, hidden: &[String]) -> Redacted<Transcript> {
    Redactor::learn_hiding(original, hidden).clean(original)
}

/// What cleans one transcript.
pub struct Redactor {
    secrets: Secrets,
}

impl Redactor {
    /// Reads everything once, to know every secret before the first is replaced.
    pub fn learn(original: &Transcript) -> Redactor {
        Redactor::learn_hiding(original, &[])
    }

    /// The same, and takes these parts of the address for secrets, by their keys ([`target::visible`]).
    fn learn_hiding(original: &Transcript, hidden: &[String]) -> Redactor {
        let mut redactor = Redactor {
            secrets: Secrets::new(&original.options),
        };
        let server = &original.options.server;
        redactor.secrets.hide(server, hidden);
        // The first pass is the second one with its result thrown away: a secret that is found in the last
        // body is then known in the first.
        redactor.transcript(original);
        redactor.pasted_tokens(original);
        work::at_once(redactor.secrets.build_index());
        redactor
    }

    /// What the user brought from the token endpoint was issued, whoever asked for it.
    fn pasted_tokens(&mut self, original: &Transcript) {
        for event in &original.events {
            if let EventKind::UserAction { action, .. } = &event.kind
                && let UserAction::TokenResponsePasted { body } = action
            {
                self.secrets.clean_parts(&[body.as_bytes()], Origin::Given);
            }
        }
    }

    /// The steps of work that it took so far: bytes that were looked at, and moves of the automaton.
    pub fn steps(&self) -> u64 {
        self.secrets.steps()
    }

    /// Allows so many steps of work for each byte of a text, so that tests see what becomes of one that takes more.
    pub fn limit_work(&mut self, steps_per_byte: u64) {
        self.secrets.limit_work(steps_per_byte);
    }

    /// The transcript from which this was learned, without its secrets.
    pub fn clean(&mut self, original: &Transcript) -> Redacted<Transcript> {
        Redacted(self.transcript(original))
    }

    fn transcript(&mut self, original: &Transcript) -> Transcript {
        let mut clean = original.clone();
        clean.redact(self);
        let withheld = self.bodies(original, &mut clean);
        clean.facts.extend(withheld);
        clean
    }

    /// Cleans each body as a whole, because a secret may be split over chunks, and puts it back into its
    /// chunks: what replaces a secret stands in the chunk in which the secret began. Says which could not be kept.
    fn bodies(&mut self, original: &Transcript, clean: &mut Transcript) -> Vec<Fact> {
        let mut withheld = Vec::new();
        let mut parts = HashMap::new();
        for body in exchange_bodies(original) {
            let cleaned = self.secrets.clean_parts(&body.chunks, body.origin);
            if cleaned.is_withheld {
                withheld.push(Fact::Shortened {
                    exchange: body.id,
                    bytes: body.chunks.iter().map(|chunk| chunk.len()).sum(),
                });
            }
            parts.insert(body.id, cleaned.parts.into_iter());
        }
        for event in &mut clean.events {
            if let EventKind::Chunk { id, bytes } = &mut event.kind {
                let part = parts.get_mut(id).and_then(Iterator::next);
                *bytes = Bytes(part.unwrap_or_default());
            }
        }
        withheld
    }
}

impl TextRedactor for Redactor {
    fn text(&mut self, text: &mut String) {
        *text = self.secrets.text(text);
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

/// What came as the body of an exchange.
struct Body<'a> {
    id: Id,
    chunks: Vec<&'a [u8]>,
    origin: Origin,
}

/// The bodies, in the order in which they began. What an authorization server answers is issued to this run.
fn exchange_bodies(transcript: &Transcript) -> Vec<Body<'_>> {
    let mut issuing = HashSet::new();
    let mut places = HashMap::new();
    let mut bodies: Vec<Body> = Vec::new();
    for event in &transcript.events {
        match &event.kind {
            EventKind::Send(sent) if is_issuing(&sent.purpose) => {
                issuing.insert(sent.id);
            }
            EventKind::Chunk { id, bytes } => {
                let place = *places.entry(*id).or_insert(bodies.len());
                if place == bodies.len() {
                    bodies.push(Body {
                        id: *id,
                        chunks: Vec::new(),
                        origin: match issuing.contains(id) {
                            true => Origin::Given,
                            false => Origin::Guessed,
                        },
                    });
                }
                if let Some(body) = bodies.get_mut(place) {
                    body.chunks.push(&bytes.0);
                }
            }
            _ => {}
        }
    }
    bodies
}

fn is_issuing(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Register | Purpose::Token | Purpose::Refresh
    )
}
