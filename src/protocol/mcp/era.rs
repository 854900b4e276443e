//! Which era a server belongs to, judged by its answer to the first request (2026-07-28
//! `basic/versioning`, "Backward Compatibility"; `basic/transports/streamable-http`).
//!
//! The specification leaves open which errors tell a modern server; docs/design.md, "Eras" has the whole reading that
//! is written down here, with the answers that prove nothing.

use serde_json::Value;

use super::result::{self, DiscoverResult, Problem};
use super::revision::Revision;
use crate::protocol::http::{ContentType, is_redirect};
use crate::protocol::jsonrpc::{Id, Message};

/// Codes that 2026-07-28 defines (`basic/index`, "Error Codes").
///
/// Headers and body disagree, or a header that must be there is not.
pub const HEADER_MISMATCH: i64 = -32020;
/// The request needs a capability that the client does not declare.
pub const MISSING_CAPABILITY: i64 = -32021;
/// The version is not spoken; `data.supported` names the versions that the server speaks.
pub const UNSUPPORTED_VERSION: i64 = -32022;

/// Codes of JSON-RPC 2.0, 5.1.
///
/// The body was no JSON.
pub const PARSE_ERROR: i64 = -32700;
/// The method does not exist or is not available.
pub const METHOD_NOT_FOUND: i64 = -32601;
/// Parameters are missing or wrong. MCP also answers an unknown cursor by it.
pub const INVALID_PARAMS: i64 = -32602;

/// What a server answered, as far as the era depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The status of the HTTP response.
    pub status: u16,
    /// The parsed `Content-Type`, if there was one.
    pub content_type: Option<&'a ContentType>,
    /// Whether the body held any byte besides white space.
    pub has_body: bool,
    /// Everything in the body or the stream that was JSON-RPC.
    pub messages: &'a [Message],
    /// The id of the request.
    pub id: &'a Id,
}

/// What the answer to `server/discover` proves.
#[derive(Clone, Debug, PartialEq)]
pub enum Discovery {
    /// The server speaks this revision of the modern era.
    Modern {
        /// The newest modern revision that both know.
        revision: Revision,
        /// What the server says about itself.
        result: Box<DiscoverResult>,
        /// Where the result leaves its schema.
        problems: Vec<Problem>,
    },
    /// Try `initialize`.
    Legacy(Legacy),
    /// Modern, but 2026-07-28 was refused or is not listed.
    UnsupportedVersion {
        /// What the server lists, in its order.
        supported: Vec<String>,
    },
    /// A modern server that refuses the request itself, or a proxy that changed it.
    ModernRefusal {
        /// -32020, -32021, or -32022 without versions.
        code: i64,
        /// The server's own words.
        message: String,
    },
    /// The result is one of `server/discover` and cannot be used.
    Malformed(Vec<Problem>),
    /// The answer says nothing about the era.
    NotEvidence(NotEvidence),
}

/// Why `initialize` comes next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Legacy {
    /// -32601: a modern server must know `server/discover`.
    MethodNotFound,
    /// -32602 with 400: ambiguous. If `initialize` fails too, a modern server refused our `_meta`.
    InvalidParams,
    /// A code that drafts of 2026-07-28 used, and older servers for other things.
    DraftCode(i64),
    /// Any other JSON-RPC error, such as "not initialized".
    Error(Option<i64>),
    /// The server lists versions, all of them older.
    OnlyLegacyVersions(Vec<String>),
    /// A result that has nothing of `server/discover` in it.
    OtherResult,
    /// An error status without JSON-RPC in the body.
    Status(u16),
    /// Success and a page for people.
    Html,
    /// Success without a byte.
    Empty,
    /// Success and a body without an answer in it.
    NoAnswer,
}

/// Answers that any server of any era gives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NotEvidence {
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 301, 302, 303, 307 or 308: the server is elsewhere.
    Redirect(u16),
    /// 5xx: nothing that the server decided.
    ServerError(u16),
    /// 407, 408, 421, 425, 429, 431, 451: about the route or the moment, not about the method.
    Gateway(u16),
    /// 1xx or out of range.
    OtherStatus(u16),
}

/// What a refused `initialize` proves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The server names versions; this is the newest that both know and was not asked for.
    RetryWith(Revision),
    /// The server speaks the modern era only: what failed `server/discover` is the root cause.
    ModernOnly,
    /// Look for the old transport by GET (400, 404, 405 since 2025-11-25; any 4xx before that).
    TryOldTransport {
        /// The status is one that only revisions before 2025-11-25 name.
        outside_current_rule: bool,
    },
    /// The server knows `initialize` and refuses it.
    Error {
        /// The code, if it is an integer.
        code: Option<i64>,
        /// The server's own words.
        message: String,
    },
    /// Success without an answer in it.
    NoAnswer,
    /// The answer says nothing about the era.
    NotEvidence(NotEvidence),
}

/// Judges the answer to `server/discover`.
pub fn classify_discover(answer: Answer) -> Discovery {
    // Authorization and gateways come before MCP: they answer any method alike.
    if let Some(reason) = not_evidence(answer.status) {
        return Discovery::NotEvidence(reason);
    }
    // A body with JSON-RPC in it counts whatever its status is: some servers answer every error with 200.
    match find(answer) {
        Some(Message::Response { result, .. }) => classify_result(result),
        Some(Message::Error {
            code,
            message,
            data,
            ..
        }) => classify_error(answer.status, *code, message, data.as_ref()),
        _ => Discovery::Legacy(without_answer(answer)),
    }
}

/// Judges an answer to `initialize` that is no result.
pub fn classify_refusal(answer: Answer, asked: Revision) -> Refusal {
    if let Some(reason) = not_evidence(answer.status) {
        return Refusal::NotEvidence(reason);
    }
    if let Some(Message::Error {
        code,
        message,
        data,
        ..
    }) = find(answer)
    {
        // Versions count whatever the code is: they are the one thing that a client can act on.
        let supported = supported_versions(data.as_ref()).unwrap_or_default();
        let known = supported.iter().filter_map(|text| Revision::parse(text));
        let mutual = known
            .filter(|revision| !revision.is_modern() && *revision != asked)
            .max();
        if let Some(revision) = mutual {
            return Refusal::RetryWith(revision);
        }
        // -32022 without versions, or a text that names the newest revision: the server knows no `initialize`.
        let modern_code = matches!(code, Some(HEADER_MISMATCH | UNSUPPORTED_VERSION));
        let names_modern = supported.iter().any(|text| is_modern_version(text))
            || message.contains(Revision::NEWEST_MODERN.as_str());
        if answer.status == 400 && (modern_code || names_modern) {
            return Refusal::ModernOnly;
        }
        // An error with a success status comes from a server that speaks JSON-RPC on this path.
        if answer.status < 400 {
            return Refusal::Error {
                code: *code,
                message: message.clone(),
            };
        }
    }
    if answer.status < 400 {
        return Refusal::NoAnswer;
    }
    // 2025-11-25 `basic/transports`, "Backwards Compatibility" names three statuses, earlier revisions any 4xx.
    let outside_current_rule = !matches!(answer.status, 400 | 404 | 405);
    Refusal::TryOldTransport {
        outside_current_rule,
    }
}

/// Statuses that say nothing about the era, because servers of every era send them.
fn not_evidence(status: u16) -> Option<NotEvidence> {
    match status {
        401 => Some(NotEvidence::Unauthorized),
        403 => Some(NotEvidence::Forbidden),
        407 | 408 | 421 | 425 | 429 | 431 | 451 => Some(NotEvidence::Gateway(status)),
        _ if is_redirect(status) => Some(NotEvidence::Redirect(status)),
        500..=599 => Some(NotEvidence::ServerError(status)),
        // 404 and 405 included: a legacy server whose path is another one answers so.
        200..=499 => None,
        _ => Some(NotEvidence::OtherStatus(status)),
    }
}

/// The answer to our request; failing that, any answer, for servers that lose the id.
fn find<'a>(answer: Answer<'a>) -> Option<&'a Message> {
    let mut answers = answer.messages.iter().filter(|message| message.is_answer());
    let ours = answers
        .clone()
        .find(|message| message.id() == Some(answer.id));
    ours.or_else(|| answers.next())
}

/// A result is modern if it has any of the members that only `server/discover` has: some legacy servers answer every
/// method with some result.
fn classify_result(value: &Value) -> Discovery {
    let is_modern = ["supportedVersions", "resultType", "ttlMs"]
        .iter()
        .any(|name| value.get(*name).is_some());
    if !is_modern {
        return Discovery::Legacy(Legacy::OtherResult);
    }
    let (result, problems) = result::discover(value);
    // Without a version there is nothing to go on with.
    if result.supported_versions.is_empty() {
        return Discovery::Malformed(problems);
    }
    let known = result
        .supported_versions
        .iter()
        .filter_map(|text| Revision::parse(text));
    match known.filter(|revision| revision.is_modern()).max() {
        Some(revision) => Discovery::Modern {
            revision,
            result: Box::new(result),
            problems,
        },
        None => unsupported(result.supported_versions),
    }
}

/// The codes that 2026-07-28 defines prove a modern server; any other error comes from a server that does not know
/// `server/discover`, which 2026-07-28 obliges every server to know.
fn classify_error(
    status: u16,
    code: Option<i64>,
    message: &str,
    data: Option<&Value>,
) -> Discovery {
    let refusal = |code| Discovery::ModernRefusal {
        code,
        message: message.to_owned(),
    };
    match code {
        Some(UNSUPPORTED_VERSION) => {
            supported_versions(data).map_or_else(|| refusal(UNSUPPORTED_VERSION), unsupported)
        }
        // The schema binds them to 400. With another status they are some server's own.
        Some(code @ (HEADER_MISMATCH | MISSING_CAPABILITY)) if status == 400 => refusal(code),
        Some(METHOD_NOT_FOUND) => Discovery::Legacy(Legacy::MethodNotFound),
        // A modern server may refuse our `_meta` so, a legacy one any parameters.
        Some(INVALID_PARAMS) if status == 400 => Discovery::Legacy(Legacy::InvalidParams),
        // Drafts of 2026-07-28 had these; older servers use -32001 for "session not found".
        Some(code @ (-32001 | -32003 | -32004)) => Discovery::Legacy(Legacy::DraftCode(code)),
        other => Discovery::Legacy(Legacy::Error(other)),
    }
}

/// Versions that do not contain ours, or do although ours was refused.
fn unsupported(supported: Vec<String>) -> Discovery {
    if supported.iter().any(|text| is_modern_version(text)) {
        return Discovery::UnsupportedVersion { supported };
    }
    Discovery::Legacy(Legacy::OnlyLegacyVersions(supported))
}

/// Whether a version string is none of the legacy era's: a published one, or one we do not know.
fn is_modern_version(text: &str) -> bool {
    Revision::parse(text).is_none_or(Revision::is_modern)
}

/// `data.supported` (2026-07-28 schema, `UnsupportedProtocolVersionError`); `None` if it names none.
fn supported_versions(data: Option<&Value>) -> Option<Vec<String>> {
    let items = data?.get("supported")?.as_array()?.iter();
    let texts = items.filter_map(Value::as_str);
    let versions: Vec<String> = texts.map(str::to_owned).collect();
    (!versions.is_empty()).then_some(versions)
}

/// What an answer without JSON-RPC shows.
fn without_answer(answer: Answer) -> Legacy {
    if answer.status >= 400 {
        Legacy::Status(answer.status)
    } else if answer.content_type.is_some_and(ContentType::is_html) {
        Legacy::Html
    } else if answer.has_body {
        Legacy::NoAnswer
    } else {
        Legacy::Empty
    }
}
