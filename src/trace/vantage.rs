//! Where a run looks from: what this vantage is, can do and was asked to do.

use crate::protocol::address::{self, AddressClass, PageContext, ParsedAddress, Target};
use crate::protocol::document::{Header, Plain, Secret, Url, json_enum, json_struct};
use crate::protocol::mcp::revision;

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
        /// Stated where it is not what was measured in this browser; read it with [`Environment::capabilities`].
        pub capabilities: Option<Capabilities> = optional "capabilities",
        /// Stated where it is not the page itself; read it with [`Environment::client`].
        pub client: Option<ClientIdentity> = optional "client",
    }
}

impl Environment {
    /// What this vantage enforces and can see. Decisions rest on this, never on the name of a browser.
    pub fn capabilities(&self) -> Capabilities {
        let implied = || Capabilities::measured(self.vantage, self.browser.engine);
        self.capabilities.unwrap_or_else(implied)
    }

    /// Whether the browser may stop a request to this address before it is sent, because the page came over https and the
    /// address is http (Mixed Content, 4.4). An error looks like any other then.
    pub fn may_block_http(&self, target: &Target) -> bool {
        let able = self.capabilities();
        let is_let_through = match target.class {
            AddressClass::Loopback => able.calls_http_on_loopback,
            _ => able.asks_before_local_http && target.names_local_network(),
        };
        self.page_is_https && !target.is_https() && !is_let_through
    }

    /// Who asks for tokens from here.
    pub fn client(&self) -> ClientIdentity {
        let page = || ClientIdentity::of_page(&self.page_origin);
        self.client.clone().unwrap_or_else(page)
    }
}

json_struct! {
    /// What a vantage enforces, and which signals tell something there. A signal counts only where it was measured.
    #[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
    pub struct Capabilities {
        /// An answer that the server does not share with this origin is kept from the run (Fetch standard, "CORS check").
        pub enforces_cors: bool = optional "enforces_cors",
        /// What failures look like here is known: they were measured, or carry their cause.
        pub failures_are_known: bool = optional "failures_are_known",
        /// An `EventSource` gives up for good when any answer came, and tries again when none did.
        pub event_source_tells_answers: bool = optional "event_source_tells_answers",
        /// The Resource Timing entry of a request that failed shows whether its connection stood.
        pub resource_timing_tells_connections: bool = optional "resource_timing_tells_connections",
        /// A `WebSocket` closes with 1015 where TLS failed.
        pub web_socket_tells_tls: bool = optional "web_socket_tells_tls",
        /// What a TLS server says to plain HTTP passes for an answer.
        pub plain_http_on_tls_looks_like_answer: bool = optional "plain_http_on_tls_looks_like_answer",
        /// An answer whose body breaks off is kept back, head and all.
        pub hides_broken_answers: bool = optional "hides_broken_answers",
        /// A page over https may call plain http on this machine (Secure Contexts, 3.1).
        pub calls_http_on_loopback: bool = optional "calls_http_on_loopback",
        /// Plain http to an address of the local network is no mixed content: the user is asked (Local Network Access).
        pub asks_before_local_http: bool = optional "asks_before_local_http",
    }
}

impl Capabilities {
    /// What was measured in each browser (Chromium 156, Firefox 153). Nothing was in others, and nothing beside a
    /// browser enforces CORS.
    pub fn measured(vantage: Vantage, engine: BrowserEngine) -> Capabilities {
        let page = Capabilities {
            enforces_cors: true,
            ..Capabilities::default()
        };
        match (vantage, engine) {
            (Vantage::Native, _) => Capabilities {
                failures_are_known: true,
                ..Capabilities::default()
            },
            (Vantage::Browser, BrowserEngine::Chromium) => Capabilities {
                failures_are_known: true,
                event_source_tells_answers: true,
                calls_http_on_loopback: true,
                asks_before_local_http: true,
                ..page
            },
            (Vantage::Browser, BrowserEngine::Firefox) => Capabilities {
                failures_are_known: true,
                resource_timing_tells_connections: true,
                web_socket_tells_tls: true,
                plain_http_on_tls_looks_like_answer: true,
                hides_broken_answers: true,
                calls_http_on_loopback: true,
                ..page
            },
            (Vantage::Browser, BrowserEngine::Safari | BrowserEngine::Other) => page,
        }
    }
}

json_struct! {
    /// How a vantage introduces itself to an authorization server (RFC 7591, 2).
    #[derive(Clone, Debug, Eq, PartialEq)]
    pub struct ClientIdentity {
        /// Its home.
        pub client_uri: String = "client_uri" as Url,
        /// Where the user is sent back to.
        pub redirect_uri: String = "redirect_uri" as Url,
        /// Where its metadata can be fetched: the id of a client that no server has to know before (2025-11-25
        /// `basic/authorization`, "Client ID Metadata Documents").
        pub metadata_url: String = "metadata_url" as Url,
    }
}

impl ClientIdentity {
    /// A page of this origin, by the files that are served beside it.
    pub fn of_page(origin: &str) -> ClientIdentity {
        ClientIdentity {
            client_uri: [origin, "/"].concat(),
            redirect_uri: [origin, "/oauth/callback.html"].concat(),
            metadata_url: [origin, "/oauth/client.json"].concat(),
        }
    }
}

json_enum! {
    /// What kind of program looks.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Vantage {
        Browser = "browser",
        Native = "native",
    }
}

json_struct! {
    /// The browser engine, as reports name it; what it can be trusted for is in [`Capabilities`].
    #[derive(Clone, Debug, PartialEq)]
    pub struct Browser {
        pub engine: BrowserEngine = "engine",
        /// Major version, empty when unknown.
        pub version: String = "version" as Plain,
    }
}

json_enum! {
    /// The engines whose signals were measured.
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
        pub transport: TransportChoice = "transport",
        /// Extra request headers, name and value.
        pub headers: Vec<(String, String)> = "headers" as Header,
        /// A static bearer token, without the scheme.
        pub bearer: Option<String> = "bearer" as Secret("token"),
        /// How long to wait for a response head, in milliseconds.
        pub patience_ms: f64 = "patience_ms",
        /// How many bytes all bodies of the run may have; read it with [`Options::body_budget`].
        pub body_budget: Option<usize> = optional "body_budget",
    }
}

/// What a run reads unless the user says otherwise. Eight bodies of the largest size; a healthy run with ten thousand
/// tools takes three MB.
const BODY_BUDGET: usize = 32 << 20;

impl Default for Options {
    fn default() -> Self {
        Options {
            server: String::new(),
            transport: TransportChoice::Auto,
            headers: Vec::new(),
            bearer: None,
            patience_ms: 15_000.0,
            body_budget: None,
        }
    }
}

impl Options {
    /// What the text of the URL field is, for a run from there. Read here only, so that the engine and the checks
    /// cannot disagree about it.
    pub fn address(&self, environment: Option<&Environment>) -> ParsedAddress {
        let page = PageContext {
            secure: environment.is_some_and(|page| page.page_is_https),
        };
        address::parse(&self.server, page)
    }

    /// How many bytes all bodies of the run may have together.
    pub fn body_budget(&self) -> usize {
        self.body_budget.unwrap_or(BODY_BUDGET)
    }

    /// Whether a request to the server carries something the user entered.
    pub fn has_credentials(&self) -> bool {
        self.bearer.is_some() || !self.headers.is_empty()
    }

    /// Whether the options hold something that looks like a credential: a bearer token, or a header whose name
    /// suggests one. A header that names a tenant or a region is none, and a 401 then says nothing about it.
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
    /// The transport that the user chose.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum TransportChoice {
        /// Whichever the server speaks.
        Auto = "auto",
        StreamableHttp = "streamable-http",
        Sse = "sse",
    }
}

impl TransportChoice {
    /// Reads a link's or a form's value; `http` is another inspector's word for Streamable HTTP.
    pub fn parse(text: &str) -> TransportChoice {
        match text {
            "streamable-http" | "http" => TransportChoice::StreamableHttp,
            "sse" => TransportChoice::Sse,
            _ => TransportChoice::Auto,
        }
    }

    /// The transport that the run has to use; `None` leaves it to the server.
    pub fn demanded(self) -> Option<revision::Transport> {
        match self {
            TransportChoice::Auto => None,
            TransportChoice::StreamableHttp => Some(revision::Transport::StreamableHttp),
            TransportChoice::Sse => Some(revision::Transport::HttpSse),
        }
    }
}
