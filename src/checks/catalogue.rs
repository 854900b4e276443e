//! The static list of everything that can be said, and the help that the page loads later. Both are
//! generated from the texts beside the checks; see build.rs.

use std::collections::HashMap;

use super::draft::fill;
use super::finding::{Blame, Certainty, Finding, Severity, Source};
use crate::engine::step::Step;
use crate::protocol::json;

/// What is compiled in of one text.
#[derive(Debug)]
pub struct Entry {
    pub code: &'static str,
    /// Absent for `tool/…`: it stands at the step where the tool was at a loss.
    pub step: Option<Step>,
    pub severity: Severity,
    pub blame: Blame,
    pub certainty: Certainty,
    pub title: &'static str,
    pub happened: &'static str,
    /// For a family: its members.
    pub candidates: &'static [Member],
}

/// A member of a family, and the command that tells whether it is the one.
#[derive(Debug)]
pub struct Member {
    pub code: &'static str,
    pub settle: &'static str,
    pub tells: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The name of the help file beside the page.
pub const HELP_FILE: &str = env!("HELP_FILE");

/// The text of this code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    let place = CATALOGUE
        .binary_search_by(|entry| entry.code.cmp(code))
        .ok()?;
    CATALOGUE.get(place)
}

/// Why it matters, how to fix it and where it is written, per code.
#[derive(Debug, Default)]
pub struct Help {
    topics: HashMap<String, Topic>,
    /// The scripts that see what a browser cannot, as templates.
    pub script_sh: String,
    pub script_powershell: String,
}

#[derive(Clone, Debug, Default)]
pub struct Topic {
    pub why: String,
    pub fix: String,
    pub sources: Vec<Source>,
}

impl Help {
    /// Reads the help file; what cannot be read is left out.
    pub fn parse(json: &str) -> Help {
        let file = json::parse(json).unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let source = |value: &serde_json::Value| Source {
            revision: text(&value[0]),
            section: text(&value[1]),
            level: text(&value[2]),
        };
        let topic = |value: &serde_json::Value| Topic {
            why: text(&value["why"]),
            fix: text(&value["fix"]),
            sources: value["sources"]
                .as_array()
                .into_iter()
                .flatten()
                .map(source)
                .collect(),
        };
        let topics = file["topics"].as_object().into_iter().flatten();
        Help {
            topics: topics
                .map(|(code, value)| (code.clone(), topic(value)))
                .collect(),
            script_sh: text(&file["scripts"]["sh"]),
            script_powershell: text(&file["scripts"]["powershell"]),
        }
    }

    pub fn topic(&self, code: &str) -> Option<&Topic> {
        self.topics.get(code)
    }

    /// Completes a finding with what was not compiled in.
    pub fn complete(&self, finding: &mut Finding) {
        if let Some(topic) = self.topic(finding.code) {
            finding.why_it_matters = fill(&topic.why, &finding.values);
            finding.how_to_fix = fill(&topic.fix, &finding.values);
            finding.sources.clone_from(&topic.sources);
        }
    }
}
