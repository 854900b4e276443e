//! Two diagnoses of one server held against each other, and a diagnosis against what a link expects.

use super::depth;
use super::expected::{self, Expected};
use super::link::Link;
use crate::checks::finding::{Finding, Severity};
use crate::report::{Outcome, Report, StepReport};
use crate::trace::step::{Status, Step};

/// What became of a server between two runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub change: Change,
    /// The change in one sentence.
    pub sentence: String,
    /// Findings that only the later run has, without the one that the sentence names.
    pub new: Vec<Noticed>,
    /// Findings that only the earlier run has.
    pub gone: Vec<Noticed>,
    /// Steps and lanes of the survey that ended otherwise.
    pub steps: Vec<StepChange>,
    /// How long each step took that both runs timed.
    pub timings: Vec<Timing>,
    pub before_ms: f64,
    pub after_ms: f64,
    /// What was not the same for both runs, in sentences: it may be the whole difference.
    pub circumstances: Vec<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    SameFailure,
    OtherFailure,
    Fixed,
    BrokenNow,
    /// Healthy both times.
    StillHealthy,
    /// Both times only the credentials were missing.
    StillWaiting,
    /// The server asks for credentials where it opened a session before.
    AsksNow,
    /// One of the runs was stopped, is not over, or did not look where the other one did.
    Undecided,
}

/// A finding, as lists show it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Noticed {
    pub code: &'static str,
    pub title: String,
    pub severity: Severity,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StepChange {
    pub step: Step,
    pub before: Status,
    pub after: Status,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    pub step: Step,
    pub before_ms: f64,
    pub after_ms: f64,
}

/// Whether a run came to what its link expects.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expectation {
    pub reproduced: bool,
    /// `Reproduced: …` or `Not reproduced: …`, and why, as far as this page can know.
    pub sentences: Vec<String>,
}

pub fn compare(before: &Report, after: &Report) -> Comparison {
    let change = change(before, after);
    Comparison {
        change,
        sentence: sentence(change, before, after),
        new: only_in(after, before),
        gone: only_in(before, after),
        steps: steps(before, after),
        timings: timings(before, after),
        before_ms: before.duration_ms,
        after_ms: after.duration_ms,
        circumstances: circumstances(before, after),
    }
}

/// Holds a run against the link that asked for it; `None` while it is on, and for a link that expects nothing.
pub fn expectation(link: &Link, after: &Report) -> Option<Expectation> {
    let wanted = link.expected.as_ref()?;
    let got = expected::from_report(after)?;
    let reproduced = *wanted == got || is_same_failure(wanted, after);
    let got = words(&got, THEN);
    let code = wanted.code.as_deref().unwrap_or_default();
    let first = match reproduced {
        true => ["Reproduced: ", &got, ", as expected."].concat(),
        false if depth::is_beyond(code, after) => {
            let parts = [
                "Not seen so far: only a run that looks deeper finds `",
                code,
                "`. The button is beneath the verdict.",
            ];
            parts.concat()
        }
        false => {
            let wanted = words(wanted, THEN);
            [
                "Not reproduced: ",
                &got,
                ". In the original run, ",
                &wanted,
                ".",
            ]
            .concat()
        }
    };
    let mut sentences = vec![first];
    if !reproduced {
        sentences.extend(missing(link, after));
    }
    Some(Expectation {
        reproduced,
        sentences,
    })
}

fn change(before: &Report, after: &Report) -> Change {
    use Outcome::*;
    if depth::is_unequal(before, after) {
        return Change::Undecided;
    }
    match (before.outcome, after.outcome) {
        (None | Some(Cancelled), _) | (_, None | Some(Cancelled)) => Change::Undecided,
        (Some(Healthy), Some(Healthy)) => Change::StillHealthy,
        (Some(AuthorizationRequired), Some(AuthorizationRequired)) => Change::StillWaiting,
        (Some(_), Some(Healthy)) => Change::Fixed,
        (Some(Healthy), Some(AuthorizationRequired)) => Change::AsksNow,
        // The run now comes as far as the question for credentials.
        (Some(Degraded), Some(AuthorizationRequired)) => Change::AsksNow,
        (Some(_), Some(AuthorizationRequired)) => Change::Fixed,
        (Some(Healthy | AuthorizationRequired), Some(_)) => Change::BrokenNow,
        (Some(_), Some(_)) => match expected::from_report(before) {
            Some(then) if is_same_failure(&then, after) => Change::SameFailure,
            _ if after.code.is_some() && is_candidate(before, after) => Change::SameFailure,
            _ => Change::OtherFailure,
        },
    }
}

/// The same code; or what could not be told apart then is told apart now.
fn is_same_failure(then: &Expected, after: &Report) -> bool {
    then.code.is_some() && (then.code == after.code || names(after, then.code.as_deref()))
}

fn is_candidate(before: &Report, after: &Report) -> bool {
    names(before, after.code.as_deref())
}

/// Whether the verdict of a report has this code among its candidates.
fn names(report: &Report, code: Option<&str>) -> bool {
    let verdict = verdict(report);
    verdict.is_some_and(|one| one.candidates.iter().any(|other| Some(other.code) == code))
}

fn verdict(report: &Report) -> Option<&Finding> {
    let mut findings = report.findings.iter();
    findings.find(|finding| Some(finding.code) == report.code.as_deref())
}

fn sentence(change: Change, before: &Report, after: &Report) -> String {
    let what = match change {
        Change::SameFailure if before.code == after.code => "The same failure: ",
        Change::SameFailure => "The same failure, seen from another side: ",
        Change::OtherFailure => "Another failure: ",
        Change::Fixed => "Fixed: ",
        Change::BrokenNow => "Broken now: ",
        Change::StillHealthy => "Healthy both times: ",
        Change::StillWaiting => "No change: ",
        Change::AsksNow => "It wants credentials now: ",
        Change::Undecided if depth::is_unequal(before, after) => {
            return "Only one of the two runs looked deeper, and nothing else shows this fault."
                .into();
        }
        Change::Undecided => return "One of the two runs was not finished.".into(),
    };
    let (Some(then), Some(now)) = (expected::from_report(before), expected::from_report(after))
    else {
        return String::new();
    };
    match then == now {
        true => [what, &words(&now, NOW), ", as before."].concat(),
        false => [
            what,
            &words(&then, THEN),
            " before, now ",
            &words(&now, NOW),
            ".",
        ]
        .concat(),
    }
}

/// What each outcome is called, in the order of [`Outcome`].
type Tense = [&'static str; 6];

const NOW: Tense = [
    "the session opens",
    "the session opens, with a fault",
    "it stops",
    "it stops",
    "the server asks for credentials",
    "it is cancelled",
];

const THEN: Tense = [
    "the session opened",
    "the session opened, with a fault",
    "it stopped",
    "it stopped",
    "the server asked for credentials",
    "it was cancelled",
];

/// What a run came to, as part of a sentence.
fn words(expected: &Expected, tense: Tense) -> String {
    let outcome = tense.get(expected.outcome as usize).copied();
    let mut words = String::from(outcome.unwrap_or_default());
    if let Some(number) = expected.step.and_then(Step::number) {
        words.push_str(" at step ");
        words.push_str(&number.to_string());
    }
    match &expected.code {
        Some(code) if expected.outcome != Outcome::AuthorizationRequired => {
            words.push_str(" (`");
            words.push_str(code);
            words.push_str("`)");
        }
        _ => {}
    }
    if expected.outcome == Outcome::Inconclusive {
        words.push_str(", and a browser cannot see why");
    }
    words
}

/// What a link expects of a run, in a sentence.
pub fn expects(expected: &Expected) -> String {
    ["In the original run, ", &words(expected, THEN), "."].concat()
}

/// What a recording came to at the time, where today's checks read it otherwise.
pub fn reread(then: &Expected, report: &Report) -> Option<String> {
    let now = expected::from_report(report).filter(|now| now != then)?;
    let parts = [
        "Recorded was: ",
        &words(then, THEN),
        ". Today's checks read it as: ",
        &words(&now, THEN),
        ".",
    ];
    Some(parts.concat())
}

fn only_in(one: &Report, other: &Report) -> Vec<Noticed> {
    let is_new = |finding: &&Finding| {
        let is_verdict = one.code.as_deref() == Some(finding.code);
        !is_verdict
            && !depth::is_beyond(finding.code, other)
            && !other
                .findings
                .iter()
                .any(|known| known.code == finding.code)
    };
    let mut noticed: Vec<Noticed> = Vec::new();
    for finding in one.findings.iter().filter(is_new) {
        if noticed.iter().all(|known| known.code != finding.code) {
            noticed.push(Noticed {
                code: finding.code,
                title: finding.title.clone(),
                severity: finding.severity,
            });
        }
    }
    noticed
}

fn steps_of<'a>(
    before: &'a Report,
    after: &'a Report,
) -> impl Iterator<Item = (&'a StepReport, &'a StepReport)> {
    let before = before.steps.iter().chain(&before.survey);
    before.zip(after.steps.iter().chain(&after.survey))
}

fn steps(before: &Report, after: &Report) -> Vec<StepChange> {
    let changed = steps_of(before, after).filter(|(before, after)| before.status != after.status);
    changed
        .map(|(before, after)| StepChange {
            step: before.id,
            before: before.status,
            after: after.status,
        })
        .collect()
}

fn timings(before: &Report, after: &Report) -> Vec<Timing> {
    let took = |step: &StepReport| Some(step.end_ms? - step.start_ms?);
    steps_of(before, after)
        .filter_map(|(before, after)| {
            Some(Timing {
                step: before.id,
                before_ms: took(before)?,
                after_ms: took(after)?,
            })
        })
        .collect()
}

fn circumstances(before: &Report, after: &Report) -> Vec<String> {
    let (then, now) = (&before.transcript.options, &after.transcript.options);
    let mut differ = Vec::new();
    let mut say = |what: &str, then: &str, now: &str| {
        if then != now {
            let parts = [
                what,
                " was ",
                or_none(then),
                ", now it is ",
                or_none(now),
                ".",
            ];
            differ.push(parts.concat());
        }
    };
    say("The vantage", before.vantage, after.vantage);
    say("The browser", &before.browser, &after.browser);
    say("The page's origin", &before.page_origin, &after.page_origin);
    say(
        "The transport",
        before.target.transport,
        after.target.transport,
    );
    let header_names = |pairs: &[(String, String)]| {
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    };
    say(
        "The list of headers sent along",
        &header_names(&then.headers),
        &header_names(&now.headers),
    );
    match (&then.bearer, &now.bearer) {
        (Some(_), None) => differ.push("Before, a bearer token was sent; now none was.".into()),
        (None, Some(_)) => differ.push("Now a bearer token was sent; before, none was.".into()),
        _ => {}
    }
    differ.extend(depth::circumstance(before, after).map(str::to_owned));
    differ
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// What the run that a link tells of had, and this one had not.
fn missing(link: &Link, after: &Report) -> Vec<String> {
    let options = &after.transcript.options;
    let mut missing = Vec::new();
    if link.bearer && options.bearer.is_none() {
        missing.push("The original run had a bearer token; this one had none.".into());
    }
    let given = |name: &str| {
        let mut headers = options.headers.iter();
        headers.any(|(other, _)| other.eq_ignore_ascii_case(name))
    };
    for name in link.headers.iter().filter(|name| !given(name)) {
        missing.push(["The original run sent `", name, "`; this one did not."].concat());
    }
    if link
        .transport
        .is_some_and(|transport| transport != options.transport)
    {
        missing.push("The original run was told another transport.".into());
    }
    missing
}
