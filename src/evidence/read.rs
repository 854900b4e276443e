//! What was pasted, recognised: our script's transcript, curl's output, or a browser's own words.

use std::borrow::Cow;

use super::error::EvidenceError;
use super::{browser_code, curl, tools, transcript};
use crate::trace::wire::Pasted;

/// As much as is read of a text.
const MOST: usize = 4 * 1024 * 1024;

/// Reads what a person pasted.
pub fn read(text: &str) -> Result<Pasted, EvidenceError> {
    let text = plain(text);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(EvidenceError::Empty);
    }
    if let Some(start) = transcript::start(&text) {
        return transcript::read(start);
    }
    if text.lines().any(|line| line.starts_with("Faultfinder: ")) {
        return Err(EvidenceError::NotRun);
    }
    if text.contains("=== faultfinder 1") {
        return Err(EvidenceError::TheScript);
    }
    if trimmed.starts_with('{') {
        let report = trimmed.contains("\"faultfinder-report\"");
        return Err(if report {
            EvidenceError::TheReport
        } else {
            EvidenceError::OnlyBody
        });
    }
    let raw = tools::raw_content(&text);
    if let Some(found) = curl::read(raw.as_deref().unwrap_or(&text)) {
        return found;
    }
    // Codes are exact; the sentences around them are not.
    browser_code::read(&text).or_else(|why| tools::read(&text).unwrap_or(Err(why)))
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
