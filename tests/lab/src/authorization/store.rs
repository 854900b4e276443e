//! What the authorization servers remember: clients, codes, refresh tokens, opaque access tokens. Nothing lasts
//! longer than the lab, and the oldest entries go first.

use std::collections::VecDeque;
use std::sync::Mutex;

use serde_json::{Map, Value};

use super::plan::Method;
use crate::state::{lock, random_id};

/// Entries of one kind above this push the oldest out.
const MOST: usize = 512;

/// Shared by all authorization servers of one lab.
#[derive(Debug)]
pub struct Store {
    /// Signs tokens.
    pub key: String,
    pub clients: Shelf<Client>,
    pub codes: Shelf<Code>,
    pub refresh_tokens: Shelf<Grant>,
    pub opaque_tokens: Shelf<Map<String, Value>>,
}

/// Who asks for a token.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    /// The redirect URIs registered; none where any will do.
    pub redirect_uris: Option<Vec<String>>,
    pub secret: Option<String>,
    pub method: Method,
}

/// What somebody agreed to.
#[derive(Clone, Debug)]
pub struct Grant {
    pub client: Client,
    pub issuer: String,
    pub resource: String,
    pub scope: String,
}

/// An authorization code.
#[derive(Clone, Debug)]
pub struct Code {
    pub grant: Grant,
    pub redirect_uri: String,
    pub challenge: String,
    pub used: bool,
}

impl Store {
    pub fn new() -> Store {
        Store {
            key: random_id(),
            clients: Shelf::default(),
            codes: Shelf::default(),
            refresh_tokens: Shelf::default(),
            opaque_tokens: Shelf::default(),
        }
    }
}

/// Entries by name, the oldest first.
#[derive(Debug)]
pub struct Shelf<T>(Mutex<VecDeque<(String, T)>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf(Mutex::default())
    }
}

impl<T: Clone> Shelf<T> {
    /// Keeps an entry under a name that nobody can guess.
    pub fn keep(&self, entry: T) -> String {
        let name = random_id();
        self.put(name.clone(), entry);
        name
    }

    pub fn put(&self, name: String, entry: T) {
        let mut entries = lock(&self.0);
        if entries.len() >= MOST {
            entries.pop_front();
        }
        entries.push_back((name, entry));
    }

    pub fn get(&self, name: &str) -> Option<T> {
        let entries = lock(&self.0);
        let entry = entries.iter().find(|entry| entry.0 == name)?;
        Some(entry.1.clone())
    }

    pub fn take(&self, name: &str) -> Option<T> {
        let mut entries = lock(&self.0);
        let place = entries.iter().position(|entry| entry.0 == name)?;
        entries.remove(place).map(|entry| entry.1)
    }

    /// Changes an entry and returns it as it was.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut T)) -> Option<T> {
        let mut entries = lock(&self.0);
        let entry = entries.iter_mut().find(|entry| entry.0 == name)?;
        let before = entry.1.clone();
        change(&mut entry.1);
        Some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_drops_its_oldest() {
        let shelf = Shelf::default();
        let first = shelf.keep(0);
        for number in 1..=MOST {
            shelf.keep(number);
        }
        assert_eq!((shelf.get(&first), lock(&shelf.0).len()), (None, MOST));
    }
}
