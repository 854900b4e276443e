//! What servers do wrong in messages. A problem says what was found and how it was read all the same; whether it is
//! worth a finding is for the checks to say.

use super::message::JsonType;

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
