//! What the page said of each cause of the lab, written down, and what a later page says otherwise.
//!
//! One line per cause and vantage: outcome, failed step, code, and every finding with its severity and certainty. A
//! change that must not change any verdict is tried with `--save-verdicts` before it and `--verdicts` after it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::failure::Result;

/// The verdicts of this run, by cause and vantage.
#[derive(Default)]
pub struct Verdicts(Mutex<BTreeMap<String, String>>);

impl Verdicts {
    /// Takes down what a report says. A cause that is tried again is taken down anew.
    pub fn note(&self, cause: &str, vantage: &str, report: &Value) {
        let mut verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.insert(format!("{cause} {vantage}"), line(report));
    }

    fn lines(&self) -> BTreeMap<String, String> {
        let verdicts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        verdicts.clone()
    }

    /// Writes a line per verdict.
    pub fn save(&self, file: &Path) -> Result<()> {
        let lines = self.lines();
        let lines = lines.iter().map(|(name, line)| format!("{name}: {line}\n"));
        Ok(std::fs::write(file, lines.collect::<String>())?)
    }

    /// Prints the table of differences from what was saved, and says whether it is empty.
    pub fn are_as_in(&self, file: &Path) -> Result<bool> {
        let text = std::fs::read_to_string(file)?;
        let before: BTreeMap<&str, &str> = text
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        let lines = self.lines();
        let tried = |name: &str| before.get(name).copied();
        let known = lines.keys().filter(|name| tried(name).is_some()).count();
        println!("\nVerdicts held against {}: {known}", file.display());
        let mut differences = 0;
        for (name, now) in &lines {
            let Some(before) = tried(name).filter(|before| before != now) else {
                continue;
            };
            differences += 1;
            println!("  {name}\n    before  {before}\n    now     {now}");
        }
        println!("  {differences} differences");
        Ok(differences == 0)
    }
}

fn line(report: &Value) -> String {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or("-").to_owned();
    let mut words = ["outcome", "failed_step", "code"]
        .map(|name| text(report, name))
        .to_vec();
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<String> = findings
        .iter()
        .map(|finding| {
            ["code", "severity", "certainty"]
                .map(|name| text(finding, name))
                .join("/")
        })
        .collect();
    found.sort();
    words.extend(found);
    words.join(" ")
}
