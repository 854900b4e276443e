//! JSON-RPC 2.0 messages as MCP uses them (JSON-RPC 2.0, sections 4 to 6; MCP `basic/index`).

use serde_json::{Map, Number, Value};

use super::json::{self, Json};

/// A request id. Its JSON type is part of it: `1` and `"1"` are different ids (JSON-RPC 2.0, 4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Id {
    Number(Number),
    String(String),
}

/// One message (JSON-RPC 2.0, 4 "Request object" and 5 "Response object").
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    Request {
        id: Id,
        method: String,
        params: Option<Value>,
    },
    Notification {
        method: String,
        params: Option<Value>,
    },
    /// `id` is `None` where the server sent none that can be used (see the problems).
    Response { id: Option<Id>, result: Value },
    /// `code` is `None` and `message` empty where the server sent none (see the problems).
    Error {
        id: Option<Id>,
        code: Option<i64>,
        message: String,
        data: Option<Value>,
    },
}

/// What is wrong with a body that should be a JSON-RPC message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The text is not JSON (RFC 8259). Line and column count from 1.
    NotJson {
        kind: NotJson,
        line: usize,
        column: usize,
    },
    /// Not UTF-8 from this byte on (RFC 8259, 8.1); the rest was read with U+FFFD in its place.
    NotUtf8 {
        offset: usize,
    },
    /// The text begins with a byte order mark, which RFC 8259, 8.1 forbids.
    ByteOrderMark,
    /// More bytes than white space follow the message.
    TrailingBytes {
        offset: usize,
    },
    /// Nested more than 127 levels deep: it was not read.
    TooDeep,
    /// An array of so many messages. Batches exist in revision 2025-03-26 only.
    Batch {
        len: usize,
    },
    /// JSON of this type where an object belongs.
    NotObject(JsonType),
    /// An object that has nothing of JSON-RPC in it, such as a gateway's own error.
    NotJsonRpc,
    /// The member `jsonrpc` is missing.
    VersionMissing,
    /// The member `jsonrpc` is not `"2.0"`.
    VersionWrong,
    /// A response without `id`.
    IdMissing,
    /// `"id": null`. MCP forbids it for requests and for results.
    IdNull,
    IdWrongType(JsonType),
    /// A number with a fraction or exponent (JSON-RPC 2.0, 4: "SHOULD NOT contain fractional parts").
    IdFractional,
    MethodWrongType(JsonType),
    ParamsWrongType(JsonType),
    /// A `method` beside a `result` or `error`; read as a response.
    MethodInResponse,
    /// A `result` beside `"error": null`; read as the result.
    ErrorNullWithResult,
    /// An `error` beside `"result": null`; read as the error.
    ResultNullWithError,
    /// Both are there and neither is null; read as the error.
    ResultAndError,
    /// Neither `result` nor `error` nor `method`, or `"error": null` alone.
    Neither,
    /// A `result` that is no object, which every MCP schema demands.
    ResultWrongType(JsonType),
    ErrorWrongType(JsonType),
    ErrorCodeMissing,
    /// `error.code` is not an integer.
    ErrorCodeWrongType,
    ErrorMessageMissing,
    ErrorMessageWrongType,
}

/// The shapes of text that is not JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotJson {
    /// Nothing, or white space.
    Empty,
    /// JSON that stops in the middle.
    Cut,
    /// Begins with `<`: HTML or XML.
    Markup,
    /// Begins as an event stream does, whatever the content type says.
    EventStream,
    Syntax,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JsonType {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Id {
    /// The id of a JSON value; `None` unless it is a number or a string.
    pub fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Id::Number(number.clone())),
            Value::String(text) => Some(Id::String(text.clone())),
            _ => None,
        }
    }

    pub fn to_value(&self) -> Value {
        match self {
            Id::Number(number) => Value::Number(number.clone()),
            Id::String(text) => Value::String(text.clone()),
        }
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Id::Number(number.into())
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id::String(text.to_owned())
    }
}

impl JsonType {
    pub fn from_value(value: &Value) -> Self {
        match value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    /// The name of the type as JSON Schema spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            JsonType::Null => "null",
            JsonType::Boolean => "boolean",
            JsonType::Number => "number",
            JsonType::String => "string",
            JsonType::Array => "array",
            JsonType::Object => "object",
        }
    }
}

impl Message {
    /// The id of the message, if it has one.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Message::Request { id, .. } => Some(id),
            Message::Notification { .. } => None,
            Message::Response { id, .. } | Message::Error { id, .. } => id.as_ref(),
        }
    }

    /// Whether this answers a request: a result or an error.
    pub fn is_answer(&self) -> bool {
        matches!(self, Message::Response { .. } | Message::Error { .. })
    }
}

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

/// A request as one line of JSON, `jsonrpc` first, as the specification prints it.
pub fn request(id: &Id, method: &str, params: Option<&Value>) -> String {
    let mut text = String::from("{\"jsonrpc\":\"2.0\",\"id\":");
    text.push_str(&id.to_value().to_string());
    push_call(&mut text, method, params);
    text
}

/// A notification as one line of JSON.
pub fn notification(method: &str, params: Option<&Value>) -> String {
    let mut text = String::from("{\"jsonrpc\":\"2.0\"");
    push_call(&mut text, method, params);
    text
}

fn push_call(text: &mut String, method: &str, params: Option<&Value>) {
    text.push_str(",\"method\":");
    text.push_str(&Value::from(method).to_string());
    if let Some(params) = params {
        text.push_str(",\"params\":");
        text.push_str(&params.to_string());
    }
    text.push('}');
}

fn parse_json(text: &str, problems: &mut Vec<Problem>) -> Option<Value> {
    let body = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            problems.push(Problem::ByteOrderMark);
            rest
        }
        None => text,
    };
    let mut values = serde_json::Deserializer::from_str(body).into_iter::<Json>();
    match values.next() {
        Some(Ok(Json(value))) => {
            let end = values.byte_offset();
            if body.get(end..).is_some_and(|rest| !rest.trim().is_empty()) {
                let offset = end + text.len() - body.len();
                problems.push(Problem::TrailingBytes { offset });
            }
            Some(value)
        }
        Some(Err(error)) => {
            problems.push(explain(body, &error));
            None
        }
        None => {
            problems.push(Problem::NotJson {
                kind: NotJson::Empty,
                line: 1,
                column: 1,
            });
            None
        }
    }
}

fn explain(body: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let start = body.trim_start();
    let stream = ["data:", "event:", "id:", "retry:", ":"];
    let kind = if start.starts_with('<') {
        NotJson::Markup
    } else if stream.iter().any(|field| start.starts_with(field)) {
        NotJson::EventStream
    } else if error.is_eof() {
        NotJson::Cut
    } else if depth_before(body, line, column) >= 128 {
        // serde_json refuses the 128th level; it has no other mark for that than its wording.
        return Problem::TooDeep;
    } else {
        NotJson::Syntax
    };
    Problem::NotJson { kind, line, column }
}

/// How deep the JSON is nested where the reader stopped.
fn depth_before(body: &str, line: usize, column: usize) -> usize {
    let line_start: usize = body
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut depth = 0usize;
    let (mut in_string, mut escaped) = (false, false);
    for byte in body.bytes().take(line_start + column) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
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
