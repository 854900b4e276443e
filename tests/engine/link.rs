//! Links: any text is read, only a plain fragment is written.

use faultfinder::share::link::{Link, emit, is_in_query, parse};
use faultfinder::trace::vantage::TransportChoice;
use proptest::prelude::*;

const SERVER: &str = "https://mcp.example.test/mcp";

fn server(server: &str) -> Link {
    Link {
        server: Some(server.to_owned()),
        ..Link::default()
    }
}

fn with_transport(transport: TransportChoice) -> Link {
    Link {
        transport: Some(transport),
        ..server(SERVER)
    }
}

fn with_timeout(timeout_ms: f64) -> Link {
    Link {
        timeout_ms: Some(timeout_ms),
        ..server(SERVER)
    }
}

fn help_on(code: &str) -> Link {
    Link {
        help: Some(code.to_owned()),
        ..Link::default()
    }
}

fn links_of_every_kind_are_read(fragment: &str, query: &str, link: Link) {
    assert_eq!(parse(fragment, query), link, "{fragment} {query}");
}

rows! { links_of_every_kind_are_read;
    empty: ("", "", Link::default()),
    marks_alone: ("#", "?", Link::default()),
    garbage: ("#garbage", "?&&=&%", Link::default()),
    blank_server: ("#server=%20", "", Link::default()),
    in_the_fragment: ("#server=https://mcp.example.test/mcp", "", server(SERVER)),
    percent_encoded: ("server=https%3A%2F%2Fmcp.example.test%2Fmcp", "", server(SERVER)),
    in_the_query: ("", "?server=https://mcp.example.test/mcp", server(SERVER)),
    old_name_and_transport: (
        "",
        "?serverUrl=https%3A%2F%2Fmcp.example.test%2Fmcp&transport=sse",
        with_transport(TransportChoice::Sse),
    ),
    short_name: ("", "?url=https://mcp.example.test/mcp&transport=http", with_transport(TransportChoice::StreamableHttp)),
    transport_first: (
        "",
        "?transport=streamable-http&url=https://mcp.example.test/mcp",
        with_transport(TransportChoice::StreamableHttp),
    ),
    others_are_ignored: ("#server=https://mcp.example.test/mcp&bearer=secret&x", "", server(SERVER)),
    fragment_wins: ("#server=https://mcp.example.test/mcp", "?server=https://other.example.test/", server(SERVER)),
    blank_fragment_gives_way: ("#server=", "?server=%20https://mcp.example.test/mcp%20", server(SERVER)),
    odd_escapes: ("#server=https://a.test/?x=1%262+3%zz%2", "", server("https://a.test/?x=1&2+3%zz%2")),
    timeout: ("#server=https://mcp.example.test/mcp&timeout=30", "", with_timeout(30_000.0)),
    timeout_too_short: ("#server=https://mcp.example.test/mcp&timeout=0", "", with_timeout(100.0)),
    fraction_of_a_second: ("#server=https://mcp.example.test/mcp&timeout=.25", "", with_timeout(250.0)),
    fraction_of_a_millisecond: ("#server=https://mcp.example.test/mcp&timeout=2.5009", "", with_timeout(2500.0)),
    timeout_too_long: ("#server=https://mcp.example.test/mcp&timeout=99999999999", "", with_timeout(600_000.0)),
    timeout_endless: ("#server=https://mcp.example.test/mcp&timeout=1e999", "", server(SERVER)),
    timeout_in_words: ("#server=https://mcp.example.test/mcp&timeout=soon", "", server(SERVER)),
    help: ("#help/cors/not-allowed", "", help_on("cors/not-allowed")),
    help_without_code: ("#help/", "", help_on("")),
    help_alone: ("#help", "", help_on("")),
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

fn links_are_written_readably_and_without_secrets(link: Link, fragment: &str) {
    assert_eq!(emit(&link), fragment);
}

rows! { links_are_written_readably_and_without_secrets;
    empty: (Link::default(), ""),
    server_alone: (server(SERVER), "#server=https://mcp.example.test/mcp"),
    query_and_fragment_of_its_own: (
        server("https://a.test/?x=1&y=2 3#f"),
        "#server=https://a.test/?x=1%26y=2%203%23f",
    ),
    credentials: (server("https://me:secret@a.test/@/mcp"), "#server=https://a.test/@/mcp"),
    at_sign_in_a_query: (server("https://a.test?to=b@c"), "#server=https://a.test?to=b@c"),
    transport_auto: (with_transport(TransportChoice::Auto), "#server=https://mcp.example.test/mcp"),
    transport_and_timeout: (
        Link { timeout_ms: Some(2500.0), ..with_transport(TransportChoice::Sse) },
        "#server=https://mcp.example.test/mcp&transport=sse&timeout=2.5",
    ),
    help: (help_on("cors/not-allowed"), "#help/cors/not-allowed"),
}

fn only_the_known_names_move_out_of_a_query(query: &str, moves: bool) {
    assert_eq!(is_in_query(query), moves, "{query}");
}

rows! { only_the_known_names_move_out_of_a_query;
    empty: ("", false),
    others: ("?utm_source=x&code=1&state=2", false),
    name_without_value: ("?url", false),
    name_with_empty_value: ("?url=", true),
    old_name: ("?a=b&serverUrl=https://a.test/", true),
    transport: ("?transport=sse", true),
    timeout: ("?timeout=3", true),
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
            transport: Some(TransportChoice::Sse),
            timeout_ms: Some(f64::from(seconds) * 1000.0),
            ..server(&format!("https://a.test/{path}"))
        };
        prop_assert_eq!(parse(&emit(&link), ""), link);
    }
}
