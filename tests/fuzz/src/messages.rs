//! What an MCP server sends: messages and event streams.

use faultfinder::protocol::http::ContentType;
use faultfinder::protocol::jsonrpc::{self, Id, Message};
use faultfinder::protocol::mcp::era::{self, Answer};
use faultfinder::protocol::mcp::request::List;
use faultfinder::protocol::mcp::result;
use faultfinder::protocol::mcp::revision::Revision;
use faultfinder::protocol::sse::{SseEvent, SseParser, SseTail};
use serde_json::Value;

const REVISIONS: [Revision; 5] = [
    Revision::V2024_11_05,
    Revision::V2025_03_26,
    Revision::V2025_06_18,
    Revision::V2025_11_25,
    Revision::V2026_07_28,
];

const LISTS: [List; 4] = [
    List::Tools,
    List::Prompts,
    List::Resources,
    List::ResourceTemplates,
];

/// A body, and all that is read of the messages in it.
pub fn message(bytes: &[u8]) {
    let (messages, problems) = jsonrpc::parse(bytes);
    assert!(!messages.is_empty() || !problems.is_empty());
    assert!(messages.len() <= bytes.len());
    for message in &messages {
        if let Message::Response { result, .. } = message {
            results(result);
        }
        if let Message::Request { id, method, params } = message {
            let again = jsonrpc::request(id, method, params.as_ref());
            let (again, _) = jsonrpc::parse(again.as_bytes());
            assert_eq!(again.as_slice(), std::slice::from_ref(message));
        }
    }
    let content_type = ContentType::parse("application/json");
    let id = Id::from("1");
    for status in [200, 202, 400, 401, 404, 503] {
        let answer = Answer {
            status,
            content_type: Some(&content_type),
            has_body: !bytes.is_empty(),
            messages: &messages,
            id: messages.first().and_then(Message::id).unwrap_or(&id),
        };
        era::classify_discover(answer);
        era::classify_refusal(answer, Revision::V2025_11_25);
    }
}

fn results(value: &Value) {
    result::initialize(value);
    result::discover(value);
    for list in LISTS {
        for revision in REVISIONS {
            result::list_page(value, list, revision);
        }
    }
}

/// A stream, cut anywhere: the first bytes say how much an event may hold and where the cuts are.
pub fn stream(bytes: &[u8]) {
    let [limit, seed, stream @ ..] = bytes else {
        return;
    };
    let limit = match limit {
        0..200 => usize::from(*limit),
        _ => usize::MAX,
    };
    let whole = read([stream], limit);
    assert_eq!(read(stream.chunks(1), limit), whole);
    assert_eq!(read(cut(stream, *seed), limit), whole);
    let total: usize = whole.0.iter().map(|event| event.data.len()).sum();
    // A replacement character is three bytes for one.
    assert!(total <= stream.len() * 3);
}

fn read<'a>(chunks: impl IntoIterator<Item = &'a [u8]>, limit: usize) -> (Vec<SseEvent>, SseTail) {
    let mut parser = SseParser::with_limit(limit);
    let events = chunks
        .into_iter()
        .flat_map(|chunk| parser.push(chunk))
        .collect();
    (events, parser.finish())
}

/// Pieces of one to sixteen bytes, some of them empty.
fn cut(mut stream: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed);
    let mut pieces = Vec::new();
    while !stream.is_empty() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let length = (state >> 28) as usize;
        let (piece, rest) = stream.split_at(length.min(stream.len()));
        pieces.push(piece);
        stream = rest;
    }
    pieces
}
