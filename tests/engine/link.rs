//! Links: any text is read, only a plain fragment is written.

use faultfinder::share::link::{Link, emit, is_in_query, parse};
use faultfinder::trace::vantage::Transport;
use proptest::prelude::*;

const SERVER: &str = "https://mcp.example.test/mcp";

fn server(server: &str) -> Link {
    Link {
        server: Some(server.to_owned()),
        ..Link::default()
    }
}

#[test]
fn links_of_every_kind_are_read() {
    let sse = || Link {
        transport: Some(Transport::Sse),
        ..server(SERVER)
    };
    let streamable = || Link {
        transport: Some(Transport::StreamableHttp),
        ..server(SERVER)
    };
    let patient = |timeout_ms| Link {
        timeout_ms: Some(timeout_ms),
        ..server(SERVER)
    };
    let help = |code: &str| Link {
        help: Some(code.to_owned()),
        ..Link::default()
    };
    for (fragment, query, link) in [
        ("", "", Link::default()),
        ("#", "?", Link::default()),
        ("#garbage", "?&&=&%", Link::default()),
        ("#server=%20", "", Link::default()),
        ("#server=https://mcp.example.test/mcp", "", server(SERVER)),
        (
            "server=https%3A%2F%2Fmcp.example.test%2Fmcp",
            "",
            server(SERVER),
        ),
        ("", "?server=https://mcp.example.test/mcp", server(SERVER)),
        (
            "",
            "?serverUrl=https%3A%2F%2Fmcp.example.test%2Fmcp&transport=sse",
            sse(),
        ),
        (
            "",
            "?url=https://mcp.example.test/mcp&transport=http",
            streamable(),
        ),
        (
            "",
            "?transport=streamable-http&url=https://mcp.example.test/mcp",
            streamable(),
        ),
        (
            "#server=https://mcp.example.test/mcp&bearer=secret&x",
            "",
            server(SERVER),
        ),
        (
            "#server=https://mcp.example.test/mcp",
            "?server=https://other.example.test/",
            server(SERVER),
        ),
        (
            "#server=",
            "?server=%20https://mcp.example.test/mcp%20",
            server(SERVER),
        ),
        (
            "#server=https://a.test/?x=1%262+3%zz%2",
            "",
            server("https://a.test/?x=1&2+3%zz%2"),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=30",
            "",
            patient(30_000.0),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=0",
            "",
            patient(100.0),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=.25",
            "",
            patient(250.0),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=2.5009",
            "",
            patient(2500.0),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=99999999999",
            "",
            patient(600_000.0),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=1e999",
            "",
            server(SERVER),
        ),
        (
            "#server=https://mcp.example.test/mcp&timeout=soon",
            "",
            server(SERVER),
        ),
        ("#help/cors/not-allowed", "", help("cors/not-allowed")),
        ("#help/", "", help("")),
        ("#help", "", help("")),
    ] {
        assert_eq!(parse(fragment, query), link, "{fragment} {query}");
    }
}

#[test]
fn what_is_too_long_is_no_link() {
    let long = format!("#server=https://mcp.example.test/{}", "x".repeat(2_000_000));
    assert_eq!(parse(&long, &long), Link::default());
    assert!(!is_in_query(&long));
    assert_eq!(
        parse(&format!("#help/{}", "x".repeat(2_000_000)), ""),
        Link::default()
    );
}

#[test]
fn links_are_written_readably_and_without_secrets() {
    for (link, fragment) in [
        (Link::default(), ""),
        (server(SERVER), "#server=https://mcp.example.test/mcp"),
        (
            server("https://a.test/?x=1&y=2 3#f"),
            "#server=https://a.test/?x=1%26y=2%203%23f",
        ),
        (
            server("https://me:secret@a.test/@/mcp"),
            "#server=https://a.test/@/mcp",
        ),
        (
            server("https://a.test?to=b@c"),
            "#server=https://a.test?to=b@c",
        ),
        (
            Link {
                transport: Some(Transport::Auto),
                ..server(SERVER)
            },
            "#server=https://mcp.example.test/mcp",
        ),
        (
            Link {
                transport: Some(Transport::Sse),
                timeout_ms: Some(2500.0),
                ..server(SERVER)
            },
            "#server=https://mcp.example.test/mcp&transport=sse&timeout=2.5",
        ),
        (
            Link {
                help: Some("cors/not-allowed".to_owned()),
                ..Link::default()
            },
            "#help/cors/not-allowed",
        ),
    ] {
        assert_eq!(emit(&link), fragment);
    }
}

#[test]
fn only_the_known_names_move_out_of_a_query() {
    for (query, moves) in [
        ("", false),
        ("?utm_source=x&code=1&state=2", false),
        ("?url", false),
        ("?url=", true),
        ("?a=b&serverUrl=https://a.test/", true),
        ("?transport=sse", true),
        ("?timeout=3", true),
    ] {
        assert_eq!(is_in_query(query), moves, "{query}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(fragment: String, query: String) {
        parse(&fragment, &query);
        is_in_query(&query);
    }

    #[test]
    fn what_is_written_is_read_again(path in "[^\\p{C}\\s@][^\\p{C}]{0,40}[^\\p{C}\\s]", seconds in 1_u32..600) {
        let link = Link {
            transport: Some(Transport::Sse),
            timeout_ms: Some(f64::from(seconds) * 1000.0),
            ..server(&format!("https://a.test/{path}"))
        };
        prop_assert_eq!(parse(&emit(&link), ""), link);
    }
}
