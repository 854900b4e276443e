//! What is typed and what is made of it: the same in the browser, whose own parser reads it there, and natively.

use faultfinder::protocol::address::{self, Note, PageContext, ParsedAddress};
use faultfinder::protocol::url::Url;

/// An address that can be used, after a bar what the page says of its host; or the reason why it cannot.
///
/// Not here: `xn--a`, no Punycode of anything. The standard and the crate refuse it, Chromium asks for it.
const READ: [(&str, &str); 41] = [
    ("https://a.example/mcp", "https://a.example/mcp"),
    ("https://a.example", "https://a.example/"),
    (
        "HTTPS://A.Example:443/mcp",
        "https://a.example/mcp | A.Example",
    ),
    ("http://a.example:80/", "http://a.example/"),
    ("https://a.example:80/", "https://a.example:80/"),
    ("https://a.example:0443/", "https://a.example/"),
    ("https://a.example:/mcp", "https://a.example/mcp"),
    ("https://a.example./mcp", "https://a.example./mcp"),
    ("https://a_b.example/", "https://a_b.example/"),
    ("https:\\\\a.example\\mcp", "https://a.example/mcp"),
    // Paths, queries and fragments.
    ("https://a.example/v1/../mcp", "https://a.example/mcp"),
    ("https://a.example/../../mcp/.", "https://a.example/mcp/"),
    ("https://a.example/v1/%2e%2E/mcp", "https://a.example/mcp"),
    ("https://a.example//mcp", "https://a.example//mcp"),
    ("https://a.example/%20/é", "https://a.example/%20/%C3%A9"),
    (
        "https://a.example/mcp?q='ü",
        "https://a.example/mcp?q=%27%C3%BC",
    ),
    ("https://a.example?q", "https://a.example/?q"),
    ("https://a.example/mcp?", "https://a.example/mcp?"),
    ("https://a.example/mcp#part", "https://a.example/mcp"),
    // Spaces end an address.
    ("https://a.example/my mcp", "NotAUrl(OtherText)"),
    (" https://a.example/mcp ", "https://a.example/mcp"),
    // IPv4 in all its spellings, and what only looks like it.
    ("http://127.1:8080/", "http://127.0.0.1:8080/ | 127.1"),
    ("http://0x7f.0.0.01/", "http://127.0.0.1/ | 0x7f.0.0.01"),
    ("http://2130706433/", "http://127.0.0.1/ | 2130706433"),
    ("https://1.2.3.999/", "NotAUrl(Host)"),
    ("https://1.2.3.4.5/", "NotAUrl(Host)"),
    // IPv6.
    ("http://[::1]:3000/mcp", "http://[::1]:3000/mcp"),
    ("http://[0:0::0:1]/", "http://[::1]/ | [0:0::0:1]"),
    (
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:a00:1]/ | [::ffff:10.0.0.1]",
    ),
    ("http://[::1/", "NotAUrl(Host)"),
    ("http://[fe80::1%25eth0]/", "NotAUrl(Host)"),
    // International hosts.
    (
        "https://bücher.example/mcp",
        "https://xn--bcher-kva.example/mcp | bücher.example",
    ),
    (
        "https://ПРИМЕР.рф/",
        "https://xn--e1afmkfd.xn--p1ai/ | ПРИМЕР.рф",
    ),
    ("https://例え。jp/", "https://xn--r8jz45g.jp/ | 例え。jp"),
    (
        "https://faß.example/",
        "https://xn--fa-hia.example/ | faß.example",
    ),
    (
        "https://e\u{301}.example/",
        "https://xn--9ca.example/ | e\u{301}.example",
    ),
    ("https://ａ.example/", "https://a.example/ | ａ.example"),
    // Ports and credentials.
    ("https://a.example:65536/", "NotAUrl(Port)"),
    ("https://a.example:mcp/", "NotAUrl(Port)"),
    ("https://a^b.example/", "NotAUrl(Host)"),
    ("https://u:p@a.example/mcp", "CredentialsInUrl"),
];

/// A base, a reference that a server gives, and where it leads.
const JOINED: [(&str, &str, &str); 10] = [
    (
        "https://a.example/v1/sse?x=1#y",
        "messages?s=1",
        "https://a.example/v1/messages?s=1",
    ),
    (
        "https://a.example/v1/sse",
        "/messages",
        "https://a.example/messages",
    ),
    (
        "https://a.example/v1/sse",
        "../messages",
        "https://a.example/messages",
    ),
    (
        "https://a.example/v1/sse?x=1",
        "?s=2",
        "https://a.example/v1/sse?s=2",
    ),
    (
        "https://a.example/v1/sse?x=1",
        "",
        "https://a.example/v1/sse?x=1",
    ),
    (
        "https://a.example/sse",
        "//b.example/m",
        "https://b.example/m",
    ),
    (
        "https://a.example/sse",
        "http://B.example:80",
        "http://b.example/",
    ),
    ("http://[::1]:3000/sse", "/m n", "http://[::1]:3000/m%20n"),
    ("https://a.example/sse", "http://[", "failure"),
    (
        "https://a.example/sse",
        "mailto:me@a.example",
        "mailto:me@a.example",
    ),
];

fn read(typed: &str) -> String {
    match address::parse(typed, PageContext::default()) {
        ParsedAddress::Target(target) => {
            let mut read = target.href().to_owned();
            for note in &target.notes {
                if let Note::HostNormalised { typed } = note {
                    read = format!("{read} | {typed}");
                }
            }
            read
        }
        ParsedAddress::Rejected { why, .. } => format!("{why:?}"),
    }
}

fn joined(base: &str, reference: &str) -> String {
    let joined = Url::parse(base).and_then(|base| base.join(reference));
    joined.map_or("failure".to_owned(), String::from)
}

/// All that are read otherwise are listed.
pub fn are_read() {
    let all = READ.map(|(typed, expected)| (typed, expected, read(typed)));
    let mut wrong = all.to_vec();
    wrong.retain(|(_, expected, read)| read != expected);
    assert!(wrong.is_empty(), "typed, expected, read: {wrong:#?}");
}

/// All that lead elsewhere are listed.
pub fn are_joined() {
    let all = JOINED
        .map(|(base, reference, expected)| (base, reference, expected, joined(base, reference)));
    let mut wrong = all.to_vec();
    wrong.retain(|(_, _, expected, joined)| joined != expected);
    assert!(
        wrong.is_empty(),
        "base, reference, expected, joined: {wrong:#?}"
    );
}
