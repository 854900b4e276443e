//! What a person pastes into the URL field, read as the address of an MCP server.
//!
//! URLs are those of the URL standard (4 "URLs"), because that is what the browser will make of them.

mod class;
mod host;
mod probe;
mod snippet;

pub use super::url::Url;
pub use class::AddressClass;
pub use probe::{path_variants, resolve, same_origin, scheme_swapped, sibling, slash_variant};

use super::http::is_unsafe_port;

/// Servers commonly cut a request line at 8 kB (RFC 9110, 4.1 asks for at least 8000 octets).
pub const MAX_LENGTH: usize = 8192;

/// What the page's own address lets it do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PageContext {
    /// The page came over https, so plain http is mixed content.
    pub secure: bool,
    /// The browser lifts mixed content for local targets once the user permits it
    /// (Local Network Access with `targetAddressSpace`).
    pub local_network_access: bool,
}

/// What the text turned out to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ParsedAddress {
    Target(Target),
    Rejected {
        why: AddressProblem,
        /// The one address that was surely meant.
        corrected: Option<String>,
    },
}

/// The address of a server that a page can try to reach.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// Without fragment.
    pub url: Url,
    pub class: AddressClass,
    pub notes: Vec<Note>,
}

impl Target {
    pub fn href(&self) -> &str {
        self.url.as_str()
    }

    pub fn origin(&self) -> String {
        self.url.origin()
    }

    pub fn scheme(&self) -> &str {
        self.url.scheme()
    }

    /// Lower case, IPv6 addresses in brackets.
    pub fn host(&self) -> &str {
        self.url.host()
    }

    pub fn port(&self) -> u16 {
        self.url.port_or_default().unwrap_or_default()
    }

    pub fn path(&self) -> &str {
        self.url.path()
    }

    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The names of the query parameters that look like secrets.
    pub fn secret_query(&self) -> &[String] {
        let mut notes = self.notes.iter();
        notes
            .find_map(|note| match note {
                Note::SecretInQuery(names) => Some(names.as_slice()),
                _ => None,
            })
            .unwrap_or_default()
    }
}

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
    HostNormalised { typed: String },
}

/// Why a text is not an address that can be tried. One variant per code under `address/`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AddressProblem {
    NotAUrl(NotAUrl),
    TooLong {
        length: usize,
    },
    UnsupportedScheme {
        scheme: String,
    },
    /// A command that starts a local server.
    CommandNotUrl {
        command: String,
    },
    /// A client's configuration or command line that holds these URLs.
    ConfigSnippet {
        urls: Vec<String>,
    },
    CredentialsInUrl,
    /// A placeholder that nobody filled in.
    UnresolvedTemplate {
        placeholder: String,
    },
    /// The page came over https, the target is plain http.
    MixedContent,
    UnsafePort {
        port: u16,
    },
}

/// The ways in which a text fails to be a URL.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotAUrl {
    Empty,
    /// A host without `https://` before it.
    NoScheme,
    /// `https:/host`, `https//host`, `https://https://host`.
    BrokenScheme,
    /// One or more URLs among other words.
    OtherText,
    /// The URL standard's parser refuses it.
    Host,
    Port,
}

/// Reads what was pasted.
pub fn parse(input: &str, page: PageContext) -> ParsedAddress {
    let text = input.trim_matches(is_invisible);
    if let Some((why, corrected)) = snippet::recognise(text) {
        return ParsedAddress::Rejected { why, corrected };
    }
    let text = unwrap(text);
    match read(&text, page) {
        Ok(target) => ParsedAddress::Target(target),
        Err((why, corrected)) => ParsedAddress::Rejected { why, corrected },
    }
}

type Rejection = (AddressProblem, Option<String>);

fn not_a_url(why: NotAUrl, corrected: Option<String>) -> Rejection {
    (AddressProblem::NotAUrl(why), corrected)
}

fn read(text: &str, page: PageContext) -> Result<Target, Rejection> {
    if text.is_empty() {
        return Err(not_a_url(NotAUrl::Empty, None));
    }
    if let Some(placeholder) = placeholder(text) {
        // `data:text/html,<p>` has a scheme that cannot be meant, whatever else it has.
        check_scheme(text)?;
        return Err((AddressProblem::UnresolvedTemplate { placeholder }, None));
    }
    if text.contains(char::is_whitespace) {
        let urls = snippet::urls_in(text);
        let only = <[String; 1]>::try_from(urls).ok().map(|[url]| url);
        // `https://my host.example` is one broken URL, not a URL and a word.
        let only = only.filter(|url| url.contains(['.', ']']) || url.contains("localhost"));
        return Err(not_a_url(NotAUrl::OtherText, only));
    }
    check_scheme(text)?;
    if text.len() > MAX_LENGTH {
        return Err((AddressProblem::TooLong { length: text.len() }, None));
    }
    let url = Url::parse(text).map_err(|_| not_a_url(host::refused(text), None))?;
    target(url, host::typed(text), page)
}

/// Judges a URL that the parser accepts.
fn target(url: Url, typed: &str, page: PageContext) -> Result<Target, Rejection> {
    if url.has_credentials() {
        let without = url.without_credentials().into();
        return Err((AddressProblem::CredentialsInUrl, Some(without)));
    }
    if let Some(port) = url.port().filter(|port| is_unsafe_port(*port)) {
        return Err((AddressProblem::UnsafePort { port }, None));
    }
    let class = AddressClass::from_url(&url);
    let plain = url.scheme() == "http";
    let lifted = page.local_network_access && class != AddressClass::Public;
    // Loopback counts as trustworthy even over http (Secure Contexts, 3.1).
    if plain && page.secure && class != AddressClass::Loopback && !lifted {
        return Err((
            AddressProblem::MixedContent,
            scheme_swapped(&url).map(Into::into),
        ));
    }
    let mut notes = Vec::new();
    if plain && class == AddressClass::Public {
        notes.push(Note::PlainHttp);
    }
    let secrets = secret_names(&url);
    if !secrets.is_empty() {
        notes.push(Note::SecretInQuery(secrets));
    }
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        notes.push(Note::FragmentIgnored(fragment.to_owned()));
    }
    if url.path() == "/" {
        notes.push(Note::RootPath);
    }
    if url.host() != typed {
        notes.push(Note::HostNormalised {
            typed: typed.to_owned(),
        });
    }
    Ok(Target {
        url: url.without_fragment(),
        class,
        notes,
    })
}

/// Accepts `http://` and `https://` only, and guesses what else was meant.
fn check_scheme(text: &str) -> Result<(), Rejection> {
    let lower = text.to_ascii_lowercase();
    for scheme in ["https", "http"] {
        let Some(rest) = lower.strip_prefix(scheme) else {
            continue;
        };
        // The URL standard takes backslashes for slashes here.
        let after = text.get(text.len() - rest.len()..).unwrap_or_default();
        let slashes = after
            .strip_prefix(':')
            .map(|rest| rest.len() - rest.trim_start_matches(['/', '\\']).len());
        let host = after.trim_start_matches([':', '/', '\\']);
        let doubled = ["http:", "https:", "http//", "https//"]
            .iter()
            .any(|s| host.to_ascii_lowercase().starts_with(s));
        if doubled {
            return Err(not_a_url(NotAUrl::BrokenScheme, Some(host.to_owned())));
        }
        match slashes {
            Some(2) if !host.is_empty() => return Ok(()),
            Some(_) if host.is_empty() => return Err(not_a_url(NotAUrl::Host, None)),
            None if !after.starts_with('/') => continue,
            _ => {
                return Err(not_a_url(
                    NotAUrl::BrokenScheme,
                    Some(format!("{scheme}://{host}")),
                ));
            }
        }
    }
    let Some((scheme, rest)) = snippet::scheme_of(text) else {
        return Err(not_a_url(NotAUrl::NoScheme, host::guess_url(text)));
    };
    let secure = match scheme.to_ascii_lowercase().as_str() {
        "ws" => Some("http"),
        "file" | "javascript" | "data" | "blob" | "about" | "mailto" | "vscode" | "cursor" => None,
        _ => Some("https"),
    };
    let corrected = secure
        .zip(rest.strip_prefix("//"))
        .map(|(scheme, rest)| format!("{scheme}://{rest}"));
    Err((
        AddressProblem::UnsupportedScheme {
            scheme: scheme.to_owned(),
        },
        corrected,
    ))
}

/// A placeholder such as `{tenant}`, `${VAR}`, `<your-host>`, `$HOST`, as far as it reads.
fn placeholder(text: &str) -> Option<String> {
    let brackets = [
        ("${", "}"),
        ("{", "}"),
        ("<", ">"),
        ("%7B", "%7D"),
        ("%7b", "%7d"),
    ];
    for (open, close) in brackets {
        let rest = text.split_once(open).map(|(_, rest)| rest);
        if let Some((inner, _)) = rest.and_then(|rest| rest.split_once(close)) {
            return Some([open, inner, close].concat());
        }
    }
    let from = text
        .find('$')
        .or_else(|| text.find("YOUR_"))
        .or_else(|| text.find("YOUR-"))?;
    let name: String = text
        .get(from + 1..)?
        .chars()
        .take_while(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-'))
        .collect();
    (name.len() > 1).then(|| format!("{}{name}", text.get(from..=from).unwrap_or_default()))
}

/// Query parameters whose name or value looks like a credential.
fn secret_names(url: &Url) -> Vec<String> {
    const NAMES: [&str; 5] = ["auth", "authorization", "jwt", "sig", "pwd"];
    const ENDINGS: [&str; 7] = [
        "token",
        "secret",
        "key",
        "password",
        "passwd",
        "signature",
        "credential",
    ];
    const VALUES: [&str; 6] = ["sk-", "ghp_", "github_pat_", "xoxb-", "eyJ", "Bearer "];
    let secret = |(name, value): &(String, String)| {
        let plain = name.to_ascii_lowercase().replace(['-', '_'], "");
        let named =
            NAMES.contains(&plain.as_str()) || ENDINGS.iter().any(|ending| plain.ends_with(ending));
        !value.is_empty() && (named || VALUES.iter().any(|start| value.starts_with(start)))
    };
    url.query_pairs()
        .into_iter()
        .filter(secret)
        .map(|(name, _)| name)
        .collect()
}

/// White space, and what copying from a web page or a chat adds without anybody seeing it.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Takes off quotes, brackets and the punctuation of a sentence around a URL.
fn unwrap(text: &str) -> String {
    let mut text = text;
    loop {
        let before = text;
        text = text.trim_matches(|c| {
            is_invisible(c)
                || matches!(
                    c,
                    '"' | '\''
                        | '`'
                        | '\u{201c}'
                        | '\u{201d}'
                        | '\u{2018}'
                        | '\u{2019}'
                        | '\u{ab}'
                        | '\u{bb}'
                )
        });
        text = text.trim_end_matches([',', ';']);
        let inner = text
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        text = inner.filter(|inner| inner.contains("://")).unwrap_or(text);
        if text == before {
            let hidden = |c: char| is_invisible(c) && !c.is_whitespace();
            return text.chars().filter(|c| !hidden(*c)).collect();
        }
    }
}
