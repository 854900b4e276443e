//! Every code has a recording that fires it and one that comes near and does not: `near_misses.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use faultfinder::checks::catalogue::CATALOGUE;
use faultfinder::report::compute;

use crate::fixtures::{NOWHERE, all, candidates};

const TABLE: &str = include_str!("near_misses.txt");

/// One line: `code | fires | near miss | what differs`.
struct Line {
    code: &'static str,
    fires: &'static str,
    near: &'static str,
    differs: &'static str,
}

fn lines() -> Vec<Line> {
    let written = TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = |line: &'static str| {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [code, fires, near, differs] = parts[..] else {
            panic!("not `code | fires | near miss | what differs`: {line}");
        };
        Line {
            code,
            fires,
            near,
            differs,
        }
    };
    written.map(line).collect()
}

/// What each kept transcript says, as a finding or as a candidate.
static SAID: LazyLock<BTreeMap<&'static str, BTreeSet<String>>> = LazyLock::new(|| {
    let codes = |kept: &'static crate::fixtures::Kept| {
        let report = compute(&kept.transcript);
        let found = report.findings.iter().map(|finding| finding.code);
        let folded = report.findings.iter().flat_map(|one| &one.consequences);
        let codes = found.chain(candidates(&report)).map(str::to_owned);
        (kept.name.as_str(), codes.chain(folded.cloned()).collect())
    };
    all().iter().map(codes).collect()
});

#[test]
fn each_line_holds() {
    let mut wrong = Vec::new();
    for line in lines() {
        let Line {
            code, fires, near, ..
        } = line;
        match SAID.get(fires) {
            None => wrong.push(format!("{code}: there is no transcript {fires}")),
            Some(codes) if !codes.contains(code) => {
                wrong.push(format!("{code}: {fires} does not say it"));
            }
            Some(_) => {}
        }
        match SAID.get(near) {
            None => wrong.push(format!("{code}: there is no transcript {near}")),
            Some(codes) if codes.contains(code) => {
                wrong.push(format!("{code}: {near} says it too"))
            }
            Some(_) => {}
        }
        if line.differs.len() < 10 || line.differs.ends_with('.') {
            wrong.push(format!(
                "{code}: what differs belongs at the end, in a few words"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_code_has_its_line() {
    let table: Vec<&str> = lines().iter().map(|line| line.code).collect();
    let nowhere = NOWHERE.map(|(code, _)| code);
    let mut wrong = Vec::new();
    for code in CATALOGUE.iter().map(|entry| entry.code) {
        let is_kept = !nowhere.contains(&code);
        match table.iter().filter(|one| **one == code).count() {
            0 if is_kept => wrong.push(format!(
                "{code} is new. Add `{code} | fires | near miss | what differs` to tests/engine/near_misses.txt: a kept \
                 transcript that says it, one that comes near and does not, and what the second one does otherwise. \
                 What no transcript can hold has its reason in NOWHERE (tests/engine/fixtures.rs)."
            )),
            0 | 1 if !is_kept || table.contains(&code) => {}
            _ => wrong.push(format!("{code} has more lines than it needs")),
        }
    }
    let known = |code: &&&str| CATALOGUE.iter().any(|entry| entry.code == **code);
    let unknown: Vec<_> = table.iter().filter(|code| !known(code)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unknown.is_empty(), "no such codes: {unknown:?}");
    assert!(
        table.is_sorted(),
        "the lines are in the order of their codes"
    );
}
