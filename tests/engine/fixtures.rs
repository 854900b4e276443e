//! What the page recorded of every cause of the lab, and what must be true of each.
//! `tests/transcripts/README.md` says how they are made.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use faultfinder::checks::finding::{Finding, Severity};
use faultfinder::protocol::document;
use faultfinder::protocol::url::form_decode;
use faultfinder::redact;
use faultfinder::redact::secret::TAG;
use faultfinder::render;
use faultfinder::report::{self, Judging, Report, compute};
use faultfinder::trace::purpose::Purpose;
use faultfinder::trace::step::{Status, Step};
use faultfinder::trace::transcript::{Event, EventKind, Sent, Transcript};
use serde_json::Value;

use crate::reports::sound;
use crate::rows;
use crate::world::json;

#[path = "../shared/transcripts.rs"]
pub mod transcripts;
pub use transcripts::Kept;
use transcripts::replay;

/// Runs that do not replay: what was wrong with the credential went with the credential.
const LOST: [&str; 4] = [
    "header-value-invalid",
    "session-id-twice",
    "token-expired",
    "token-not-yet-valid",
];

/// Its session id is a word of its path, so that the path is cut where another secret would not cut it.
const WORD_OF_PATH: &str = "sse-endpoint-elsewhere";

/// A secret of theirs also stands in a header of the scheme `Basic`, where a made-up one cannot be put: it is found
/// once less, and the tags are numbered otherwise.
const BASIC: [&str; 4] = [
    "oauth-secret-basic",
    "registration-secret",
    "registration-secret-expires",
    "token-basic-blocked",
];

pub fn all() -> &'static [Kept] {
    static ALL: LazyLock<Vec<Kept>> = LazyLock::new(|| {
        transcripts::all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts"))
    });
    &ALL
}

/// Holds a rule against every transcript and names all that break it.
fn each(rule: impl Fn(&Kept)) {
    rows::each(all(), |kept| kept.name.clone(), |kept| rule(kept));
}

pub fn candidates(report: &Report) -> impl Iterator<Item = &'static str> {
    let findings = report.findings.iter();
    findings.flat_map(|finding| finding.candidates.iter().map(|candidate| candidate.code))
}

#[test]
fn each_ends_as_the_lab_expects() {
    each(|kept| {
        let report = compute(&kept.transcript);
        let expect = &kept.content["expect"];
        judge_verdict(expect, &report);
        judge_findings(expect, &report);
    });
}

fn judge_verdict(expect: &Value, report: &Report) {
    assert_eq!(json(&report.outcome), expect["outcome"]);
    let code = report.code.as_deref();
    if !code.is_some_and(|code| codes(expect, "also_allowed").any(|one| one == code)) {
        let main = report.findings.iter().find(|one| Some(one.code) == code);
        let certainty = main.map(|finding| finding.certainty.id());
        assert_eq!(expect["code"].as_str(), code);
        assert_eq!(expect["certainty"].as_str(), certainty);
    }
    let stops = expect["outcome"] == "failed" || expect["outcome"] == "inconclusive";
    let step = code.and_then(|code| code.split('/').next());
    assert_eq!(report.failed_step.map(Step::id), step.filter(|_| stops));
}

fn judge_findings(expect: &Value, report: &Report) {
    for wanted in codes(expect, "candidates_include") {
        let found = candidates(report).any(|code| code == wanted);
        assert!(found, "{wanted} is no candidate");
    }
    for wanted in codes(expect, "warnings") {
        let is_it = |one: &Finding| {
            let codes = one.code == wanted && one.severity != Severity::Fault;
            codes || one.consequences.iter().any(|code| code == wanted)
        };
        assert!(report.findings.iter().any(is_it), "there is no {wanted}");
    }
    for finding in &report.findings {
        let is_main = report.code.as_deref() == Some(finding.code);
        assert!(
            is_main || finding.severity != Severity::Fault,
            "{}",
            finding.code
        );
    }
}

/// What a sound server may hear although the lab does not expect it, and why.
const UNEXPECTED: [(&str, &str); 1] = [(
    "cors/local-server-open",
    "the page comes from the internet, and the lab is on the user's own machine",
)];

#[test]
fn sound_servers_hear_no_more_than_expected() {
    each(|kept| {
        if !kept.name.contains("healthy") {
            return;
        }
        let mut known: Vec<&str> = codes(&kept.content["expect"], "warnings").collect();
        known.extend(UNEXPECTED.map(|(code, _)| code));
        for finding in compute(&kept.transcript).findings {
            assert!(known.contains(&finding.code), "{}", finding.code);
        }
    });
    let sound = all().iter().filter(|kept| kept.name.contains("healthy"));
    assert!(sound.count() > 25, "the names have changed");
}

/// The codes that an expectation lists under this name.
fn codes<'a>(expect: &'a Value, list: &str) -> impl Iterator<Item = &'a str> {
    let codes = expect[list].as_array().into_iter().flatten();
    codes.filter_map(Value::as_str)
}

/// Each verdict with all that was noticed beside it. After a change that was meant, look at the difference and
/// accept it with `INSTA_UPDATE=always cargo test --test engine fixtures`.
#[test]
fn each_says_what_its_snapshot_says() {
    let mut table = String::new();
    for kept in all() {
        let report = compute(&kept.transcript);
        table.push_str(&verdict(&kept.name, &report));
    }
    insta::assert_snapshot!(table);
}

fn verdict(name: &str, report: &Report) -> String {
    let outcome = json(&report.outcome);
    let mut line = format!("{name}: {}", outcome.as_str().unwrap_or("none"));
    if let Some(code) = &report.code {
        line.push_str(&format!(" {code}"));
    }
    for finding in &report.findings {
        let (severity, certainty) = (finding.severity.id(), finding.certainty.id());
        line.push_str(&format!("\n    {severity} {}, {certainty}", finding.code));
        for code in &finding.consequences {
            line.push_str(&format!("\n        with {code}"));
        }
    }
    line + "\n"
}

/// What a page does in slices comes to what is done at once.
#[test]
fn each_is_judged_alike_in_slices() {
    each(|kept| {
        let mut cleaning = redact::Cleaning::new(&kept.transcript);
        while cleaning.step(&kept.transcript) {}
        let clean = cleaning.finish();
        assert_eq!(**clean, *redact::transcript(&kept.transcript));
        let mut judging = Judging::new(clean);
        let report = loop {
            match judging.step() {
                Ok(report) => break report,
                Err(rest) => judging = rest,
            }
        };
        assert_eq!(
            render::json(&report),
            render::json(&report::redacted(&kept.transcript))
        );
    });
}

#[test]
fn each_report_is_sound() {
    each(|kept| {
        assert_eq!(*redact::transcript(&kept.transcript), kept.transcript);
        sound(&kept.transcript);
    });
}

/// Secrets are put where the tags stand: they are found again, and what is said is the same with them.
#[test]
fn each_says_the_same_with_its_secrets() {
    each(|kept| {
        let text = document::compact(&kept.transcript);
        let (planted, secrets) = plant(&text);
        if secrets.is_empty() || kept.name == WORD_OF_PATH {
            return;
        }
        let planted: Transcript = document::read(&planted).expect("a transcript");
        if !BASIC.contains(&kept.name.as_str()) {
            assert_eq!(*redact::transcript(&planted), kept.transcript);
        }
        let report = render::json(&sound(&planted));
        for secret in secrets {
            assert!(!report.contains(&secret), "{secret}");
        }
    });
}

/// A text with a made-up secret for every tag, and these secrets. The same tag gets the same one.
fn plant(text: &str) -> (String, BTreeSet<String>) {
    let mut parts = text.split(TAG);
    let mut planted = parts.next().unwrap_or_default().to_owned();
    let mut secrets = BTreeSet::new();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && !":#%".contains(c));
        let (tag, rest) = part.split_at(end.unwrap_or(part.len()));
        let secret = secret(&tag.replace("%23", "#"));
        planted.push_str(&secret);
        planted.push_str(rest);
        secrets.insert(secret);
    }
    (planted, secrets)
}

/// As long as the tag says, and another for every tag: `session:17#2`.
fn secret(tag: &str) -> String {
    let length = tag
        .split([':', '#'])
        .nth(1)
        .and_then(|text| text.parse().ok());
    let mut state = tag
        .bytes()
        .fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
    let digits = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_digit(state >> 28, 16).unwrap_or('0')
    });
    digits.take(length.expect("a length")).collect()
}

#[test]
fn each_is_written_as_it_was() {
    each(|kept| {
        let text = document::compact(&kept.transcript);
        let again: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(again, kept.content["transcript"]);
        assert_eq!(document::read(&text).as_ref(), Some(&kept.transcript));
    });
}

#[test]
fn each_replays_to_itself() {
    each(|kept| {
        let again = replay(&kept.transcript);
        let differs = plain(again.transcript()) != plain(&kept.transcript);
        let excused = LOST.contains(&kept.name.as_str());
        assert_eq!(
            differs,
            excused,
            "{}",
            first_difference(&kept.transcript, again.transcript())
        );
    });
}

/// The verdict stands when all that is left is to end the session: what comes after changes nothing of it. Deep mode and
/// what else the user does then is another matter.
#[test]
fn no_verdict_waits_for_the_end_of_the_session() {
    let count = Cell::new(0);
    each(|kept| {
        let mut early = kept.transcript.clone();
        let closing = early.events.iter().position(is_closing);
        let Some(rest) = closing.map(|place| early.events.split_off(place + 1)) else {
            return;
        };
        if rest
            .iter()
            .any(|event| matches!(event.kind, EventKind::UserAction { .. }))
        {
            return;
        }
        count.set(count.get() + 1);
        let (early, late) = (compute(&early), compute(&kept.transcript));
        assert_eq!(early.outcome, late.outcome);
        assert_eq!(
            (early.code, early.failed_step),
            (late.code, late.failed_step)
        );
    });
    assert!(count.get() > 100, "{}", count.get());
}

fn is_closing(event: &Event) -> bool {
    let (closing, running) = (Step::Closing, Status::Running);
    matches!(&event.kind, EventKind::Step { step, status, .. } if (*step, *status) == (closing, running))
}

/// Told all that the session of this transcript was told, another one does the same.
pub fn replayed(transcript: &Transcript) {
    let again = replay(transcript);
    let difference = || first_difference(transcript, again.transcript());
    assert!(
        again.transcript().events == transcript.events,
        "{}",
        difference()
    );
}

/// The events, with what was sent to a token endpoint spelt plainly: what stands there for a secret is a text
/// that a form writes in another way than it was put in.
fn plain(transcript: &Transcript) -> Vec<Event> {
    let mut events = transcript.events.clone();
    for event in &mut events {
        if let EventKind::Send(Sent {
            purpose: Purpose::Token | Purpose::Refresh,
            request,
            ..
        }) = &mut event.kind
        {
            request.headers.remove("authorization");
            request.body = request.body.as_deref().map(form_decode);
        }
    }
    events
}

fn first_difference(kept: &Transcript, again: &Transcript) -> String {
    let pairs = kept.events.iter().zip(&again.events);
    let same = pairs.take_while(|(kept, again)| kept == again).count();
    format!(
        "event {same}: {:#?}\nagain: {:#?}",
        kept.events.get(same),
        again.events.get(same)
    )
}
