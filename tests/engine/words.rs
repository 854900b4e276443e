//! Identifiers are made of the field's standard words, which the glossary of `src/README.md` has. The words of the dialect
//! that this code was first written in must not come back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::tidy::{files, read};

/// A word that must not be part of an identifier, where, and what to say instead. Comments and texts are free: the words
/// are good English, and wrong only as names of things that have a name. Wire names and codes are texts.
struct Word {
    word: &'static str,
    scope: Scope,
    instead: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All of the repository.
    Everywhere,
    /// `src` without its tests, whose names are sentences.
    Source,
    /// The rooms in which the word has another meaning, such as the lanes of the timeline in the page.
    Run,
}

use Scope::{Everywhere, Run, Source};

#[rustfmt::skip]
const WORDS: [Word; 52] = [
    word("became",    Everywhere, "register, use"),
    word("become",    Everywhere, "register, use"),
    word("becomes",   Everywhere, "register, use"),
    word("board",     Source,     "step states"),
    word("boards",    Source,     "step states"),
    word("bring",     Everywhere, "paste, install, show"),
    word("brings",    Everywhere, "paste, install, show"),
    word("brought",   Everywhere, "pasted, imported"),
    word("complaint", Everywhere, "error, message"),
    word("consent",   Run,        "user action"),
    word("deed",      Everywhere, "user action, effect"),
    word("deeds",     Everywhere, "user actions, effects"),
    word("deepen",    Everywhere, "start deep mode"),
    word("disguise",  Everywhere, "missing 401"),
    word("farewell",  Everywhere, "cleanup, end of the session"),
    word("farewells", Everywhere, "cleanup"),
    word("fate",      Everywhere, "result, outcome"),
    word("forebears", Everywhere, "legacy"),
    word("guest",     Everywhere, "bridge"),
    word("guide",     Everywhere, "deferred steps"),
    word("guides",    Everywhere, "deferred steps"),
    word("halt",      Everywhere, "interrupt, stop"),
    word("halts",     Everywhere, "interrupt, stop"),
    word("heard",     Source,     "received, listener"),
    word("kicker",    Everywhere, "eyebrow"),
    word("lane",      Run,        "step state"),
    word("lanes",     Run,        "step states"),
    word("likeness",  Everywhere, "difference"),
    word("meant",     Everywhere, "expected"),
    word("mend",      Source,     "fix"),
    word("mended",    Source,     "fixed"),
    word("mistaken",  Everywhere, "invalid"),
    word("news",      Run,        "update, event"),
    word("nonsense",  Everywhere, "evidence error"),
    word("obstacle",  Everywhere, "fault"),
    word("owed",      Everywhere, "pending"),
    word("said",      Everywhere, "actual"),
    word("stand",     Source,     "wait for the user; status"),
    word("standing",  Source,     "waiting for the user"),
    word("stands",    Source,     "waits for the user; statuses"),
    word("stood",     Source,     "established, waited"),
    word("talk",      Everywhere, "session"),
    word("talks",     Everywhere, "sessions"),
    word("told",      Source,     "reported, sent"),
    word("trial",     Source,     "negative test"),
    word("trials",    Source,     "negative tests"),
    word("turn",      Source,     "generation"),
    word("turns",     Source,     "generations"),
    word("walk",      Everywhere, "run"),
    word("walked",    Everywhere, "run, result"),
    word("way",       Source,     "method, registration, callback"),
    word("ways",      Source,     "methods"),
];

/// Identifiers that are right although they have such a word, and why.
const EXCEPTIONS: [(&str, &str); 3] = [
    // The page's machine contract has the attribute `data-stand`.
    ("stand", "data-stand"),
    // `build.rs` names placeholders as the texts and the recordings in links do.
    ("SAID", "the placeholder {said}"),
    ("MEANT", "the placeholder {meant}"),
];

const fn word(word: &'static str, scope: Scope, instead: &'static str) -> Word {
    Word {
        word,
        scope,
        instead,
    }
}

impl Scope {
    /// By the path of a file from the root of the repository.
    fn holds(self, path: &Path) -> bool {
        match self {
            Everywhere => true,
            Source => path.starts_with("src"),
            Run => path.starts_with("src/engine") || path.starts_with("src/trace"),
        }
    }
}

#[test]
fn identifiers_have_no_words_of_the_old_dialect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    for file in sources(root) {
        let path = file.strip_prefix(root).unwrap_or(&file);
        let text = read(&file);
        let (code, tests) = text.split_at(text.find("#[cfg(test)]").unwrap_or(text.len()));
        for (part, path_of_part) in [(code, path), (tests, Path::new("tests"))] {
            for identifier in identifiers(part) {
                for word in forbidden(&identifier, path_of_part) {
                    let place = path.display();
                    let line = format!("{place}: {identifier}; say {} instead", word.instead);
                    *wrong.entry(line).or_default() += 1;
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "old words, and how often: {wrong:#?}\nsrc/README.md has the glossary; what is right all the same goes into \
         EXCEPTIONS with its reason"
    );
}

fn sources(root: &Path) -> Vec<PathBuf> {
    let folders = ["src", "tests"].into_iter();
    folders
        .flat_map(|folder| files(&root.join(folder)))
        .collect()
}

/// The words of an identifier that it must not have in this file.
fn forbidden<'a>(identifier: &'a str, path: &'a Path) -> impl Iterator<Item = &'static Word> + 'a {
    let is_exception = EXCEPTIONS.iter().any(|(name, _)| *name == identifier);
    let words = split(identifier);
    WORDS.iter().filter(move |word| {
        !is_exception && word.scope.holds(path) && words.iter().any(|part| part == word.word)
    })
}

/// The identifiers of a file, without those in comments and texts.
fn identifiers(code: &str) -> Vec<String> {
    let is_identifier = |token: &&str| token.starts_with(begins_identifier) && !token.contains('"');
    tokens(code)
        .filter(is_identifier)
        .map(str::to_owned)
        .collect()
}

/// The texts of a file, without those in comments.
pub fn texts(code: &str) -> Vec<&str> {
    let texts = tokens(code).filter(|token| token.starts_with('"'));
    texts.map(|text| text.trim_matches('"')).collect()
}

/// A file in comments, texts, characters, identifiers, and whatever else by the letter.
fn tokens(code: &str) -> impl Iterator<Item = &str> {
    let mut rest = code;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let taken = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => text_end(rest, 0),
            '\'' => character_end(rest),
            'r' if rest[1..].trim_start_matches('#').starts_with('"') => raw_text_end(rest),
            // The next token is its raw text.
            'b' if rest.starts_with("br\"") || rest.starts_with("br#") => 1,
            _ if begins_identifier(first) => {
                let is_part = |c: char| c.is_alphanumeric() || c == '_';
                rest.find(|c| !is_part(c)).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(taken.min(rest.len()));
        rest = after;
        Some(token)
    })
}

fn begins_identifier(first: char) -> bool {
    first.is_alphabetic() || first == '_'
}

/// Where the text ends that begins at this byte with its quote.
fn text_end(text: &str, start: usize) -> usize {
    let mut bytes = text.bytes().enumerate().skip(start + 1);
    while let Some((place, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw_text_end(text: &str) -> usize {
    let marks = text[1..].len() - text[1..].trim_start_matches('#').len();
    let end = ["\"", &"#".repeat(marks)].concat();
    let body = marks + 2;
    let found = text.get(body..).and_then(|rest| rest.find(&end));
    found.map_or(text.len(), |place| body + place + end.len())
}

/// Where a character ends, such as `'a'` or `'\n'`; a lifetime has no second quote and is stepped over.
fn character_end(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => text[2..].find('\'').map_or(1, |place| {
            // `'\''`
            if place == 0 { 4 } else { place + 3 }
        }),
        Some((_, _)) => match chars.next() {
            Some((place, '\'')) => place + 1,
            _ => 1,
        },
        None => 1,
    }
}

/// `NotSaidYet`, `not_said_yet` and `NOT_SAID_YET` are the same three words.
fn split(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in identifier.chars() {
        if letter == '_' || letter.is_uppercase() && was_lower {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter != '_') {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase() || letter.is_ascii_digit();
    }
    words
}

#[test]
fn words_are_found_in_identifiers_only() {
    let text = r##"
// said in a comment
let said = "meant"; // meant
let quote = ('"', '\'', 's'); fn walk<'a>(x: &'a str) { r#"talk"#; BeSaid::new() }
"##;
    let path = Path::new("src/engine/run.rs");
    let found = identifiers(text);
    let words: Vec<&str> = found
        .iter()
        .flat_map(|name| forbidden(name, path).map(|word| word.word))
        .collect();
    assert_eq!(words, ["said", "walk", "said"]);
}

#[test]
fn words_are_refused_where_they_are_wrong() {
    let words = |name: &'static str, path: &'static str| forbidden(name, Path::new(path)).count();
    assert_eq!(words("end_of_lane", "src/app/layout.rs"), 0);
    assert_eq!(words("end_of_lane", "src/engine/plan.rs"), 1);
    assert_eq!(words("all_revisions_stand", "tests/engine/mcp.rs"), 0);
}
