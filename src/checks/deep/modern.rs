//! Holds `session/version-error-shape`, `session/versions-disagree`,
//! `session/version-mismatch-accepted`, `session/method-mismatch-accepted`,
//! `session/method-header-not-required`, `session/meta-not-required`, `stream/get-on-modern`,
//! `session/initialize-error-unclear`, `tools/differ-by-era`.
//!
//! What a server of 2026-07-28 has to refuse (`basic/transports/streamable-http`, "Server
//! Validation"; `basic/versioning`), and what it tells clients from before.
//!
//! Silent: about headers and members that older clients do not send, where the server also lets
//! those in; about lists of tools that go over several pages, of which only the first was asked
//! for.

use serde_json::Value;

use super::{Answer, Outcome, answer, evaluate, is_dual_era, names, test_exchange, violation};
use crate::checks::case::Case;
use crate::checks::draft::Draft;
use crate::checks::placeholder::Placeholder;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::era::UNSUPPORTED_VERSION;
use crate::protocol::mcp::invalid_requests;
use crate::trace::exchange::Exchange;
use crate::trace::purpose::NegativeTest;

/// The refusal has a form (2026-07-28 `basic/versioning`, "Protocol Version Negotiation"): status
/// 400, error -32022, and both the versions that are known and the one that was asked for in its
/// data.
pub fn unknown_version(case: &Case) -> Outcome {
    evaluate(case, NegativeTest::UnknownVersion, |exchange, answer| {
        // Another error, or none: a client does not learn that the version is the matter.
        let Answer::Error(status, UNSUPPORTED_VERSION, message) = answer else {
            return violation("session/version-error-shape", exchange, &answer);
        };
        // The right error in an incomplete form; each missing part is named.
        let mut lacks = Vec::new();
        if status != 400 {
            lacks.push("the status 400");
        }
        if supported(message).is_none_or(|versions| versions.is_empty()) {
            lacks.push("a list of versions in `data.supported`");
        }
        if data(message, "requested").and_then(Value::as_str) != Some(invalid_requests::VERSION) {
            lacks.push("the requested version in `data.requested`");
        }
        if lacks.is_empty() {
            return Outcome::Conforms;
        }
        let observed = format!(
            "{}, without {}",
            answer_words(status),
            lacks.join(", without ")
        );
        Outcome::Violates(
            Draft::new("session/version-error-shape")
                .value(Placeholder::OBSERVED, observed)
                .with([quote::outcome(exchange), quote::body(exchange)]),
        )
    })
}

/// How the sentence begins; what is lacking follows.
fn answer_words(status: u16) -> String {
    format!("status {status} and the error {UNSUPPORTED_VERSION}")
}

/// The two places where a server of 2026-07-28 lists its versions. Where either cannot be read
/// there is nothing to compare.
pub fn versions_agree(case: &Case) -> Outcome {
    evaluate(case, NegativeTest::UnknownVersion, |exchange, answer| {
        let Answer::Error(_, UNSUPPORTED_VERSION, message) = answer else {
            return Outcome::Unseen;
        };
        let listed = case
            .handshake
            .and_then(|handshake| handshake.result.get("supportedVersions"));
        let (Some(refusal), Some(listed)) = (supported(message), listed.and_then(texts)) else {
            return Outcome::Unseen;
        };
        // The order is free, and so is listing one twice.
        let covers = |a: &[&str], b: &[&str]| b.iter().all(|version| a.contains(version));
        if covers(&refusal, &listed) && covers(&listed, &refusal) {
            return Outcome::Conforms;
        }
        let words = |versions: &[&str]| {
            let versions: Vec<String> =
                versions.iter().map(|&version| version.to_owned()).collect();
            quote::listed(&versions)
        };
        Outcome::Violates(
            Draft::new("session/versions-disagree")
                .value(Placeholder::FOUND, words(&refusal))
                .value(Placeholder::SUPPORTED, words(&listed))
                .with([quote::body(exchange)]),
        )
    })
}

/// A member of the `data` of an error.
fn data<'m>(message: &'m Message, member: &str) -> Option<&'m Value> {
    match message {
        Message::Error { data, .. } => data.as_ref()?.get(member),
        _ => None,
    }
}

/// The versions that a refusal lists; nothing where one of them is no text.
fn supported(message: &Message) -> Option<Vec<&str>> {
    texts(data(message, "supported")?)
}

/// All of a list, or nothing.
fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// The header and the body name two versions, both of which the server knows.
pub fn version_mismatch(case: &Case) -> Outcome {
    accepted(
        case,
        NegativeTest::VersionMismatch,
        "session/version-mismatch-accepted",
    )
}

/// The header names one method and the body another: both exist, so only comparing them tells.
pub fn method_mismatch(case: &Case) -> Outcome {
    accepted(
        case,
        NegativeTest::MethodMismatch,
        "session/method-mismatch-accepted",
    )
}

/// The header is demanded of every request of 2026-07-28 (`basic/transports/streamable-http`,
/// "Standard Request Headers").
pub fn no_method_header(case: &Case) -> Outcome {
    not_required(
        case,
        NegativeTest::NoMethodHeader,
        "session/method-header-not-required",
    )
}

/// Version and capabilities of the client stand in `_meta` of every request (2026-07-28 `basic`,
/// "General fields").
pub fn no_meta(case: &Case) -> Outcome {
    not_required(case, NegativeTest::NoMeta, "session/meta-not-required")
}

/// A request that has to be refused, in whatever words.
fn accepted(case: &Case, test: NegativeTest, code: &'static str) -> Outcome {
    evaluate(case, test, |exchange, answer| match answer {
        Answer::Result(..) => violation(code, exchange, &answer),
        Answer::Error(..) | Answer::Bare(_) => Outcome::Conforms,
    })
}

/// The same, of what older clients send as well.
fn not_required(case: &Case, test: NegativeTest, code: &'static str) -> Outcome {
    match is_dual_era(case) && test_exchange(case, test, 0).is_some() {
        // From a client of `initialize` the same request is in order.
        true => Outcome::Conforms,
        false => accepted(case, test, code),
    }
}

/// 2026-07-28 has neither. GET first; DELETE only where GET was refused as it should be, so that
/// one cause is told once.
pub fn get_and_delete(case: &Case) -> Outcome {
    if is_dual_era(case) {
        // For older clients both mean something there, and are answered for them.
        return Outcome::NotAsked;
    }
    let refuses = |exchange: &Exchange| exchange.status() == Some(405);
    let judge = |exchange: &Exchange, answer: Answer| match refuses(exchange) {
        true => Outcome::Conforms,
        false => violation("stream/get-on-modern", exchange, &answer),
    };
    match evaluate(case, NegativeTest::Get, judge) {
        Outcome::Conforms => evaluate(case, NegativeTest::Delete, judge),
        other => other,
    }
}

/// An older client comes with `initialize`. A server that does not know it shall at least say which
/// versions it knows, for the user who reads the error (2026-07-28 `basic/versioning`, "Backward
/// Compatibility").
pub fn initialize(case: &Case) -> Outcome {
    evaluate(case, NegativeTest::Initialize, |exchange, answer| {
        let names_version = match &answer {
            // It knows older clients, and lets them in.
            Answer::Result(..) => true,
            Answer::Error(_, UNSUPPORTED_VERSION, _) => true,
            Answer::Error(..) | Answer::Bare(_) => names_a_revision(&exchange.body_text()),
        };
        match names_version {
            true => Outcome::Conforms,
            false => violation("session/initialize-error-unclear", exchange, &answer),
        }
    })
}

/// Any date of this century will do: an old client's user shall learn which versions there are.
fn names_a_revision(text: &str) -> bool {
    let is_date = |bytes: &[u8]| {
        bytes.starts_with(b"20")
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    text.as_bytes().windows(10).any(is_date)
}

/// Whether a client of `initialize` sees the same tools. Only asked where such a client was let in.
pub fn tools_by_era(case: &Case) -> Outcome {
    let Some(exchange) = test_exchange(case, NegativeTest::Use, 0) else {
        return Outcome::NotAsked;
    };
    let Some(Answer::Result(_, result)) = answer(exchange) else {
        return Outcome::Unseen;
    };
    // Further pages were not asked for.
    if result.get("nextCursor").is_some() || case.pages("tools/list").count() != 1 {
        return Outcome::Unseen;
    }
    let now = names::tool_names(case.tools.iter().map(|(_, tool)| *tool));
    let then = names::in_result(result).unwrap_or_default();
    let difference = names::difference(&now, &then);
    if difference.is_empty() {
        return Outcome::Conforms;
    }
    Outcome::Violates(
        Draft::new("tools/differ-by-era")
            .value(Placeholder::FOUND, difference)
            .with([quote::body(exchange)]),
    )
}
