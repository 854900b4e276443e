//! What people paste into the URL field.

use faultfinder::protocol::address::{
    self, AddressClass, AddressProblem as P, NotAUrl, Note, PageContext, ParsedAddress, Target,
    Url, parse,
};
use proptest::prelude::*;

const HTTP_PAGE: PageContext = PageContext {
    secure: false,
    local_network_access: false,
};
const HTTPS_PAGE: PageContext = PageContext {
    secure: true,
    local_network_access: false,
};

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

#[test]
fn addresses_that_can_be_used() {
    let table = [
        ("https://a.example/mcp", "https://a.example/mcp"),
        ("  \"https://a.example/mcp\",\n", "https://a.example/mcp"),
        ("<https://a.example/mcp>", "https://a.example/mcp"),
        (
            "\u{200b}https://a.example/\u{200b}mcp\u{feff}",
            "https://a.example/mcp",
        ),
        (
            "\u{201c}https://a.example/mcp\u{201d}",
            "https://a.example/mcp",
        ),
        ("HTTPS://A.Example:443/mcp#x", "https://a.example/mcp"),
        ("http://[::1]:3000/mcp", "http://[::1]:3000/mcp"),
        ("http://127.1:8080/sse", "http://127.0.0.1:8080/sse"),
        (
            "https://bücher.example/mcp",
            "https://xn--bcher-kva.example/mcp",
        ),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://例え。jp/mcp", "https://xn--r8jz45g.jp/mcp"),
    ];
    for (input, href) in table {
        assert_eq!(target(input).href(), href, "{input:?}");
    }
}

#[test]
fn notes() {
    let host = |typed: &str| Note::HostNormalised {
        typed: typed.into(),
    };
    let secret =
        |names: &[&str]| Note::SecretInQuery(names.iter().map(ToString::to_string).collect());
    let table = [
        ("https://a.example/mcp", vec![]),
        // A bracket that is never closed is no placeholder.
        ("https://a.example/%7BMODE/mcp", vec![]),
        ("http://a.example/mcp", vec![Note::PlainHttp]),
        ("http://192.168.1.4/mcp", vec![]),
        ("https://a.example", vec![Note::RootPath]),
        (
            "https://a.example/mcp#tools",
            vec![Note::FragmentIgnored("tools".into())],
        ),
        (
            "https://a.example/mcp?api_key=1&tavilyApiKey=2&q=3",
            vec![secret(&["api_key", "tavilyApiKey"])],
        ),
        (
            "https://a.example/mcp?x=sk-123&token=",
            vec![secret(&["x"])],
        ),
        ("https://A.example/mcp", vec![host("A.example")]),
        ("https://0x7f.1/mcp", vec![host("0x7f.1")]),
        ("https://münchen.example/mcp", vec![host("münchen.example")]),
    ];
    for (input, notes) in table {
        assert_eq!(target(input).notes, notes, "{input:?}");
    }
}

#[test]
fn texts_that_are_no_address() {
    let not = P::NotAUrl;
    let scheme = |scheme: &str| P::UnsupportedScheme {
        scheme: scheme.into(),
    };
    let template = |placeholder: &str| P::UnresolvedTemplate {
        placeholder: placeholder.into(),
    };
    let table = [
        ("", not(NotAUrl::Empty), None),
        (" \u{200b}\"\" ", not(NotAUrl::Empty), None),
        (
            "a.example/mcp",
            not(NotAUrl::NoScheme),
            Some("https://a.example/mcp"),
        ),
        (
            "a.example:8443/mcp",
            not(NotAUrl::NoScheme),
            Some("https://a.example:8443/mcp"),
        ),
        (
            "//a.example/mcp",
            not(NotAUrl::NoScheme),
            Some("https://a.example/mcp"),
        ),
        (
            "localhost:3000/mcp",
            not(NotAUrl::NoScheme),
            Some("http://localhost:3000/mcp"),
        ),
        (
            "localhost",
            not(NotAUrl::NoScheme),
            Some("http://localhost"),
        ),
        (
            "192.168.1.4:80",
            not(NotAUrl::NoScheme),
            Some("http://192.168.1.4:80"),
        ),
        (
            "[::1]:3000/mcp",
            not(NotAUrl::NoScheme),
            Some("http://[::1]:3000/mcp"),
        ),
        (
            "httpbin.example/mcp",
            not(NotAUrl::NoScheme),
            Some("https://httpbin.example/mcp"),
        ),
        ("notion", not(NotAUrl::NoScheme), None),
        ("/mcp", not(NotAUrl::NoScheme), None),
        (
            "https:a.example",
            not(NotAUrl::BrokenScheme),
            Some("https://a.example"),
        ),
        (
            "https//a.example/mcp",
            not(NotAUrl::BrokenScheme),
            Some("https://a.example/mcp"),
        ),
        (
            "https:///a.example",
            not(NotAUrl::BrokenScheme),
            Some("https://a.example"),
        ),
        (
            "https://http://a.example",
            not(NotAUrl::BrokenScheme),
            Some("http://a.example"),
        ),
        ("https://", not(NotAUrl::Host), None),
        ("https://:80/", not(NotAUrl::Host), None),
        ("https://a b.example", not(NotAUrl::OtherText), None),
        ("https://[::1/mcp", not(NotAUrl::Host), None),
        ("https://1.2.3.999/", not(NotAUrl::Host), None),
        ("https://a.example:99999/", not(NotAUrl::Port), None),
        (
            "Use https://a.example/mcp, please.",
            not(NotAUrl::OtherText),
            Some("https://a.example/mcp"),
        ),
        (
            "[docs](https://a.example/mcp) x",
            not(NotAUrl::OtherText),
            Some("https://a.example/mcp"),
        ),
        (
            "wss://a.example/mcp",
            scheme("wss"),
            Some("https://a.example/mcp"),
        ),
        (
            "ws://localhost:1/x",
            scheme("ws"),
            Some("http://localhost:1/x"),
        ),
        (
            "htps://a.example",
            scheme("htps"),
            Some("https://a.example"),
        ),
        ("file:///etc/passwd", scheme("file"), None),
        ("javascript:alert(1)", scheme("javascript"), None),
        ("data:text/html,x", scheme("data"), None),
        ("https://{tenant}.example/mcp", template("{tenant}"), None),
        ("https://a.example/${PATH}/mcp", template("${PATH}"), None),
        ("https://<your-host>/mcp", template("<your-host>"), None),
        ("https://$HOST/mcp", template("$HOST"), None),
        ("https://YOUR_DOMAIN/mcp", template("YOUR_DOMAIN"), None),
        ("https://a.example/%7Bid%7D/mcp", template("%7Bid%7D"), None),
        (
            "https://a.example/{x/<your-path>",
            template("<your-path>"),
            None,
        ),
        (
            "https://u:p@a.example/mcp",
            P::CredentialsInUrl,
            Some("https://a.example/mcp"),
        ),
        (
            "http://a.example:6666/mcp",
            P::UnsafePort { port: 6666 },
            None,
        ),
    ];
    for (input, why, corrected) in table {
        assert_eq!(
            rejected(input, HTTP_PAGE),
            (why, corrected.map(Into::into)),
            "{input:?}"
        );
    }
    let long = format!("https://a.example/{}", "x".repeat(address::MAX_LENGTH));
    assert_eq!(
        rejected(&long, HTTP_PAGE).0,
        P::TooLong { length: long.len() }
    );
}

#[test]
fn configurations_and_commands() {
    let one = "https://a.example/mcp";
    let with_url = [
        r#"{"mcpServers":{"n":{"type":"http","url":"https://a.example/mcp","headers":{"X":"https://no.example"}}}}"#,
        r#"{"servers":{"n":{"type":"http","url":"https://a.example/mcp"}}}"#,
        r#"{"mcpServers":{"n":{"serverUrl":"https://a.example/mcp"}}}"#,
        r#"{"mcpServers":{"n":{"httpUrl":"https://a.example/mcp"}}}"#,
        r#"{"context_servers":{"n":{"url":"https://a.example/mcp"}}}"#,
        r#"{"mcp":{"servers":{"n":{"type":"remote","url":"https://a.example/mcp"}}}}"#,
        r#"{"mcpServers":{"n":{"command":"npx","args":["-y","mcp-remote","https://a.example/mcp"]}}}"#,
        r#""n":{"url":"https://a.example/mcp"}"#,
        "\"n\": {\n  // comment\n  \"url\": \"https://a.example/mcp\",\n}",
        "[[mcp_servers]]\nname = \"n\"\ntransport = \"streamable-http\"\nurl = \"https://a.example/mcp\"\n",
        "[mcp_servers.n]\nurl = \"https://a.example/mcp\"\n# see https://docs.example/",
        "claude mcp add --transport http n https://a.example/mcp --header \"Authorization: Bearer x\"",
        "codex mcp add n --url https://a.example/mcp",
        "gemini mcp add --transport http n https://a.example/mcp",
        r#"code --add-mcp '{"name":"n","type":"http","url":"https://a.example/mcp"}'"#,
        "$ curl -sS -i -X POST 'https://a.example/mcp' -H 'Accept: application/json'",
        "npx -y mcp-remote https://a.example/mcp --transport http-only",
        "npx @modelcontextprotocol/inspector --cli https://a.example/mcp --transport http",
        "vscode:mcp/install?%7B%22name%22%3A%22n%22%2C%22url%22%3A%22https%3A%2F%2Fa.example%2Fmcp%22%7D",
        "cursor://anysphere.cursor-deeplink/mcp/install?name=n&config=eyJ1cmwiOiJodHRwczovL2EuZXhhbXBsZS9tY3AifQ==",
    ];
    for input in with_url {
        let expected = (
            P::ConfigSnippet {
                urls: vec![one.into()],
            },
            Some(one.into()),
        );
        assert_eq!(rejected(input, HTTP_PAGE), expected, "{input}");
    }
    let two =
        r#"{"mcpServers":{"a":{"url":"https://a.example/"},"b":{"url":"https://b.example/"}}}"#;
    let urls = vec!["https://a.example/".into(), "https://b.example/".into()];
    assert_eq!(rejected(two, HTTP_PAGE), (P::ConfigSnippet { urls }, None));
    assert_eq!(
        rejected("{\"a\":1}", HTTP_PAGE),
        (P::ConfigSnippet { urls: vec![] }, None)
    );
}

#[test]
fn commands_that_start_a_local_server() {
    let table = [
        ("npx -y @scope/server", "npx"),
        ("uvx mcp-server-git --repository .", "uvx"),
        (
            "docker run -i --rm -e API=https://api.example image",
            "docker",
        ),
        ("python -m server", "python"),
        ("./server --stdio", "./server"),
        (
            r#"{"mcpServers":{"n":{"command":"node","args":["build/index.js"]}}}"#,
            "node",
        ),
    ];
    for (input, command) in table {
        assert_eq!(
            rejected(input, HTTP_PAGE),
            (
                P::CommandNotUrl {
                    command: command.into()
                },
                None
            ),
            "{input}"
        );
    }
}

#[test]
fn mixed_content() {
    let https = |url: &str| (P::MixedContent, Some(url.to_owned()));
    assert_eq!(
        rejected("http://a.example/mcp", HTTPS_PAGE),
        https("https://a.example/mcp")
    );
    assert_eq!(
        rejected("http://192.168.1.4:3000/mcp", HTTPS_PAGE),
        https("https://192.168.1.4:3000/mcp")
    );
    for loopback in [
        "http://localhost:3000/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://a.localhost/",
    ] {
        assert!(
            matches!(parse(loopback, HTTPS_PAGE), ParsedAddress::Target(_)),
            "{loopback}"
        );
    }
    let lifted = PageContext {
        secure: true,
        local_network_access: true,
    };
    assert!(matches!(
        parse("http://192.168.1.4/", lifted),
        ParsedAddress::Target(_)
    ));
    assert!(matches!(
        parse("http://a.example/", lifted),
        ParsedAddress::Rejected { .. }
    ));
}

#[test]
fn classes() {
    use AddressClass::*;
    let table = [
        ("127.0.0.1", Loopback),
        ("127.9.9.9", Loopback),
        ("[::1]", Loopback),
        ("0.0.0.0", Loopback),
        ("localhost", Loopback),
        ("tenant.app.localhost", Loopback),
        ("localhost.", Loopback),
        ("10.0.0.1", Private),
        ("172.16.0.1", Private),
        ("172.31.9.9", Private),
        ("172.32.0.1", Public),
        ("192.168.0.1", Private),
        ("100.64.0.1", Private),
        ("100.128.0.1", Public),
        ("[fd00::1]", Private),
        ("169.254.169.254", LinkLocal),
        ("[fe80::1]", LinkLocal),
        ("[::ffff:10.0.0.1]", Private),
        ("nas.local", LocalName),
        ("build-server", LocalName),
        ("x.home.arpa", LocalName),
        ("notlocalhost", LocalName),
        ("a.example", Public),
        ("8.8.8.8", Public),
        ("[2001:db8::1]", Public),
        ("notlocal.example", Public),
    ];
    for (host, class) in table {
        assert_eq!(target(&format!("http://{host}/mcp")).class, class, "{host}");
    }
}

#[test]
fn addresses_for_probes() {
    let url = |text: &str| Url::parse(text).unwrap();
    let text = |url: Option<Url>| url.map(String::from).unwrap_or_default();
    let table = [
        ("https://a.example/mcp?x=1", "https://a.example/mcp/?x=1"),
        ("https://a.example/v1/mcp/", "https://a.example/v1/mcp"),
        ("https://a.example/", ""),
    ];
    for (from, to) in table {
        assert_eq!(text(address::slash_variant(&url(from))), to);
    }
    let table: [(&str, &[&str]); 4] = [
        ("https://a.example/", &["/mcp", "/sse"]),
        ("https://a.example/v1", &["/v1/mcp", "/v1/sse", "/mcp"]),
        ("https://a.example/mcp/", &["/sse", "/mcp/sse", "/"]),
        (
            "https://a.example/v1/sse",
            &["/v1/mcp", "/v1/sse/mcp", "/v1"],
        ),
    ];
    for (from, to) in table {
        let paths: Vec<String> = address::path_variants(&url(from))
            .iter()
            .map(|url| url.path().into())
            .collect();
        assert_eq!(paths, to, "{from}");
    }
    let sibling = |from: &str| String::from(address::sibling(&url(from), "r"));
    assert_eq!(
        sibling("https://a.example/v1/mcp?x=1"),
        "https://a.example/faultfinder-r"
    );
    assert_eq!(
        sibling("https://a.example/"),
        "https://a.example/faultfinder-r"
    );
    assert_eq!(
        text(address::scheme_swapped(&url("https://a.example/m"))),
        "http://a.example/m"
    );
    assert_eq!(
        text(address::scheme_swapped(&url("http://a.example:8080/m"))),
        "https://a.example:8080/m"
    );
    let base = url("https://a.example/sse");
    assert_eq!(
        text(address::resolve(&base, "/messages?s=1")),
        "https://a.example/messages?s=1"
    );
    assert_eq!(text(address::resolve(&base, "http://[")), "");
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
