//! The types of a message.

use serde_json::{Number, Value};

/// A request id. Its JSON type is part of it: `1` and `"1"` are different ids (JSON-RPC 2.0, 4).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Id {
    /// A number, as the server wrote it.
    Number(Number),
    /// A string, which may look like a number.
    String(String),
}

/// One message (JSON-RPC 2.0, 4 "Request object" and 5 "Response object").
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A call that asks for an answer.
    Request {
        /// The id that the answer repeats.
        id: Id,
        /// The name of the method, such as `tools/list`.
        method: String,
        /// The parameters, whatever their type.
        params: Option<Value>,
    },
    /// A call that wants no answer: a message with a method and without an id.
    Notification {
        /// The name of the method, such as `notifications/initialized`.
        method: String,
        /// The parameters, whatever their type.
        params: Option<Value>,
    },
    /// A result.
    Response {
        /// The id of the request; `None` where the server sent none that can be used (see the problems).
        id: Option<Id>,
        /// The result, whatever its type.
        result: Value,
    },
    /// A refusal.
    Error {
        /// The id of the request; null where the server could not read the request's (JSON-RPC 2.0, 5).
        id: Option<Id>,
        /// `None` where the server sent no integer (see the problems).
        code: Option<i64>,
        /// Empty where the server sent none (see the problems).
        message: String,
        /// `data`: what MCP puts there depends on the code, such as `supported` beside -32022.
        data: Option<Value>,
    },
}

/// The type of a JSON value (RFC 8259, 3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number, whole or not.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
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

    /// The id as it stands in a message, of the type that it came with.
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
    /// The type of a value.
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
