//! Compares what the page shows with what a cause of the lab has to come to.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use faultfinder_lab::{Cause, Certainty, Expect, Group, Lab, Need, Outcome};
use serde_json::Value;

use crate::case::{Case, Row, Stage};
use crate::deep::{self, Listening};
use crate::failure::Result;
use crate::page::{Form, Page, STEPS, Shown};
use crate::sign_in::{Plan, Visitor};
use crate::silence;
use crate::suite::report::checked_report;
use crate::transcripts;
use crate::world::Vantage;

const LIMIT: Duration = Duration::from_secs(45);

/// Causes at which the page waits for a silent server; the others get its own default.
const SILENT: [&str; 6] = [
    "reach/timeout",
    "reach/path-hangs",
    "endpoint/body-hangs",
    "endpoint/stream-silent",
    "endpoint/stream-without-answer",
    "endpoint/sse-endpoint-missing",
];

/// A case that tries this cause of the lab and judges the verdict.
pub fn case(cause: Cause) -> Case {
    let vantage = vantage_for(&cause);
    Case::new(cause.id, move |stage| Box::pin(try_cause(stage, cause))).from(vantage)
}

/// The same in Firefox; `None` where the lab does not say what it comes to there, or where it needs surroundings
/// that only the Chromium of these tests has.
pub fn case_in_firefox(cause: Cause) -> Option<Case> {
    let is_declared = cause.expect.firefox.is_some() && cause.requires.is_empty();
    let name = format!("{}-firefox", cause.id);
    let work = move |cause: Cause| Case::new(name, move |stage| Box::pin(try_cause(stage, cause)));
    is_declared.then(|| work(cause).from(Vantage::Firefox))
}

/// From where the page has to be visited.
pub fn vantage_for(cause: &Cause) -> Vantage {
    let needs = |need| cause.requires.contains(&need);
    match () {
        () if needs(Need::PublicPage) => Vantage::Public,
        () if needs(Need::HttpsPage) => Vantage::Https,
        () if needs(Need::LabCa) || needs(Need::LabName) => Vantage::Trusting,
        () => Vantage::Localhost,
    }
}

/// What a user enters for this cause.
pub fn form_for(cause: &Cause) -> Form {
    let owned = |text: &str| text.to_owned();
    let silent = cause
        .expect
        .chromium
        .code
        .is_some_and(|code| SILENT.contains(&code));
    Form {
        server: cause.url.clone(),
        transport: cause.options.transport.map(owned),
        timeout: silent.then_some(2),
        bearer: cause.options.bearer.map(owned),
        headers: cause
            .options
            .headers
            .iter()
            .map(|(n, v)| (owned(n), owned(v)))
            .collect(),
    }
}

/// Runs a diagnosis of this cause and compares everything it declares.
pub async fn try_cause(stage: &Stage, cause: Cause) -> Result<Row> {
    let in_firefox = cause.expect.firefox.as_ref();
    let in_firefox = in_firefox.filter(|_| stage.vantage == Vantage::Firefox);
    let expect = in_firefox.unwrap_or(&cause.expect.chromium);
    let mut row = Row::expecting(words_for(expect));
    row.step = Some(part_of(cause.group, expect).to_owned());
    let page = stage.page();
    // What was sent to it before is not this run's.
    stage.world.lab.clear_log(Some(cause.id));
    let started = Instant::now();
    let mut shown = reach_verdict(&page, &cause).await?;
    if cause.deep {
        shown = judge_deep(&page, &stage.world.lab, &cause, expect, &mut row).await?;
    }
    row.got(&shown, started.elapsed());
    judge(expect, &shown, &mut row);
    if cause.group == Group::Healthy && in_firefox.is_none() {
        silence::judge(cause.id, stage.vantage, &shown, &mut row);
    }
    let report = checked_report(&page, &stage.world, cause.id, &shown, &mut row).await?;
    let verdicts = &stage.world.verdicts;
    verdicts.note(cause.id, stage.vantage.name(), &report);
    judge_candidates(expect, &report, &mut row);
    judge_warnings(expect, &report, &mut row);
    row.clean_console(&page).await?;
    if row.problems.is_empty() && in_firefox.is_none() {
        let vantages = (vantage_for(&cause), stage.vantage);
        transcripts::keep(&stage.world, &cause, vantages, &report, &mut row)?;
    }
    Ok(row)
}

/// Runs a diagnosis of this cause, and signs in where it says how.
pub async fn reach_verdict(page: &Page<'_>, cause: &Cause) -> Result<Shown> {
    let form = form_for(cause);
    // Only an address can stand in a link; everything else has to be pasted.
    if cause.url.starts_with("http") && cause.url.len() < 2000 {
        page.fill(&form).await?;
    } else {
        page.fill(&Form {
            server: String::new(),
            ..form.clone()
        })
        .await?;
        page.set_value("input[name=server]", 0, &cause.url).await?;
    }
    let (shown, _) = page.run(LIMIT).await?;
    match cause.sign_in.clone().map(Plan::by) {
        Some(plan) => Visitor::new(page, &plan).await?.sign_in().await,
        None => Ok(shown),
    }
}

/// Asks for deep mode, which has to find what the cause declares and nothing else.
async fn judge_deep(
    page: &Page<'_>,
    lab: &Lab,
    cause: &Cause,
    expect: &Expect,
    row: &mut Row,
) -> Result<Shown> {
    let server = Listening {
        lab,
        cause: cause.id,
    };
    let found = deep::ask(page, Some(server), row).await?;
    let expected = expect.code.iter().chain(&expect.warnings);
    let expected: BTreeSet<String> = expected.map(|code| (*code).to_owned()).collect();
    row.same("what deep mode found", found.fresh, expected);
    Ok(found.shown)
}

/// The step, or the part of the survey, that a cause is about.
fn part_of(group: Group, expect: &Expect) -> &str {
    let coded = prefix(expect.code.or(expect.warnings.first().copied()));
    let part = expect.step.or(coded).filter(|_| group != Group::Healthy);
    part.unwrap_or("healthy")
}

fn words_for(expect: &Expect) -> String {
    let outcome = outcome_name(expect.outcome);
    expect
        .code
        .map_or_else(|| outcome.to_owned(), |code| format!("{outcome} {code}"))
}

/// The step, or the part of the survey, that a code belongs to.
fn prefix(code: Option<&str>) -> Option<&str> {
    code.and_then(|code| code.split('/').next())
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Healthy => "healthy",
        Outcome::Degraded => "degraded",
        Outcome::Failed => "failed",
        Outcome::Inconclusive => "inconclusive",
        Outcome::AuthorizationRequired => "authorization-required",
    }
}

fn certainty_name(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Unknown => "unknown",
    }
}

fn judge(expect: &Expect, shown: &Shown, row: &mut Row) {
    row.same(
        "outcome",
        shown.outcome.as_deref(),
        Some(outcome_name(expect.outcome)),
    );
    let other = shown
        .code
        .as_deref()
        .filter(|code| expect.also_allowed.contains(code));
    if other.is_none() {
        row.same("code", shown.code.as_deref(), expect.code);
        let certainty = expect.certainty.map(certainty_name);
        let found = expect.code.and_then(|code| shown.finding(code));
        row.same("certainty", found.map(|f| f.certainty.as_str()), certainty);
    }
    judge_certainty(expect, shown, row);
    judge_steps(expect, shown, row);
    judge_faults(expect, shown, row);
}

/// Warnings and notes, each by itself or as what follows from another finding.
fn judge_warnings(expect: &Expect, report: &Value, row: &mut Row) {
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    for code in &expect.warnings {
        let present = findings.iter().any(|finding| {
            let is_reported = finding["code"] == *code && finding["severity"] != "fault";
            let folded = finding["consequences"].as_array();
            is_reported || folded.is_some_and(|codes| codes.iter().any(|one| one == code))
        });
        row.check(present, || format!("no warning or note {code}"));
    }
}

/// Nothing is left unknown but what the lab says cannot be known.
fn judge_certainty(expect: &Expect, shown: &Shown, row: &mut Row) {
    if expect.certainty == Some(Certainty::Unknown) {
        return;
    }
    for finding in shown.findings.iter().filter(|f| f.certainty == "unknown") {
        row.problems
            .push(format!("{} is unknown, and can be known", finding.code));
    }
}

fn judge_steps(expect: &Expect, shown: &Shown, row: &mut Row) {
    let waits = expect.outcome == Outcome::AuthorizationRequired;
    let stops = matches!(expect.outcome, Outcome::Failed | Outcome::Inconclusive);
    let failed = prefix(shown.code.as_deref().filter(|_| stops));
    row.same("failed step", shown.failed_step.as_deref(), failed);
    row.same(
        "state",
        shown.state.as_str(),
        if waits { "waiting" } else { "done" },
    );
    if let (true, Some(step)) = (waits, expect.step) {
        row.same(step, shown.status(step), "waiting");
    }
    for id in STEPS {
        let status = shown.status(id);
        let ended = ["pass", "warn", "fail", "skipped", "unseen", "unreached"].contains(&status);
        let open = waits && ["waiting", "pending"].contains(&status);
        row.check(ended || open, || format!("step {id} is left {status}"));
        row.check(
            (status == "fail") == (shown.failed_step.as_deref() == Some(id)),
            || {
                format!(
                    "step {id} is {status}, the failed step is {:?}",
                    shown.failed_step
                )
            },
        );
    }
}

fn judge_faults(expect: &Expect, shown: &Shown, row: &mut Row) {
    let mut faults: Vec<&str> = shown.codes("fault").collect();
    faults.dedup();
    match expect.outcome {
        Outcome::Healthy | Outcome::AuthorizationRequired => {
            row.check(faults.is_empty(), || {
                format!("faults: {}", faults.join(", "))
            });
        }
        Outcome::Degraded | Outcome::Failed | Outcome::Inconclusive => {
            let others: Vec<&str> = faults
                .iter()
                .copied()
                .filter(|code| Some(*code) != shown.code.as_deref())
                .collect();
            row.check(others.is_empty(), || {
                format!("further faults: {}", others.join(", "))
            });
            row.check(others.len() < faults.len(), || {
                "no fault carries the code".into()
            });
        }
    }
}

fn judge_candidates(expect: &Expect, report: &Value, row: &mut Row) {
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let main = findings.iter().find(|f| f["code"] == report["code"]);
    let candidates = main
        .and_then(|f| f["candidates"].as_array())
        .cloned()
        .unwrap_or_default();
    let code = report["code"].as_str().unwrap_or_default();
    // The candidates are those of the code that is expected, not of one that is as right.
    let wanted = match expect.also_allowed.contains(&code) {
        true => &[][..],
        false => &expect.candidates_include,
    };
    for code in wanted {
        let candidate = candidates.iter().find(|c| c["code"] == *code);
        row.check(candidate.is_some(), || {
            format!("{code} is not among the candidates")
        });
        let settles = candidate.is_none_or(|c| c["settle"].as_str().is_some_and(|s| !s.is_empty()));
        row.check(settles, || format!("{code} has no command that settles it"));
    }
}
