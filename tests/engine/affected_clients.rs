//! What the texts say of clients: nothing without a source that can be looked up.

use std::collections::BTreeSet;
use std::path::Path;

use faultfinder::app::affected_clients::{AffectedClient, Effect, marks};
use faultfinder::checks::catalogue::{CATALOGUE, Help};

use crate::rows::each;

fn help() -> Help {
    Help::parse(include_str!(concat!(env!("OUT_DIR"), "/help.json")))
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
            let list = claims(entry.code).affected_clients();
            let all = AffectedClient::all(list);
            assert_eq!(all.len(), list.lines().count(), "{list}");
            for item in all {
                let (client, does, source) = (item.name, item.does, item.source);
                assert!(!client.trim().is_empty(), "{item:?}");
                assert!(!does.trim().is_empty(), "{item:?}");
                assert!(!does.ends_with('.'), "no sentence: {item:?}");
                assert!(is_source(source), "cannot be looked up: {source}");
                assert!(seen.insert((client, does)), "{item:?} twice");
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

fn sources_are_links(source: &str, expected: Option<&str>) {
    let list = format!("- ✕ **Zed** stops *{source}*");
    let [client] = AffectedClient::all(&list)[..] else {
        panic!("{list}");
    };
    assert_eq!(client.url().as_deref(), expected);
}

rows! { sources_are_links;
    thread_of_a_project: ("a/b#12", Some("https://github.com/a/b/issues/12")),
    file_of_one_commit: ("a/b src/x.rs (05f882b)", Some("https://github.com/a/b/blob/05f882b/src/x.rs")),
    // Projects name the tags of their releases as they like.
    file_of_one_release: ("a/b src/x.rs (1.2.3)", None),
    page: ("https://example.com/docs", Some("https://example.com/docs")),
}

#[test]
fn each_client_has_one_mark() {
    let list = "- ✕ **TypeScript SDK 2 (MCP Inspector)** stops *a/b#1*\n\
        - ✕ **TypeScript SDK 2** stops on 404 *a/b#2*\n\
        - ✓ **VS Code** continues *a/b#3*\n\
        - ~ **Zed** guesses *a/b#4*";
    let expected = [
        (Effect::Affected, "TS SDK 2"),
        (Effect::NotAffected, "VS Code"),
        (Effect::Depends, "Zed"),
    ];
    let expected = expected.map(|(effect, name)| (effect, name.to_owned()));
    assert_eq!(marks(&AffectedClient::all(list)), expected);
}
