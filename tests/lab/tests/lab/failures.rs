//! The fifty recorded failures: which causes reproduce each, what is said of it, and what was recorded.

use std::path::{Path, PathBuf};

use faultfinder_lab::{Cause, Outcome};

use crate::lab;

/// Failures that no server reproduces, and why.
const WITHOUT: [(u8, &str); 1] = [(
    18,
    "a rule of our own: PKCE is computed without `crypto.subtle`, so that it needs no secure context",
)];

/// Where the table stands.
const HEADING: &str = "\n## F01 to F50\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn name(number: u8) -> String {
    format!("F{number:02}")
}

fn of(causes: &[Cause], number: u8) -> Vec<&Cause> {
    let is_it = |cause: &&Cause| cause.failures.contains(&name(number).as_str());
    causes.iter().filter(is_it).collect()
}

/// What a browser says of these causes: the verdicts, unless a run only waits for the user, then the rest.
fn codes(causes: &[&Cause]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for cause in causes {
        let expect = &cause.expect.chromium;
        let verdict = expect.code.filter(|_| {
            expect.outcome != Outcome::AuthorizationRequired || expect.warnings.is_empty()
        });
        let beside = expect.candidates_include.iter().chain(&expect.warnings);
        for code in verdict.iter().chain(beside) {
            if !codes.contains(code) {
                codes.push(*code);
            }
        }
    }
    codes
}

fn quoted(words: impl IntoIterator<Item = &'static str>) -> String {
    let words = words.into_iter().map(|word| format!("`{word}`"));
    words.collect::<Vec<_>>().join(" ")
}

fn row(causes: &[Cause], number: u8) -> String {
    let causes = of(causes, number);
    if let Some((_, why)) = WITHOUT.iter().find(|(without, _)| *without == number) {
        return format!("| {} | {why} | |\n", name(number));
    }
    let codes = codes(&causes);
    let codes = match codes.is_empty() {
        true => "healthy, as it should be".to_owned(),
        false => quoted(codes),
    };
    let ids = quoted(causes.iter().map(|cause| cause.id));
    format!("| {} | {codes} | {ids} |\n", name(number))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_has_a_cause_and_a_recording_of_it() {
    let causes = lab().await.causes();
    let transcripts = root().join("tests/transcripts");
    for number in 1..=50 {
        let causes = of(&causes, number);
        let is_without = WITHOUT.iter().any(|(without, _)| *without == number);
        assert_eq!(causes.is_empty(), is_without, "{}", name(number));
        let is_kept = |cause: &&Cause| transcripts.join(format!("{}.json", cause.id)).exists();
        let kept = causes.iter().any(is_kept);
        assert!(kept || is_without, "{} was never recorded", name(number));
    }
    let all = causes.iter().flat_map(|cause| &cause.failures);
    let unknown: Vec<_> = all
        .filter(|failure| !(1..=50).any(|number| name(number) == **failure))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// The table in docs/checks.md is the one that the causes make.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_says_what_the_causes_say() {
    let causes = lab().await.causes();
    let table: String = (1..=50).map(|number| row(&causes, number)).collect();
    let path = root().join("docs/checks.md");
    let map = std::fs::read_to_string(path).expect("the map of the checks");
    let section = map.split_once(HEADING).map(|(_, rest)| rest);
    let section = section.expect("a section for the failures");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| F"));
    let written: String = rows.flat_map(|row| [row, "\n"]).collect();
    assert!(
        written == table,
        "the table in `## F01 to F50` of docs/checks.md should be:\n\n{table}"
    );
}
