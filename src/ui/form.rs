//! What the user enters, and the engine's options made from it.

use super::facts;
use crate::engine::vantage::{Options, Transport};
use crate::share::link::{self, Link};

/// What the user entered.
pub struct Form {
    pub server: String,
    pub bearer: String,
    pub headers: Vec<HeaderPair>,
    pub transport: Transport,
    /// Seconds to wait for a response head, as typed.
    pub timeout: String,
}

/// A request header that the user adds.
pub struct HeaderPair {
    pub key: usize,
    pub name: String,
    pub value: String,
}

/// A field in which text is typed. Pairs of headers are named by their key.
#[derive(Clone, Copy)]
pub enum Field {
    Server,
    Bearer,
    HeaderName(usize),
    HeaderValue(usize),
    Timeout,
    Search,
    Evidence,
}

impl Field {
    /// The name by which scripts find it.
    pub fn name(self) -> &'static str {
        match self {
            Field::Server => "server",
            Field::Bearer => "bearer",
            Field::HeaderName(_) => "header-name",
            Field::HeaderValue(_) => "header-value",
            Field::Timeout => "timeout",
            Field::Search => "search",
            Field::Evidence => "evidence",
        }
    }
}

impl Default for Form {
    fn default() -> Form {
        Form {
            server: String::new(),
            bearer: String::new(),
            headers: Vec::new(),
            transport: Transport::Auto,
            timeout: "15".to_owned(),
        }
    }
}

impl Form {
    /// Takes over what a link says.
    pub fn fill(&mut self, link: &Link) {
        if let Some(server) = &link.server {
            self.server.clone_from(server);
        }
        if let Some(transport) = link.transport {
            self.transport = transport;
        }
        if let Some(timeout) = link.timeout_ms {
            self.timeout = link::seconds(timeout);
        }
    }

    /// The form as the engine takes it.
    pub fn options(&self) -> Options {
        let mut headers = Vec::new();
        for pair in &self.headers {
            let name = pair.name.trim();
            if !name.is_empty() {
                headers.push((name.to_owned(), pair.value.clone()));
            }
        }
        let bearer = self.bearer.trim();
        Options {
            server: self.server.clone(),
            transport: self.transport,
            headers,
            bearer: (!bearer.is_empty()).then(|| bearer.to_owned()),
            patience_ms: link::milliseconds(&self.timeout).unwrap_or(15_000.0),
        }
    }

    /// In words, which credentials are entered.
    pub fn credentials(&self) -> String {
        let named = self.headers.iter().filter(|pair| !pair.name.is_empty());
        facts::credentials(!self.bearer.is_empty(), named.count())
    }

    pub fn add_header(&mut self) {
        let key = self.headers.last().map_or(0, |pair| pair.key + 1);
        self.headers.push(HeaderPair {
            key,
            name: String::new(),
            value: String::new(),
        });
    }

    pub fn remove_header(&mut self, key: usize) {
        self.headers.retain(|pair| pair.key != key);
    }

    /// Where the text of one of the form's fields is kept.
    pub fn text_mut(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Server => Some(&mut self.server),
            Field::Bearer => Some(&mut self.bearer),
            Field::Timeout => Some(&mut self.timeout),
            Field::HeaderName(key) => self.pair(key).map(|pair| &mut pair.name),
            Field::HeaderValue(key) => self.pair(key).map(|pair| &mut pair.value),
            Field::Search | Field::Evidence => None,
        }
    }

    fn pair(&mut self, key: usize) -> Option<&mut HeaderPair> {
        self.headers.iter_mut().find(|pair| pair.key == key)
    }
}
