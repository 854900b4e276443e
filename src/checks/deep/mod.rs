//! What deep mode found: how the server answers what no healthy client sends, and whether its
//! sessions are alike.
//!
//! Each question is one row of a table, so that the page can say beforehand what is asked and
//! afterwards how each was answered; only what departs from the specification becomes a finding.
//! The codes stand in the heads of the files that judge, and in the registry as `deep`.
//!
//! A question that cannot be answered is not answered: where a gate refused, the browser hid the
//! answer or the user stopped, the outcome is `Unseen`, and no finding.

mod credentials;
mod envelope;
mod extra_sessions;
mod modern;
mod names;
mod sessions;
mod versions;

use serde_json::Value;

use super::case::{Case, request_id};
use super::draft::{Draft, Findings};
use crate::checks::placeholder::Placeholder;
use crate::protocol::document::json_enum;
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::revision::Revision;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::recording::Recording;

/// One thing that deep mode looks at.
pub struct DeepCheck {
    /// What is asked, in the words of the page.
    pub description: &'static str,
    /// Whether it is asked of this server.
    applies: fn(&Case) -> bool,
    evaluate: fn(&Case) -> Outcome,
}

/// How a question was answered.
pub enum Outcome {
    /// It does not apply here, or deep mode did not get so far.
    NotAsked,
    /// As the specification has it.
    Conforms,
    /// As it must not be: the finding says what came.
    Violates(Draft),
    /// It was asked, and the answer tells nothing: it is hidden, never came, or is about something else.
    Unseen,
}

impl Outcome {
    fn status(&self) -> Option<CheckStatus> {
        match self {
            Outcome::NotAsked => None,
            Outcome::Conforms => Some(CheckStatus::Conforms),
            Outcome::Violates(_) => Some(CheckStatus::Violates),
            Outcome::Unseen => Some(CheckStatus::Unseen),
        }
    }
}

json_enum! {
    /// How a question stands, for the page.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum CheckStatus {
        Conforms = "sound",
        Violates = "departs",
        Unseen = "unseen",
    }
}

/// Everything that deep mode looks at, in the order in which it is asked.
static DEEP_CHECKS: [DeepCheck; 22] = [
    DeepCheck {
        // 2026-07-28 `basic/versioning`, "Protocol Version Negotiation": it must be refused, with
        // a list of those that are known.
        description: "a version that was never published, in header and `_meta`",
        applies: stateless,
        evaluate: modern::unknown_version,
    },
    DeepCheck {
        // The same exchange, read for another question.
        description: "whether that error lists the same versions as `server/discover`",
        applies: stateless,
        evaluate: modern::versions_agree,
    },
    DeepCheck {
        // `basic/transports/streamable-http`, "Server Validation": header and body must agree,
        // here and in the next one.
        description: "a header and `_meta` with different versions",
        applies: stateless,
        evaluate: modern::version_mismatch,
    },
    DeepCheck {
        description: "a header and a body with different methods",
        applies: stateless,
        evaluate: modern::method_mismatch,
    },
    DeepCheck {
        // The same section: what is missing must be refused as what disagrees.
        description: "no `Mcp-Method` header",
        applies: stateless,
        evaluate: modern::no_method_header,
    },
    DeepCheck {
        // `basic`, "General fields": it names the version, so nothing can be answered without it.
        description: "no `_meta`",
        applies: stateless,
        evaluate: modern::no_meta,
    },
    DeepCheck {
        // "Earlier Streamable Revisions": 405 tells older clients that there is neither.
        description: "GET and DELETE of the endpoint",
        applies: stateless,
        evaluate: modern::get_and_delete,
    },
    DeepCheck {
        // `basic/versioning`, "Backward Compatibility": who is too old should be told so.
        description: "`initialize`, as clients from before 2026-07-28 send it",
        applies: stateless,
        evaluate: modern::initialize,
    },
    DeepCheck {
        // No text demands it; a server with two lists of tools surprises its users.
        description: "the list of tools of such a client, if it can connect",
        applies: stateless_with_tools,
        evaluate: modern::tools_by_era,
    },
    DeepCheck {
        // 2024-11-05 to 2025-11-25 `basic/lifecycle`, "Version Negotiation": one request for each,
        // all in sessions of their own.
        description: "`initialize` in every revision that has it, and in a version that was never published",
        applies: legacy,
        evaluate: versions::echoed,
    },
    DeepCheck {
        // The same exchanges, read for the other half of that section.
        description: "whether each supported revision is accepted when it is requested",
        applies: legacy,
        evaluate: versions::agreed,
    },
    DeepCheck {
        // `basic/utilities/ping`. The one question here that every client may ask.
        description: "a valid `ping`",
        applies: legacy,
        evaluate: envelope::ping,
    },
    DeepCheck {
        // JSON-RPC 2.0, 5.1: -32601.
        description: "an unknown method",
        applies: anyone,
        evaluate: envelope::unknown_method,
    },
    DeepCheck {
        // JSON-RPC 2.0, 5.1: -32700.
        description: "a body that is not JSON",
        applies: anyone,
        evaluate: envelope::not_json,
    },
    DeepCheck {
        // `server/utilities/pagination`, "Error Handling".
        description: "`tools/list` with an unknown cursor",
        applies: with_tools,
        evaluate: envelope::bad_cursor,
    },
    DeepCheck {
        // 2025-06-18 `basic/transports`, "Protocol Version Header": 400.
        description: "an `MCP-Protocol-Version` that was never published",
        applies: with_version_header,
        evaluate: versions::bad_header,
    },
    DeepCheck {
        // 2025-03-26 `basic/transports`, "Session Management", as are the next two: 400, 404 and
        // 404.
        description: "a request without the session ID",
        applies: with_sessions,
        evaluate: sessions::without_id,
    },
    DeepCheck {
        description: "a session ID that was never issued",
        applies: with_sessions,
        evaluate: sessions::unknown_id,
    },
    DeepCheck {
        description: "a session after its end",
        applies: with_sessions,
        evaluate: sessions::after_end,
    },
    DeepCheck {
        // `basic/authorization`, "Token Handling". The user's own credential is not sent in its
        // place, so nothing can be locked out.
        description: "the opening request without your credential, and with a made-up one",
        applies: requires_credential,
        evaluate: credentials::made_up,
    },
    DeepCheck {
        // docs/checks.md, F25: where several instances do not share their sessions, one in a few
        // requests gets lost.
        description: "eight sessions, four at once and four one after another: does each open, work and end like the first?",
        applies: anyone,
        evaluate: extra_sessions::sessions_consistent,
    },
    DeepCheck {
        // 2026-07-28 `server/tools`, "Listing Tools".
        description: "the same tools in each of them",
        applies: stateless_with_tools,
        evaluate: extra_sessions::same_tools,
    },
];

/// Only what departs from the specification becomes a finding; the rest is shown in the page's
/// list.
pub(super) fn run(case: &Case, findings: &mut Findings) {
    if case.recording.negative_tests().next().is_none() {
        return;
    }
    for check in deep_checks(case) {
        if let Outcome::Violates(draft) = (check.evaluate)(case) {
            findings.add(draft);
        }
    }
    // No question was asked for it: the times of the other answers tell it.
    if let Some(draft) = extra_sessions::cold_start(case) {
        findings.add(draft);
    }
}

/// What is asked of this server, or would be.
pub fn deep_checks<'c>(case: &'c Case) -> impl Iterator<Item = &'static DeepCheck> + use<'c> {
    DEEP_CHECKS
        .iter()
        .filter(move |check| (check.applies)(case))
}

/// Asked of every server.
fn anyone(_: &Case) -> bool {
    true
}

/// Servers of 2026-07-28 and later.
fn stateless(case: &Case) -> bool {
    case.is_modern()
}

/// Servers with `initialize`.
fn legacy(case: &Case) -> bool {
    !case.is_modern()
}

/// The header came with 2025-06-18; an older server need not know it.
fn with_version_header(case: &Case) -> bool {
    legacy(case) && revision_at_least(case, Revision::V2025_06_18)
}

/// The server gave out an id when the session opened. A server without sessions cannot lose one.
fn with_sessions(case: &Case) -> bool {
    let handshake = case.handshake.map(|handshake| handshake.exchange);
    handshake.is_some_and(|exchange| exchange.header("mcp-session-id").is_some())
}

/// The lists that are compared, and the cursor that is made up, are those of the tools.
fn with_tools(case: &Case) -> bool {
    case.declares("tools")
}

/// Only 2026-07-28 forbids that the list depends on the connection.
fn stateless_with_tools(case: &Case) -> bool {
    stateless(case) && with_tools(case)
}

/// The run carries a credential.
fn requires_credential(case: &Case) -> bool {
    let options = &case.transcript.options;
    // By hand, in a header of its own, or from signing in.
    options.bearer.is_some()
        || !options.headers.is_empty()
        || case.recording.find(&Purpose::Token).is_some()
}

/// How each question that was asked was answered.
pub fn check_statuses(case: &Case) -> Vec<(&'static str, CheckStatus)> {
    let status_of = |check: &DeepCheck| Some((check.description, (check.evaluate)(case).status()?));
    deep_checks(case).filter_map(status_of).collect()
}

/// What came of one negative test.
enum Answer<'a> {
    /// A result, with the status of the response.
    Result(u16, &'a Value),
    /// A JSON-RPC error.
    Error(u16, i64, &'a Message),
    /// A status, and no message that answers.
    Bare(u16),
}

impl Answer<'_> {
    fn status(&self) -> u16 {
        match self {
            Answer::Result(status, _) | Answer::Error(status, ..) | Answer::Bare(status) => *status,
        }
    }

    /// In the words of a sentence: `status 200 and a result`.
    fn describe(&self) -> String {
        match self {
            Answer::Result(status, _) => format!("status {status} and a result"),
            Answer::Error(status, code, _) => format!("status {status} and the error {code}"),
            Answer::Bare(status) => format!("status {status}"),
        }
    }
}

/// The exchange of a negative test, if it was made.
fn test_exchange<'a>(case: &Case<'a>, test: NegativeTest, index: u32) -> Option<&'a Exchange> {
    case.recording.find(&Purpose::NegativeTest { test, index })
}

/// The answer of a negative test; `None` where nothing can be read.
fn answer(exchange: &Exchange) -> Option<Answer<'_>> {
    let status = exchange.status()?;
    let own = request_id(exchange);
    let answers = |message: &&Message| {
        message.is_answer() && (message.id().is_none() || message.id() == own.as_ref())
    };
    // An error without an id can only be the answer to the one request that was sent.
    let mut messages = exchange.messages.iter().map(|(_, message)| message);
    Some(match messages.find(answers) {
        Some(Message::Response { result, .. }) => Answer::Result(status, result),
        Some(message @ Message::Error { code, .. }) => {
            Answer::Error(status, code.unwrap_or_default(), message)
        }
        _ => Answer::Bare(status),
    })
}

/// Judges a trial by what came of it. What a gate before the server refuses says nothing about the server.
fn evaluate(
    case: &Case,
    test: NegativeTest,
    judge: impl FnOnce(&Exchange, Answer) -> Outcome,
) -> Outcome {
    let Some(exchange) = test_exchange(case, test, 0) else {
        return Outcome::NotAsked;
    };
    match answer(exchange) {
        // A gate before the server: what stands there looks at credentials and counts requests,
        // whatever is in them.
        None | Some(Answer::Bare(401 | 403 | 429)) => Outcome::Unseen,
        Some(answer) => judge(exchange, answer),
    }
}

/// A finding about how a trial was answered.
fn violation(code: &'static str, exchange: &Exchange, answer: &Answer) -> Outcome {
    let draft = Draft::new(code).value(Placeholder::OBSERVED, answer.describe());
    let evidence = [
        super::quote::outcome(exchange),
        super::quote::body(exchange),
    ];
    Outcome::Violates(draft.with(evidence))
}

/// Whether a server of 2026-07-28 also lets older clients in: it may then take a request for one of theirs.
fn is_dual_era(case: &Case) -> bool {
    let initialize = test_exchange(case, NegativeTest::Initialize, 0);
    matches!(initialize.and_then(answer), Some(Answer::Result(..)))
}

/// The revision that a server answered `initialize` with.
fn agreed_version<'a>(recording: &'a Recording, exchange: &'a Exchange) -> Option<&'a str> {
    super::case::result_of(recording, exchange)?
        .get("protocolVersion")?
        .as_str()
}

/// Whether the revision spoken is this one or a later one.
fn revision_at_least(case: &Case, since: Revision) -> bool {
    case.revision_at_least(since)
}
