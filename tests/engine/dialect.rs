//! What users read is written in the terms that they search for. The phrases of the dialect that the texts were first
//! written in must not come back: in the texts of the checks, the lines to paste, the page's own words and the titles of
//! the lab.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::read;
use crate::words::texts;

/// What a text must not say, in small letters, and what to say instead.
#[rustfmt::skip]
const PHRASES: [(&str, &str); 42] = [
    ("above.",             "name the place, or leave it out: panels move"),
    ("above:",             "name the place, or leave it out: panels move"),
    ("all the same",       "anyway"),
    ("anew",               "again"),
    ("anybody",            "anyone, the name of who it is"),
    ("asks who is calling", "requires authentication"),
    ("become known",       "be registered"),
    ("becomes known",      "is registered"),
    ("below and",          "name the place, or leave it out: panels move"),
    ("below.",             "name the place, or leave it out: panels move"),
    ("below:",             "name the place, or leave it out: panels move"),
    ("cannot be had",      "fails"),
    ("describe itself",    "the metadata"),
    ("describes itself",   "the metadata"),
    ("gives no answer",    "does not respond"),
    ("goes on by itself",  "continues"),
    ("goes on from",       "continues"),
    ("intact",             "correctly"),
    ("is no https",        "is not"),
    ("is no json",         "is not"),
    ("is no url",          "is not"),
    ("that is none",            "is not, is missing"),
    ("is sound",           "is valid"),
    ("letter by letter",   "exactly"),
    ("lies behind",        "is at"),
    ("may not be read",    "is blocked"),
    ("may not read",       "cannot read"),
    ("mended",             "fixed"),
    ("names itself",       "the field that holds it"),
    ("nobody",             "no one, the name of who it is"),
    ("once more",          "again"),
    ("says no",            "rejects"),
    ("soundly",            "is valid"),
    ("speaks of",          "mentions"),
    ("spelt",              "spelled"),
    ("stands in",          "is in"),
    ("stands where",       "is at"),
    ("takes for",          "treats as"),
    ("the true name",      "the correct value"),
    ("what it prints",     "the output"),
    ("who minds",          "affected clients"),
    ("without a word",     "silently"),
];

/// Where texts for users are, beside the texts of the checks and the lines to paste.
const SOURCES: [&str; 8] = [
    "src/app",
    "src/checks/deep",
    "src/checks/explain",
    "src/evidence/error.rs",
    "src/page/components",
    "src/render/markdown.rs",
    "src/report",
    "tests/lab/src/causes",
];

const PAGES: [&str; 3] = [
    "index.html",
    "src/browser/oauth/callback.html",
    "src/browser/oauth/callback.js",
];

#[test]
fn texts_have_no_phrases_of_the_old_dialect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = BTreeSet::new();
    for file in written(root) {
        let text = read(&file);
        let is_code = file
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "js");
        // Lines to paste are shown whole, whatever their language.
        let is_shown = !is_code || file.starts_with(root.join("src/checks/snippets"));
        let shown = match is_shown {
            true => vec![text.split("## Sources").next().unwrap_or_default()],
            false => texts(&text),
        };
        for (phrase, instead) in shown.into_iter().flat_map(refused) {
            let place = file.strip_prefix(root).unwrap_or(&file).display();
            wrong.insert(format!("{place}: {phrase:?}; say {instead}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn written(root: &Path) -> Vec<PathBuf> {
    let texts = files_of(&root.join("src/checks"), "md");
    let lines = ["cs", "rs", "Caddyfile", "js", "conf", "java", "py"].into_iter();
    let lines = lines.flat_map(|ending| files_of(&root.join("src/checks/snippets"), ending));
    let sources = SOURCES
        .into_iter()
        .flat_map(|place| match place.ends_with(".rs") {
            true => vec![root.join(place)],
            false => files_of(&root.join(place), "rs"),
        });
    let pages = PAGES.into_iter().map(|page| root.join(page));
    texts
        .into_iter()
        .chain(lines)
        .chain(sources)
        .chain(pages)
        .collect()
}

/// The files with this ending in a folder and those below.
fn files_of(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = entries.map(|entry| entry.path());
    let all = entries.flat_map(|path| match path.is_dir() {
        true => files_of(&path, ending),
        false => vec![path],
    });
    all.filter(|path| path.extension().is_some_and(|own| own == ending))
        .collect()
}

/// The phrases that a text has as whole words.
fn refused(text: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = text.to_lowercase();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    PHRASES.into_iter().filter(move |(phrase, _)| {
        let mut places = words.match_indices(phrase);
        let is_letter = |c: char| c.is_alphanumeric() || "-_/".contains(c);
        places.any(|(at, _)| {
            let before = words.get(..at).unwrap_or_default();
            let after = words.get(at + phrase.len()..).unwrap_or_default();
            let is_longer = after.starts_with(is_letter) && phrase.ends_with(is_letter);
            !(before.ends_with(is_letter) || is_longer)
        })
    })
}

fn phrases_are_whole_words(text: &str, expected: usize) {
    assert_eq!(refused(text).count(), expected, "{text}");
}

rows! { phrases_are_whole_words;
    over_two_lines: ("The answer lies\nbehind it", 1),
    capital: ("Nobody asks", 1),
    part_of_a_code: ("`challenge/misspelt-parameter`", 0),
    part_of_a_word: ("manewal", 0),
    at_an_end: ("Enter it below.", 1),
    standard_english: ("Add `Mcp-Session-Id` to Access-Control-Expose-Headers", 0),
}
