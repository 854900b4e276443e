//! What there is to say about an address: why it is none, or what is worth knowing of one that can be used.

use crate::protocol::document::json_enum;

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

json_enum! {
    /// The same without what shows it. The word on the wire is the rest of the code under `address/`.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum AddressProblemKind {
        /// No absolute URL.
        NotAUrl = "not-a-url",
        /// Longer than an address may be.
        TooLong = "too-long",
        /// Neither http nor https.
        UnsupportedScheme = "unsupported-scheme",
        /// A command that starts a local server.
        CommandNotUrl = "command-not-url",
        /// A client's configuration or command line.
        ConfigSnippet = "config-snippet",
        /// A user name or a password before the host.
        CredentialsInUrl = "credentials-in-url",
        /// A placeholder that nobody filled in.
        UnresolvedTemplate = "unresolved-template",
        /// Plain http, and the page came over https.
        MixedContent = "mixed-content",
        /// A port that every browser refuses to connect to.
        UnsafePort = "unsafe-port",
    }
}

impl AddressProblem {
    /// Which of the codes it has.
    pub fn kind(&self) -> AddressProblemKind {
        match self {
            AddressProblem::NotAUrl(_) => AddressProblemKind::NotAUrl,
            AddressProblem::TooLong { .. } => AddressProblemKind::TooLong,
            AddressProblem::UnsupportedScheme { .. } => AddressProblemKind::UnsupportedScheme,
            AddressProblem::CommandNotUrl { .. } => AddressProblemKind::CommandNotUrl,
            AddressProblem::ConfigSnippet { .. } => AddressProblemKind::ConfigSnippet,
            AddressProblem::CredentialsInUrl => AddressProblemKind::CredentialsInUrl,
            AddressProblem::UnresolvedTemplate { .. } => AddressProblemKind::UnresolvedTemplate,
            AddressProblem::MixedContent => AddressProblemKind::MixedContent,
            AddressProblem::UnsafePort { .. } => AddressProblemKind::UnsafePort,
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
