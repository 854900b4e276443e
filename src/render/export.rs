//! What a report is saved as, and what is copied of it in short: one entry for all, since few visits need any.

use super::{chat, har, json, svg, wrong_diagnosis};
use crate::redact::Redacted;
use crate::report::{Outcome, Report};

/// A form in which a report leaves the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// The document `faultfinder-report`, a file.
    Json,
    /// An HTTP archive, a file.
    Har,
    /// The timeline as a picture, a file.
    Svg,
    /// Three lines for a chat, to paste.
    Chat,
    /// That the diagnosis is wrong, to be completed where it is pasted.
    WrongDiagnosis,
}

impl Format {
    /// The ending of a file's name; `None` for what is copied.
    pub fn ending(self) -> Option<&'static str> {
        match self {
            Format::Json => Some("json"),
            Format::Har => Some("har"),
            Format::Svg => Some("svg"),
            Format::Chat | Format::WrongDiagnosis => None,
        }
    }

    /// The media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Json | Format::Har => "application/json",
            Format::Svg => "image/svg+xml",
            Format::Chat | Format::WrongDiagnosis => "text/plain",
        }
    }
}

/// The report in this form. `link` asks for the same run on this page; `build` names the program beyond its version.
pub fn export(report: &Redacted<Report>, form: Format, link: &str, build: &str) -> String {
    match form {
        Format::Json => json(report),
        Format::Har => har::har(report),
        Format::Svg => svg::svg(report),
        Format::Chat => chat::chat(report, link),
        Format::WrongDiagnosis => wrong_diagnosis::wrong_diagnosis(report, link, build),
    }
}

/// `mcp.example.com-cors-header-not-allowed-2026-11-30.json`: the server, what was found, and the day.
pub fn file_name(report: &Redacted<Report>, ending: &str) -> String {
    let rest = report
        .target
        .url
        .split_once("://")
        .map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let outcome = report.outcome.map_or("", Outcome::id);
    let found = report.code.as_deref().unwrap_or(outcome);
    let day = report.started_at.get(..10).unwrap_or_default();
    let parts = [host, found, day].map(part);
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [] => format!("faultfinder-report.{ending}"),
        parts => format!("{}.{ending}", parts.join("-")),
    }
}

/// What every file system takes. A server's name stands in it.
fn part(text: &str) -> String {
    let plain = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' => letter,
        _ => '-',
    };
    let part: String = text.chars().take(100).map(plain).collect();
    part.trim_matches(['-', '.']).to_owned()
}
