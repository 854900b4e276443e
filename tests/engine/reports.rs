//! What is true of the report of every run, whatever happened in it. The played servers offer little and say
//! less of themselves, and the report says so.

use faultfinder::checks::{self, finding::Severity};
use faultfinder::redact::{self, Redacted};
use faultfinder::render;
use faultfinder::report::{self, Outcome, Report};
use faultfinder::trace::step::Step;
use faultfinder::trace::transcript::Transcript;
use faultfinder::trace::vantage::Options;
use faultfinder::trace::wire::Request;
use serde_json::{Value, json};

use crate::faults::help;
use crate::redirects::session_ids_stay;
use crate::schema;
use crate::world::{
    self, Answer, Cors, World, json_reply, legacy, legacy_cors, method, modern, old, open_cors,
    options, text_reply,
};

const URL: &str = "https://mcp.test/mcp";

/// Holds the report of a run against everything that must be true of all reports.
pub fn sound(transcript: &Transcript) -> Redacted<Report> {
    let report = report::redacted(transcript).with_help(&help());
    let published: Value = serde_json::from_str(include_str!(
        "../../src/report/faultfinder-report.schema.json"
    ))
    .expect("the schema is JSON");
    let document: Value = serde_json::from_str(&render::json(&report)).expect("the report is JSON");
    assert_eq!(schema::violation(&document, &published), None);

    session_ids_stay(transcript);

    let clean = redact::transcript(transcript);
    assert_eq!(
        *redact::transcript(&clean),
        *clean,
        "redacting twice changes nothing"
    );
    assert_eq!(
        essence(transcript),
        essence(&clean),
        "checks(t) == checks(redact(t))"
    );

    for finding in &report.findings {
        assert_ne!(finding.code, "tool/unexplained");
        let states = report.steps.iter().chain(&report.survey);
        let state = states
            .into_iter()
            .find(|state| state.id == finding.step)
            .expect("a lane");
        assert!(state.findings.contains(&finding.code));
    }
    let faults = report
        .findings
        .iter()
        .filter(|one| one.severity == Severity::Fault && Some(one.step) == report.failed_step);
    assert_eq!(
        faults.count(),
        usize::from(report.failed_step.is_some()),
        "one step, one code"
    );
    assert!(!render::markdown(&report, None).is_empty());
    for exchange in &report.exchanges {
        assert!(render::curl(&report, exchange.id).contains("curl "));
    }
    report
}

/// What may not depend on the secrets.
fn essence(transcript: &Transcript) -> Value {
    let findings = checks::findings(transcript).into_iter().map(|one| {
        json!([
            one.code,
            one.step.id(),
            one.severity.id(),
            one.certainty.id(),
            one.candidates
                .iter()
                .map(|candidate| candidate.code)
                .collect::<Vec<_>>(),
            one.evidence
                .iter()
                .map(|evidence| (evidence.exchange, world::json(&evidence.part)))
                .collect::<Vec<_>>(),
        ])
    });
    findings.collect()
}

fn run(options: Options, cors: Cors, serve: fn(&Request) -> Answer) -> Redacted<Report> {
    sound(World::run(options, cors, serve).run.transcript())
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_healthy_modern_server() {
    let report = run(options(URL), open_cors(), modern);
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert_eq!(
        codes(&report),
        ["session/server-info-missing", "tools/no-description"]
    );
    assert_eq!(
        report.verdict.eyebrow,
        "Connected: all 5 applicable steps passed"
    );
}

#[test]
fn a_healthy_legacy_server() {
    let report = run(options(URL), open_cors(), legacy);
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert_eq!(codes(&report), ["tools/empty"]);
}

#[test]
fn the_old_transport() {
    let report = run(options("https://mcp.test/sse"), open_cors(), old);
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert_eq!(
        codes(&report),
        ["tools/empty", "session/transport-deprecated"]
    );
}

#[test]
fn no_cors() {
    let report = run(options(URL), Cors::default(), legacy);
    assert_eq!(report.outcome, Some(Outcome::Failed));
    assert_eq!(report.failed_step, Some(Step::Cors));
    assert_eq!(report.code.as_deref(), Some("cors/not-allowed"));
}

#[test]
fn nothing_answers() {
    let report = run(options(URL), open_cors(), |_| Answer::Refuse);
    assert_eq!(report.outcome, Some(Outcome::Inconclusive));
    assert_eq!(
        report.verdict.headline,
        "No response from port 443 of `mcp.test`, and a browser cannot see why"
    );
}

#[test]
fn an_old_allow_list_is_a_note() {
    let report = run(options(URL), legacy_cors(), legacy);
    assert_eq!(report.outcome, Some(Outcome::Healthy));
    assert_eq!(
        codes(&report),
        ["tools/empty", "cors/modern-headers-not-allowed"]
    );
}

#[test]
fn credentials_are_wanted() {
    let serve = |_: &Request| text_reply(401, "text/plain", "no");
    let world = World::run_until_waiting(options(URL), open_cors(), serve);
    let report = sound(world.run.transcript());
    assert_eq!(report.outcome, Some(Outcome::AuthorizationRequired));
    assert_eq!(
        report.code.as_deref(),
        Some("challenge/credentials-required")
    );
    assert_eq!(report.failed_step, None);
}

#[test]
fn a_list_that_fails_degrades() {
    let serve = |request: &Request| match method(request).as_str() {
        "tools/list" => json_reply(
            200,
            &json!({"jsonrpc": "2.0", "id": 100, "error": {"code": -32603, "message": "broken"}}),
        ),
        _ => legacy(request),
    };
    let report = run(options(URL), open_cors(), serve);
    assert_eq!(report.outcome, Some(Outcome::Degraded));
    assert_eq!(report.code.as_deref(), Some("tools/list-failed"));
    assert_eq!(report.failed_step, None);
}
