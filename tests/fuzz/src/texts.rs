//! What people type and paste, and what stands in headers, links and redirects.

use faultfinder::evidence::read;
use faultfinder::protocol::address::{self, PageContext, ParsedAddress};
use faultfinder::protocol::http::{
    ContentType, Headers, header_name_problem, header_value_problem,
};
use faultfinder::protocol::mcp::request::header_value;
use faultfinder::protocol::oauth::{callback as answer, jwt as token, scope, url_difference};
use faultfinder::protocol::server_entry;
use faultfinder::protocol::url::Url;
use faultfinder::protocol::url::{form_decode, form_encode, percent_decode};
use faultfinder::protocol::{time as clock, www_authenticate};
use faultfinder::redact::secret;
use faultfinder::share::{self, link as links};

use crate::text;

/// The text of the URL field. What it is corrected to, or read as, is taken for the same once more.
pub fn address(bytes: &[u8]) {
    let text = text(bytes);
    for secure in [false, true] {
        let page = PageContext {
            secure,
            local_network_access: !secure,
        };
        match address::parse(&text, page) {
            ParsedAddress::Target(target) => {
                around(&target.url);
                // As the browser writes it, it may look like a slip (`http://@http://a` has the host `http`), or like
                // the end of a quotation, which is not read along.
                if let ParsedAddress::Target(again) = address::parse(target.href(), page) {
                    assert!(target.href().starts_with(again.href()));
                }
            }
            ParsedAddress::Rejected { corrected, .. } => {
                if let Some(corrected) = corrected {
                    address::parse(&corrected, page);
                }
            }
        }
    }
    // It may be something else that holds one.
    for server in server_entry::read(&text)
        .into_iter()
        .flat_map(|read| read.servers)
    {
        around(&Url::parse(&server.url).expect("a URL that can be run"));
    }
    let template = share::template(&text);
    let values: Vec<_> = template
        .names
        .iter()
        .map(|name| (name.clone(), "x".to_owned()))
        .collect();
    share::fill(&template.server, &values);
}

fn around(url: &Url) {
    address::slash_variant(url);
    address::path_variants(url);
    address::scheme_swapped(url);
    address::resolve(url, url.as_str());
    address::resolve(url, url.path());
    address::sibling(url, "f1a2b3");
    url_difference::compare(url.as_str(), &url.origin());
    assert_eq!(
        url_difference::canonical(url),
        url_difference::canonical(url)
    );
    url.query_pairs();
    percent_decode(url.path());
}

/// `WWW-Authenticate`.
pub fn challenge(bytes: &[u8]) {
    let text = text(bytes);
    let (challenges, _) = www_authenticate::parse(&text);
    let mut rest = text.as_str();
    for challenge in &challenges {
        assert!(challenge.params.len() <= text.len());
        // They stand in their order.
        let found = rest.find(&challenge.scheme);
        let end = found.expect("a scheme of the text") + challenge.scheme.len();
        rest = &rest[end..];
        challenge.param("scope");
    }
}

/// Names and values of headers.
pub fn headers(bytes: &[u8]) {
    let text = text(bytes);
    header_name_problem(&text);
    header_value_problem(&text);
    let sendable = header_value(&text);
    assert_eq!(header_value_problem(&sendable), None);
    let content_type = ContentType::parse(&text);
    assert!(!content_type.is_json() || !content_type.is_event_stream());
    let mut headers = Headers::new();
    headers.set("Content-Type", text);
    assert_eq!(headers.content_type(), Some(content_type));
}

/// What came back to the redirect URI.
pub fn callback(bytes: &[u8]) {
    let text = text(bytes);
    let came = answer::read(&text);
    for sends_iss in [false, true] {
        came.check(&answer::Expected {
            state: "st4te",
            issuer: "https://auth.test/t",
            sends_iss,
        });
    }
    assert_eq!(form_decode(&form_encode(&text)), text);
}

/// A token, by itself.
pub fn jwt(bytes: &[u8]) {
    let text = text(bytes);
    if let token::Shape::Jwt(jwt) = token::read(&text) {
        jwt.audience();
        jwt.client();
        jwt.check(&token::Expected {
            resource: "https://mcp.test/v1/mcp",
            issuer: "https://auth.test/t",
            client_id: "c-1",
            scope: jwt.scope().as_deref(),
            now: 1_795_000_000,
        });
        for claim in ["exp", "nbf", "iat"] {
            jwt.seconds(claim);
        }
    }
    scope::missing(&text, "a b");
    secret::TAG.contains(&text);
}

/// Whatever a person pastes as evidence.
pub fn evidence(bytes: &[u8]) {
    let _ = read(&text(bytes));
}

/// A fragment. What is read of a link makes a link that says the same.
pub fn link(bytes: &[u8]) {
    let text = text(bytes);
    share::read(&text, "");
    share::read("", &text);
    let link = links::parse(&text, "");
    let emitted = links::emit(&link);
    let again = links::parse(&emitted, "");
    assert_eq!(links::emit(&again), emitted);
    links::whole(&text);
    links::holds_more(&text);
}

/// A time in a document.
pub fn time(bytes: &[u8]) {
    clock::seconds(&text(bytes));
}
