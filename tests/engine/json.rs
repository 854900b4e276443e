//! JSON that comes in parts (RFC 8259), held against serde_json.

use faultfinder::protocol::json::{ErrorKind, Json, Reader};
use faultfinder::protocol::jsonrpc::{self, Reading};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::recording::Recording;
use proptest::prelude::*;
use serde_json::Value;

use crate::scenario::Scenario;

/// What a text comes to, as both say it: the value and its end, or the place of the mistake and whether the text was cut.
type Read = Result<(Value, usize), (usize, usize, bool)>;

fn ours(parts: &[&str]) -> Read {
    let mut reader = Reader::default();
    parts.iter().for_each(|part| reader.push(part));
    match reader.finish() {
        Ok(Json { value, end, .. }) => Ok((value, end)),
        Err(error) => Err((error.line, error.column, error.kind == ErrorKind::Cut)),
    }
}

/// `None` where there is nothing.
fn serde(text: &str) -> Option<Read> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let read = values.next()?;
    Some(match read {
        Ok(value) => Ok((value, values.byte_offset())),
        Err(error) => Err((error.line(), error.column(), error.is_eof())),
    })
}

const TEXT: &str = r#"([\[\]{}:,\n\t ]|"([a-zé𝄞\x01\n ]|\\["\\/bfnrtx]|\\u(d8[0-9a-f]{2}|dc0[0-9]|00e9|12g4|[0-9a-f]{1,4})){0,4}"?|"a":|null|nul|true|false|falsy|-?[0-9]{0,3}(\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?|é){0,16}"#;

/// Something that is near to JSON: a list of elements with members.
const NEAR: &str = r#"\[(\{"[ab]":(1|-0\.5e3|"\\u00e9x"|null|\[\]|\{\}|[,x])(,"b":(true|\[1,\[2\],?\]))?\},?[ \n]?){0,5}\]?"#;

proptest! {
    #[test]
    fn is_what_serde_json_reads(text in prop_oneof![TEXT, NEAR]) {
        if let Some(expected) = serde(&text) {
            prop_assert_eq!(ours(&[&text]), expected, "{}", text);
        } else {
            prop_assert_eq!(ours(&[&text]).unwrap_err().2, false);
        }
    }

    #[test]
    fn parts_are_the_same_as_the_whole(text in prop_oneof![TEXT, NEAR], cuts in cuts()) {
        let parts = parts(text.chars(), &cuts, String::from_iter);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        prop_assert_eq!(ours(&parts), ours(&[&text]));
    }

    #[test]
    fn a_body_may_be_cut_anywhere(
        before in "[a-zé]{0,3}", broken in prop::collection::vec(any::<u8>(), 0..4),
        after in NEAR, cuts in cuts()
    ) {
        let bytes = [b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\"", before.as_bytes(), &broken, "é\"}}".as_bytes(), after.as_bytes()].concat();
        let mut reading = Reading::default();
        parts(bytes.iter().copied(), &cuts, Vec::from_iter).iter().for_each(|part| reading.push(part));
        prop_assert_eq!(reading.finish(&mut 0), jsonrpc::parse(&bytes));
    }

    /// The messages of an event stream are read ahead, before their event is complete.
    #[test]
    fn an_event_stream_may_be_cut_anywhere(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), cuts in cuts()) {
        let stream = pieces.concat();
        let whole = streamed(vec![stream.clone()]);
        prop_assert_eq!(streamed(parts(stream.iter().copied(), &cuts, Vec::from_iter)), whole);
    }
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..9usize, 1..9)
}

/// Cut into parts of these lengths, over and over.
fn parts<T, U>(items: impl Iterator<Item = T>, cuts: &[usize], gather: fn(Vec<T>) -> U) -> Vec<U> {
    let mut items = items.peekable();
    let mut lengths = cuts.iter().cycle();
    let mut parts = Vec::new();
    while items.peek().is_some() {
        let length = lengths.next().copied().unwrap_or(1);
        parts.push(gather(items.by_ref().take(length).collect()));
    }
    parts
}

/// What event streams of servers are made of, sound and broken.
const PIECES: &[&[u8]] = &[
    b"data: ",
    b"data:",
    b"data: {\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{\"a\":\"",
    b"\"}}\n",
    b"{\"jsonrpc\":\"2.0\",\"id\":1,\n",
    b"\"result\":{}}",
    "é𝄞".as_bytes(),
    b"\xff",
    b"\xf0\x9f",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"event: message\n",
    b"event: endpoint\n",
    b": ping\n",
    b"id: 1\n",
    b"\xef\xbb\xbf",
];

/// What is read of a stream that comes in these parts: its events with the messages that they held.
fn streamed(parts: Vec<Vec<u8>>) -> String {
    let asked = Scenario::new("https://mcp.test/mcp").call(Purpose::Discover, "server/discover");
    let head = asked.head(200, &[("content-type", "text/event-stream")]);
    let ended = parts.into_iter().fold(head, Scenario::chunk).end();
    let recording = Recording::from_transcript(&ended.done());
    let read = &recording.exchanges[0];
    // When each came lies in how the stream was cut.
    let messages: Vec<_> = read.messages.iter().map(|(_, message)| message).collect();
    let events: Vec<_> = read.events.iter().map(|(_, event)| event).collect();
    format!(
        "{messages:?} {:?} {events:?} {:?} {}",
        read.problems, read.sse_problems, read.units
    )
}
