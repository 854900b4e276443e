//! Which era a server belongs to, judged by its answer to the first request (2026-07-28
//! `basic/versioning`, "Backward Compatibility"; `basic/transports/streamable-http`).

use serde_json::Value;

use super::result::{self, DiscoverResult, Problem};
use super::revision::Revision;
use crate::protocol::http::{ContentType, is_redirect};
use crate::protocol::jsonrpc::{Id, Message};

/// Codes that 2026-07-28 defines (`basic/index`, "Error Codes").
pub const HEADER_MISMATCH: i64 = -32020;
pub const MISSING_CAPABILITY: i64 = -32021;
pub const UNSUPPORTED_VERSION: i64 = -32022;
/// Codes of JSON-RPC 2.0, 5.1.
pub const PARSE_ERROR: i64 = -32700;
pub const METHOD_NOT_FOUND: i64 = -32601;
pub const INVALID_PARAMS: i64 = -32602;

/// What a server answered, as far as the era depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub status: u16,
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
        revision: Revision,
        result: Box<DiscoverResult>,
        problems: Vec<Problem>,
    },
    /// Try `initialize`.
    Legacy(Legacy),
    /// Modern, but 2026-07-28 was refused or is not listed. `retry` is set where the server lists it
    /// all the same: ask once more, never twice.
    UnsupportedVersion {
        supported: Vec<String>,
        retry: Option<Revision>,
    },
    /// A modern server that refuses the request itself, or a proxy that changed it.
    ModernRefusal { code: i64, message: String },
    /// The result is meant for `server/discover` and cannot be used.
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
    Redirect(u16),
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
        outside_current_rule: bool,
    },
    /// The server knows `initialize` and refuses it.
    Error {
        code: Option<i64>,
        message: String,
    },
    /// Success without an answer in it.
    NoAnswer,
    NotEvidence(NotEvidence),
}

/// Judges the answer to `server/discover`.
pub fn classify_discover(answer: Answer) -> Discovery {
    if let Some(reason) = not_evidence(answer.status) {
        return Discovery::NotEvidence(reason);
    }
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
        let supported = supported_versions(data.as_ref()).unwrap_or_default();
        let known = supported.iter().filter_map(|text| Revision::parse(text));
        let mutual = known
            .filter(|revision| !revision.is_modern() && *revision != asked)
            .max();
        if let Some(revision) = mutual {
            return Refusal::RetryWith(revision);
        }
        let modern_code = matches!(code, Some(HEADER_MISMATCH | UNSUPPORTED_VERSION));
        let names_modern = supported.iter().any(|text| is_modern_version(text))
            || message.contains(Revision::NEWEST_MODERN.as_str());
        if answer.status == 400 && (modern_code || names_modern) {
            return Refusal::ModernOnly;
        }
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
    let outside_current_rule = !matches!(answer.status, 400 | 404 | 405);
    Refusal::TryOldTransport {
        outside_current_rule,
    }
}

fn not_evidence(status: u16) -> Option<NotEvidence> {
    match status {
        401 => Some(NotEvidence::Unauthorized),
        403 => Some(NotEvidence::Forbidden),
        407 | 408 | 421 | 425 | 429 | 431 | 451 => Some(NotEvidence::Gateway(status)),
        _ if is_redirect(status) => Some(NotEvidence::Redirect(status)),
        500..=599 => Some(NotEvidence::ServerError(status)),
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

fn classify_result(value: &Value) -> Discovery {
    let is_modern = ["supportedVersions", "resultType", "ttlMs"]
        .iter()
        .any(|name| value.get(*name).is_some());
    if !is_modern {
        return Discovery::Legacy(Legacy::OtherResult);
    }
    let (result, problems) = result::discover(value);
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
        Some(code @ (HEADER_MISMATCH | MISSING_CAPABILITY)) if status == 400 => refusal(code),
        Some(METHOD_NOT_FOUND) => Discovery::Legacy(Legacy::MethodNotFound),
        Some(INVALID_PARAMS) if status == 400 => Discovery::Legacy(Legacy::InvalidParams),
        Some(code @ (-32001 | -32003 | -32004)) => Discovery::Legacy(Legacy::DraftCode(code)),
        other => Discovery::Legacy(Legacy::Error(other)),
    }
}

/// Versions that do not contain ours, or do although ours was refused.
fn unsupported(supported: Vec<String>) -> Discovery {
    if supported.iter().any(|text| is_modern_version(text)) {
        let known = supported.iter().filter_map(|text| Revision::parse(text));
        let retry = known.filter(|revision| revision.is_modern()).max();
        return Discovery::UnsupportedVersion { supported, retry };
    }
    Discovery::Legacy(Legacy::OnlyLegacyVersions(supported))
}

/// Whether a version string is none of the legacy era's: a published one, or one we do not know.
fn is_modern_version(text: &str) -> bool {
    Revision::parse(text).is_none_or(Revision::is_modern)
}

/// `data.supported` (2026-07-28 schema, `UnsupportedProtocolVersionError`); `None` if it names none.
fn supported_versions(data: Option<&Value>) -> Option<Vec<String>> {
    let items = data?.get("supported")?.as_array()?;
    let versions: Vec<String> = items
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    (!versions.is_empty()).then_some(versions)
}

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
