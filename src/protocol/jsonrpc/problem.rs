//! What servers do wrong in messages. A problem says what was found and how it was read all the same; whether it is
//! worth a finding is for the checks to say.

use super::message::JsonType;

/// What is wrong with a body that should be a JSON-RPC message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// The text is not JSON (RFC 8259). Line and column count from 1.
    NotJson {
        /// What the text looks like.
        kind: NotJson,
        /// Where the parser stopped.
        line: usize,
        /// In bytes.
        column: usize,
    },
    /// Not UTF-8 from this byte on (RFC 8259, 8.1); the rest was read with U+FFFD in its place.
    NotUtf8 {
        /// The byte at which the text stops being UTF-8, counted from 0.
        offset: usize,
    },
    /// The text begins with a byte order mark, which RFC 8259, 8.1 forbids.
    ByteOrderMark,
    /// More bytes than white space follow the message.
    TrailingBytes {
        /// Where the message ends, in bytes from the start of the body.
        offset: usize,
    },
    /// Nested more than 127 levels deep: it was not read. RFC 8259, 9 lets a parser set a limit, and the recursion of
    /// one that sets none ends the program.
    TooDeep,
    /// The message holds more values than this program keeps: so many elements and members were left out.
    LeftOut {
        /// Not counting what lay in them.
        count: usize,
    },
    /// An array of so many messages. Batches exist in revision 2025-03-26 only; others may still be answered with one
    /// by frameworks that implement JSON-RPC and not MCP.
    Batch {
        /// How many items the array has.
        len: usize,
    },
    /// JSON of this type where an object belongs.
    NotObject(JsonType),
    /// An object that has nothing of JSON-RPC in it, such as a gateway's own `{"message": "Unauthorized"}`.
    NotJsonRpc,
    /// The member `jsonrpc` is missing, as in JSON-RPC 1.0.
    VersionMissing,
    /// The member `jsonrpc` is not `"2.0"`.
    VersionWrong,
    /// A response without `id`: nobody can tell which request it answers (JSON-RPC 2.0, 5).
    IdMissing,
    /// `"id": null`. JSON-RPC 2.0 discourages it for requests and wants it in errors about unreadable ones; MCP forbids it
    /// for requests and for results (`basic/index`).
    IdNull,
    /// An `id` of another type; the message counts as one without.
    IdWrongType(JsonType),
    /// A number with a fraction or exponent (JSON-RPC 2.0, 4: "SHOULD NOT contain fractional parts").
    IdFractional,
    /// A `method` that is no string; the message cannot be used.
    MethodWrongType(JsonType),
    /// `params` that are no object. JSON-RPC 2.0, 4.2 allows arrays, MCP does not.
    ParamsWrongType(JsonType),
    /// A `method` beside a `result` or `error`, as servers write that echo the request; read as a response.
    MethodInResponse,
    /// A `result` beside `"error": null`, as serialisers write that print every member; read as the result.
    ErrorNullWithResult,
    /// An `error` beside `"result": null`; read as the error.
    ResultNullWithError,
    /// Both are there and neither is null; read as the error, so that none is overlooked.
    ResultAndError,
    /// Neither `result` nor `error` nor `method`, or `"error": null` alone.
    Neither,
    /// A `result` that is no object, which every MCP schema demands.
    ResultWrongType(JsonType),
    /// An `error` that is no object, such as a text; a text is taken for the message.
    ErrorWrongType(JsonType),
    /// `error.code` is missing (JSON-RPC 2.0, 5.1).
    ErrorCodeMissing,
    /// `error.code` is not an integer. `"-32601"` and `-32601.0` are named too, and read.
    ErrorCodeWrongType,
    /// `error.message` is missing (JSON-RPC 2.0, 5.1).
    ErrorMessageMissing,
    /// `error.message` is no string.
    ErrorMessageWrongType,
}

/// The shapes of text that is not JSON: each has its own cause, from a page of a proxy to a body that was cut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotJson {
    /// Nothing, or white space. A server that answers a request with 202 or 204 sends this.
    Empty,
    /// JSON that stops in the middle: the server closed early, or the body was read up to its limit only.
    Cut,
    /// Begins with `<`: HTML or XML, as a rule the page of a login, a proxy or a framework.
    Markup,
    /// Begins as an event stream does, whatever the content type says.
    EventStream,
    /// Anything else, such as `Not Found` or JSON with a comma too many.
    Syntax,
}
