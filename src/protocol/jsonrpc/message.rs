//! The types of a message.

use serde_json::{Number, Value};

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
