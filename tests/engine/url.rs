//! What people paste into the URL field.

use faultfinder::protocol::address::{
    self, AddressClass, AddressProblem as P, NotAUrl, Note, PageContext, ParsedAddress, Target,
    parse,
};
use faultfinder::protocol::url::Url;
use proptest::prelude::*;

const HTTP_PAGE: PageContext = PageContext { secure: false };
const HTTPS_PAGE: PageContext = PageContext { secure: true };

fn target(input: &str) -> Target {
    match parse(input, HTTP_PAGE) {
        ParsedAddress::Target(target) => target,
        rejected => panic!("{input:?}: {rejected:?}"),
    }
}

fn rejected(input: &str, page: PageContext) -> (P, Option<String>) {
    match parse(input, page) {
        ParsedAddress::Rejected { why, corrected } => (why, corrected),
        target => panic!("{input:?}: {target:?}"),
    }
}

fn addresses_that_can_be_used(input: &str, href: &str) {
    assert_eq!(target(input).href(), href, "{input:?}");
}

rows! { addresses_that_can_be_used;
    as_it_is: ("https://a.example/mcp", "https://a.example/mcp"),
    quoted_with_comma: ("  \"https://a.example/mcp\",\n", "https://a.example/mcp"),
    in_angle_brackets: ("<https://a.example/mcp>", "https://a.example/mcp"),
    invisible_characters: ("\u{200b}https://a.example/\u{200b}mcp\u{feff}", "https://a.example/mcp"),
    typographic_quotes: ("\u{201c}https://a.example/mcp\u{201d}", "https://a.example/mcp"),
    capitals_default_port_fragment: ("HTTPS://A.Example:443/mcp#x", "https://a.example/mcp"),
    ipv6: ("http://[::1]:3000/mcp", "http://[::1]:3000/mcp"),
    short_ipv4: ("http://127.1:8080/sse", "http://127.0.0.1:8080/sse"),
    latin_host: ("https://bücher.example/mcp", "https://xn--bcher-kva.example/mcp"),
    cyrillic_host: ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
    ideographic_dot: ("https://例え。jp/mcp", "https://xn--r8jz45g.jp/mcp"),
}

fn host_normalised(typed: &str) -> Note {
    let typed = typed.into();
    Note::HostNormalised { typed }
}

fn secret_in_query(names: &[&str]) -> Note {
    Note::SecretInQuery(names.iter().map(ToString::to_string).collect())
}

fn notes(input: &str, notes: Vec<Note>) {
    assert_eq!(target(input).notes, notes, "{input:?}");
}

rows! { notes;
    none: ("https://a.example/mcp", vec![]),
    // A bracket that is never closed is no placeholder.
    open_bracket: ("https://a.example/%7BMODE/mcp", vec![]),
    plain_http: ("http://a.example/mcp", vec![Note::PlainHttp]),
    plain_http_to_a_private_address: ("http://192.168.1.4/mcp", vec![]),
    root_path: ("https://a.example", vec![Note::RootPath]),
    fragment: ("https://a.example/mcp#tools", vec![Note::FragmentIgnored("tools".into())]),
    secrets_by_name: (
        "https://a.example/mcp?api_key=1&tavilyApiKey=2&q=3",
        vec![secret_in_query(&["api_key", "tavilyApiKey"])],
    ),
    secret_by_its_look: ("https://a.example/mcp?x=sk-123&token=", vec![secret_in_query(&["x"])]),
    host_in_capitals: ("https://A.example/mcp", vec![host_normalised("A.example")]),
    host_in_hexadecimal: ("https://0x7f.1/mcp", vec![host_normalised("0x7f.1")]),
    international_host: ("https://münchen.example/mcp", vec![host_normalised("münchen.example")]),
}

fn unsupported(scheme: &str) -> P {
    let scheme = scheme.into();
    P::UnsupportedScheme { scheme }
}

fn unresolved(placeholder: &str) -> P {
    let placeholder = placeholder.into();
    P::UnresolvedTemplate { placeholder }
}

fn texts_that_are_no_address(input: &str, why: P, corrected: Option<&str>) {
    assert_eq!(
        rejected(input, HTTP_PAGE),
        (why, corrected.map(Into::into)),
        "{input:?}"
    );
}

rows! { texts_that_are_no_address;
    empty: ("", P::NotAUrl(NotAUrl::Empty), None),
    empty_quotes: (" \u{200b}\"\" ", P::NotAUrl(NotAUrl::Empty), None),
    host_and_path: ("a.example/mcp", P::NotAUrl(NotAUrl::NoScheme), Some("https://a.example/mcp")),
    host_port_and_path: ("a.example:8443/mcp", P::NotAUrl(NotAUrl::NoScheme), Some("https://a.example:8443/mcp")),
    no_scheme_but_slashes: ("//a.example/mcp", P::NotAUrl(NotAUrl::NoScheme), Some("https://a.example/mcp")),
    localhost_with_port: ("localhost:3000/mcp", P::NotAUrl(NotAUrl::NoScheme), Some("http://localhost:3000/mcp")),
    localhost_alone: ("localhost", P::NotAUrl(NotAUrl::NoScheme), Some("http://localhost")),
    private_address: ("192.168.1.4:80", P::NotAUrl(NotAUrl::NoScheme), Some("http://192.168.1.4:80")),
    loopback_ipv6: ("[::1]:3000/mcp", P::NotAUrl(NotAUrl::NoScheme), Some("http://[::1]:3000/mcp")),
    host_that_begins_like_a_scheme: (
        "httpbin.example/mcp",
        P::NotAUrl(NotAUrl::NoScheme),
        Some("https://httpbin.example/mcp"),
    ),
    word: ("notion", P::NotAUrl(NotAUrl::NoScheme), None),
    path: ("/mcp", P::NotAUrl(NotAUrl::NoScheme), None),
    no_slashes: ("https:a.example", P::NotAUrl(NotAUrl::BrokenScheme), Some("https://a.example")),
    no_colon: ("https//a.example/mcp", P::NotAUrl(NotAUrl::BrokenScheme), Some("https://a.example/mcp")),
    three_slashes: ("https:///a.example", P::NotAUrl(NotAUrl::BrokenScheme), Some("https://a.example")),
    two_schemes: ("https://http://a.example", P::NotAUrl(NotAUrl::BrokenScheme), Some("http://a.example")),
    scheme_alone: ("https://", P::NotAUrl(NotAUrl::Host), None),
    port_alone: ("https://:80/", P::NotAUrl(NotAUrl::Host), None),
    space_in_host: ("https://a b.example", P::NotAUrl(NotAUrl::OtherText), None),
    bracket_not_closed: ("https://[::1/mcp", P::NotAUrl(NotAUrl::Host), None),
    number_out_of_range: ("https://1.2.3.999/", P::NotAUrl(NotAUrl::Host), None),
    port_out_of_range: ("https://a.example:99999/", P::NotAUrl(NotAUrl::Port), None),
    sentence: ("Use https://a.example/mcp, please.", P::NotAUrl(NotAUrl::OtherText), Some("https://a.example/mcp")),
    markdown_link_alone: ("[docs](https://a.example/mcp)", P::NotAUrl(NotAUrl::OtherText), Some("https://a.example/mcp")),
    markdown_link: ("[docs](https://a.example/mcp) x", P::NotAUrl(NotAUrl::OtherText), Some("https://a.example/mcp")),
    wss: ("wss://a.example/mcp", unsupported("wss"), Some("https://a.example/mcp")),
    ws: ("ws://localhost:1/x", unsupported("ws"), Some("http://localhost:1/x")),
    misspelt_scheme: ("htps://a.example", unsupported("htps"), Some("https://a.example")),
    file: ("file:///etc/passwd", unsupported("file"), None),
    javascript: ("javascript:alert(1)", unsupported("javascript"), None),
    data: ("data:text/html,x", unsupported("data"), None),
    tenant_in_braces: ("https://{tenant}.example/mcp", unresolved("{tenant}"), None),
    shell_variable_in_braces: ("https://a.example/${PATH}/mcp", unresolved("${PATH}"), None),
    angle_brackets: ("https://<your-host>/mcp", unresolved("<your-host>"), None),
    shell_variable: ("https://$HOST/mcp", unresolved("$HOST"), None),
    your_domain: ("https://YOUR_DOMAIN/mcp", unresolved("YOUR_DOMAIN"), None),
    encoded_braces: ("https://a.example/%7Bid%7D/mcp", unresolved("%7Bid%7D"), None),
    first_brace_not_closed: ("https://a.example/{x/<your-path>", unresolved("<your-path>"), None),
    credentials: ("https://u:p@a.example/mcp", P::CredentialsInUrl, Some("https://a.example/mcp")),
    unsafe_port: ("http://a.example:6666/mcp", P::UnsafePort { port: 6666 }, None),
}

#[test]
fn a_text_that_is_too_long_is_no_address() {
    let long = format!("https://a.example/{}", "x".repeat(address::MAX_LENGTH));
    let why = P::TooLong { length: long.len() };
    assert_eq!(rejected(&long, HTTP_PAGE).0, why);
}

fn configurations_and_commands_with_one_url(input: &str) {
    let urls = vec!["https://a.example/mcp".into()];
    let expected = (
        P::ConfigSnippet { urls },
        Some("https://a.example/mcp".into()),
    );
    assert_eq!(rejected(input, HTTP_PAGE), expected, "{input}");
}

rows! { configurations_and_commands_with_one_url;
    mcp_servers: (r#"{"mcpServers":{"n":{"type":"http","url":"https://a.example/mcp","headers":{"X":"https://no.example"}}}}"#),
    servers: (r#"{"servers":{"n":{"type":"http","url":"https://a.example/mcp"}}}"#),
    server_url: (r#"{"mcpServers":{"n":{"serverUrl":"https://a.example/mcp"}}}"#),
    http_url: (r#"{"mcpServers":{"n":{"httpUrl":"https://a.example/mcp"}}}"#),
    context_servers: (r#"{"context_servers":{"n":{"url":"https://a.example/mcp"}}}"#),
    servers_within_mcp: (r#"{"mcp":{"servers":{"n":{"type":"remote","url":"https://a.example/mcp"}}}}"#),
    mcp_remote_in_json: (r#"{"mcpServers":{"n":{"command":"npx","args":["-y","mcp-remote","https://a.example/mcp"]}}}"#),
    member_alone: (r#""n":{"url":"https://a.example/mcp"}"#),
    comment_and_trailing_comma: ("\"n\": {\n  // comment\n  \"url\": \"https://a.example/mcp\",\n}"),
    toml_list: ("[[mcp_servers]]\nname = \"n\"\ntransport = \"streamable-http\"\nurl = \"https://a.example/mcp\"\n"),
    toml_table: ("[mcp_servers.n]\nurl = \"https://a.example/mcp\"\n# see https://docs.example/"),
    claude_mcp_add: ("claude mcp add --transport http n https://a.example/mcp --header \"Authorization: Bearer x\""),
    codex_mcp_add: ("codex mcp add n --url https://a.example/mcp"),
    gemini_mcp_add: ("gemini mcp add --transport http n https://a.example/mcp"),
    code_add_mcp: (r#"code --add-mcp '{"name":"n","type":"http","url":"https://a.example/mcp"}'"#),
    curl: ("$ curl -sS -i -X POST 'https://a.example/mcp' -H 'Accept: application/json'"),
    npx_mcp_remote: ("npx -y mcp-remote https://a.example/mcp --transport http-only"),
    npx_inspector: ("npx @modelcontextprotocol/inspector --cli https://a.example/mcp --transport http"),
    vscode_link: ("vscode:mcp/install?%7B%22name%22%3A%22n%22%2C%22url%22%3A%22https%3A%2F%2Fa.example%2Fmcp%22%7D"),
    cursor_link: ("cursor://anysphere.cursor-deeplink/mcp/install?name=n&config=eyJ1cmwiOiJodHRwczovL2EuZXhhbXBsZS9tY3AifQ=="),
}

#[test]
fn configurations_with_several_urls_or_none() {
    let two =
        r#"{"mcpServers":{"a":{"url":"https://a.example/"},"b":{"url":"https://b.example/"}}}"#;
    let urls = vec!["https://a.example/".into(), "https://b.example/".into()];
    assert_eq!(rejected(two, HTTP_PAGE), (P::ConfigSnippet { urls }, None));
    assert_eq!(
        rejected("{\"a\":1}", HTTP_PAGE),
        (P::ConfigSnippet { urls: vec![] }, None)
    );
}

fn commands_that_start_a_local_server(input: &str, command: &str) {
    let command = command.into();
    assert_eq!(
        rejected(input, HTTP_PAGE),
        (P::CommandNotUrl { command }, None),
        "{input}"
    );
}

rows! { commands_that_start_a_local_server;
    npx: ("npx -y @scope/server", "npx"),
    uvx: ("uvx mcp-server-git --repository .", "uvx"),
    docker: ("docker run -i --rm -e API=https://api.example image", "docker"),
    python: ("python -m server", "python"),
    path_and_option: ("./server --stdio", "./server"),
    configuration: (r#"{"mcpServers":{"n":{"command":"node","args":["build/index.js"]}}}"#, "node"),
}

fn mixed_content(input: &str, corrected: &str) {
    let corrected = Some(corrected.to_owned());
    assert_eq!(rejected(input, HTTPS_PAGE), (P::MixedContent, corrected));
}

rows! { mixed_content;
    named: ("http://a.example/mcp", "https://a.example/mcp"),
    // Its resolver may lead into the local network; browsers go by the name.
    longer_name: ("http://mcp.internal.example/", "https://mcp.internal.example/"),
}

fn no_mixed_content(input: &str) {
    let parsed = parse(input, HTTPS_PAGE);
    assert!(matches!(parsed, ParsedAddress::Target(_)), "{input}");
}

rows! { no_mixed_content;
    localhost: ("http://localhost:3000/"),
    loopback_ipv4: ("http://127.0.0.1/"),
    loopback_ipv6: ("http://[::1]/"),
    below_localhost: ("http://a.localhost/"),
    // Chromium 156 asks the user, others may block it: it is tried, and nothing is certain.
    private: ("http://192.168.1.4:3000/mcp"),
    link_local: ("http://[fe80::1]/mcp"),
    multicast_dns: ("http://box.local/mcp"),
    one_label: ("http://nas/mcp"),
}

fn classes(host: &str, class: AddressClass) {
    assert_eq!(target(&format!("http://{host}/mcp")).class, class, "{host}");
}

rows! { classes;
    loopback_ipv4: ("127.0.0.1", AddressClass::Loopback),
    whole_loopback_network: ("127.9.9.9", AddressClass::Loopback),
    loopback_ipv6: ("[::1]", AddressClass::Loopback),
    any_address: ("0.0.0.0", AddressClass::Loopback),
    localhost: ("localhost", AddressClass::Loopback),
    below_localhost: ("tenant.app.localhost", AddressClass::Loopback),
    localhost_with_dot: ("localhost.", AddressClass::Loopback),
    net_10: ("10.0.0.1", AddressClass::Private),
    net_172_16: ("172.16.0.1", AddressClass::Private),
    net_172_31: ("172.31.9.9", AddressClass::Private),
    net_172_32: ("172.32.0.1", AddressClass::Public),
    net_192_168: ("192.168.0.1", AddressClass::Private),
    net_100_64: ("100.64.0.1", AddressClass::Private),
    net_100_128: ("100.128.0.1", AddressClass::Public),
    unique_local_ipv6: ("[fd00::1]", AddressClass::Private),
    metadata_service: ("169.254.169.254", AddressClass::LinkLocal),
    link_local_ipv6: ("[fe80::1]", AddressClass::LinkLocal),
    ipv4_in_ipv6: ("[::ffff:10.0.0.1]", AddressClass::Private),
    dot_local: ("nas.local", AddressClass::LocalName),
    no_dot: ("build-server", AddressClass::LocalName),
    home_arpa: ("x.home.arpa", AddressClass::LocalName),
    ends_with_localhost: ("notlocalhost", AddressClass::LocalName),
    named: ("a.example", AddressClass::Public),
    dns_server: ("8.8.8.8", AddressClass::Public),
    documentation_ipv6: ("[2001:db8::1]", AddressClass::Public),
    ends_with_local: ("notlocal.example", AddressClass::Public),
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn text(url: Option<Url>) -> String {
    url.map(String::from).unwrap_or_default()
}

fn the_other_slash(from: &str, to: &str) {
    assert_eq!(text(address::slash_variant(&url(from))), to);
}

rows! { the_other_slash;
    added_before_the_query: ("https://a.example/mcp?x=1", "https://a.example/mcp/?x=1"),
    taken_away: ("https://a.example/v1/mcp/", "https://a.example/v1/mcp"),
    none_of_the_root: ("https://a.example/", ""),
}

fn likely_paths(from: &str, to: &[&str]) {
    let variants = address::path_variants(&url(from));
    let paths: Vec<&str> = variants.iter().map(Url::path).collect();
    assert_eq!(paths, to, "{from}");
}

rows! { likely_paths;
    root: ("https://a.example/", &["/mcp", "/sse"]),
    one_segment: ("https://a.example/v1", &["/v1/mcp", "/v1/sse", "/mcp"]),
    mcp_with_slash: ("https://a.example/mcp/", &["/sse", "/mcp/sse", "/"]),
    sse_below_a_version: ("https://a.example/v1/sse", &["/v1/mcp", "/v1/sse/mcp", "/v1"]),
}

fn siblings(from: &str, to: &str) {
    assert_eq!(String::from(address::sibling(&url(from), "r")), to);
}

rows! { siblings;
    of_a_path: ("https://a.example/v1/mcp?x=1", "https://a.example/faultfinder-r"),
    of_the_root: ("https://a.example/", "https://a.example/faultfinder-r"),
}

fn the_other_scheme(from: &str, to: &str) {
    assert_eq!(text(address::scheme_swapped(&url(from))), to);
}

rows! { the_other_scheme;
    of_https: ("https://a.example/m", "http://a.example/m"),
    of_http_with_port: ("http://a.example:8080/m", "https://a.example:8080/m"),
}

fn references_are_resolved(reference: &str, to: &str) {
    let base = url("https://a.example/sse");
    assert_eq!(text(address::resolve(&base, reference)), to);
}

rows! { references_are_resolved;
    path: ("/messages?s=1", "https://a.example/messages?s=1"),
    no_url: ("http://[", ""),
}

#[test]
fn the_default_port_is_of_the_same_origin() {
    let base = url("https://a.example/sse");
    assert!(address::same_origin(&base, &url("https://A.example:443/x")));
    assert!(!address::same_origin(&base, &url("http://a.example/sse")));
}

proptest! {
    #[test]
    fn never_panics(input in any::<String>()) {
        parse(&input, HTTPS_PAGE);
        parse(&format!("https://{input}"), HTTP_PAGE);
    }

    #[test]
    fn never_panics_on_what_looks_like_an_address(
        input in r#"(https?|:|//|/|\\|@|\[|\]|::1|localhost|é|ß|中|\.|%7B|\$|\{|\}|<|>|YOUR_| |"url"|npx|curl|"|#|\?|=|1){0,16}"#
    ) {
        parse(&input, HTTPS_PAGE);
        if let ParsedAddress::Target(target) = parse(&input, HTTP_PAGE) {
            // What was understood once is understood the same again.
            let ParsedAddress::Target(again) = parse(target.href(), HTTP_PAGE) else { panic!("{}", target.href()) };
            prop_assert_eq!(again.href(), target.href());
            address::path_variants(&target.url);
            address::slash_variant(&target.url);
        }
    }
}
