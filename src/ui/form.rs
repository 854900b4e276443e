//! What the user enters: signals, and the engine's options made from them.

use leptos::prelude::*;

use super::{dom, facts};
use crate::engine::vantage::{Options, Transport};
use crate::share::link::{self, Link};

/// A request header that the user adds.
#[derive(Clone, Copy)]
pub struct HeaderPair {
    pub key: usize,
    pub name: RwSignal<String>,
    pub value: RwSignal<String>,
}

/// What the user entered.
#[derive(Clone, Copy)]
pub struct Form {
    pub server: RwSignal<String>,
    pub bearer: RwSignal<String>,
    pub headers: RwSignal<Vec<HeaderPair>>,
    pub transport: RwSignal<Transport>,
    /// Seconds to wait for a response head, as typed.
    pub timeout: RwSignal<String>,
}

impl Form {
    pub fn new() -> Form {
        Form {
            server: RwSignal::new(String::new()),
            bearer: RwSignal::new(String::new()),
            headers: RwSignal::new(Vec::new()),
            transport: RwSignal::new(Transport::Auto),
            timeout: RwSignal::new("15".to_owned()),
        }
    }

    /// Takes over what a link says.
    pub fn fill(self, link: &Link) {
        if let Some(server) = &link.server {
            self.server.set(server.clone());
        }
        if let Some(transport) = link.transport {
            self.transport.set(transport);
        }
        if let Some(timeout) = link.timeout_ms {
            self.timeout.set(link::seconds(timeout));
        }
    }

    /// The form as the engine takes it.
    pub fn options(self) -> Options {
        let headers = self.headers.get_untracked();
        let headers = headers.iter().map(|pair| {
            let name = pair.name.get_untracked().trim().to_owned();
            (name, pair.value.get_untracked())
        });
        let bearer = self.bearer.get_untracked().trim().to_owned();
        let patience = link::milliseconds(&self.timeout.get_untracked());
        Options {
            server: self.server.get_untracked(),
            transport: self.transport.get_untracked(),
            headers: headers.filter(|(name, _)| !name.is_empty()).collect(),
            bearer: (!bearer.is_empty()).then_some(bearer),
            patience_ms: patience.unwrap_or(15_000.0),
        }
    }

    /// In words, which credentials are entered.
    pub fn credentials(self) -> String {
        let pairs = self.headers.get();
        let named = pairs.iter().filter(|pair| !pair.name.get().is_empty());
        facts::credentials(!self.bearer.get().is_empty(), named.count())
    }

    pub fn add_header(self) {
        self.headers.update(|pairs| {
            let key = pairs.last().map_or(0, |pair| pair.key + 1);
            pairs.push(HeaderPair {
                key,
                name: RwSignal::new(String::new()),
                value: RwSignal::new(String::new()),
            });
        });
        dom::soon(|| dom::focus_last("input[name=header-name]"));
    }

    pub fn remove_header(self, key: usize) {
        self.headers
            .update(|pairs| pairs.retain(|pair| pair.key != key));
    }
}
