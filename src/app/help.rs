//! The help of a code without a run, and the search among all codes.

use crate::checks::allowed_origin::{ANY, ANY_NOTE};
use crate::checks::catalogue::{CATALOGUE, Entry};
use crate::trace::step::Step;

/// Codes of one step that were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The name of the step.
    pub title: String,
    /// Their codes.
    pub codes: Vec<&'static str>,
}

/// What a search among all codes brings, by step.
pub fn search(text: &str) -> Vec<Group> {
    let needle = text.trim().to_ascii_lowercase();
    let found: Vec<&Entry> = CATALOGUE
        .iter()
        .filter(|entry| fits(entry, &needle))
        .collect();
    let groups = Step::ALL.into_iter().map(|step| Group {
        title: title(step),
        codes: found
            .iter()
            .map(|entry| entry.code)
            .filter(|code| is_of(step, code))
            .collect(),
    });
    groups.filter(|group| !group.codes.is_empty()).collect()
}

/// `3 of 200`, or that there is none.
pub fn count(groups: &[Group]) -> String {
    match groups.iter().map(|group| group.codes.len()).sum::<usize>() {
        0 => "No matches".to_owned(),
        count => format!("{count} of {}", CATALOGUE.len()),
    }
}

/// Every word must stand somewhere: `cors header` finds `cors/header-not-allowed`.
fn fits(entry: &Entry, needle: &str) -> bool {
    let title = entry.title.to_ascii_lowercase();
    let mut words = needle.split_whitespace();
    words.all(|word| entry.code.contains(word) || title.contains(word))
}

fn is_of(step: Step, code: &str) -> bool {
    code.split('/').next() == Some(step.id())
}

fn title(step: Step) -> String {
    match step.number() {
        Some(number) => format!("{number} {}", step.name()),
        None => step.name().to_owned(),
    }
}

/// What stands for a value where its name would say nothing.
const GENERAL: [(&str, &str); 4] = [
    ("allowed_origin", ANY),
    ("meant", "<expected>"),
    ("origin_note", ANY_NOTE),
    ("said", "<found>"),
];

/// Without a run there are no values: `{header}` becomes `<header>`. Braces of a snippet stay.
pub fn general(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once('{') {
        out.push_str(before);
        let name = inner.split_once('}').map(|(name, _)| name);
        match name.filter(|name| is_placeholder(name)) {
            Some(name) => {
                match GENERAL.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => out.push_str(value),
                    None => out.extend(["<", name, ">"]),
                }
                rest = inner.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}

fn is_placeholder(name: &str) -> bool {
    let mut bytes = name.bytes();
    !name.is_empty() && bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
