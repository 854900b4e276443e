//! Header fields, media types, ports (RFC 9110, the Fetch standard).

use faultfinder::protocol::document;
use faultfinder::protocol::http::{self, ContentType, HeaderProblem, Headers};
use faultfinder::protocol::mcp::request::header_value;
use faultfinder::protocol::time;
use proptest::prelude::*;

#[test]
fn headers_ignore_case_and_keep_their_order() {
    let mut headers: Headers = [("Content-Type", "a"), ("X", "1"), ("x", "2"), ("Z", "3")]
        .into_iter()
        .collect();
    assert_eq!(headers.get("content-type"), Some("a"));
    assert_eq!(headers.all("X").collect::<Vec<_>>(), ["1", "2"]);
    headers.set("x", "4");
    headers.set("new", "5");
    let pairs: Vec<_> = headers.iter().collect();
    assert_eq!(
        pairs,
        [("Content-Type", "a"), ("x", "4"), ("Z", "3"), ("new", "5")]
    );
    let json = document::compact(&headers);
    assert_eq!(
        json,
        r#"[["Content-Type","a"],["x","4"],["Z","3"],["new","5"]]"#
    );
    assert_eq!(document::read(&json), Some(headers));
}

#[test]
fn content_types() {
    let table = [
        ("application/json", "application/json", None),
        (
            " Text/Event-Stream ; charset=UTF-8",
            "text/event-stream",
            Some("utf-8"),
        ),
        (
            "text/html;x=1; Charset=\"iso-8859-1\"",
            "text/html",
            Some("iso-8859-1"),
        ),
        ("", "", None),
        (";;=", "", None),
    ];
    for (value, essence, charset) in table {
        let expected = ContentType {
            essence: essence.into(),
            charset: charset.map(Into::into),
        };
        assert_eq!(ContentType::parse(value), expected, "{value:?}");
    }
    assert!(ContentType::parse("application/problem+json").is_json());
}

#[test]
fn header_names_and_values() {
    let names = [
        ("X-Api-Key", None),
        ("", Some(HeaderProblem::NameEmpty)),
        ("X Key", Some(HeaderProblem::NameNotToken)),
        ("X-Key:", Some(HeaderProblem::NameNotToken)),
        ("Ключ", Some(HeaderProblem::NameNotToken)),
        ("Cookie", Some(HeaderProblem::NameForbidden)),
        ("Sec-Fetch-Mode", Some(HeaderProblem::NameForbidden)),
        ("proxy-authorization", Some(HeaderProblem::NameForbidden)),
    ];
    for (name, expected) in names {
        assert_eq!(http::header_name_problem(name), expected, "{name:?}");
    }
    let values = [
        ("Bearer abc", None),
        ("", None),
        ("caf\u{e9}", None),
        ("a\nb", Some(HeaderProblem::ControlCharacter)),
        ("a\0", Some(HeaderProblem::ControlCharacter)),
        ("\u{201c}abc\u{201d}", Some(HeaderProblem::NotLatin1)),
        (" abc", Some(HeaderProblem::SurroundingSpace)),
        ("abc\t", Some(HeaderProblem::SurroundingSpace)),
    ];
    for (value, expected) in values {
        assert_eq!(http::header_value_problem(value), expected, "{value:?}");
    }
}

#[test]
fn unsafe_ports() {
    let refused: Vec<u16> = (0..=u16::MAX)
        .filter(|port| http::is_unsafe_port(*port))
        .collect();
    assert_eq!(refused.len(), 83);
    let probe = [80, 443, 3000, 4117, 6000, 6665, 10080].map(http::is_unsafe_port);
    assert_eq!(probe, [false, false, false, false, true, true, true]);
}

#[test]
fn statuses_and_safelisted_headers() {
    let redirects: Vec<u16> = (100..600)
        .filter(|status| http::is_redirect(*status))
        .collect();
    assert_eq!(redirects, [301, 302, 303, 307, 308]);
    assert!(http::is_cors_safelisted_response_header("Content-Type"));
    assert!(!http::is_cors_safelisted_response_header("Mcp-Session-Id"));
}

proptest! {
    #[test]
    fn any_text_is_a_header_of_some_kind(text in any::<String>()) {
        http::header_name_problem(&text);
        http::header_value_problem(&text);
        // What is made fit to be sent can be sent.
        prop_assert_eq!(http::header_value_problem(&header_value(&text)), None);
        let content_type = ContentType::parse(&text);
        prop_assert!(!(content_type.is_json() && content_type.is_event_stream()));
    }

    #[test]
    fn any_time_is_read_or_left(text in "[0-9]{0,5}-[0-9]{2}-[0-9]{2}T[0-9:.é+-]{0,12}Z?") {
        time::seconds(&text);
    }
}
