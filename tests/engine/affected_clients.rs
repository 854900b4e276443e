//! What the texts say of clients: nothing without a source that can be looked up.

use std::collections::BTreeSet;
use std::path::Path;

use faultfinder::checks::catalogue::{CATALOGUE, Help};

use crate::rows::each;

fn help() -> Help {
    Help::parse(include_str!(concat!(env!("OUT_DIR"), "/help.json")))
}

/// `**<client>** <what it does> *<source>*`
fn parts(item: &str) -> Option<(&str, &str, &str)> {
    let (client, rest) = item.strip_prefix("- **")?.split_once("** ")?;
    let (does, source) = rest.strip_suffix('*')?.rsplit_once(" *")?;
    Some((client, does, source))
}

/// `owner/name`
fn is_repository(text: &str) -> bool {
    let is_word = |word: &str| {
        let mut letters = word.chars();
        !word.is_empty() && letters.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| is_word(owner) && is_word(name))
}

/// `owner/name#number`
fn is_thread(text: &str) -> bool {
    text.split_once('#').is_some_and(|(repository, number)| {
        is_repository(repository) && number.parse::<u32>().is_ok()
    })
}

/// `owner/name path (version)`, where the version is a release, a date or the beginning of a commit.
fn is_file(text: &str) -> bool {
    let inner = || {
        let (repository, rest) = text.split_once(' ')?;
        let (path, version) = rest.strip_suffix(')')?.split_once(" (")?;
        Some((repository, path, version))
    };
    inner().is_some_and(|(repository, path, version)| {
        let is_version = version
            .chars()
            .all(|c| c.is_ascii_hexdigit() || ".-".contains(c));
        let is_path = !path.contains(' ') && Path::new(path).extension().is_some();
        is_repository(repository) && is_path && is_version && version.len() > 4
    })
}

#[test]
fn every_claim_has_its_source() {
    let help = help();
    let claims = |code: &str| help.topic(code).expect("every code has a text");
    each(
        &CATALOGUE,
        |entry| entry.code.to_owned(),
        |entry| {
            let mut seen = BTreeSet::new();
            for item in claims(entry.code).affected_clients().lines() {
                let (client, does, source) = parts(item).unwrap_or_else(|| panic!("{item}"));
                assert!(!client.trim().is_empty(), "{item}");
                assert!(!does.trim().is_empty(), "{item}");
                assert!(!does.ends_with('.'), "no sentence: {item}");
                assert!(is_source(source), "cannot be looked up: {source}");
                assert!(seen.insert((client, does)), "{item} twice");
            }
        },
    );
}

/// `measured <program> <version>, <date>`: the real client was run against such a server.
fn is_measured(text: &str) -> bool {
    let inner = || {
        let (program, date) = text.strip_prefix("measured ")?.split_once(", ")?;
        let (_, version) = program.rsplit_once(' ')?;
        Some((version, date))
    };
    inner().is_some_and(|(version, date)| {
        let numbers =
            |text: &str, between| text.split(between).all(|part| part.parse::<u32>().is_ok());
        numbers(version, '.') && date.len() == 10 && numbers(date, '-')
    })
}

fn is_source(text: &str) -> bool {
    is_thread(text) || is_file(text) || is_measured(text) || text.starts_with("https://")
}

fn sources_are_told_from_other_words(text: &str, expected: bool) {
    assert_eq!(is_source(text), expected, "{text}");
}

rows! { sources_are_told_from_other_words;
    thread: ("a/b#1", true),
    file_of_a_release: ("a-b/c.d src/x.rs (1.2.3)", true),
    file_of_a_commit: ("a/b x.ts (05f882b)", true),
    measured: ("measured @a/b 1.2.3, 2026-11-30", true),
    measured_at_no_date: ("measured a 1.2.3", false),
    repository: ("a/b", false),
    no_number: ("a/b#", false),
    hearsay: ("somebody said so", false),
    no_version: ("a/b src/x.rs", false),
    version_in_words: ("a/b src/x.rs (new)", false),
}
