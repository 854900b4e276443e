//! A message that came on an event stream and is no event there, so that no client reads it (HTML standard, 9.2.6
//! "Interpreting an event stream"): it stands in no `data` field, or no empty line ends its event.

use serde_json::Value;

use crate::protocol::json;
use crate::trace::exchange::Exchange;

/// A stream that says more than this has said an event, or is none.
const MOST: usize = 64 << 10;

/// What keeps the message from being an event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UnreadMessage {
    /// It is in a `data` field, and the empty line behind it is missing.
    Unfinished,
    /// It stands on the stream without a field name.
    WithoutField,
    /// It is in this field, which clients ignore.
    OtherField(String),
}

/// `None` where events came, or nothing that looks like a message.
pub fn unread_message(exchange: &Exchange) -> Option<UnreadMessage> {
    let is_small = exchange.body.len() <= MOST && !exchange.body.is_empty();
    if !exchange.is_event_stream() || !exchange.events.is_empty() || !is_small {
        return None;
    }
    let body = exchange.body_text();
    if is_message(&body) {
        return Some(UnreadMessage::WithoutField);
    }
    // The last line may still be on its way; one whose end has come is whole.
    let whole = body.rfind(['\n', '\r']).map_or("", |end| &body[..end]);
    whole.split(['\n', '\r']).find_map(|line| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        match name {
            _ if is_message(line) => Some(UnreadMessage::WithoutField),
            _ if !is_message(value) => None,
            "data" => Some(UnreadMessage::Unfinished),
            // A comment.
            "" => None,
            name => Some(UnreadMessage::OtherField(name.trim().to_owned())),
        }
    })
}

fn is_message(text: &str) -> bool {
    let text = text.trim();
    let value = text.starts_with('{').then(|| json::parse(text).ok());
    let version = |value: Value| value.get("jsonrpc").is_some();
    value.flatten().is_some_and(version)
}

impl UnreadMessage {
    /// As part of a sentence about the message.
    pub fn words(&self) -> String {
        match self {
            UnreadMessage::Unfinished => "no empty line ends the event".to_owned(),
            UnreadMessage::WithoutField => "`data:` is missing before the message".to_owned(),
            UnreadMessage::OtherField(name) => {
                format!(
                    "the message is in the field `{}`, not in `data`",
                    short(name)
                )
            }
        }
    }
}

fn short(name: &str) -> String {
    name.chars()
        .filter(|letter| *letter != '`')
        .take(40)
        .collect()
}
