//! Why a text is not an address that can be tried, in types: the engine ends the run with it, and the checks
//! quote what it holds.

/// Why a text is not an address that can be tried. One variant per code under `address/`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AddressProblem {
    /// No absolute URL.
    NotAUrl(NotAUrl),
    /// More than [`MAX_LENGTH`].
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
