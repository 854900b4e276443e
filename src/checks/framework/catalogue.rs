//! The static list of everything that can be said, and the help that the page loads later. Both
//! are generated from the texts beside the checks; see `build.rs`.
//!
//! What a verdict needs at once (title, severity, blame, certainty, members of a family) is
//! compiled in; the long texts are in a file of their own, so that the first picture does not
//! wait for them.

use serde_json::Value;

use crate::checks::fill::{fill, fill_plain};
use crate::checks::finding::{Blame, Certainty, Finding, Severity, Source};
use crate::protocol::json;
use crate::trace::step::Step;

/// What is compiled in of one text.
#[derive(Debug)]
pub struct Entry {
    /// `<area>/<the bad thing>`.
    pub code: &'static str,
    /// Absent for `tool/…`: it stands at the step where the tool was at a loss.
    pub step: Option<Step>,
    /// How bad it is, in the second line of its text; so are the next two.
    pub severity: Severity,
    /// Whose fault it is.
    pub blame: Blame,
    /// How sure a finding is, unless the run says otherwise.
    pub certainty: Certainty,
    /// The one line that is known before a help file has loaded.
    pub title: &'static str,
    /// For a family: the codes of its members.
    pub candidates: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The text of this code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    // `build.rs` sorted the table by code.
    let place = CATALOGUE
        .binary_search_by(|entry| entry.code.cmp(code))
        .ok()?;
    CATALOGUE.get(place)
}

/// The area of a code, if there is such an area: each has a help file of its own. This does without the catalogue, which is
/// large.
pub fn area(code: &str) -> Option<&'static str> {
    let (area, _) = code.split_once('/')?;
    AREAS.into_iter().find(|known| *known == area)
}

/// What is said about the codes of an area beyond their titles, from its help file.
#[derive(Debug, Default)]
pub struct Help {
    file: Value,
}

/// The texts of one code. `{name}` stands for a value of the run.
#[derive(Clone, Copy, Debug)]
pub struct Topic<'a>(&'a Value);

impl Help {
    /// Reads a help file; what cannot be read is left out.
    pub fn parse(json: &str) -> Help {
        Help {
            file: json::parse(json).unwrap_or_default(),
        }
    }

    /// Whether there is any text in it.
    pub fn has_texts(&self) -> bool {
        self.file["topics"].is_object()
    }

    /// What to paste where this code's fix is made, per product: its name and the lines.
    pub fn snippets(&self, code: &str) -> impl Iterator<Item = (&str, &str)> {
        let topic = text(&self.file["topics"][code]["snippets"]);
        let all = rows(&self.file["snippets"][topic]);
        all.map(|row| (text(&row[0]), text(&row[1])))
    }

    /// The same for a server that must not let every web page in, where that makes a difference.
    pub fn snippets_with_named_origins(&self, code: &str) -> impl Iterator<Item = (&str, &str)> {
        let topic = text(&self.file["topics"][code]["snippets"]);
        let named = &self.file["snippets"][[topic, "-named"].concat()];
        let rows = match named.is_array() {
            true => rows(named),
            false => rows(&self.file["snippets"][topic]),
        };
        rows.map(|row| (text(&row[0]), text(&row[1])))
    }

    /// The texts of this code, if the file has them.
    pub fn topic(&self, code: &str) -> Option<Topic<'_>> {
        self.file["topics"].get(code).map(Topic)
    }

    /// Completes a finding with what was not compiled in.
    pub fn complete(&self, finding: &mut Finding) {
        let Some(topic) = self.topic(finding.code) else {
            return;
        };
        let filled = |text: &str| fill(text, &finding.values);
        finding.what_happened = filled(topic.happened());
        for remark in &finding.remarks {
            finding.what_happened.push(' ');
            finding.what_happened.push_str(remark);
        }
        finding.why_it_matters = filled(topic.why());
        topic
            .affected_clients()
            .clone_into(&mut finding.affected_clients);
        finding.how_to_fix = filled(topic.fix());
        finding.sources = topic.sources();
        for candidate in &mut finding.candidates {
            let (settle, tells) = topic.candidate(candidate.code);
            // A command to paste.
            candidate.settle = fill_plain(settle, &finding.values);
            candidate.tells = filled(tells);
        }
    }
}

impl<'a> Topic<'a> {
    /// What happened: the actor and the exact observation.
    pub fn happened(self) -> &'a str {
        text(&self.0["happened"])
    }

    /// Why it matters: what clients and users meet.
    pub fn why(self) -> &'a str {
        text(&self.0["why"])
    }

    /// Clients and what they make of it, a list in Markdown; empty where nothing is known.
    pub fn affected_clients(self) -> &'a str {
        text(&self.0["minds"])
    }

    /// How to fix it, with fenced snippets.
    pub fn fix(self) -> &'a str {
        text(&self.0["fix"])
    }

    /// The clauses it rests on.
    pub fn sources(self) -> Vec<Source> {
        let source = |value: &Value| Source {
            revision: text(&value[0]).to_owned(),
            section: text(&value[1]).to_owned(),
            level: text(&value[2]).to_owned(),
        };
        rows(&self.0["sources"]).map(source).collect()
    }

    /// Of a member of this family: the command that tells whether it is the one, and what it prints then.
    fn candidate(self, code: &str) -> (&'a str, &'a str) {
        let mut rows = rows(&self.0["candidates"]);
        let row = rows.find(|row| text(&row[0]) == code);
        row.map_or(("", ""), |row| (text(&row[1]), text(&row[2])))
    }
}

/// The rows of a list; none where the file has something else.
fn rows(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text; empty where the file has something else.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
