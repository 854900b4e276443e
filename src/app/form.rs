//! What the user enters, and the engine's options made from it.

use super::facts;
use crate::protocol::server_entry::ServerEntry;
use crate::share::{
    self,
    link::{self, Link},
};
use crate::trace::vantage::{Options, TransportChoice};

/// What the user entered.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The URL field.
    pub server: String,
    pub(crate) bearer: String,
    /// Request headers to add.
    pub headers: Vec<HeaderPair>,
    pub(crate) transport: TransportChoice,
    /// Seconds to wait for a response head, as typed.
    pub(crate) timeout: String,
    /// How many bytes all bodies of a run may have, where a link says so.
    pub(crate) body_budget: Option<usize>,
    /// What stands as `{name}` in the URL of a link.
    pub secrets: Vec<Secret>,
    /// The run that a link tells of had a bearer token.
    pub(crate) had_bearer: bool,
}

/// A secret that a link names and does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct Secret {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A request header that the user adds.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderPair {
    /// Stays the same while others are removed.
    pub key: usize,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A field in which text is typed. Pairs of headers are named by their key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// The URL.
    Server,
    /// The bearer token.
    Bearer,
    /// The name of a header.
    HeaderName(usize),
    /// Its value.
    HeaderValue(usize),
    /// By its place.
    Secret(usize),
    /// How long to wait for a response head.
    Timeout,
    /// Among tools, prompts and resources.
    Search,
    /// Among all that can be found.
    Topics,
    /// Evidence to paste.
    Evidence,
}

impl Field {
    /// The name by which scripts find it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::Server => "server",
            Field::Bearer => "bearer",
            Field::HeaderName(_) => "header-name",
            Field::HeaderValue(_) => "header-value",
            Field::Secret(_) => "secret",
            Field::Timeout => "timeout",
            Field::Search => "search",
            Field::Topics => "topics",
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
            transport: TransportChoice::Auto,
            timeout: "15".to_owned(),
            body_budget: None,
            secrets: Vec::new(),
            had_bearer: false,
        }
    }
}

impl Form {
    /// Takes over what a link says. What was entered for one server is not sent to another that a link names.
    pub(crate) fn fill(&mut self, link: &Link) {
        if let Some(server) = &link.server {
            if self.server != *server {
                self.bearer.clear();
                self.headers.clear();
            }
            self.server.clone_from(server);
            self.secrets.clear();
        }
        if let Some(transport) = link.transport {
            self.transport = transport;
        }
        if let Some(timeout) = link.timeout_ms {
            self.timeout = link::seconds(timeout);
        }
        self.body_budget = link.body_budget.or(self.body_budget);
    }

    /// Takes over what a configuration says. What was entered for another server goes.
    pub(crate) fn take(&mut self, entry: ServerEntry) {
        self.server = entry.url;
        self.secrets.clear();
        self.had_bearer = entry.bearer.is_some();
        self.bearer = entry.bearer.unwrap_or_default();
        self.transport = match entry.is_sse {
            true => TransportChoice::Sse,
            false => TransportChoice::Auto,
        };
        self.headers.clear();
        for (name, value) in entry.headers {
            self.add_header();
            if let Some(pair) = self.headers.last_mut() {
                pair.name = name;
                pair.value = value;
            }
        }
    }

    /// Makes room for what a link names and does not bring.
    pub(crate) fn make_room(&mut self, link: &Link) {
        self.had_bearer = link.bearer;
        let secret = |name: &String| Secret {
            name: name.clone(),
            value: String::new(),
        };
        self.secrets = link.secrets.iter().map(secret).collect();
        for name in &link.headers {
            if self.headers.iter().all(|pair| pair.name != *name) {
                self.add_header();
                if let Some(pair) = self.headers.last_mut() {
                    pair.name.clone_from(name);
                }
            }
        }
    }

    /// The form as the engine takes it.
    pub(crate) fn options(&self) -> Options {
        let mut headers = Vec::new();
        for pair in &self.headers {
            let name = pair.name.trim();
            if !name.is_empty() {
                headers.push((name.to_owned(), pair.value.clone()));
            }
        }
        let bearer = self.bearer.trim();
        Options {
            server: self.server_with_secrets(),
            transport: self.transport,
            headers,
            bearer: (!bearer.is_empty()).then(|| bearer.to_owned()),
            patience_ms: link::milliseconds(&self.timeout).unwrap_or(15_000.0),
            body_budget: self.body_budget,
        }
    }

    fn server_with_secrets(&self) -> String {
        let pair = |secret: &Secret| (secret.name.clone(), secret.value.clone());
        let secrets = self.secrets.iter();
        let given = secrets.filter(|secret| !secret.value.is_empty());
        share::fill(&self.server, &given.map(pair).collect::<Vec<_>>())
    }

    /// Whether this secret still has its place in the URL.
    pub(crate) fn wants(&self, secret: &Secret) -> bool {
        let mut parts = self.server.split('{').skip(1);
        let closes = |after: &str| after.starts_with('}');
        parts.any(|part| part.strip_prefix(secret.name.as_str()).is_some_and(closes))
    }

    /// Whether the URL has a place for a secret that is not there.
    pub(crate) fn lacks_secret(&self) -> bool {
        let mut secrets = self.secrets.iter();
        secrets.any(|secret| secret.value.is_empty() && self.wants(secret))
    }

    /// Whether a link asks for anything that it does not bring.
    pub fn asks(&self) -> bool {
        let lacks_value = |pair: &HeaderPair| !pair.name.is_empty() && pair.value.is_empty();
        let lacks_bearer = self.had_bearer && self.bearer.is_empty();
        self.lacks_secret() || lacks_bearer || self.headers.iter().any(lacks_value)
    }

    /// In words, which credentials are entered.
    pub(crate) fn credentials(&self) -> String {
        let named = self.headers.iter().filter(|pair| !pair.name.is_empty());
        facts::credentials(!self.bearer.is_empty(), named.count())
    }

    pub(crate) fn add_header(&mut self) {
        let key = self.headers.last().map_or(0, |pair| pair.key + 1);
        self.headers.push(HeaderPair {
            key,
            name: String::new(),
            value: String::new(),
        });
    }

    pub(crate) fn remove_header(&mut self, key: usize) {
        self.headers.retain(|pair| pair.key != key);
    }

    /// The text of one of the form's fields.
    pub(crate) fn text(&self, field: Field) -> &str {
        let pair = |key| self.headers.iter().find(move |pair| pair.key == key);
        let found = match field {
            Field::Server => Some(&self.server),
            Field::Bearer => Some(&self.bearer),
            Field::Timeout => Some(&self.timeout),
            Field::HeaderName(key) => pair(key).map(|pair| &pair.name),
            Field::HeaderValue(key) => pair(key).map(|pair| &pair.value),
            Field::Secret(place) => self.secrets.get(place).map(|secret| &secret.value),
            Field::Search | Field::Topics | Field::Evidence => None,
        };
        found.map_or("", String::as_str)
    }

    /// Where the text of one of the form's fields is kept.
    pub(crate) fn text_mut(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Server => Some(&mut self.server),
            Field::Bearer => Some(&mut self.bearer),
            Field::Timeout => Some(&mut self.timeout),
            Field::HeaderName(key) => self.pair(key).map(|pair| &mut pair.name),
            Field::HeaderValue(key) => self.pair(key).map(|pair| &mut pair.value),
            Field::Secret(place) => self.secrets.get_mut(place).map(|secret| &mut secret.value),
            Field::Search | Field::Topics | Field::Evidence => None,
        }
    }

    fn pair(&mut self, key: usize) -> Option<&mut HeaderPair> {
        self.headers.iter_mut().find(|pair| pair.key == key)
    }
}
