//! Where a run looks from: what this vantage is, can do and was asked to do.

use crate::protocol::address::AddressClass;
use crate::protocol::document::{Header, Plain, Secret, Url, json_enum, json_struct};

json_struct! {
    /// The place from which a run observes, fixed before it starts.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Environment {
        pub vantage: Vantage = "vantage",
        pub browser: Browser = "browser",
        /// Serialised origin of the page, as sent in `Origin`; `null` for a file or a sandbox.
        pub page_origin: String = "page_origin" as Plain,
        /// The page is an https page (not merely a secure context): mixed content applies.
        pub page_is_https: bool = "page_is_https",
        pub secure_context: bool = "secure_context",
        /// The address space that the page itself was served from.
        pub page_class: AddressClass = "page_class",
        /// RFC 3339, UTC.
        pub started_at: String = "started_at" as Plain,
        /// Random, for the names of paths that do not exist and for cache-busting.
        pub nonce: String = "nonce" as Plain,
    }
}

json_enum! {
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Vantage {
        Browser = "browser",
        Native = "native",
    }
}

json_struct! {
    /// The browser engine; a signal counts only where it was measured.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Browser {
        pub engine: BrowserEngine = "engine",
        /// Major version, empty when unknown.
        pub version: String = "version" as Plain,
    }
}

json_enum! {
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum BrowserEngine {
        Chromium = "chromium",
        Firefox = "firefox",
        Safari = "safari",
        Other = "other",
    }
}

json_struct! {
    /// What the user asked for.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Options {
        /// The text of the URL field, as typed.
        pub server: String = "server" as Url,
        pub transport: Transport = "transport",
        /// Extra request headers, name and value.
        pub headers: Vec<(String, String)> = "headers" as Header,
        /// A static bearer token, without the scheme.
        pub bearer: Option<String> = "bearer" as Secret("token"),
        /// How long to wait for a response head, in milliseconds.
        pub patience_ms: f64 = "patience_ms",
    }
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

    /// Whether something of it is there to let the user in: a token, or a header whose name says so. A header that
    /// names a tenant or a region is none, and a 401 then says nothing about it.
    pub fn has_likely_credential(&self) -> bool {
        const WORDS: [&str; 8] = [
            "auth",
            "key",
            "token",
            "secret",
            "cookie",
            "session",
            "pass",
            "credential",
        ];
        let is_key = |name: &str| WORDS.iter().any(|word| name.contains(word));
        let mut headers = self.headers.iter();
        self.bearer.is_some() || headers.any(|(name, _)| is_key(&name.to_ascii_lowercase()))
    }
}

json_enum! {
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Transport {
        Auto = "auto",
        StreamableHttp = "streamable-http",
        Sse = "sse",
    }
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
}
