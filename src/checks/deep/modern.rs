//! What a server of 2026-07-28 has to refuse, and what it tells older clients.

use serde_json::Value;

use super::{Answer, Verdict, answer, departs, is_dual_era, judged, names, tried};
use crate::checks::case::Case;
use crate::checks::draft::Draft;
use crate::checks::quote;
use crate::protocol::jsonrpc::Message;
use crate::protocol::mcp::era::UNSUPPORTED_VERSION;
use crate::protocol::mcp::invalid_requests;
use crate::trace::purpose::NegativeTest;
use crate::trace::recording::Exchange;

pub fn unknown_version(case: &Case) -> Verdict {
    judged(case, NegativeTest::UnknownVersion, |exchange, answer| {
        let Answer::Error(status, UNSUPPORTED_VERSION, message) = answer else {
            return departs("session/version-error-shape", exchange, &answer);
        };
        let mut lacks = Vec::new();
        if status != 400 {
            lacks.push("the status 400");
        }
        if supported(message).is_none_or(|versions| versions.is_empty()) {
            lacks.push("a list of versions in `data.supported`");
        }
        if data(message, "requested").and_then(Value::as_str) != Some(invalid_requests::VERSION) {
            lacks.push("the version that was asked for in `data.requested`");
        }
        if lacks.is_empty() {
            return Verdict::Sound;
        }
        let observed = format!(
            "{}, without {}",
            answer_words(status),
            lacks.join(", without ")
        );
        Verdict::Departs(
            Draft::new("session/version-error-shape")
                .value("observed", observed)
                .with([quote::outcome(exchange), quote::body(exchange)]),
        )
    })
}

fn answer_words(status: u16) -> String {
    format!("status {status} and the error {UNSUPPORTED_VERSION}")
}

pub fn versions_agree(case: &Case) -> Verdict {
    judged(case, NegativeTest::UnknownVersion, |exchange, answer| {
        let Answer::Error(_, UNSUPPORTED_VERSION, message) = answer else {
            return Verdict::Unseen;
        };
        let listed = case
            .opened
            .and_then(|opened| opened.result.get("supportedVersions"));
        let (Some(refusal), Some(listed)) = (supported(message), listed.and_then(texts)) else {
            return Verdict::Unseen;
        };
        let covers = |a: &[&str], b: &[&str]| b.iter().all(|version| a.contains(version));
        if covers(&refusal, &listed) && covers(&listed, &refusal) {
            return Verdict::Sound;
        }
        let words = |versions: &[&str]| {
            let versions: Vec<String> =
                versions.iter().map(|&version| version.to_owned()).collect();
            quote::listed(&versions)
        };
        Verdict::Departs(
            Draft::new("session/versions-disagree")
                .value("found", words(&refusal))
                .value("supported", words(&listed))
                .with([quote::body(exchange)]),
        )
    })
}

fn data<'m>(message: &'m Message, member: &str) -> Option<&'m Value> {
    match message {
        Message::Error { data, .. } => data.as_ref()?.get(member),
        _ => None,
    }
}

fn supported(message: &Message) -> Option<Vec<&str>> {
    texts(data(message, "supported")?)
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

pub fn version_mismatch(case: &Case) -> Verdict {
    accepted(
        case,
        NegativeTest::VersionMismatch,
        "session/version-mismatch-accepted",
    )
}

pub fn method_mismatch(case: &Case) -> Verdict {
    accepted(
        case,
        NegativeTest::MethodMismatch,
        "session/method-mismatch-accepted",
    )
}

pub fn no_method_header(case: &Case) -> Verdict {
    not_required(
        case,
        NegativeTest::NoMethodHeader,
        "session/method-header-not-required",
    )
}

pub fn no_meta(case: &Case) -> Verdict {
    not_required(case, NegativeTest::NoMeta, "session/meta-not-required")
}

/// A request that has to be refused, in whatever words.
fn accepted(case: &Case, test: NegativeTest, code: &'static str) -> Verdict {
    judged(case, test, |exchange, answer| match answer {
        Answer::Result(..) => departs(code, exchange, &answer),
        Answer::Error(..) | Answer::Bare(_) => Verdict::Sound,
    })
}

/// The same, of what older clients send as well.
fn not_required(case: &Case, test: NegativeTest, code: &'static str) -> Verdict {
    match is_dual_era(case) && tried(case, test, 0).is_some() {
        true => Verdict::Sound,
        false => accepted(case, test, code),
    }
}

pub fn get_and_delete(case: &Case) -> Verdict {
    if is_dual_era(case) {
        return Verdict::NotAsked;
    }
    let refuses = |exchange: &Exchange| exchange.status() == Some(405);
    let judge = |exchange: &Exchange, answer: Answer| match refuses(exchange) {
        true => Verdict::Sound,
        false => departs("stream/get-on-modern", exchange, &answer),
    };
    match judged(case, NegativeTest::Get, judge) {
        Verdict::Sound => judged(case, NegativeTest::Delete, judge),
        other => other,
    }
}

pub fn initialize(case: &Case) -> Verdict {
    judged(case, NegativeTest::Initialize, |exchange, answer| {
        let names_version = match &answer {
            Answer::Result(..) => true,
            Answer::Error(_, UNSUPPORTED_VERSION, _) => true,
            Answer::Error(..) | Answer::Bare(_) => names_a_revision(&exchange.body_text()),
        };
        match names_version {
            true => Verdict::Sound,
            false => departs("session/initialize-error-unclear", exchange, &answer),
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

pub fn tools_by_era(case: &Case) -> Verdict {
    let Some(exchange) = tried(case, NegativeTest::Use, 0) else {
        return Verdict::NotAsked;
    };
    let Some(Answer::Result(_, result)) = answer(exchange) else {
        return Verdict::Unseen;
    };
    // Further pages were not asked for.
    if result.get("nextCursor").is_some() || case.pages("tools/list").count() != 1 {
        return Verdict::Unseen;
    }
    let now = names::of(case.tools.iter().map(|(_, tool)| *tool));
    let then = names::in_result(result).unwrap_or_default();
    let difference = names::difference(&now, &then);
    if difference.is_empty() {
        return Verdict::Sound;
    }
    Verdict::Departs(
        Draft::new("tools/differ-by-era")
            .value("found", difference)
            .with([quote::body(exchange)]),
    )
}
