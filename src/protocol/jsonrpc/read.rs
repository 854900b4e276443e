//! Messages out of bytes, as many as can be made out; what is wrong with them is returned beside them.

use serde_json::{Map, Value};

use super::message::{Id, JsonType, Message};
use super::problem::Problem;
use super::syntax::Text;
use crate::protocol::json;
use crate::protocol::utf8::Utf8Parts;

/// Reads a whole body, or the `data` of one SSE event.
///
/// A body that is not UTF-8 is read all the same, with U+FFFD in place of what cannot be decoded: a server that
/// writes one umlaut of a tool's description in Latin-1 still offers the tool.
pub fn parse(bytes: &[u8]) -> (Vec<Message>, Vec<Problem>) {
    parse_counted(bytes, &mut 0)
}

/// The same; what the messages take in memory is added to `units` (`protocol/json.rs`).
pub fn parse_counted(bytes: &[u8], units: &mut usize) -> (Vec<Message>, Vec<Problem>) {
    let mut reading = Reading::default();
    reading.push(bytes);
    reading.finish(units)
}

/// The same of a body that comes in parts: each is read when it is there. How it is cut means nothing.
#[derive(Debug, Default)]
pub struct Reading {
    bytes: Utf8Parts,
    text: Text,
}

impl Reading {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.push(bytes, |part| self.text.push(part));
    }

    /// The messages, when no bytes follow; what they take in memory is added to `units`.
    pub fn finish(mut self, units: &mut usize) -> (Vec<Message>, Vec<Problem>) {
        self.bytes.finish(|part| self.text.push(part));
        // RFC 8259, 8.1 wants UTF-8 between programs. Only the first place is named: the others have the same cause.
        let invalid = self.bytes.invalid_at;
        let invalid = invalid.map(|offset| Problem::NotUtf8 { offset });
        let mut problems: Vec<Problem> = invalid.into_iter().collect();
        let messages = match self.text.finish(&mut problems, units) {
            Some(value) => read(value, &mut problems),
            None => Vec::new(),
        };
        (messages, problems)
    }
}

/// Reads a JSON value that may be a message or a batch.
pub fn from_value(value: Value) -> (Vec<Message>, Vec<Problem>) {
    let mut problems = Vec::new();
    let messages = read(value, &mut problems);
    (messages, problems)
}

/// One message, or those of a batch.
fn read(value: Value, problems: &mut Vec<Problem>) -> Vec<Message> {
    match value {
        Value::Array(items) => {
            // Named whatever the revision is; whether a batch is allowed there is for the checks to say. Its messages
            // are read either way, so that the answer in it is found.
            problems.push(Problem::Batch { len: items.len() });
            items
                .into_iter()
                .filter_map(|item| read_one(item, problems))
                .collect()
        }
        other => read_one(other, problems).into_iter().collect(),
    }
}

/// One message, if the value has anything of one.
fn read_one(value: Value, problems: &mut Vec<Problem>) -> Option<Message> {
    let Value::Object(mut object) = value else {
        problems.push(Problem::NotObject(JsonType::from_value(&value)));
        return None;
    };
    // Gateways answer `{"error": ..., "message": ...}` too. Only `jsonrpc`, `id` or `method` makes
    // an object a message.
    if !["jsonrpc", "id", "method"]
        .iter()
        .any(|name| object.contains_key(*name))
        || !["method", "result", "error", "jsonrpc"]
            .iter()
            .any(|name| object.contains_key(*name))
    {
        problems.push(Problem::NotJsonRpc);
        return None;
    }
    // A version that is missing or wrong is named and no more: what the message says is clear without.
    match object.get("jsonrpc") {
        None => problems.push(Problem::VersionMissing),
        Some(version) if version != "2.0" => problems.push(Problem::VersionWrong),
        Some(_) => {}
    }
    // JSON-RPC 2.0, 5: a response has one of the two, a call has none.
    match (object.remove("result"), object.remove("error")) {
        (None, None) => read_call(object, problems),
        (result, error) => read_answer(object, result, error, problems),
    }
}

/// A request or a notification, told apart by the id (JSON-RPC 2.0, 4.1).
fn read_call(mut object: Map<String, Value>, problems: &mut Vec<Problem>) -> Option<Message> {
    let method = match object.remove("method") {
        Some(Value::String(method)) => method,
        // Without a name there is no call.
        Some(other) => {
            problems.push(Problem::MethodWrongType(JsonType::from_value(&other)));
            return None;
        }
        None => {
            problems.push(Problem::Neither);
            return None;
        }
    };
    // Kept whatever its type is: the problem is noted, and the method still counts.
    let params = object.remove("params");
    if let Some(params) = params.as_ref().filter(|params| !params.is_object()) {
        problems.push(Problem::ParamsWrongType(JsonType::from_value(params)));
    }
    // A call with an id that cannot be used is read as a notification: there is nothing to answer to.
    let id = object.get("id").and_then(|id| read_id(id, problems));
    Some(match id {
        Some(id) => Message::Request { id, method, params },
        None => Message::Notification { method, params },
    })
}

/// A result or an error. Where both are there, null does not count; where neither is null, the error does.
fn read_answer(
    object: Map<String, Value>,
    result: Option<Value>,
    error: Option<Value>,
    problems: &mut Vec<Problem>,
) -> Option<Message> {
    if object.contains_key("method") {
        problems.push(Problem::MethodInResponse);
    }
    let has_error = match (&result, &error) {
        // `"error": null` alone says neither that it worked nor what it came to.
        (None, None | Some(Value::Null)) => {
            problems.push(Problem::Neither);
            return None;
        }
        (Some(_), Some(Value::Null)) => {
            problems.push(Problem::ErrorNullWithResult);
            false
        }
        (Some(Value::Null), Some(_)) => {
            problems.push(Problem::ResultNullWithError);
            true
        }
        (Some(_), Some(_)) => {
            problems.push(Problem::ResultAndError);
            true
        }
        (None, Some(_)) => true,
        (Some(_), None) => false,
    };
    match error.filter(|_| has_error) {
        Some(error) => Some(read_error(&object, error, problems)),
        None => {
            let result = result.unwrap_or_default();
            // JSON-RPC 2.0 allows any value, every MCP schema wants an object.
            if !result.is_object() {
                problems.push(Problem::ResultWrongType(JsonType::from_value(&result)));
            }
            let id = read_answer_id(&object, problems);
            Some(Message::Response { id, result })
        }
    }
}

/// An error with what can be read of it; a member of the wrong type counts as absent.
fn read_error(object: &Map<String, Value>, error: Value, problems: &mut Vec<Problem>) -> Message {
    // JSON-RPC 2.0, 5: the id of an error is null where the request's id could not be read.
    let id = match object.get("id") {
        Some(Value::Null) => None,
        _ => read_answer_id(object, problems),
    };
    // `"error": "invalid_token"` is how OAuth middleware writes it: the text is worth showing.
    let Value::Object(mut error) = error else {
        problems.push(Problem::ErrorWrongType(JsonType::from_value(&error)));
        let message = error.as_str().unwrap_or_default().to_owned();
        return Message::Error {
            id,
            code: None,
            message,
            data: None,
        };
    };
    let code = error.get("code").and_then(integer);
    // Named by its own type, although it may have been read: `"-32601"` is told from `-32601`.
    match error.get("code") {
        None => problems.push(Problem::ErrorCodeMissing),
        Some(code) if !code.is_i64() => problems.push(Problem::ErrorCodeWrongType),
        Some(_) => {}
    }
    // Absent and wrong are told apart, because frameworks leave it out and gateways put an object there.
    let message = match error.remove("message") {
        Some(Value::String(message)) => message,
        Some(_) => {
            problems.push(Problem::ErrorMessageWrongType);
            String::new()
        }
        None => {
            problems.push(Problem::ErrorMessageMissing);
            String::new()
        }
    };
    let data = error.remove("data");
    Message::Error {
        id,
        code,
        message,
        data,
    }
}

/// The code of `-32601`, and also of `-32601.0` and `"-32601"`: which code it is is plain.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => json::integer(number),
        _ => None,
    }
}

/// The id of a result or error, which must be there (JSON-RPC 2.0, 5).
fn read_answer_id(object: &Map<String, Value>, problems: &mut Vec<Problem>) -> Option<Id> {
    let id = object.get("id");
    if id.is_none() {
        problems.push(Problem::IdMissing);
    }
    read_id(id?, problems)
}

/// An id that may be of any type. A fraction is kept, so that an answer can still be compared with its request.
fn read_id(value: &Value, problems: &mut Vec<Problem>) -> Option<Id> {
    match value {
        Value::Null => problems.push(Problem::IdNull),
        Value::Number(number) if !number.is_i64() && !number.is_u64() => {
            problems.push(Problem::IdFractional)
        }
        Value::Number(_) | Value::String(_) => {}
        other => problems.push(Problem::IdWrongType(JsonType::from_value(other))),
    }
    Id::from_value(value)
}
