//! Rules of this repository that no compiler keeps.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use faultfinder::checks::catalogue::{self, CATALOGUE};

use crate::arrows::pure_modules;

use crate::figures;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 80;

pub fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn map_of_the_checks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md")
}

/// The Rust files below a folder. Lines to paste are data, whatever language they are in.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.ends_with("checks/snippets") {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code of a file: without comments, and without its own tests at the end.
pub fn code(path: &Path) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().map(|line| match line.trim_start() {
        comment if comment.starts_with("//") => "",
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn pure_modules_have_no_clock_no_network_and_no_panic() {
    const FORBIDDEN: [&str; 13] = [
        ".unwrap()",
        ".expect(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
        "std::time",
        "std::fs",
        "std::net::Tcp",
        "std::env",
        "std::thread",
        "web_sys",
        "js_sys",
    ];
    let mut wrong = Vec::new();
    // Their code takes time, randomness and bytes as arguments, and never panics on them.
    for file in pure_modules()
        .iter()
        .flat_map(|module| files(&source().join(module)))
    {
        let code = code(&file);
        // In a page the browser's own parser reads URLs; it is as pure as the crate that does so elsewhere.
        let code = match file.ends_with("protocol/url.rs") {
            true => code.replace("web_sys::Url::new", ""),
            false => code,
        };
        let found = FORBIDDEN.iter().filter(|word| code.contains(**word));
        wrong.extend(found.map(|word| format!("{} has {word}", file.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_and_functions_stay_small() {
    let mut wrong = Vec::new();
    for file in files(&source()) {
        let code = code(&file);
        // Comments and blank lines make a file longer and no harder to read.
        let lines = code.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > FILE_LINES {
            wrong.push(format!("{}: {lines} lines", file.display()));
        }
        wrong.extend(
            long_functions(&code)
                .into_iter()
                .map(|name| format!("{}: {name}", file.display())),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Functions over the cap, by their first line. A table, one `match` over a closed enum, may be as long as its enum.
fn long_functions(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.lines().collect();
    let mut long = Vec::new();
    for function in figures::functions(code) {
        let body = lines.iter().skip(function.first).take(function.lines);
        let arms = body
            .filter(|line| line.contains("=>") || line.trim_start().starts_with('|'))
            .count();
        if function.lines > FUNCTION_LINES && arms * 2 < function.lines {
            long.push(format!("{}, {} lines", function.name, function.lines));
        }
    }
    long
}

#[test]
fn the_map_of_the_checks_names_every_code() {
    let map = read(&map_of_the_checks());
    let missing: Vec<&str> = CATALOGUE
        .iter()
        .map(|entry| entry.code)
        .filter(|code| !map.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn texts_keep_the_rules_of_wording() {
    let help = crate::faults::help();
    for entry in &CATALOGUE {
        // A capital only where the field writes one: `CORS`, `WWW-Authenticate`.
        let first = entry.title.split(' ').next().unwrap_or_default();
        let capitals = first.chars().filter(|c| c.is_uppercase()).count();
        let begins_small = !first.starts_with(char::is_uppercase);
        assert!(
            begins_small || capitals > 1,
            "{}: {}",
            entry.code,
            entry.title
        );
        let length = entry.title.chars().count();
        assert!(length <= 80, "{}: {length} letters", entry.code);
        let happened = help.topic(entry.code).expect("a text").happened();
        assert!(happened.ends_with(['.', '}']), "{}: {happened}", entry.code);
        for text in [entry.title, happened] {
            let lower = text.to_lowercase();
            for phrase in [
                "an error occurred",
                "something went wrong",
                "invalid request",
                "illegal",
                "please",
            ] {
                assert!(!lower.contains(phrase), "{}: {phrase}", entry.code);
            }
            if entry.code.starts_with("cors/") {
                assert!(
                    !lower.contains("violat"),
                    "{}: no revision demands CORS",
                    entry.code
                );
            }
        }
    }
}

/// The checks that a diagnosis has to make, by the names of the catalogue that the map was made from.
const IDS: &str = include_str!("check_ids.txt");

#[test]
fn the_map_of_the_checks_is_whole() {
    let map = read(&map_of_the_checks());
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words: BTreeSet<&str> = map.split(|c: char| !word(c)).collect();
    let failures = (1..=50).map(|number| format!("F{number:02}"));
    let wanted = IDS.split_whitespace().map(str::to_owned).chain(failures);
    let missing: Vec<String> = wanted.filter(|id| !words.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(
        IDS.split_whitespace().count() == 269,
        "the list of ids is cut"
    );
}

#[test]
fn the_map_of_the_checks_names_no_other_code() {
    let map = read(&map_of_the_checks());
    let is_code = |text: &&str| {
        let area = text.split_once('/').map(|(area, _)| area);
        let known =
            area.is_some_and(|area| faultfinder::trace::step::Step::with_id(area).is_some());
        let is_method = text.ends_with("/list");
        known && !is_method && !text.contains(['*', '.', ' ']) && !text.ends_with('/')
    };
    let named = map.split('`').skip(1).step_by(2);
    let unknown: Vec<&str> = named
        .filter(is_code)
        .filter(|code| catalogue::entry(code).is_none())
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn a_style_file_is_named_as_its_component() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let components = files(&source().join("page/components"));
    let names: BTreeSet<_> = components.iter().map(|file| file.file_stem()).collect();
    let mut seen = 0;
    for folder in ["style/components", "style/later"] {
        for entry in fs::read_dir(root.join(folder)).expect(folder).flatten() {
            let path = entry.path();
            assert!(names.contains(&path.file_stem()), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
