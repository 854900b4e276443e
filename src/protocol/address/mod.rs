//! What a person pastes into the URL field, read as the address of an MCP server.
//!
//! URLs are those of the URL standard (4 "URLs"), because that is what the browser will make of them.
//!
//! Every rejection is a finding of step 1, and nothing is sent then. What can be read in only one way is offered as a
//! correction; it is never tried unasked, since a guess may send a credential to the wrong host.

mod class;
mod host;
mod probe;
mod problem;
mod secret_query;
mod snippet;
mod surroundings;

use super::url::Url;
pub use class::AddressClass;
pub use probe::{path_variants, resolve, same_origin, scheme_swapped, sibling, slash_variant};
pub use problem::{AddressProblem, AddressProblemKind, NotAUrl, Note};

use super::http::is_unsafe_port;
pub(super) use snippet::{URL_KEYS, install_link, is_program, scheme_of};
use surroundings::{is_invisible, unwrap};

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
    /// An address that can be tried.
    Target(Target),
    /// Anything else.
    Rejected {
        /// What is wrong with it.
        why: AddressProblem,
        /// The address to offer instead, where the text leaves no doubt about it.
        corrected: Option<String>,
    },
}

/// The address of a server that a page can try to reach.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// Without fragment.
    pub url: Url,
    /// Whose network it leads to, as far as the host tells.
    pub class: AddressClass,
    /// What is worth saying about it.
    pub notes: Vec<Note>,
}

impl Target {
    /// The whole address.
    pub fn href(&self) -> &str {
        self.url.as_str()
    }

    /// `scheme://host:port`, without the scheme's own port.
    pub fn origin(&self) -> String {
        self.url.origin()
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.url.scheme()
    }

    /// Lower case, IPv6 addresses in brackets.
    pub fn host(&self) -> &str {
        self.url.host()
    }

    /// The port that is connected to.
    pub fn port(&self) -> u16 {
        self.url.port_or_default().unwrap_or_default()
    }

    /// Percent-encoded; begins with a slash.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The names of the query parameters that look like secrets.
    pub fn secret_query(&self) -> &[String] {
        let mut notes = self.notes.iter();
        let names = notes.find_map(|note| match note {
            Note::SecretInQuery(names) => Some(names.as_slice()),
            _ => None,
        });
        names.unwrap_or_default()
    }
}

/// Reads what was pasted: takes off what surrounds a URL, recognises what is none, and judges what is.
pub fn parse(input: &str, page: PageContext) -> ParsedAddress {
    let text = input.trim_matches(is_invisible);
    // Before anything is taken off: quotes and brackets are what shows a configuration.
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

/// The rejection of a text that is no URL.
fn not_a_url(why: NotAUrl, corrected: Option<String>) -> Rejection {
    (AddressProblem::NotAUrl(why), corrected)
}

/// Reads a text that is no configuration and no command.
fn read(text: &str, page: PageContext) -> Result<Target, Rejection> {
    if text.is_empty() {
        return Err(not_a_url(NotAUrl::Empty, None));
    }
    // Before parsing: `{tenant}` in a host is refused without a word, in a path it is sent as it stands.
    if let Some(placeholder) = placeholder(text) {
        // `data:text/html,<p>` has an unsupported scheme, which is the first thing to say.
        check_scheme(text)?;
        return Err((AddressProblem::UnresolvedTemplate { placeholder }, None));
    }
    // `[docs](https://…)` is a link of Markdown, whose scheme is there.
    if text.contains(char::is_whitespace) || text.contains("](http") {
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
    // The request would fail as if nothing listened there.
    if let Some(port) = url.port().filter(|port| is_unsafe_port(*port)) {
        return Err((AddressProblem::UnsafePort { port }, None));
    }
    let class = AddressClass::from_url(&url);
    let plain = url.scheme() == "http";
    // A browser that asks the user about local targets (`targetAddressSpace`) does not block plain http to them.
    let lifted = page.local_network_access && class != AddressClass::Public;
    // Loopback counts as trustworthy even over http (Secure Contexts, 3.1).
    if plain && page.secure && class != AddressClass::Loopback && !lifted {
        return Err((
            AddressProblem::MixedContent,
            scheme_swapped(&url).map(Into::into),
        ));
    }
    let mut notes = Vec::new();
    // On the internet everybody on the way reads the token; on one's own network that is a choice.
    if plain && class == AddressClass::Public {
        notes.push(Note::PlainHttp);
    }
    let secrets = secret_query::names(&url);
    if !secrets.is_empty() {
        notes.push(Note::SecretInQuery(secrets));
    }
    // Frameworks of single-page applications print addresses with `#/`: the path may be behind it.
    if let Some(fragment) = url.fragment().filter(|fragment| !fragment.is_empty()) {
        notes.push(Note::FragmentIgnored(fragment.to_owned()));
    }
    if url.path() == "/" {
        notes.push(Note::RootPath);
    }
    // Upper case, Unicode, or an IPv4 address in hexadecimal: the log of the server has what is sent.
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

/// Accepts `http://` and `https://` only. For what else people paste it guesses the address to offer.
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
        // `https://https://host`, as a form gives it that adds the scheme itself.
        let doubled = ["http:", "https:", "http//", "https//"]
            .iter()
            .any(|s| host.to_ascii_lowercase().starts_with(s));
        if doubled {
            return Err(not_a_url(NotAUrl::BrokenScheme, Some(host.to_owned())));
        }
        // The standard accepts any number of slashes for http; what people mean by another number is less sure.
        match slashes {
            Some(2) if !host.is_empty() => return Ok(()),
            Some(_) if host.is_empty() => return Err(not_a_url(NotAUrl::Host, None)),
            // `httpbin.org` begins with the letters of a scheme.
            None if !after.starts_with('/') => continue,
            _ => {
                return Err(not_a_url(
                    NotAUrl::BrokenScheme,
                    Some(format!("{scheme}://{host}")),
                ));
            }
        }
    }
    // No scheme at all: `example.com/mcp`.
    let Some((scheme, rest)) = snippet::scheme_of(text) else {
        return Err(not_a_url(NotAUrl::NoScheme, host::guess_url(text)));
    };
    // For `mcp://` and the like the same address with https is worth a try; a file has no server.
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
pub(super) fn placeholder(text: &str) -> Option<String> {
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
    // Names that stand for a value without brackets, in capital letters as shells and documentation write them.
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
