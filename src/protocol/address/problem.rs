//! What there is to say about an address: why it is none, or what is worth knowing of one that can be used.

/// Worth saying about an address that can be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Note {
    /// http to a host on the public internet.
    PlainHttp,
    /// Query parameters with these names look like secrets.
    SecretInQuery(Vec<String>),
    /// A fragment is never sent.
    FragmentIgnored(String),
    /// The path is `/`: few MCP servers live there.
    RootPath,
    /// The browser will use another spelling of the host than the one that was typed.
    HostNormalised {
        /// The host as it was typed.
        typed: String,
    },
}

/// Why a text is not an address that can be tried. One variant per code under `address/`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AddressProblem {
    /// No absolute URL.
    NotAUrl(NotAUrl),
    /// Longer than an address may be.
    TooLong {
        /// In bytes.
        length: usize,
    },
    /// A URL that is neither http nor https, such as `ws:` or `file:`.
    UnsupportedScheme {
        /// The scheme, as it was typed.
        scheme: String,
    },
    /// A command that starts a local server.
    CommandNotUrl {
        /// The program, such as `npx`.
        command: String,
    },
    /// A client's configuration or command line that holds these URLs.
    ConfigSnippet {
        /// In the order in which they stand there, each once; none if the snippet has none.
        urls: Vec<String>,
    },
    /// `https://user:password@host`: fetch refuses such a URL (Fetch standard, "Request constructor").
    CredentialsInUrl,
    /// A placeholder that nobody filled in.
    UnresolvedTemplate {
        /// The placeholder, with its brackets.
        placeholder: String,
    },
    /// The page came over https, the target is plain http.
    MixedContent,
    /// A port that every browser refuses to connect to.
    UnsafePort {
        /// The port.
        port: u16,
    },
}

impl AddressProblem {
    /// The rest of the code under `address/`.
    pub fn id(&self) -> &'static str {
        match self {
            AddressProblem::NotAUrl(_) => "not-a-url",
            AddressProblem::TooLong { .. } => "too-long",
            AddressProblem::UnsupportedScheme { .. } => "unsupported-scheme",
            AddressProblem::CommandNotUrl { .. } => "command-not-url",
            AddressProblem::ConfigSnippet { .. } => "config-snippet",
            AddressProblem::CredentialsInUrl => "credentials-in-url",
            AddressProblem::UnresolvedTemplate { .. } => "unresolved-template",
            AddressProblem::MixedContent => "mixed-content",
            AddressProblem::UnsafePort { .. } => "unsafe-port",
        }
    }
}

/// The ways in which a text fails to be a URL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotAUrl {
    /// Nothing, or white space.
    Empty,
    /// A host without `https://` before it.
    NoScheme,
    /// `https:/host`, `https//host`, `https://https://host`.
    BrokenScheme,
    /// One or more URLs among other words.
    OtherText,
    /// The URL standard's parser refuses it.
    Host,
    /// The port is no number up to 65535.
    Port,
}
