//! Where a run looks from: what this vantage is, can do and was asked to do.

use serde::{Deserialize, Serialize};

use crate::protocol::address::AddressClass;

/// The place from which a run observes, fixed before it starts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Environment {
    pub vantage: Vantage,
    pub browser: Browser,
    /// Serialised origin of the page, as sent in `Origin`; `null` for a file or a sandbox.
    pub page_origin: String,
    /// The page is an https page (not merely a secure context): mixed content applies.
    pub page_is_https: bool,
    pub secure_context: bool,
    /// The address space that the page itself was served from.
    pub page_class: AddressClass,
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Random, for the names of paths that do not exist and for cache-busting.
    pub nonce: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vantage {
    Browser,
    Native,
}

/// The browser engine; a signal counts only where it was measured.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Browser {
    pub engine: BrowserEngine,
    /// Major version, empty when unknown.
    pub version: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrowserEngine {
    Chromium,
    Firefox,
    Safari,
    Other,
}

/// What the user asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Options {
    /// The text of the URL field, as typed.
    pub server: String,
    pub transport: Transport,
    /// Extra request headers, name and value.
    pub headers: Vec<(String, String)>,
    /// A static bearer token, without the scheme.
    pub bearer: Option<String>,
    /// How long to wait for a response head, in milliseconds.
    #[serde(with = "super::millis")]
    pub patience_ms: f64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            server: String::new(),
            transport: Transport::Auto,
            headers: Vec::new(),
            bearer: None,
            patience_ms: 15_000.0,
        }
    }
}

impl Options {
    /// Whether a request to the server carries something the user entered.
    pub fn has_credentials(&self) -> bool {
        self.bearer.is_some() || !self.headers.is_empty()
    }
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    Auto,
    StreamableHttp,
    Sse,
}

impl Transport {
    /// Reads a link's or a form's value; `http` is another inspector's word for Streamable HTTP.
    pub fn parse(text: &str) -> Transport {
        match text {
            "streamable-http" | "http" => Transport::StreamableHttp,
            "sse" => Transport::Sse,
            _ => Transport::Auto,
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Transport::Auto => "auto",
            Transport::StreamableHttp => "streamable-http",
            Transport::Sse => "sse",
        }
    }
}
