//! What was pasted, recognised: our script's transcript, curl's output, or a browser's own words.

use std::borrow::Cow;
use std::fmt;

use super::{browser_code, curl, transcript};
use crate::engine::wire::Pasted;

/// Why a text says nothing. Its `Display` is the sentence that the user reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Nonsense {
    Empty,
    /// The script, not what it printed.
    TheScript,
    /// What the script says when a variable is not set, or curl not there.
    NotRun,
    /// The script's output, without one whole answer.
    NothingWhole,
    /// A report of ours, which is imported, not pasted here.
    TheReport,
    /// A browser's code for "failed", without a reason.
    NoReason,
    /// curl stopped for a reason on the user's own side.
    OwnSide,
    /// A body without the status and headers that came before it.
    OnlyBody,
    Unknown,
}

impl fmt::Display for Nonsense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Nonsense::Empty => {
                "There is nothing in the field yet: paste what the script printed, the output of curl -i or curl -sv, or the browser's own error code."
            }
            Nonsense::TheScript => {
                "This is the script itself: run it in a terminal, then paste what it prints, from `=== faultfinder 1` to `=== end`."
            }
            Nonsense::NotRun => {
                "The script did not start: it says what it lacks; set that right, run it again, and paste what it prints."
            }
            Nonsense::NothingWhole => {
                "The script's output breaks off before its first answer was whole: copy everything from `=== faultfinder 1` to `=== end`."
            }
            Nonsense::TheReport => {
                "This is a downloaded report: open it with Import; this field takes the script's or curl's output."
            }
            Nonsense::NoReason => {
                "This code only says that the request failed: copy the whole console message around it, which names the reason, or paste what the script printed."
            }
            Nonsense::OwnSide => {
                "curl stopped for a reason on your own computer (its options, its proxy or its files), so this says nothing about the server: run the script as it is and paste what it prints."
            }
            Nonsense::OnlyBody => {
                "This is only the body of an answer: run curl with -i, so that the status line and the headers come with it, and paste all of that."
            }
            Nonsense::Unknown => {
                "This text holds no answer and no error that Faultfinder knows: it understands what its script printed, the output of curl -i or curl -sv, and browser codes such as net::ERR_CONNECTION_REFUSED."
            }
        })
    }
}

/// As much as is read of a text.
const MOST: usize = 4 * 1024 * 1024;

/// Reads what a person pasted.
pub fn read(text: &str) -> Result<Pasted, Nonsense> {
    let text = plain(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Nonsense::Empty);
    }
    if let Some(start) = transcript::start(&text) {
        return transcript::read(start);
    }
    if text.lines().any(|line| line.starts_with("Faultfinder: ")) {
        return Err(Nonsense::NotRun);
    }
    if text.contains("=== faultfinder 1") {
        return Err(Nonsense::TheScript);
    }
    if trimmed.starts_with('{') {
        let report = trimmed.contains("\"faultfinder-report\"");
        return Err(if report {
            Nonsense::TheReport
        } else {
            Nonsense::OnlyBody
        });
    }
    match curl::read(&text) {
        Some(found) => found,
        None => browser_code::read(&text),
    }
}

/// The text as it was before a terminal, a chat or a file changed it: cut at a limit, line ends as `\n`, no
/// escape sequences (ECMA-48 control sequences), no byte order mark.
fn plain(text: &str) -> String {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text
        .get(..end)
        .unwrap_or_default()
        .trim_start_matches('\u{feff}');
    let lines = text.replace("\r\n", "\n");
    without_sequences(&lines).into_owned()
}

fn without_sequences(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            kept.push(character);
        } else if characters.as_str().starts_with('[') {
            characters.next();
            // Parameters, then one final character.
            for part in characters.by_ref() {
                if matches!(part, '@'..='~' | '\n') {
                    break;
                }
            }
        }
    }
    Cow::Owned(kept)
}
