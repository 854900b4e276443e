//! What the harness prints.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::page::{STEPS, SURVEY};
use crate::retry::RetryBudget;
use crate::runner::Done;

/// Suites in which each cause of the lab is tried once, in Chromium; the others would blur the totals.
const SUITES: [&str; 4] = ["healthy", "lab", "deep", "sign-in"];

/// How certain a verdict can be; a healthy one needs no certainty.
const CERTAINTIES: [&str; 4] = ["certain", "likely", "unknown", ""];

/// Passed and failed cases, which of them was tried again, and the lab's causes by what they came to.
#[derive(Debug, Default)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub retries: RetryBudget,
    /// By the step that the lab declares: how many causes were found with each certainty, and how many failed.
    causes: BTreeMap<String, Share>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Share {
    by_certainty: [usize; CERTAINTIES.len()],
    failed: usize,
}

impl Tally {
    pub fn add(&mut self, suite: &str, done: &[Done]) {
        for Done { row, .. } in done {
            let passed = row.problems.is_empty();
            if passed {
                self.passed += 1;
            } else {
                self.failed += 1;
            }
            // Only a cause of the lab declares its step.
            if let (true, Some(step)) = (SUITES.contains(&suite), &row.step) {
                let share = self.causes.entry(step.clone()).or_default();
                share.count(&row.certainty, passed);
            }
        }
    }

    pub fn print(&self) {
        if !self.causes.is_empty() {
            self.print_causes();
        }
        println!("\n{}", self.retries);
        println!("\n{} passed, {} failed", self.passed, self.failed);
    }

    fn print_causes(&self) {
        let line = |name: &str, cells: [String; CERTAINTIES.len() + 2]| {
            let cells = cells.map(|cell| format!("{cell:>9}")).concat();
            println!("  {name:<22}{cells}");
        };
        println!("\nThe lab's causes, by step and certainty:");
        let heads = [
            "causes", "certain", "likely", "unknown", "no fault", "failed",
        ];
        line("", heads.map(str::to_owned));
        let mut all = Share::default();
        let mut steps: Vec<_> = self.causes.iter().collect();
        steps.sort_by_key(|(step, _)| place(step));
        for (step, share) in steps {
            line(step, share.cells());
            all.failed += share.failed;
            for (sum, more) in all.by_certainty.iter_mut().zip(share.by_certainty) {
                *sum += more;
            }
        }
        line("in all", all.cells());
    }
}

/// The steps in the order of a run, then the survey; what is none of them comes first.
fn place(step: &str) -> Option<usize> {
    STEPS.iter().chain(&SURVEY).position(|one| *one == step)
}

impl Share {
    fn count(&mut self, certainty: &str, passed: bool) {
        let known = CERTAINTIES.iter().position(|one| *one == certainty);
        match known.filter(|_| passed) {
            Some(column) => self.by_certainty[column] += 1,
            None => self.failed += 1,
        }
    }

    fn cells(&self) -> [String; CERTAINTIES.len() + 2] {
        let [certain, likely, unknown, healthy] = self.by_certainty;
        let causes = certain + likely + unknown + healthy + self.failed;
        let cells = [causes, certain, likely, unknown, healthy, self.failed];
        cells.map(|count| match count {
            0 => "·".to_owned(),
            count => count.to_string(),
        })
    }
}

/// Prints one suite: a line per case, and below a failed one what is wrong with it.
pub fn print_suite(suite: &str, done: &[Done], took: Duration) {
    println!("\n{suite} ({:.1} s)", took.as_secs_f64());
    let width = |text: &dyn Fn(&Done) -> usize, least: usize| {
        done.iter()
            .map(text)
            .max()
            .unwrap_or_default()
            .clamp(least, 52)
    };
    let name = width(&|d| d.name.chars().count(), 8);
    let expected = width(&|d| d.row.expected.chars().count(), 8);
    let got = width(&|d| d.row.got.chars().count(), 4);
    println!(
        "     {:<name$}  {:<expected$}  {:<got$}  {:<9}  {:>6}",
        "case", "expected", "got", "certainty", "ms"
    );
    for Done { name: case, row } in done {
        let mark = if row.problems.is_empty() {
            "ok  "
        } else {
            "FAIL"
        };
        let ms = row
            .took
            .map(|t| t.as_millis().to_string())
            .unwrap_or_default();
        println!(
            "{mark} {case:<name$}  {:<expected$}  {:<got$}  {:<9}  {ms:>6}",
            row.expected, row.got, row.certainty
        );
        for problem in &row.problems {
            println!("       ! {problem}");
        }
    }
    for note in done.iter().flat_map(|d| &d.row.notes) {
        println!("     {note}");
    }
}
