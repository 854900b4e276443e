//! Messages out of bytes, as many as can be made out; what is wrong with them is returned beside them.

use serde_json::{Map, Value};

use super::message::{Id, JsonType, Message};
use super::problem::Problem;
use super::syntax::parse_json;
use crate::protocol::json;

/// Reads a whole body, or the `data` of one SSE event.
pub fn parse(bytes: &[u8]) -> (Vec<Message>, Vec<Problem>) {
    let mut problems = Vec::new();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(error) => {
            problems.push(Problem::NotUtf8 {
                offset: error.valid_up_to(),
            });
            String::from_utf8_lossy(bytes)
        }
    };
    let messages = match parse_json(&text, &mut problems) {
        Some(value) => read(value, &mut problems),
        None => Vec::new(),
    };
    (messages, problems)
}

/// Reads a JSON value that may be a message or a batch.
pub fn from_value(value: Value) -> (Vec<Message>, Vec<Problem>) {
    let mut problems = Vec::new();
    let messages = read(value, &mut problems);
    (messages, problems)
}

fn read(value: Value, problems: &mut Vec<Problem>) -> Vec<Message> {
    match value {
        Value::Array(items) => {
            problems.push(Problem::Batch { len: items.len() });
            items
                .into_iter()
                .filter_map(|item| read_one(item, problems))
                .collect()
        }
        other => read_one(other, problems).into_iter().collect(),
    }
}

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
    match object.get("jsonrpc") {
        None => problems.push(Problem::VersionMissing),
        Some(version) if version != "2.0" => problems.push(Problem::VersionWrong),
        Some(_) => {}
    }
    match (object.remove("result"), object.remove("error")) {
        (None, None) => read_call(object, problems),
        (result, error) => read_answer(object, result, error, problems),
    }
}

fn read_call(mut object: Map<String, Value>, problems: &mut Vec<Problem>) -> Option<Message> {
    let method = match object.remove("method") {
        Some(Value::String(method)) => method,
        Some(other) => {
            problems.push(Problem::MethodWrongType(JsonType::from_value(&other)));
            return None;
        }
        None => {
            problems.push(Problem::Neither);
            return None;
        }
    };
    let params = object.remove("params");
    if let Some(params) = params.as_ref().filter(|params| !params.is_object()) {
        problems.push(Problem::ParamsWrongType(JsonType::from_value(params)));
    }
    let id = object.get("id").and_then(|id| read_id(id, problems));
    Some(match id {
        Some(id) => Message::Request { id, method, params },
        None => Message::Notification { method, params },
    })
}

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
            if !result.is_object() {
                problems.push(Problem::ResultWrongType(JsonType::from_value(&result)));
            }
            let id = read_answer_id(&object, problems);
            Some(Message::Response { id, result })
        }
    }
}

fn read_error(object: &Map<String, Value>, error: Value, problems: &mut Vec<Problem>) -> Message {
    // JSON-RPC 2.0, 5: the id of an error is null where the request's id could not be read.
    let id = match object.get("id") {
        Some(Value::Null) => None,
        _ => read_answer_id(object, problems),
    };
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
    match error.get("code") {
        None => problems.push(Problem::ErrorCodeMissing),
        Some(code) if !code.is_i64() => problems.push(Problem::ErrorCodeWrongType),
        Some(_) => {}
    }
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

/// The code of `-32601`, and also of `-32601.0` and `"-32601"`: what was meant is plain.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => json::integer(number),
        _ => None,
    }
}

fn read_answer_id(object: &Map<String, Value>, problems: &mut Vec<Problem>) -> Option<Id> {
    match object.get("id") {
        Some(id) => read_id(id, problems),
        None => {
            problems.push(Problem::IdMissing);
            None
        }
    }
}

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
