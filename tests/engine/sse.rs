//! `text/event-stream` (HTML standard, 9.2).

use faultfinder::protocol::sse::{Problem, SseEvent, SseParser, SseTail};
use proptest::prelude::*;

fn parse_chunks<'a>(
    chunks: impl IntoIterator<Item = &'a [u8]>,
    limit: usize,
) -> (Vec<SseEvent>, SseTail) {
    let mut parser = SseParser::with_limit(limit);
    let events = chunks
        .into_iter()
        .flat_map(|chunk| parser.push(chunk))
        .collect();
    (events, parser.finish())
}

fn parse(stream: &[u8]) -> (Vec<SseEvent>, SseTail) {
    parse_chunks([stream], 1000)
}

/// `event|data|id|retry` of each event.
fn show(events: &[SseEvent]) -> Vec<String> {
    let text = |field: &Option<String>| field.clone().unwrap_or("-".into());
    let line = |e: &SseEvent| {
        let retry = e.retry.map_or("-".into(), |retry| retry.to_string());
        format!("{}|{}|{}|{retry}", text(&e.event), e.data, text(&e.id))
    };
    events.iter().map(line).collect()
}

fn events(stream: &str, expected: &[&str]) {
    assert_eq!(show(&parse(stream.as_bytes()).0), expected, "{stream:?}");
}

rows! { events;
    line_feeds: ("data: a\n\n", &["-|a|-|-"]),
    crlf: ("data:a\r\n\r\n", &["-|a|-|-"]),
    carriage_returns: ("data: a\r\rdata: b\r\r", &["-|a|-|-", "-|b|-|-"]),
    mixed_line_ends: ("data: a\r\n\ndata: b\n\r\n", &["-|a|-|-", "-|b|-|-"]),
    one_space_is_dropped: ("data:  a\n\n", &["-| a|-|-"]),
    lines_are_joined: ("data: a\ndata\ndata: b\n\n", &["-|a\n\nb|-|-"]),
    byte_order_mark_first: ("\u{feff}data: a\n\n", &["-|a|-|-"]),
    byte_order_mark_later: ("\n\u{feff}data: a\n\n", &[]),
    named: ("event: endpoint\ndata: /m?s=1\n\n", &["endpoint|/m?s=1|-|-"]),
    name_taken_back: ("event: x\nevent:\ndata: a\n\n", &["-|a|-|-"]),
    // The priming event of 2025-11-25: an id and empty data.
    priming: ("id: 1\ndata:\n\n", &["-||1|-"]),
    retry_and_id_of_one_event: ("id: 1\nretry: 3000\ndata: a\n\ndata: b\n\n", &["-|a|1|3000", "-|b|-|-"]),
    comment_only: (": hello\n\n\n\n", &[]),
    not_ended: ("data: a", &[]),
    empty: ("", &[]),
}

fn unknown_field(name: &str, line: u64) -> Problem {
    let name = name.into();
    Problem::UnknownField { name, line }
}

fn problems(stream: &[u8], expected: &[Problem]) {
    assert_eq!(
        parse(stream).1.problems,
        expected,
        "{}",
        stream.escape_ascii()
    );
}

rows! { problems;
    json_over_several_lines: (b"data: {\n  \"a\": 1\n}\n\n", &[unknown_field("  \"a\"", 2), unknown_field("}", 3)]),
    unknown_field_once: (b"x: 1\nx: 2\ndata: a\n\n", &[unknown_field("x", 1)]),
    not_utf8: (b"data: \xff\xfe\n\n", &[Problem::NotUtf8 { line: 1 }]),
    no_data: (b"event: ping\n\n", &[Problem::EventWithoutData { event: "ping".into(), line: 2, }]),
    nul_in_an_id: (b"id: a\0b\ndata: a\n\n", &[Problem::IdWithNul { line: 1 }]),
    retry_with_unit: (b"retry: 1s\n\n", &[Problem::RetryNotDigits { value: "1s".into(), line: 1, }]),
    retry_with_sign: (b"retry: +1\n\n", &[Problem::RetryNotDigits { value: "+1".into(), line: 1, }]),
    none: (b": ok\nretry: 10\n\n", &[]),
}

#[test]
fn what_no_blank_line_ended_is_unfinished() {
    let (events, tail) = parse(b": hi\ndata: a\n\nevent: x\ndata: b");
    assert_eq!(show(&events), ["-|a|-|-"]);
    assert_eq!(show(tail.unfinished.as_slice()), ["x|b|-|-"]);
    assert_eq!(tail.comments, 1);
    assert_eq!(parse(b"data: a\n\n: bye").1.unfinished, None);
}

#[test]
fn an_event_without_data_still_moves_the_resume_point() {
    let mut parser = SseParser::new();
    assert_eq!(parser.push(b"id: 7\nretry: 50\n\n"), []);
    assert_eq!(
        (parser.last_event_id(), parser.retry()),
        (Some("7"), Some(50))
    );
}

#[test]
fn a_too_large_event_is_dropped_and_the_next_one_read() {
    let stream = b"data: 0123456789\ndata: 0123456789\nid: 1\n\ndata: b\n\n";
    let (events, tail) = parse_chunks([stream.as_slice()], 20);
    assert_eq!(show(&events), ["-|b|-|-"]);
    assert_eq!(
        tail.problems,
        [Problem::EventTooLarge { limit: 20, line: 2 }]
    );
}

/// Bytes that are likely to be an event stream, or nearly one.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"data",
        b"event",
        b"id",
        b"retry",
        b":",
        b" ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"12",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xff",
        "\u{1f980}".as_bytes(),
        b"\xf0\x9f",
        b"{\"a\":1}",
        b"x",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn chunks_do_not_matter(stream in stream(), cuts in prop::collection::vec(0usize..120, 0..8), limit in 0usize..40) {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort();
        let chunks = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]);
        let whole = parse_chunks([stream.as_slice()], limit);
        prop_assert_eq!(&parse_chunks(chunks, limit), &whole);
        prop_assert_eq!(&parse_chunks(stream.chunks(1), limit), &whole);
    }

    #[test]
    fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        parse(&bytes);
    }
}
