//! What deep mode found: how the server answers what no healthy client sends, and whether its sessions are alike.
//!
//! Each question is one row of a table, so that the page can say beforehand what is asked and afterwards how each
//! was answered; only what departs from the specification becomes a finding.

mod credentials;
mod envelope;
mod modern;
mod names;
mod rounds;
mod sessions;
mod versions;

use serde_json::Value;

use super::case::{Case, request_id};
use super::draft::{Draft, Findings};
use crate::protocol::document::json_enum;
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::revision::Revision;
use crate::trace::purpose::{NegativeTest, Purpose};
use crate::trace::recording::{Exchange, Recording};

/// Everything that deep mode can find, and nothing else does.
pub const CODES: [&str; 26] = [
    "closing/usable-after-end",
    "endpoint/parse-error-status",
    "reach/cold-start",
    "session/initialize-error-unclear",
    "session/intermittent",
    "session/meta-not-required",
    "session/method-header-not-required",
    "session/method-mismatch-accepted",
    "session/missing-id-status",
    "session/ping-refused",
    "session/unknown-id-status",
    "session/unknown-method-accepted",
    "session/unknown-method-status",
    "session/version-echoed",
    "session/version-error-shape",
    "session/version-header-unchecked",
    "session/version-mismatch-accepted",
    "session/version-not-echoed",
    "session/versions-disagree",
    "stream/get-on-modern",
    "token/any-accepted",
    "token/invalid-status",
    "tools/differ-by-era",
    "tools/invalid-cursor",
    "tools/list-varies",
    "tools/order-varies",
];

/// One thing that deep mode looks at.
pub struct Question {
    /// What is asked, in the words of the page.
    pub asks: &'static str,
    /// Whether it is asked of this server.
    of: fn(&Case) -> bool,
    judge: fn(&Case) -> Verdict,
}

/// How a question was answered.
pub enum Verdict {
    /// It does not apply here.
    NotAsked,
    Sound,
    Departs(Draft),
    /// It was asked, and the answer tells nothing: it is hidden, never came, or is about something else.
    Unseen,
}

json_enum! {
    /// How a question stands, for the page.
    #[derive(Clone, Copy, Debug, Eq, PartialEq)]
    pub enum Stand {
        Sound = "sound",
        Departs = "departs",
        Unseen = "unseen",
    }
}

/// Everything that deep mode looks at, in the order in which it is asked.
static QUESTIONS: [Question; 22] = [
    Question {
        asks: "a version that was never published, in header and `_meta`",
        of: stateless,
        judge: modern::unknown_version,
    },
    Question {
        asks: "whether that refusal lists the versions that `server/discover` lists",
        of: stateless,
        judge: modern::versions_agree,
    },
    Question {
        asks: "a header and a `_meta` that name two versions",
        of: stateless,
        judge: modern::version_mismatch,
    },
    Question {
        asks: "a header and a body that name two methods",
        of: stateless,
        judge: modern::method_mismatch,
    },
    Question {
        asks: "no `Mcp-Method` header",
        of: stateless,
        judge: modern::no_method_header,
    },
    Question {
        asks: "no `_meta`",
        of: stateless,
        judge: modern::no_meta,
    },
    Question {
        asks: "GET and DELETE of the endpoint",
        of: stateless,
        judge: modern::get_and_delete,
    },
    Question {
        asks: "`initialize`, as clients from before 2026-07-28 send it",
        of: stateless,
        judge: modern::initialize,
    },
    Question {
        asks: "the tools that such a client sees, where it is let in",
        of: stateless_with_tools,
        judge: modern::tools_by_era,
    },
    Question {
        asks: "`initialize` in every revision that has it, and in a version that was never published",
        of: legacy,
        judge: versions::echoed,
    },
    Question {
        asks: "whether each revision that it knows is agreed to when it is asked for",
        of: legacy,
        judge: versions::agreed,
    },
    Question {
        asks: "`ping`, as it should be",
        of: legacy,
        judge: envelope::ping,
    },
    Question {
        asks: "a method that nobody implements",
        of: anyone,
        judge: envelope::unknown_method,
    },
    Question {
        asks: "a body that is no JSON",
        of: anyone,
        judge: envelope::not_json,
    },
    Question {
        asks: "a list's page that does not exist",
        of: with_tools,
        judge: envelope::bad_cursor,
    },
    Question {
        asks: "an `MCP-Protocol-Version` that was never published",
        of: with_version_header,
        judge: versions::bad_header,
    },
    Question {
        asks: "a request without the session's id",
        of: with_sessions,
        judge: sessions::without_id,
    },
    Question {
        asks: "a session id that it never gave out",
        of: with_sessions,
        judge: sessions::unknown_id,
    },
    Question {
        asks: "a session after its end",
        of: with_sessions,
        judge: sessions::after_end,
    },
    Question {
        asks: "the opening request without your credential, and with a made-up one",
        of: guarded,
        judge: credentials::made_up,
    },
    Question {
        asks: "eight sessions, four at once and four in turn: is each opened, used and ended like the first?",
        of: anyone,
        judge: rounds::alike,
    },
    Question {
        asks: "the same tools in each of them",
        of: stateless_with_tools,
        judge: rounds::same_tools,
    },
];

pub(super) fn run(case: &Case, findings: &mut Findings) {
    if case.recording.negative_tests().next().is_none() {
        return;
    }
    for probe_request in questions(case) {
        if let Verdict::Departs(draft) = (probe_request.judge)(case) {
            findings.add(draft);
        }
    }
    if let Some(draft) = rounds::cold_start(case) {
        findings.add(draft);
    }
}

/// What is asked of this server, or would be.
pub fn questions<'c>(case: &'c Case) -> impl Iterator<Item = &'static Question> + use<'c> {
    QUESTIONS
        .iter()
        .filter(move |probe_request| (probe_request.of)(case))
}

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

fn with_version_header(case: &Case) -> bool {
    legacy(case) && speaks(case, Revision::V2025_06_18)
}

fn with_sessions(case: &Case) -> bool {
    let handshake = case.opened.map(|opened| opened.exchange);
    handshake.is_some_and(|exchange| exchange.header("mcp-session-id").is_some())
}

fn with_tools(case: &Case) -> bool {
    case.declares("tools")
}

fn stateless_with_tools(case: &Case) -> bool {
    stateless(case) && with_tools(case)
}

/// The run carries a credential.
fn guarded(case: &Case) -> bool {
    let options = &case.transcript.options;
    options.bearer.is_some()
        || !options.headers.is_empty()
        || case.recording.find(&Purpose::Token).is_some()
}

/// How each question that was asked was answered.
pub fn stands(case: &Case) -> Vec<(&'static str, Stand)> {
    let stand = |probe_request: &Question| match (probe_request.judge)(case) {
        Verdict::NotAsked => None,
        Verdict::Sound => Some((probe_request.asks, Stand::Sound)),
        Verdict::Departs(_) => Some((probe_request.asks, Stand::Departs)),
        Verdict::Unseen => Some((probe_request.asks, Stand::Unseen)),
    };
    questions(case).filter_map(stand).collect()
}

/// What came of one trial.
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
    fn in_words(&self) -> String {
        match self {
            Answer::Result(status, _) => format!("status {status} and a result"),
            Answer::Error(status, code, _) => format!("status {status} and the error {code}"),
            Answer::Bare(status) => format!("status {status}"),
        }
    }
}

/// The exchange of a trial, if it was made.
fn tried<'a>(case: &Case<'a>, test: NegativeTest, round: u32) -> Option<&'a Exchange> {
    case.recording
        .find(&Purpose::NegativeTest { test, index: round })
}

/// The answer of a trial; `None` where nothing can be read.
fn answer(exchange: &Exchange) -> Option<Answer<'_>> {
    let status = exchange.status()?;
    let own = request_id(exchange);
    let answers = |message: &&Message| {
        message.is_answer() && (message.id().is_none() || message.id() == own.as_ref())
    };
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
fn judged(
    case: &Case,
    test: NegativeTest,
    judge: impl FnOnce(&Exchange, Answer) -> Verdict,
) -> Verdict {
    let Some(exchange) = tried(case, test, 0) else {
        return Verdict::NotAsked;
    };
    match answer(exchange) {
        None | Some(Answer::Bare(401 | 403 | 429)) => Verdict::Unseen,
        Some(answer) => judge(exchange, answer),
    }
}

/// A finding about how a trial was answered.
fn departs(code: &'static str, exchange: &Exchange, answer: &Answer) -> Verdict {
    Verdict::Departs(Draft::new(code).value("observed", answer.in_words()).with([
        super::quote::outcome(exchange),
        super::quote::body(exchange),
    ]))
}

/// Whether a server of 2026-07-28 also lets older clients in: it may then take a request for one of theirs.
fn is_dual_era(case: &Case) -> bool {
    let initialize = tried(case, NegativeTest::Initialize, 0);
    matches!(initialize.and_then(answer), Some(Answer::Result(..)))
}

/// The revision that a server answered `initialize` with.
fn agreed_version<'a>(recording: &'a Recording, exchange: &'a Exchange) -> Option<&'a str> {
    super::case::result_of(recording, exchange)?
        .get("protocolVersion")?
        .as_str()
}

/// Whether the revision spoken is this one or a later one.
fn speaks(case: &Case, since: Revision) -> bool {
    case.speaks(since.as_str())
}
