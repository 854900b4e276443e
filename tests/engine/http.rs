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

fn content_types(value: &str, essence: &str, charset: Option<&str>) {
    let expected = ContentType {
        essence: essence.into(),
        charset: charset.map(Into::into),
    };
    assert_eq!(ContentType::parse(value), expected, "{value:?}");
}

rows! { content_types;
    json: ("application/json", "application/json", None),
    stream_with_charset: (" Text/Event-Stream ; charset=UTF-8", "text/event-stream", Some("utf-8")),
    charset_quoted: ("text/html;x=1; Charset=\"iso-8859-1\"", "text/html", Some("iso-8859-1")),
    empty: ("", "", None),
    punctuation: (";;=", "", None),
}

#[test]
fn a_type_that_ends_with_json_is_json() {
    assert!(ContentType::parse("application/problem+json").is_json());
}

fn header_names(name: &str, expected: Option<HeaderProblem>) {
    assert_eq!(http::header_name_problem(name), expected, "{name:?}");
}

rows! { header_names;
    token: ("X-Api-Key", None),
    empty: ("", Some(HeaderProblem::NameEmpty)),
    space: ("X Key", Some(HeaderProblem::NameNotToken)),
    colon: ("X-Key:", Some(HeaderProblem::NameNotToken)),
    cyrillic: ("Ключ", Some(HeaderProblem::NameNotToken)),
    cookie: ("Cookie", Some(HeaderProblem::NameForbidden)),
    sec_prefix: ("Sec-Fetch-Mode", Some(HeaderProblem::NameForbidden)),
    proxy_prefix: ("proxy-authorization", Some(HeaderProblem::NameForbidden)),
}

fn header_values(value: &str, expected: Option<HeaderProblem>) {
    assert_eq!(http::header_value_problem(value), expected, "{value:?}");
}

rows! { header_values;
    token: ("Bearer abc", None),
    empty: ("", None),
    latin1: ("caf\u{e9}", None),
    line_break: ("a\nb", Some(HeaderProblem::ControlCharacter)),
    nul: ("a\0", Some(HeaderProblem::ControlCharacter)),
    typographic_quotes: ("\u{201c}abc\u{201d}", Some(HeaderProblem::NotLatin1)),
    space_first: (" abc", Some(HeaderProblem::SurroundingSpace)),
    tab_last: ("abc\t", Some(HeaderProblem::SurroundingSpace)),
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

fn a_moment_is_later_by(moment: &str, ms: i64, expected: &str) {
    assert_eq!(time::later(moment, ms), expected);
}

rows! { a_moment_is_later_by;
    nothing: ("2026-11-30T12:00:00Z", 0, "2026-11-30T12:00:00.000Z"),
    a_fraction: ("2026-11-30T12:00:00.950Z", 60, "2026-11-30T12:00:01.010Z"),
    midnight: ("2026-12-31T23:59:59.999Z", 1, "2027-01-01T00:00:00.000Z"),
    a_leap_day: ("2028-02-28T23:59:59Z", 1_000, "2028-02-29T00:00:00.000Z"),
    behind_a_leap_day: ("2028-02-29T23:59:59Z", 1_000, "2028-03-01T00:00:00.000Z"),
    no_leap_day: ("2100-02-28T23:59:59Z", 1_000, "2100-03-01T00:00:00.000Z"),
    no_moment: ("yesterday", 5, "yesterday"),
}
