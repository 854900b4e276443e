//! What the rows of `src/checks/registry.txt` claim, held against every recording, every fault and every file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use faultfinder::checks::catalogue::CATALOGUE;
use faultfinder::checks::consequences::CONSEQUENCES;
use faultfinder::report::{Report, compute, redacted};
use faultfinder::trace::transcript::Transcript;

use crate::faults::{self, help, unfilled};
use crate::fixtures::candidates;
use crate::reports::sound;
use crate::tidy::{files, read, source};
use crate::{fixtures, handmade};

/// One row; `build.rs` has looked at its form.
struct Row {
    code: &'static str,
    revisions: &'static str,
    reported_by: Vec<&'static str>,
    shown_by: &'static str,
    near_miss: &'static str,
    differs: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("../../src/checks/registry.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [code, revisions, reported_by, shown_by, near_miss, differs] = cells[..] else {
            panic!("not six cells: {line}");
        };
        let reported_by = reported_by.split(", ").collect();
        Row {
            code,
            revisions,
            reported_by,
            shown_by,
            near_miss,
            differs,
        }
    };
    lines.map(row).collect()
}

/// Every recording by name, kept or made by hand, with its report.
static REPORTS: LazyLock<BTreeMap<String, Report>> = LazyLock::new(|| {
    let kept = fixtures::all().iter();
    let kept = kept.map(|kept| (kept.name.clone(), compute(&kept.transcript)));
    let made = handmade::ALL.iter();
    let made = made.map(|(name, make)| ((*name).to_owned(), compute(&make())));
    let all: BTreeMap<String, Report> = kept.chain(made).collect();
    assert_eq!(
        all.len(),
        fixtures::all().len() + handmade::ALL.len(),
        "a name is used twice"
    );
    all
});

/// What a report says, as a finding, as a candidate, or folded under its cause.
fn codes(report: &Report) -> BTreeSet<&str> {
    let found = report.findings.iter().map(|finding| finding.code as &str);
    let folded = report.findings.iter().flat_map(|one| &one.consequences);
    let folded = folded.map(String::as_str);
    let candidates = candidates(report).map(|code| code as &str);
    found.chain(folded).chain(candidates).collect()
}

#[test]
fn each_recording_shows_what_its_row_says() {
    let mut wrong = Vec::new();
    for Row {
        code,
        shown_by,
        near_miss,
        differs,
        ..
    } in rows()
    {
        for (name, is_shown) in [(shown_by, true), (near_miss, false)] {
            match REPORTS.get(name) {
                None if name == "-" => {}
                None => wrong.push(format!("{code}: there is no recording {name}")),
                Some(report) if codes(report).contains(code) != is_shown => {
                    let does = if is_shown {
                        "does not show it"
                    } else {
                        "shows it too"
                    };
                    wrong.push(format!("{code}: {name} {does}"));
                }
                Some(_) => {}
            }
        }
        if differs.len() < 10 || differs.ends_with('.') {
            wrong.push(format!(
                "{code}: the last cell says in a few words what differs"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A reason is no excuse where a recording can be made.
#[test]
fn a_row_without_a_recording_has_none() {
    let shown: BTreeSet<&str> = REPORTS.values().flat_map(codes).collect();
    let rows = rows();
    let without: Vec<&Row> = rows.iter().filter(|row| row.shown_by == "-").collect();
    let idle: Vec<&str> = without
        .iter()
        .map(|row| row.code)
        .filter(|code| shown.contains(code))
        .collect();
    assert!(idle.is_empty(), "a recording shows these: {idle:?}");
    assert!(
        without.len() <= 1,
        "make one by hand (tests/engine/handmade.rs)"
    );
}

/// The revision that a run spoke, once its session was open.
fn revision(transcript: &Transcript) -> Option<String> {
    let recording = faultfinder::trace::recording::Recording::from_transcript(transcript);
    let case = faultfinder::checks::case::Case::new(transcript, &recording);
    case.handshake
        .map(|handshake| handshake.revision.as_str().to_owned())
}

#[test]
fn nothing_is_reported_in_revisions_that_do_not_have_it() {
    let revisions: BTreeMap<&str, &str> =
        rows().iter().map(|row| (row.code, row.revisions)).collect();
    let mut wrong = Vec::new();
    for (name, report) in REPORTS.iter() {
        let Some(spoken) = revision(&report.transcript) else {
            continue;
        };
        for code in codes(report) {
            let Some((from, until)) = revisions[code].split_once("..") else {
                continue;
            };
            // Revisions are dates, and an open end of a range is an empty text.
            if *spoken < *from || (!until.is_empty() && *spoken > *until) {
                wrong.push(format!("{name}: {code} is said of {spoken}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A check and its text are written apart: what one leaves out, the other shows in braces.
#[test]
fn every_value_that_a_text_quotes_is_given() {
    let help = help();
    let mut wrong = Vec::new();
    for (name, report) in REPORTS.iter() {
        let report = redacted(&report.transcript).with_help(&help);
        for finding in &report.findings {
            let candidates = finding.candidates.iter();
            let candidates = candidates.flat_map(|one| [&one.title, &one.settle, &one.tells]);
            let texts = [
                &finding.title,
                &finding.what_happened,
                &finding.why_it_matters,
                &finding.how_to_fix,
            ];
            let open = texts
                .into_iter()
                .chain(candidates)
                .find_map(|text| unfilled(text));
            wrong.extend(open.map(|open| format!("{name}, {}: {{{open}}}", finding.code)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn reports_of_what_was_made_by_hand_are_sound() {
    for (_, make) in handmade::ALL {
        sound(&make());
    }
}

#[test]
fn faults_are_the_rows_that_say_so() {
    let rows = rows();
    let says = |code: &str, word: &str| {
        let mut of_code = rows.iter().filter(|row| row.code == code);
        of_code.any(|row| row.reported_by.contains(&word))
    };
    // What a vantage sees is a fault as well, under the code of the evidence that would prove it.
    let made: BTreeSet<String> = faults::codes()
        .filter(|code| !says(code, "evidence"))
        .collect();
    let claimed = rows
        .iter()
        .map(|row| row.code)
        .filter(|code| says(code, "fault"));
    // How a list fails depends on what came back.
    let claimed = claimed
        .filter(|code| !code.ends_with("/list-malformed") && !code.ends_with("/pagination-loop"));
    let claimed: BTreeSet<String> = claimed.map(str::to_owned).collect();
    let wrong: Vec<_> = made.symmetric_difference(&claimed).collect();
    assert!(
        wrong.is_empty(),
        "a fault without `fault`, or the reverse: {wrong:?}"
    );
}

/// The last section of docs/checks.md, as it is to be.
fn list_of_codes() -> String {
    let mut section = String::from(
        "## Every code\n\nFrom `src/checks/registry.txt` and the texts: \
         `UPDATE_DOCS=1 cargo test --test engine registry` writes this list.\n\n\
         | code | severity | revisions | found by | title |\n|---|---|---|---|---|\n",
    );
    for row in rows() {
        let entry = CATALOGUE.iter().find(|entry| entry.code == row.code);
        let entry = entry.expect("build.rs has looked");
        let (severity, reported_by) = (entry.severity.id(), row.reported_by.join(", "));
        section.push_str(&format!(
            "| `{}` | {severity} | {} | {reported_by} | {} |\n",
            row.code, row.revisions, entry.title
        ));
    }
    section
}

#[test]
fn the_docs_list_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let docs = read(&path);
    let (before, after) = docs.split_once("## Every code\n").unwrap_or((&docs, ""));
    let listed = list_of_codes();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{}\n\n{listed}", before.trim_end()))
            .expect("docs/checks.md is written");
        return;
    }
    let is_listed = format!("## Every code\n{after}") == listed;
    assert!(
        is_listed,
        "`UPDATE_DOCS=1 cargo test --test engine registry` brings docs/checks.md up to date"
    );
}

#[test]
fn consequences_are_codes() {
    for (cause, consequence) in CONSEQUENCES {
        for code in [cause, consequence] {
            assert!(CATALOGUE.iter().any(|entry| entry.code == code), "{code}");
        }
    }
}

/// The file that a row names.
fn file(reported_by: &str) -> Option<PathBuf> {
    let checks = source().join("checks");
    let (folder, module) = match reported_by.split_once(' ')? {
        ("deep", module) => (checks.join("deep"), module),
        (_, module) => (checks, module),
    };
    let path = folder.join(module.replace("::", "/"));
    let own = path.with_extension("rs");
    Some(if own.is_file() {
        own
    } else {
        path.join("mod.rs")
    })
}

/// The codes that the head of a file names.
fn named_in_head(file: &Path) -> BTreeSet<String> {
    let text = read(file);
    let head: Vec<&str> = text
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .collect();
    let is_code = |word: &&str| CATALOGUE.iter().any(|entry| entry.code == *word);
    let head = head.join(" ");
    head.split('`').filter(is_code).map(str::to_owned).collect()
}

/// `tools/bad_name.rs` is the file of `tools/bad-name`. A file of more codes, or of others, begins with their list.
#[test]
fn files_are_named_as_their_code_or_begin_with_their_codes() {
    let mut held: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    for row in rows() {
        for file in row
            .reported_by
            .iter()
            .filter_map(|reported_by| file(reported_by))
        {
            held.entry(file).or_default().insert(row.code.to_owned());
        }
    }
    let mut wrong = Vec::new();
    for file in files(&source().join("checks")) {
        let place = file
            .strip_prefix(source())
            .unwrap_or(&file)
            .with_extension("");
        let own = place
            .strip_prefix("checks")
            .unwrap_or(&place)
            .to_string_lossy()
            .replace('_', "-");
        let codes = held.remove(&file).unwrap_or_default();
        let mut listed = named_in_head(&file);
        if codes.contains(&own) {
            listed.insert(own);
        }
        if listed != codes {
            wrong.push(format!(
                "{}: it holds {codes:?}, and says {listed:?}",
                place.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A head that names a code is of no use where the code below does not have it.
#[test]
fn every_code_stands_in_the_file_that_says_it() {
    let mut wrong = Vec::new();
    for row in rows() {
        for file in row
            .reported_by
            .iter()
            .filter_map(|reported_by| file(reported_by))
        {
            let (_, bad_thing) = row.code.split_once('/').unwrap_or_default();
            let code = crate::tidy::code(&file);
            let is_there = code.contains(&format!("\"{}\"", row.code))
                || code.contains(&format!("\"{bad_thing}\""));
            if !is_there {
                wrong.push(format!("{}: {}", file.display(), row.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
