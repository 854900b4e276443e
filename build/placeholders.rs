//! The `{placeholders}` of the texts, as constants of Rust: `Placeholder::TOOLS` for `{tools}`. The compiler then does
//! what no test of all runs could: a check that gives a value no text asks for does not compile, and a placeholder that
//! no check gives a value to is a constant that nobody uses, which is an error there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Text;

/// What every run has, whatever its checks find (`framework/case.rs`); links do not repeat it with each finding.
const OF_EVERY_RUN: [&str; 9] = [
    "allowed_origin",
    "base",
    "host",
    "origin",
    "origin_note",
    "path",
    "seconds",
    "url",
    "what",
];

/// Braces that are meant as braces: in the text about templates of URIs.
const LITERAL: [&str; 1] = ["tenant"];

/// What links and texts call these is published and stays; code says what the glossary says.
const CALLED: [(&str, &str); 2] = [("said", "ACTUAL"), ("meant", "EXPECTED")];

/// The constants, and the list of those that a finding keeps in a shortened recording.
pub fn rust(texts: &[Text]) -> Result<String, String> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for text in texts {
        names.extend(all(text).map(|name| (name, text.code.as_str())));
    }
    if let Some(idle) = OF_EVERY_RUN.iter().find(|name| !names.contains_key(**name)) {
        return Err(format!("no text quotes {{{idle}}}"));
    }
    let mut rust = String::from("#[deny(dead_code)]\nimpl Placeholder {\n");
    for (name, code) in &names {
        // The compiler shows the line with its complaint, so the line says what is wrong.
        let _ = writeln!(
            rust,
            "    pub(in crate::checks) const {}: Placeholder = Placeholder({name:?}); // unused: no check fills \
             {{{name}}} of {code}",
            constant(name)
        );
    }
    let of_checks = names
        .keys()
        .filter(|name| !OF_EVERY_RUN.contains(name))
        .collect::<Vec<_>>();
    let _ = write!(
        rust,
        "}}\n\n/// The values that checks give, by name: those that a finding keeps in a shortened recording.\n\
         pub const OF_CHECKS: [&str; {}] = {of_checks:?};\n",
        of_checks.len()
    );
    Ok(rust)
}

/// The constant of a placeholder.
fn constant(name: &str) -> String {
    let called = CALLED.iter().find(|(published, _)| *published == name);
    called.map_or_else(
        || name.to_uppercase(),
        |(_, constant)| (*constant).to_owned(),
    )
}

/// Every placeholder of a text that is filled when it is shown.
fn all(text: &Text) -> impl Iterator<Item = &str> {
    let candidates = text.candidates.iter();
    let candidates = candidates.flat_map(|[_, settle, tells]| [settle, tells]);
    let filled = [&text.title, &text.happened, &text.why, &text.fix];
    let filled = filled.into_iter().chain(candidates);
    filled.flat_map(|text| names(text))
}

/// `{name}` in lower case and underscores; other braces belong to what is quoted.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').skip(1);
    let inner = parts.filter_map(|part| Some(part.split_once('}')?.0));
    inner.filter(|name| {
        !name.is_empty()
            && !LITERAL.contains(name)
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    })
}
